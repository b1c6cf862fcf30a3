"""What was done to one thing: its entries of the audit trail, the last one first."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from consolida.audit.models import Entry


@dataclass(frozen=True, slots=True)
class Act:
    """One act, with its details as they were written."""

    at: str
    by: str
    act: str
    details: dict[str, Any]


def history(
    *, company: str, subject: str, acts: Collection[str], with_parts: bool = False, most: int = 50
) -> list[Act]:
    """Return the acts of some kinds on a subject of a company; with those on what belongs to it, if asked.

    What belongs to a subject is called like it, with a blank and its own name after.
    """
    wanted = Q(subject=subject)
    if with_parts:
        wanted |= Q(subject__startswith=f"{subject} ")
    found = Entry.objects.filter(wanted, company=company, act__in=acts).order_by("-pk")[:most]
    return [Act(entry.at, entry.by, entry.act, json.loads(entry.details)) for entry in found]
