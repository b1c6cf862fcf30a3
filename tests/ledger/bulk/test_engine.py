"""The engine that keeps the ledger: rows go in and out set-wise and stay the same, on either engine."""

from contextlib import closing
from pathlib import Path

import pytest
from django.db import DatabaseError

from consolida.core.batches import BatchKey
from consolida.core.portable.connect import open_proven
from consolida.core.portable.verify import verify
from consolida.ledger import totals
from consolida.ledger.batches import by_key
from consolida.ledger.bulk import Elsewhere, engine
from consolida.ledger.extract import extract_batches
from consolida.ledger.models import Batch, Line, Voucher
from consolida.ledger.totals import balances, line_range, voucher_range
from consolida.masters.models import Company
from support import files
from support.companies import ALICE
from support.files import rows
from support.places import Place
from support.senders import PURCHASE, SALE, Sender

SALES = BatchKey("0001", "2026-11", "05")
PURCHASES = BatchKey("0001", "2026-11", "11")
MANY = 700  # more than an engine writes at a time


@pytest.fixture
def arequipa(lima: Place) -> Sender:
    mail = lima.home.path / "mail"
    mail.mkdir()
    return Sender(mail, "0001")


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """A file of many vouchers."""
    connection = files.draft(tmp_path / "big.db", files.SALES)
    connection.execute("DELETE FROM line")
    connection.execute("DELETE FROM voucher")
    files.fill(connection, vouchers=MANY, lines=3)
    files.seal(connection)
    connection.close()
    return tmp_path / "big.db"


def test_many_vouchers_land_as_they_are_and_leave_the_same(
    lima: Place, company: Company, big: Path, tmp_path: Path
) -> None:
    assert lima.welcome(big).added == MANY
    image = tmp_path / "image.db"
    extract_batches(company, [SALES], image, home=lima.home, by=ALICE, at=lima.clock())
    with closing(open_proven(big)) as sent, closing(open_proven(image)) as kept:
        for table in ("voucher", "line"):
            assert rows(sent, table) == rows(kept, table)


def test_keys_lie_in_the_range_of_their_batch_in_the_order_of_the_uids(
    lima: Place, company: Company, big: Path
) -> None:
    lima.welcome(big)
    batch = Batch.objects.get()
    first, past = voucher_range(batch.pk)
    vouchers = list(Voucher.objects.order_by("pk").values_list("pk", "uid"))
    assert [pk for pk, _ in vouchers] == list(range(first + 1, first + 1 + MANY))
    assert [uid for _, uid in vouchers] == sorted(uid for _, uid in vouchers)
    low, high = line_range(batch.pk)
    assert Line.objects.filter(pk__gte=low, pk__lt=high).count() == 3 * MANY
    assert first + MANY < past
    assert batch.last_voucher == batch.vouchers == MANY


def test_a_replaced_batch_gets_a_key_that_was_never_used(
    lima: Place, company: Company, arequipa: Sender
) -> None:
    seen = set()
    lima.welcome(arequipa.send(SALE))
    for text in ("", SALE, "", SALE):
        seen.add(Batch.objects.get().pk)
        lima.import_(arequipa.send(text))
    assert Batch.objects.get().pk > max(seen)
    assert len(seen) == 4


# What each engine's way of writing rows could take for its own signs.
ODD = ("\\", "\\N", "\\\\t", "'", '"', "%s", "{}", "a\\", "50 %", "ñandú", "€ 1", "[]", ",", "|", ";")


def test_vouchers_of_many_and_of_no_lines_land_as_they_are(
    lima: Place, company: Company, arequipa: Sender, tmp_path: Path
) -> None:
    one = "05 0001 2026-11-03 Sale\n  1212 debit 6.00\n" + "  70111 credit 0.01\n" * 600
    annulled = "05 0002 2026-11-03 Annulled annulled\n"
    file = arequipa.send(one + annulled + SALE.replace("05 0001", "05 0003"))
    lima.welcome(file)
    image = tmp_path / "image.db"
    extract_batches(company, [SALES], image, home=lima.home, by=ALICE, at=lima.clock())
    with closing(open_proven(file)) as sent, closing(open_proven(image)) as kept:
        for table in ("voucher", "line"):
            assert rows(sent, table) == rows(kept, table)
    lines = {voucher.number: voucher.lines.count() for voucher in Voucher.objects.all()}
    assert lines == {"0001": 601, "0002": 0, "0003": 3}


@pytest.mark.parametrize("odd", ODD)
def test_texts_that_look_like_an_engine_s_own_signs_land_as_they_are(
    odd: str, lima: Place, company: Company, tmp_path: Path
) -> None:
    file = tmp_path / "odd.db"
    connection = files.draft(file, files.SALES)
    connection.execute("UPDATE voucher SET description = ?", (odd,))
    connection.execute("UPDATE line SET description = ?, document_number = ?", (f"{odd} {odd}", odd))
    files.seal(connection)
    connection.close()
    lima.welcome(file)
    assert set(Voucher.objects.values_list("description", flat=True)) == {odd}
    assert set(Line.objects.values_list("description", "document_number")) == {(f"{odd} {odd}", odd)}
    image = tmp_path / "image.db"
    extract_batches(company, [SALES], image, home=lima.home, by=ALICE, at=lima.clock())
    with closing(open_proven(file)) as sent, closing(open_proven(image)) as kept:
        assert rows(sent, "line") == rows(kept, "line")


def test_vouchers_whose_keys_are_not_in_the_order_of_their_uids_leave_with_their_own_lines(
    lima: Place, company: Company, arequipa: Sender, tmp_path: Path
) -> None:
    """The first that was typed has the last uid."""
    others = "".join(
        f"05 000{n} 2026-11-03 Sale {n}\n  1212 debit {n}.00\n  70111 credit {n}.00\n" for n in (1, 2, 3)
    )
    lima.welcome(arequipa.send(others))
    first = Voucher.objects.order_by("pk")[0]
    Voucher.objects.filter(pk=first.pk).update(uid="ffffffff-ffff-7fff-bfff-ffffffffffff")
    image = tmp_path / "image.db"
    extract_batches(company, [SALES], image, home=lima.home, by=ALICE, at=lima.clock())
    with closing(open_proven(image)) as kept:
        vouchers = {str(row["uid"]): row for row in rows(kept, "voucher")}
        lines = rows(kept, "line")
    assert list(vouchers)[-1] == "ffffffff-ffff-7fff-bfff-ffffffffffff"
    for line in lines:
        cents = line["debit"] or line["credit"]
        assert vouchers[str(line["uid"])]["description"] == f"Sale {int(cents) // 100}"
    assert len(lines) == 6


def test_types_whose_uids_alternate_leave_in_one_file_with_their_own_lines(
    lima: Place, company: Company, arequipa: Sender, tmp_path: Path
) -> None:
    text = "".join(
        f"{kind} {n:04d} 2026-11-03 {kind}-{n} uid=01930000-0000-7000-8000-{2 * n + (kind == '11'):012x}\n"
        f"  1212 debit {n}.00\n  70111 credit {n}.00\n"
        for kind in ("05", "11")
        for n in range(1, 40)
    )
    file = arequipa.send(text)
    lima.welcome(file)
    image = tmp_path / "image.db"
    extract_batches(company, [SALES, PURCHASES], image, home=lima.home, by=ALICE, at=lima.clock())
    with closing(open_proven(file)) as sent, closing(open_proven(image)) as kept:
        for table in ("voucher", "line"):
            assert rows(sent, table) == rows(kept, table)
    assert verify(image, name="image.db").sound


def test_an_import_that_failed_amid_its_rows_can_be_made_again(
    lima: Place, company: Company, arequipa: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = arequipa.send(SALE + PURCHASE)

    def broken(*_: object) -> None:
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(totals, "keep_balances", broken)
        with pytest.raises(DatabaseError):
            lima.welcome(file)
    assert not Voucher.objects.exists()
    assert not Line.objects.exists()
    assert lima.welcome(file).added == 2
    assert Line.objects.count() == 6


def test_a_feed_adds_up_a_batch_by_kind_and_account(lima: Place, company: Company, arequipa: Sender) -> None:
    closing_sale = SALE.replace("05 0001", "05 0002").replace("Sale", "Sale kind=C")
    file = arequipa.send(SALE + closing_sale + PURCHASE)
    with engine().feeding(file) as feed:
        found = feed.totals_by_account(key=SALES)
        assert feed.totals_by_account(key=SALES._replace(site="0002")) == {}
    assert found["M", "1212"] == found["C", "1212"] == (11800, 0)
    lima.welcome(file)
    assert balances(by_key(company, [SALES])[SALES].pk) == found


def test_a_feed_finds_what_the_ledger_holds_elsewhere_up_to_a_limit(
    lima: Place, company: Company, arequipa: Sender
) -> None:
    uid = "uid=01930000-0000-7000-8000-00000000000a"
    sale, purchase = SALE.replace("Sale", f"Sale {uid}"), PURCHASE.replace("Goods", "Goods cuo=M7")
    lima.welcome(arequipa.send(sale + purchase))
    moved = arequipa.send(sale.replace("05 0001", "11 0003") + SALE.replace("Sale", "Sale cuo=M7"))
    batches = by_key(company, [SALES, PURCHASES])
    with engine().feeding(moved) as feed:
        found = feed.elsewhere(company=company.pk, leaving=[], limit=9)
        one_gone = feed.elsewhere(company=company.pk, leaving=[batches[SALES].pk], limit=9)
        none = feed.elsewhere(company=company.pk, leaving=[], limit=0)
    by_cuo = Elsewhere(number="0001", key=PURCHASES, held_number="0001", cuo="M7", same_uid=False)
    assert found == [
        Elsewhere(number="0003", key=SALES, held_number="0001", cuo="0001-05-110001", same_uid=True),
        by_cuo,
    ]
    assert one_gone == [by_cuo]
    assert none == []


def test_a_sound_database_has_no_damage(company: Company) -> None:
    assert engine().damage() == []
