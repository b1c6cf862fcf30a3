"""A branch enters a customer under a wrong RUC, sells, exports, and puts it right: head office follows."""

from dataclasses import replace

import pytest

from consolida.core.errors import ConsolidaError
from consolida.ledger import record
from consolida.ledger.models import Line, Voucher
from consolida.masters import parties
from consolida.masters.models import Party
from support.companies import ALICE, CAROL
from support.places import Place, parse_vouchers
from support.states import examined

WRONG = "20100053456"  # eleven digits, but the last one does not check the others
SOLD = f"05 2026-11-03 Sale: 1212 118.00 party_type=6 party_number={WRONG}, 40111 -18.00, 70111 -100.00"


def named(place: Place) -> dict[str, tuple[str, bool]]:
    with place.open():
        return {party.number: (party.name, party.active) for party in Party.objects.all()}


def customers(place: Place) -> set[str]:
    """Return whom the vouchers' lines name."""
    with place.open():
        return set(Line.objects.exclude(party_number="").values_list("party_number", flat=True))


@pytest.fixture
def sold(branch: Place, head_office: Place) -> tuple[str, ...]:
    """The sale under the wrong RUC is at head office; what the rules remarked while it was typed."""
    with branch.open() as company:
        parties.add(company, kind="6", number=WRONG, name="Carol S.A.C.", by=ALICE, at=branch.clock())
        (draft,) = parse_vouchers(SOLD)
        _, remarked = record.record(company, draft, site=branch.site(), by=ALICE, at=branch.clock())
    head_office.welcome(branch.export().file)
    return tuple(finding.sentence() for finding in remarked)


def put_right(branch: Place) -> None:
    with branch.open() as company:
        parties.add(company, kind="6", number=CAROL, name="Carol S.A.C.", by=ALICE, at=branch.clock())
        voucher = Voucher.objects.get()
        draft = record.draft_of(voucher)
        lines = [
            replace(line, party_number=CAROL) if line.party_number == WRONG else line for line in draft.lines
        ]
        record.change(company, voucher, replace(draft, lines=lines), by=ALICE, at=branch.clock())
        wrong = Party.objects.get(number=WRONG)
        parties.change(
            wrong, name=wrong.name, address=wrong.address, active=False, by=ALICE, at=branch.clock()
        )


class TestTheWrongOne:
    def test_is_remarked_where_it_is_typed_and_lets_nobody_wait(
        self, sold: tuple[str, ...], head_office: Place
    ) -> None:
        assert any(WRONG in sentence for sentence in sold)
        assert customers(head_office) == {WRONG}

    def test_is_out_of_use_at_both_ends_once_it_was_put_right(
        self, sold: tuple[str, ...], branch: Place, head_office: Place
    ) -> None:
        put_right(branch)
        done = head_office.import_(branch.export().file)
        assert (done.changed, done.parties_added, done.parties_queued) == (1, 1, 0)
        assert customers(head_office) == customers(branch) == {CAROL}
        assert named(head_office) == named(branch)
        assert named(head_office)[WRONG] == ("Carol S.A.C.", False)
        assert examined(head_office) == []

    def test_comes_back_with_an_undo_but_stays_out_of_use(
        self, sold: tuple[str, ...], branch: Place, head_office: Place
    ) -> None:
        put_right(branch)
        done = head_office.import_(branch.export().file)
        head_office.undo(done.import_id)
        assert customers(head_office) == {WRONG}
        assert named(head_office)[WRONG] == ("Carol S.A.C.", False)
        assert CAROL in named(head_office)

    def test_waits_for_a_person_where_head_office_renamed_it_meanwhile(
        self, sold: tuple[str, ...], branch: Place, head_office: Place
    ) -> None:
        with head_office.open():
            wrong = Party.objects.get(number=WRONG)
            parties.change(
                wrong, name="Carol y Hnos.", address="", active=True, by=ALICE, at=head_office.clock()
            )
        put_right(branch)
        done = head_office.import_(branch.export().file)
        assert (done.changed, done.parties_queued) == (1, 1)
        assert customers(head_office) == {CAROL}
        with head_office.open() as company:
            (dispute,) = parties.queue(company)
            parties.settle(dispute, take="theirs", by=ALICE, at=head_office.clock())
            assert parties.queue(company) == []
        assert named(head_office)[WRONG] == ("Carol S.A.C.", False)
        assert head_office.import_(branch.export().file).parties_queued == 0


@pytest.mark.parametrize("number", ["2010005345", "201000534560", "2010005345X", ""])
def test_what_has_no_eleven_digits_is_no_ruc_of_anybody(branch: Place, number: str) -> None:
    with branch.open() as company, pytest.raises(ConsolidaError):
        parties.add(company, kind="6", number=number, name="Carol", by=ALICE, at=branch.clock())
    assert number not in named(branch)
