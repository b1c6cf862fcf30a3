"""A cost centre's percentages change between two ends: what was typed stays as it was divided."""

from pathlib import Path

import pytest

from consolida.ledger import destino, record
from consolida.ledger.draft import Draft, DraftLine
from consolida.ledger.models import Line, Voucher
from consolida.transfer.send_masters import send_masters
from support.companies import ALICE
from support.places import Place
from support.sharing import CENTER, OTHER_WORDS, WORDS, parts, share
from support.states import examined

SIXTY_FORTY = {"94": 6000, "95": 4000, "79": -10000}
THIRDS = {"92": 3334, "94": 3333, "95": 3333, "78": -3334, "79": -6666}


def divide(place: Place, words: str) -> None:
    with place.open() as company:
        share(company, words)


def spend(place: Place) -> Voucher:
    """Type an expense of 100.00 of the cost centre, with the destino lines that are proposed."""
    with place.open() as company:
        lines = [
            DraftLine(account="62111", debit=10000, cost_center=CENTER),
            DraftLine(account="4212", credit=10000),
        ]
        lines += destino.proposed(company, lines)
        draft = Draft(operation_type="11", date="2026-11-10", description="Repairs", lines=lines)
        return record.record(company, draft, site=place.site(), by=ALICE, at=place.clock())[0]


def divided(place: Place) -> dict[str, int]:
    """Return what the automatic lines moved, by account."""
    with place.open():
        found: dict[str, int] = {}
        for line in Line.objects.filter(automatic=1):
            found[line.account] = found.get(line.account, 0) + line.debit - line.credit
        return found


def masters_of(place: Place) -> Path:
    with place.open() as company:
        return send_masters(
            company, site=place.site(), to=place.outbox, home=place.home, by=ALICE, at=place.clock()
        ).file


@pytest.fixture
def both(branch: Place, head_office: Place) -> None:
    """Both ends know the cost centre as 60 to 40."""
    for place in (branch, head_office):
        divide(place, WORDS)


@pytest.mark.usefixtures("both")
class TestWhatWasTyped:
    def test_lands_as_the_branch_divided_it_whatever_head_office_has(
        self, branch: Place, head_office: Place
    ) -> None:
        spend(branch)
        file = branch.export().file
        divide(head_office, OTHER_WORDS)
        head_office.welcome(file, decisions={"masters_different": "keep"})
        assert divided(head_office) == divided(branch) == SIXTY_FORTY
        assert examined(head_office) == []

    def test_is_not_divided_again_when_the_branch_changes_its_percentages(
        self, branch: Place, head_office: Place
    ) -> None:
        spend(branch)
        head_office.welcome(branch.export().file)
        divide(branch, OTHER_WORDS)
        done = head_office.import_(branch.export().file)
        assert (done.added, done.changed, done.equal) == (0, 0, 1)
        assert divided(head_office) == divided(branch) == SIXTY_FORTY

    def test_is_divided_anew_where_a_person_changes_the_voucher(
        self, branch: Place, head_office: Place
    ) -> None:
        voucher = spend(branch)
        head_office.welcome(branch.export().file)
        divide(branch, OTHER_WORDS)
        with branch.open() as company:
            draft = record.draft_of(voucher)
            typed = [line for line in draft.lines if not line.automatic]
            anew = Draft(
                operation_type=draft.operation_type,
                date=draft.date,
                description=draft.description,
                lines=[*typed, *destino.proposed(company, typed)],
            )
            record.change(company, voucher, anew, by=ALICE, at=branch.clock())
        done = head_office.import_(branch.export().file)
        assert done.changed == 1
        assert divided(head_office) == THIRDS


@pytest.mark.usefixtures("both")
class TestThePercentages:
    def test_of_head_office_stay_and_the_difference_is_listed(
        self, branch: Place, head_office: Place
    ) -> None:
        divide(branch, OTHER_WORDS)
        spend(branch)
        done = head_office.welcome(branch.export().file)
        notes = [finding.sentence() for finding in done.findings if finding.rule == "master_differs"]
        assert any(CENTER in note for note in notes), notes
        with head_office.open() as company:
            assert [part for *_, part in parts(company)] == [6000, 4000]

    def test_reach_the_branch_with_head_office_s_masters_and_hold_from_then_on(
        self, branch: Place, head_office: Place
    ) -> None:
        spend(branch)
        divide(head_office, OTHER_WORDS)
        sent = masters_of(head_office)
        assert "masters_different" in branch.questions(sent)
        branch.welcome(sent, decisions={"masters_different": "take"})
        assert divided(branch) == SIXTY_FORTY
        spend(branch)
        assert divided(branch) == {
            account: SIXTY_FORTY.get(account, 0) + THIRDS.get(account, 0) for account in THIRDS
        }

    def test_kept_at_the_branch_go_on_dividing_there(self, branch: Place, head_office: Place) -> None:
        divide(head_office, OTHER_WORDS)
        branch.welcome(masters_of(head_office), decisions={"masters_different": "keep"})
        spend(branch)
        assert divided(branch) == SIXTY_FORTY
