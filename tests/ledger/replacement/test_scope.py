"""The scope of a set: what each batch will hold, by file, mode and act."""

from pathlib import Path

from consolida.core.batches import BatchKey
from consolida.core.portable.quarantine import Quarantine
from consolida.ledger.models import Batch, Import
from consolida.ledger.replacement.decisions import Answers
from consolida.ledger.replacement.incoming import prove, take
from consolida.ledger.replacement.parts import NOBODY, Part
from consolida.ledger.replacement.scope import Request, scope
from support.places import SALE as TYPED_SALE
from support.places import Place
from support.senders import PURCHASE, SALE, Sender

SALES = BatchKey("0001", "2026-11", "05")
PURCHASES = BatchKey("0001", "2026-11", "11")
OWN_SALES = BatchKey("0000", "2026-11", "05")


def parts(
    head_office: Place, *files: Path, act: str = Import.Act.IMPORT, mode: str = "sites"
) -> dict[BatchKey, Part]:
    with head_office.open() as company, Quarantine(head_office.home.private) as quarantine:
        proven, _ = prove(company, take(files, quarantine=quarantine), folder=quarantine.folder)
        request = Request(company=company, act=act, mode=mode)
        return scope(request, proven, Answers({}), home=head_office.home)


def test_a_file_speaks_for_its_batches_and_those_that_stand(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(PURCHASE))
    found = parts(head_office, arequipa.send(SALE))
    assert {key: part.vouchers for key, part in found.items()} == {SALES: 1, PURCHASES: 0}
    assert found[SALES].source.export_number == found[PURCHASES].source.export_number == 2
    assert found[PURCHASES].file is None


def test_in_mode_all_every_site_s_batches_are_in_it(head_office: Place, arequipa: Sender) -> None:
    head_office.type(TYPED_SALE)
    found = parts(head_office, arequipa.send(SALE), mode="all")
    assert {key: part.vouchers for key, part in found.items()} == {SALES: 1, OWN_SALES: 0}
    assert found[OWN_SALES].source == NOBODY


def test_what_is_loaded_comes_from_nobody_and_asks_nothing(head_office: Place, arequipa: Sender) -> None:
    """A loaded file was made here: it has no sender, no number and no age."""
    newer = arequipa.send(SALE + PURCHASE)
    arequipa.number = 0
    head_office.welcome(newer)
    found = parts(head_office, arequipa.send(SALE, operation_type="05"), act=Import.Act.LOAD)
    assert {key: part.vouchers for key, part in found.items()} == {SALES: 1}
    assert found[SALES].source == NOBODY
    with head_office.open():
        assert Batch.objects.count() == 2


def test_masters_change_no_batch(head_office: Place, arequipa: Sender) -> None:
    assert parts(head_office, arequipa.masters()) == {}
