"""Who may do what, and where."""

import pytest

from consolida.core.actor import DEEDS, Actor, Grant, NotAllowed, Right

RUC, OTHER = "20131312955", "20601234565"
BRANCH = Actor("alice", (Grant(RUC, "0001", frozenset({Right.EXPORT})),))
COMPANY_WIDE = Actor("carol", (Grant(RUC, "", frozenset({Right.IMPORT, Right.EXPORT})),))


def test_a_right_at_a_site_holds_there_only() -> None:
    assert BRANCH.may(Right.EXPORT, company=RUC, site="0001")
    assert not BRANCH.may(Right.EXPORT, company=RUC, site="0002")
    assert not BRANCH.may(Right.EXPORT, company=RUC)
    assert not BRANCH.may(Right.IMPORT, company=RUC, site="0001")
    assert not BRANCH.may(Right.EXPORT, company=OTHER, site="0001")


def test_a_right_in_a_company_holds_at_all_its_sites() -> None:
    assert COMPANY_WIDE.may(Right.IMPORT, company=RUC)
    assert COMPANY_WIDE.may(Right.IMPORT, company=RUC, site="0002")
    assert not COMPANY_WIDE.may(Right.IMPORT, company=OTHER)


def test_somewhere_is_any_site_of_the_company() -> None:
    assert BRANCH.may_somewhere(Right.EXPORT, company=RUC)
    assert not BRANCH.may_somewhere(Right.EXPORT, company=OTHER)
    assert not BRANCH.may_somewhere(Right.UNDO, company=RUC)


def test_who_may_everything_may_everything_everywhere() -> None:
    operator = Actor("root", may_everything=True)
    for right in Right:
        operator.require(right, company=OTHER, site="9")
        operator.require_somewhere(right, company=OTHER)


def test_a_refusal_says_who_may_not_do_what_where() -> None:
    with pytest.raises(NotAllowed) as refusal:
        BRANCH.require(Right.REOPEN, company=RUC, site="0001")
    assert str(refusal.value) == (
        "“alice” may not reopen a month in company 20131312955; nothing was changed."
        " Ask an administrator for the role, or ask somebody who has it."
    )
    with pytest.raises(NotAllowed):
        BRANCH.require_somewhere(Right.SETTLE, company=RUC)
    BRANCH.require(Right.EXPORT, company=RUC, site="0001")
    BRANCH.require_somewhere(Right.EXPORT, company=RUC)


def test_every_right_has_its_words() -> None:
    assert set(DEEDS) == set(Right)
