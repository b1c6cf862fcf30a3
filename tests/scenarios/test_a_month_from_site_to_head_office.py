"""The main job: a month leaves the sites in files and replaces theirs at head office."""

from consolida.core.batches import BatchKey
from consolida.ledger import doctor
from consolida.ledger.balances import trial_balance
from support.companies import ALICE
from support.places import Place

SALES = """
05 2026-11-03 Sale to Bob: 1212 1180.00 party_type=6 party_number=20512333797, 40111 -180.00, 70111 -1000.00
05 2026-11-17 Cash sale: 101 590.00, 40111 -90.00, 70111 -500.00
"""
PURCHASES = "11 2026-11-05 Goods: 6011 100.00, 40111 18.00, 4212 -118.00"


def test_a_month_is_exported_imported_corrected_and_undone(branch: Place, head_office: Place) -> None:
    branch.type(SALES + PURCHASES)
    head_office.type("05 2026-11-30 Own sale: 1212 118.00, 40111 -18.00, 70111 -100.00")
    own = head_office.vouchers()

    first = branch.export()
    done = head_office.welcome(first.file)
    assert (done.added, done.removed, done.changed, done.equal, done.kept) == (3, 0, 0, 0, 1)
    assert head_office.vouchers() == own | branch.vouchers()
    assert head_office.batches() == {
        BatchKey("0000", "2026-11", "05"): 1,
        BatchKey("0001", "2026-11", "05"): 2,
        BatchKey("0001", "2026-11", "11"): 1,
    }

    branch.type("05 2026-11-18 Forgotten: 1212 59.00, 40111 -9.00, 70111 -50.00")
    again = head_office.import_(branch.export().file)
    assert (again.added, again.removed, again.changed, again.equal) == (1, 0, 0, 3)

    undone = head_office.undo(again.import_id)
    assert (undone.restored, undone.vouchers) == (2, 3)
    assert head_office.vouchers().keys() == own.keys() | {*head_office.vouchers()}
    assert len(head_office.vouchers()) == 4

    with head_office.open() as company:
        rows = trial_balance(company, "2026-11")
        assert sum(row.balance for row in rows) == 0
        assert {row.account: row.balance for row in rows}["70111"] == -160000
    with head_office.open():
        assert doctor.examine(home=head_office.home, by=ALICE, at=head_office.clock()) == []
