"""However a month is carried to head office, whole or by types, in whatever order, it is the same month."""

from pathlib import Path

import pytest

from support.hostile import relaid
from support.inboxes import statuses
from support.places import SALE, Clock, Place
from support.senders import SALE as SENT_SALE
from support.senders import Sender
from support.states import examined

Voucher = tuple[str, int]  # T/O, céntimos


def text_of(month: list[Voucher], code: str = "") -> str:
    """Write a month's vouchers, or those of one type; each keeps its number."""
    return "".join(
        f"{its} {number:04d} 2026-11-{number:02d} Voucher\n"
        f"  1212  debit  {cents // 100}.{cents % 100:02d}\n"
        f"  70111 credit {cents // 100}.{cents % 100:02d}\n"
        for number, (its, cents) in enumerate(month, start=1)
        if code in {"", its}
    )


MONTH = [("05", 11800), ("11", 5900), ("05", 1), ("11", 99_999_999)]


@pytest.mark.parametrize("order", [("05", "11"), ("11", "05")])
def test_the_types_in_any_order_are_the_whole_month(
    head_office: Place, arequipa: Sender, tmp_path: Path, clock: Clock, order: tuple[str, str]
) -> None:
    whole = arequipa.send(text_of(MONTH))
    parts = {code: arequipa.send(text_of(MONTH, code), operation_type=code) for code in order}
    head_office.welcome(whole)
    as_it_is = head_office.vouchers(), head_office.balances(), head_office.batches()
    by_types = Place(tmp_path / "by-types", here=["0000"], elsewhere=["0001"], clock=clock)
    by_types.welcome(parts[order[0]])
    by_types.welcome(parts[order[1]])
    assert (by_types.vouchers(), by_types.balances(), by_types.batches()) == as_it_is
    again = arequipa.send(text_of(MONTH))
    assert by_types.import_(again).equal == head_office.import_(again).equal == len(MONTH)


def test_the_types_in_one_set_are_the_whole_month(head_office: Place, arequipa: Sender) -> None:
    parts = [arequipa.send(text_of(MONTH, code), operation_type=code) for code in ("11", "05")]
    head_office.welcome(*parts)
    assert head_office.import_(arequipa.send(text_of(MONTH))).equal == len(MONTH)
    assert examined(head_office) == []


class TestAFileThatAnotherToolLaidOutAnew:
    """SQLite's VACUUM and page sizes move every byte; what the file says, and its signature, stay."""

    @pytest.mark.parametrize("page_size", [512, 4096, 65536])
    def test_enters_as_it_was_sent(self, branch: Place, head_office: Place, page_size: int) -> None:
        branch.type(SALE)
        file = relaid(branch.export().file, page_size=page_size)
        assert head_office.welcome(file).added == 1
        assert head_office.vouchers() == branch.vouchers()
        assert examined(head_office) == []

    def test_is_known_as_the_one_that_was_imported(self, head_office: Place, arequipa: Sender) -> None:
        file = arequipa.send(SENT_SALE)
        head_office.welcome(file)
        relaid(file, page_size=1024)
        assert statuses(head_office, file.parent) == {1: "already_imported"}
        done = head_office.import_(file)
        assert (done.added, done.removed, done.changed, done.equal) == (0, 0, 0, 1)
