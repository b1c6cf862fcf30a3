"""What a preview shows, and that it writes nothing."""

from consolida.core.batches import BatchKey
from consolida.ledger.models import Batch
from support.places import Place
from support.senders import PURCHASE, SALE, SALE_2, Sender

SALES = BatchKey("0001", "2026-11", "05")
PURCHASES = BatchKey("0001", "2026-11", "11")
CHANGED = SALE.replace("118.00", "236.00").replace(" 18.00", " 36.00").replace("100.00", "200.00")
ACCEPT = {"key:0001": "accept"}


def test_it_writes_nothing(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE))
    before = head_office.state()
    with head_office.previewing(arequipa.send(CHANGED + SALE_2)):
        pass
    assert head_office.state() == before


def test_it_counts_by_batch_what_comes_goes_changes_and_stays(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE + SALE_2 + PURCHASE))
    with head_office.previewing(arequipa.send(CHANGED + PURCHASE)) as preview:
        sales, purchases = preview.difference.batches
        assert (sales.key, sales.added, sales.removed, sales.changed, sales.equal) == (SALES, 0, 1, 1, 0)
        assert (purchases.key, purchases.equal, purchases.is_nothing) == (PURCHASES, 1, True)
        assert (purchases.old.debit, purchases.new.debit) == (11800, 11800)
        assert preview.changing == [SALES]


def test_it_adds_up_accounts_before_and_after(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE))
    with head_office.previewing(arequipa.send(CHANGED)) as preview:
        accounts = {one.account: (one.old_debit, one.new_debit) for one in preview.difference.accounts()}
        assert accounts["1212"] == (11800, 23600)


def test_it_lists_the_vouchers_that_change(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE + SALE_2))
    with head_office.previewing(arequipa.send(CHANGED)) as preview:
        assert [(one.what, one.number) for one in preview.voucher_changes()] == [
            ("changed", "0001"),
            ("removed", "0002"),
        ]


def test_of_a_batch_that_stays_equal_both_sides_are_the_file(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE + PURCHASE))
    with head_office.previewing(arequipa.send(CHANGED + PURCHASE)) as preview:
        (old, new), (same, again) = preview.sides(SALES), preview.sides(PURCHASES)
        assert old != new
        assert same == again == preview.parts[PURCHASES].file


def test_the_biggest_changes_are_shown_where_there_was_something_before(
    head_office: Place, arequipa: Sender
) -> None:
    file = arequipa.send(SALE + SALE_2)
    with head_office.previewing(file, decisions=ACCEPT) as preview:
        assert preview.biggest(5) == []
    head_office.import_(file, decisions=ACCEPT)
    with head_office.previewing(arequipa.send(CHANGED)) as preview:
        assert [(one.number, one.weight) for one in preview.biggest(1)] == [("0002", 23600)]


def test_the_token_changes_with_the_files_and_with_the_ledger(head_office: Place, arequipa: Sender) -> None:
    one, other = arequipa.send(SALE), arequipa.send(SALE + SALE_2)
    tokens = []
    for file in (one, one, other):
        with head_office.previewing(file) as preview:
            tokens.append(preview.token)
    head_office.welcome(one)
    with head_office.previewing(one) as preview:
        tokens.append(preview.token)
    assert tokens[0] == tokens[1]
    assert len(set(tokens)) == 3


def test_a_new_batch_is_no_change_where_it_is_empty(head_office: Place, arequipa: Sender) -> None:
    file = arequipa.send(batches=["05"])
    with head_office.previewing(file, decisions=ACCEPT) as preview:
        assert preview.changing == []
    head_office.import_(file, decisions=ACCEPT)
    with head_office.open():
        assert Batch.objects.get().export_number == 1
