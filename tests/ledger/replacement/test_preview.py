"""What a preview shows, and that it writes nothing."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from consolida.core import difference
from consolida.core.batches import BatchKey
from consolida.ledger.models import ArchivedFile, Batch
from support.places import SALE as TYPED
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
        assert (purchases.old.totals.debit, purchases.new.totals.debit) == (11800, 11800)
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


OPENING = """
11 0011 2026-11-01 Opening kind=A
  1212 debit 50.00
  4212 credit 50.00
11 0012 2026-11-01 The same accounts in another kind
  1212 debit 7.00
  4212 credit 7.00
"""


@pytest.mark.parametrize(
    "months",
    [
        [SALE + PURCHASE, CHANGED],
        [SALE, OPENING + CHANGED],
        [OPENING, OPENING.replace("50.00", "60.00"), SALE],
        ["", SALE],
        [SALE + OPENING, ""],
    ],
)
def test_kept_balances_and_the_proof_tell_what_the_files_would(
    months: Sequence[str], head_office: Place, arequipa: Sender
) -> None:
    *known, last = [arequipa.send(month) for month in months]
    for file in known:
        head_office.welcome(file)
    with head_office.previewing(last) as preview:
        read = difference.between((key, *preview.sides(key)) for key in preview.changing)
        shown = {batch.key: batch for batch in preview.difference.batches if batch.key in preview.changing}
        assert shown == {batch.key: batch for batch in read.batches}
        assert preview.changing


def test_the_archive_takes_the_private_copy_over_and_keeps_it(
    head_office: Place, arequipa: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked, link = [], os.link

    def noted(file: Path, to: Path) -> None:
        linked.append(file)
        link(file, to)

    monkeypatch.setattr(os, "link", noted)
    file = arequipa.send(SALE)
    head_office.welcome(file)
    with head_office.open():
        kept = head_office.home.archived(ArchivedFile.objects.get(kind="vouchers").file_uid)
    assert linked
    assert file not in linked
    assert kept.read_bytes() == file.read_bytes()
    assert not kept.samefile(file)


def test_where_files_cannot_be_linked_the_archive_keeps_a_copy(
    head_office: Place, arequipa: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(file: Path, to: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(file))

    monkeypatch.setattr(os, "link", refused)
    file = arequipa.send(SALE)
    head_office.welcome(file)
    with head_office.open():
        kept = head_office.home.archived(ArchivedFile.objects.get(kind="vouchers").file_uid)
    assert kept.read_bytes() == file.read_bytes()


def test_it_says_what_stays_of_other_sites(head_office: Place, arequipa: Sender) -> None:
    head_office.type(TYPED)
    with head_office.previewing(arequipa.send(SALE), decisions=ACCEPT) as preview:
        assert list(preview.staying()) == [("0000", "1 voucher of site 0000 stays.")]
    head_office.type(TYPED)
    with head_office.previewing(arequipa.send(SALE), decisions=ACCEPT) as preview:
        assert list(preview.staying()) == [("0000", "2 vouchers of site 0000 stay.")]
