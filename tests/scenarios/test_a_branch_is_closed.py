"""The accountant's story: a branch is closed for good; its late file comes, and it opens again."""

from pathlib import Path

import pytest

from consolida.core.errors import UnreadableFile
from consolida.core.portable.format import FileKind
from consolida.ledger.replacement.decisions import DecisionsNeeded
from consolida.masters.companies import change_site, the_site
from consolida.transfer.send_masters import send_masters
from support.companies import ALICE
from support.places import PURCHASE, SALE, Place
from support.senders import Sender

ASKED = "resting:0001"


def rest(place: Place, *, active: bool = False) -> None:
    with place.open() as company:
        change_site(the_site(company, "0001"), active=active, by=ALICE, at=place.clock())


@pytest.fixture
def closed(branch: Place, head_office: Place) -> Place:
    """Head office, which imported November and then took the branch out of use."""
    branch.type(SALE)
    head_office.welcome(branch.export().file)
    rest(head_office)
    return head_office


def test_its_late_file_is_imported_only_after_a_question(branch: Place, closed: Place) -> None:
    branch.type(PURCHASE)
    file = branch.export().file
    before = closed.state()
    (decision,) = closed.questions(file).values()
    assert (decision.name, decision.values) == (ASKED, ("accept",))
    assert decision.question() == (
        f"{file.name} is of site 0001 “Sede 0001”, which is no longer in use. Import it all the same?"
    )
    with pytest.raises(DecisionsNeeded):
        closed.import_(file)
    assert closed.state() == before
    closed.import_(file, decisions={ASKED: "accept"})
    assert len(closed.vouchers()) == 2
    with closed.open() as company:
        assert not the_site(company, "0001").active


def test_an_answer_that_is_none_leaves_the_question_open(branch: Place, closed: Place) -> None:
    file = branch.export().file
    assert list(closed.questions(file, decisions={ASKED: "yes"})) == [ASKED]


def test_two_of_its_files_are_one_question(branch: Place, closed: Place) -> None:
    branch.type(PURCHASE.replace("2026-11", "2026-12"))
    november, december = branch.export().file, branch.export("2026-12").file
    assert list(closed.questions(november, december)) == [ASKED]


def test_what_was_imported_before_stays_and_is_undone_without_a_question(closed: Place) -> None:
    balances, vouchers = closed.balances(), closed.vouchers()
    assert balances["1212"] == 11_800
    assert len(vouchers) == 1
    closed.undo(1)
    assert closed.vouchers() == {}


def test_files_of_other_branches_ask_nothing(closed: Place, trujillo: Sender) -> None:
    assert list(closed.questions(trujillo.send())) == ["key:0002"]


def test_once_it_is_in_use_again_nothing_is_asked(branch: Place, closed: Place) -> None:
    rest(closed, active=True)
    branch.type(PURCHASE)
    closed.import_(branch.export().file)
    assert len(closed.vouchers()) == 2


def test_a_branch_that_rests_at_its_own_place_sends_what_it_has(branch: Place, head_office: Place) -> None:
    branch.type(SALE)
    rest(branch)
    head_office.welcome(branch.export(definitive=True).file)
    assert len(head_office.vouchers()) == 1


def test_masters_of_a_resting_site_ask_nothing_of_it(
    branch: Place, head_office: Place, tmp_path: Path
) -> None:
    with branch.open() as company:
        sent = send_masters(
            company, site=branch.site(), to=tmp_path, home=branch.home, by=ALICE, at=branch.clock()
        )
    assert sent.manifest.kind is FileKind.MASTERS
    rest(head_office)
    assert ASKED not in head_office.questions(sent.file)


def test_a_damaged_file_of_it_is_refused_before_anything_is_asked(branch: Place, closed: Place) -> None:
    file = branch.export().file
    file.write_bytes(file.read_bytes()[:-4096])
    with pytest.raises(UnreadableFile) as refusal:
        closed.import_(file, decisions={ASKED: "accept"})
    assert "cut short or damaged" in str(refusal.value)
