"""What was done to one thing."""

import pytest
from django.db import transaction

from consolida.audit.history import history
from consolida.audit.record import record
from support.companies import NOW, OTHER_RUC, RUC

pytestmark = pytest.mark.usefixtures("lima")


def act(name: str, subject: str = "1212", *, company: str = RUC) -> None:
    with transaction.atomic():
        record(by="alice", at=NOW, act=name, company=company, subject=subject, details={"name": name})


def test_the_last_act_comes_first() -> None:
    act("added")
    act("changed")
    acts = history(company=RUC, subject="1212", acts={"added", "changed"})
    assert [(one.act, one.by, one.details) for one in acts] == [
        ("changed", "alice", {"name": "changed"}),
        ("added", "alice", {"name": "added"}),
    ]
    assert acts[0].at == "2026-12-03T15:42:07.125Z"


def test_other_acts_subjects_and_companies_are_left_out() -> None:
    act("added", "1213")
    act("added", company=OTHER_RUC)
    act("removed")
    assert history(company=RUC, subject="1212", acts={"added"}) == []


def test_what_belongs_to_a_subject_is_told_with_it_where_that_is_asked() -> None:
    for subject in ("0001", "0001 installation", "0001 other", "00011", "0002", "X 0001"):
        act("accepted", subject)
    alone = history(company=RUC, subject="0001", acts={"accepted"})
    together = history(company=RUC, subject="0001", acts={"accepted"}, with_parts=True)
    assert (len(alone), len(together)) == (1, 3)
    assert history(company=OTHER_RUC, subject="0001", acts={"accepted"}, with_parts=True) == []


def test_no_more_than_asked() -> None:
    for _ in range(3):
        act("changed")
    assert len(history(company=RUC, subject="1212", acts={"changed"}, most=2)) == 2
