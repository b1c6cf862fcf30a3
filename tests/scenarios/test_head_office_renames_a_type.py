"""Head office gives a T/O another name and tells its sites: the question is asked once, at the site."""

from pathlib import Path

import pytest

from consolida.core.batches import BatchKey
from consolida.masters import editing
from consolida.masters.models import OperationType
from consolida.transfer.send_masters import send_masters
from support.companies import ALICE
from support.places import SALE, Place

NAME = "Ventas locales"


def name_of(place: Place, code: str = "05") -> str:
    with place.open():
        return OperationType.objects.get(code=code).name


@pytest.fixture
def sent(branch: Place, head_office: Place) -> Path:
    """The masters that head office sends after it renamed the type; the branch has sold before."""
    branch.type(SALE)
    head_office.welcome(branch.export().file)
    with head_office.open() as company:
        row = OperationType.objects.get(code="05")
        fields = {"name": NAME, "book": row.book}
        editing.change(company, "operation_type", ("05",), fields, by=ALICE, at=head_office.clock())
        return send_masters(
            company,
            site=head_office.site(),
            to=head_office.outbox,
            home=head_office.home,
            by=ALICE,
            at=head_office.clock(),
        ).file


def test_until_the_site_knows_its_files_are_stopped_by_a_question(
    sent: Path, branch: Place, head_office: Place
) -> None:
    branch.type(SALE)
    assert list(head_office.questions(branch.export().file)) == ["operation_type:05"]


def test_a_site_that_takes_the_name_is_asked_no_more(sent: Path, branch: Place, head_office: Place) -> None:
    branch.welcome(sent, decisions={"operation_type:05": "take"})
    assert name_of(branch) == NAME
    branch.type(SALE)
    file = branch.export().file
    assert head_office.questions(file) == {}
    assert head_office.import_(file).added == 1


def test_a_site_that_keeps_its_name_is_asked_about_at_every_file(
    sent: Path, branch: Place, head_office: Place
) -> None:
    branch.welcome(sent, decisions={"operation_type:05": "keep"})
    assert name_of(branch) == "Ventas"
    branch.type(SALE)
    file = branch.export().file
    head_office.import_(file, decisions={"operation_type:05": "keep"})
    assert name_of(head_office) == NAME
    branch.type(SALE)
    assert list(head_office.questions(branch.export().file)) == ["operation_type:05"]


def test_the_name_changes_no_voucher_and_no_batch(sent: Path, branch: Place, head_office: Place) -> None:
    before = branch.vouchers()
    branch.welcome(sent, decisions={"operation_type:05": "take"})
    assert branch.vouchers() == before == head_office.vouchers()
    assert branch.batches() == head_office.batches() == {BatchKey("0001", "2026-11", "05"): 1}
    done = head_office.import_(branch.export().file)
    assert (done.added, done.removed, done.changed, done.equal) == (0, 0, 0, 1)
