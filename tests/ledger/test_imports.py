"""Which imports stand."""

from consolida.ledger.imports import in_force
from support.places import SALE as TYPED
from support.places import Place
from support.senders import PURCHASE, SALE, Sender


def standing(place: Place) -> list[int]:
    with place.open() as company:
        return list(in_force(company).values_list("pk", flat=True))


def test_an_import_stands_until_it_is_undone(head_office: Place, arequipa: Sender) -> None:
    assert standing(head_office) == []
    first = head_office.welcome(arequipa.send(SALE)).import_id
    second = head_office.welcome(arequipa.send(SALE + PURCHASE)).import_id
    assert standing(head_office) == [first, second]
    undo = head_office.undo(second).import_id
    assert standing(head_office) == [first]  # an undo is no import
    head_office.undo(undo)
    assert standing(head_office) == [first, second]


def test_what_was_typed_or_exported_here_is_no_import(head_office: Place) -> None:
    head_office.type(TYPED)
    head_office.export()
    assert standing(head_office) == []
