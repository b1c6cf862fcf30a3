"""Floors and ages: numbers compare within one installation, by site, month and T/O."""

from consolida.core.batches import BatchKey
from consolida.ledger.replacement.freshness import floors, older_keys
from support.places import Place
from support.senders import PURCHASE, SALE, Sender

SALES = BatchKey("0001", "2026-11", "05")
PURCHASES = BatchKey("0001", "2026-11", "11")


def found(head_office: Place, sender: Sender, number: int) -> tuple[dict[str, int], list[BatchKey]]:
    """Return the floors, and what would be older of a file of that number."""
    sender.number = number - 1
    manifest = sender.manifest(sender.send(SALE + PURCHASE))
    with head_office.open() as company:
        return (
            floors(company, manifest),
            older_keys(company, manifest, [SALES, PURCHASES], {}),
        )


def test_without_imports_there_is_no_floor(head_office: Place, arequipa: Sender) -> None:
    assert found(head_office, arequipa, 1) == ({}, [])


def test_the_highest_number_of_each_scope_counts(head_office: Place, arequipa: Sender) -> None:
    for scope in ("05", "", "05", "11"):
        text = {"05": SALE, "11": PURCHASE, "": SALE + PURCHASE}[scope]
        head_office.welcome(arequipa.send(text, operation_type=scope))
    highest = {"05": 3, "": 2, "11": 4}
    assert found(head_office, arequipa, 1) == (highest, [SALES, PURCHASES])
    assert found(head_office, arequipa, 3) == (highest, [PURCHASES])
    assert found(head_office, arequipa, 4) == (highest, [])


def test_another_installation_s_numbers_do_not_count(head_office: Place, arequipa: Sender) -> None:
    arequipa.skip(6)
    head_office.welcome(arequipa.send(SALE))
    other = Sender(arequipa.folder, "0001", copy=2)
    assert found(head_office, other, 1) == ({}, [])


def test_masters_set_no_floor(head_office: Place, arequipa: Sender) -> None:
    arequipa.skip(6)
    head_office.welcome(arequipa.masters(), decisions={"masters_different": "keep"})
    assert found(head_office, arequipa, 1) == ({}, [])
