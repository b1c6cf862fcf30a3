"""Addresses of what findings speak of."""

from collections.abc import Iterable

from django.urls import reverse

from consolida.core.findings import Finding
from consolida.ledger.places import uids_of
from consolida.masters.models import Company


def voucher_links(company: Company, findings: Iterable[Finding], *, period: str) -> dict[str, str]:
    """Return the addresses of the vouchers of a month that findings name, by the name they use."""
    return {name: voucher_link(uid) for name, uid in uids_of(company, findings, period=period).items()}


def voucher_link(uid: str) -> str:
    """Return the address of a voucher's page."""
    return reverse("voucher", args=[uid])
