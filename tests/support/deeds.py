"""The deeds that campaigns disturb: export, import, undo and load, in installations prepared for them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.verify import verify
from consolida.intake.load import load
from consolida.intake.loading import Loaded, LoadRequest
from consolida.ledger.replacement.undo import UndoneAlready
from consolida.transfer.models import Export
from support.children import in_child
from support.companies import ALICE
from support.faults import Disk, Fault, Kill
from support.places import Clock, Place
from support.states import copy_of

NEVER = 1 << 62

SALES = """
05 2026-11-03 Sale to Bob: 1212 1180.00 party_type=6 party_number=20512333797, 40111 -180.00, 70111 -1000.00
05 2026-11-17 Cash sale: 101 590.00, 40111 -90.00, 70111 -500.00
11 2026-11-05 Goods: 6011 100.00, 40111 18.00, 4212 -118.00
"""
MORE = """
05 2026-11-18 Forgotten: 1212 59.00, 40111 -9.00, 70111 -50.00
21 2026-11-19 Bank: 101 50.00, 1212 -50.00
"""
CSV = """operation_type,number,date,description,account,debit,credit
05,0007,2026-11-20,Sale of the shop,1212,118.00,0.00
05,0007,2026-11-20,Sale of the shop,40111,0.00,18.00
05,0007,2026-11-20,Sale of the shop,70111,0.00,100.00
20,0001,2026-11-30,Depreciation,101,40.00,0.00
20,0001,2026-11-30,Depreciation,1212,0.00,40.00
"""


@dataclass(frozen=True)
class Case:
    """A deed that is killed, in an installation prepared for it, and what comes of doing it twice."""

    place: Place
    deed: Callable[[Place], object]
    twice: Callable[[Place], None]


def prepare(folder: Path) -> dict[str, Case]:
    """Make a branch that has exported once and head office that imported it, with what is done next."""
    clock = Clock()
    branch = Place(folder / "branch", here=["0001"], elsewhere=["0000"], clock=clock)
    office = Place(folder / "office", here=["0000"], elsewhere=["0001"], clock=clock)
    branch.type(SALES)
    office.type("05 2026-11-30 Own sale: 1212 118.00, 40111 -18.00, 70111 -100.00")
    office.welcome(branch.export().file)
    branch.type(MORE)
    again = copy_of(branch, folder / "sent").export().file
    corrected = copy_of(office, folder / "corrected")
    corrected.import_(again)
    source = folder / "shop.csv"
    source.write_text(CSV, "utf-8")

    def exports(place: Place, *, as_zip: bool = False) -> object:
        return place.export(definitive=not as_zip, as_zip=as_zip).manifest.content_digest

    def exports_again(place: Place) -> None:
        with place.open():
            digest = Export.objects.select_related("file").order_by("number")[1].file.content_digest
        assert exports(place) == digest

    def imports(place: Place) -> tuple[int, int, int, int]:
        done = place.import_(again)
        return done.added, done.removed, done.changed, done.equal

    def imports_again(place: Place) -> None:
        assert imports(place) == (0, 0, 0, 5)

    def undoes_again(place: Place) -> None:
        with pytest.raises(UndoneAlready):
            place.undo(2)

    def loads(place: Place) -> Loaded:
        with place.open() as company:
            return load(
                company, source, LoadRequest(site="0001"), home=place.home, by=ALICE, at=place.clock()
            )

    def loads_again(place: Place) -> None:
        loaded = loads(place)
        assert (loaded.import_id, loaded.added, loaded.equal) == (None, 0, 2)

    return {
        "export": Case(branch, exports, exports_again),
        "export as a package": Case(branch, lambda place: exports(place, as_zip=True), exports_again),
        "import": Case(office, imports, imports_again),
        "undo": Case(corrected, lambda place: place.undo(2).vouchers, undoes_again),
        "load": Case(branch, loads, loads_again),
    }


def require_files_whole(place: Place) -> None:
    """See that what was exported stands in the folder, whole, and nothing else does."""
    with place.open():
        exports = list(Export.objects.select_related("file"))
    assert [made.delivered_to for made in exports] == [made.destination for made in exports]
    names = sorted(made.file.name for made in exports)
    assert sorted(file.name for file in place.outbox.iterdir()) == names
    for file in place.outbox.iterdir():
        with Quarantine(place.home.private) as private:
            assert verify(private.take(file), name=file.name).sound


def count_changes(case: Case, folder: Path, *, fault: Callable[[int], Fault] = Kill) -> int:
    """Count what a fault may strike while a deed is done."""
    place = copy_of(case.place, folder)

    def counted() -> int:
        disk = Disk(fault(NEVER))
        case.deed(place)
        return disk.changes

    ended = in_child(counted)
    assert isinstance(ended.value, int), ended.trace
    return ended.value


def spread(wanted: int, *, over: int) -> list[int]:
    """Spread points over the numbers from 1; the first and the last are always among them."""
    wanted = min(wanted, over)
    return sorted({1 + round(step * (over - 1) / (wanted - 1)) for step in range(wanted)})
