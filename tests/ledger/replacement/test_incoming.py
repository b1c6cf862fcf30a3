"""Joining the files of a set into one for the ledger."""

from contextlib import closing
from pathlib import Path

from consolida.core.batches import BatchKey
from consolida.core.portable.connect import open_proven
from consolida.core.portable.verify import verify
from consolida.core.totals import Content
from consolida.ledger.replacement.incoming import joined, opening_sites
from consolida.ledger.replacement.parts import Part
from support.files import rows
from support.senders import PURCHASE, SALE, SALE_2, Sender

SALES = BatchKey("0001", "2026-11", "05")
PURCHASES = BatchKey("0001", "2026-11", "11")


def parts_of(*files: Path) -> dict[BatchKey, Part]:
    found = {}
    for file in files:
        for row in verify(file, name=file.name).batches:
            found[row.key] = Part(key=row.key, file=file, content=Content.of(row))
    return found


def vouchers(path: Path | None) -> list[tuple[object, object]]:
    assert path is not None
    with closing(open_proven(path)) as connection:
        lines = rows(connection, "line")
        assert {line["uid"] for line in lines} == {one["uid"] for one in rows(connection, "voucher")}
        return sorted((str(one["cuo"]), one["digest"]) for one in rows(connection, "voucher"))


def test_nothing_to_insert_needs_no_file(tmp_path: Path) -> None:
    assert joined({}, [], tmp_path / "j.db") == (None, [])


def test_the_only_file_is_taken_as_it_is(arequipa: Sender, tmp_path: Path) -> None:
    file = arequipa.send(SALE + PURCHASE)
    assert joined(parts_of(file), [SALES], tmp_path / "j.db") == (file, [])


def test_of_a_file_of_which_not_all_is_taken_a_new_one_is_made(arequipa: Sender, tmp_path: Path) -> None:
    file = arequipa.send(SALE + PURCHASE)
    parts = parts_of(file)
    del parts[PURCHASES]
    found, findings = joined(parts, [SALES], tmp_path / "j.db")
    assert (found, findings) == (tmp_path / "j.db", [])
    assert [cuo for cuo, _ in vouchers(found)] == ["0001-05-110001"]


def test_several_files_are_joined(arequipa: Sender, mail: Path, tmp_path: Path) -> None:
    files = arequipa.send(SALE + PURCHASE), Sender(mail, "0002").send(SALE + SALE_2)
    parts = parts_of(*files)
    found, findings = joined(parts, sorted(parts), tmp_path / "j.db")
    assert findings == []
    assert vouchers(found) == sorted(vouchers(files[0]) + vouchers(files[1]))


def test_a_moved_voucher_whose_former_file_is_not_taken_comes_once(arequipa: Sender, tmp_path: Path) -> None:
    """Its lines are those of the batch that is taken, though another file has more of them."""
    uid = "uid=01930000-0000-7000-8000-00000000000a"
    sale = SALE.replace("Sale", f"Sale {uid}")
    purchase = f"11 0001 2026-11-05 Goods {uid}\n  6011 debit 1.00\n  4212 credit 1.00\n"
    old, new = arequipa.send(sale, operation_type="05"), arequipa.send(purchase, operation_type="11")
    other = arequipa.send(SALE_2, operation_type="05")
    parts = parts_of(new, other)
    found, findings = joined(parts, sorted(parts), tmp_path / "j.db")
    assert findings == []
    with closing(open_proven(found or old)) as connection:
        assert len(rows(connection, "line")) == 5


def test_each_of_three_vouchers_with_one_cuo_is_named(arequipa: Sender, mail: Path, tmp_path: Path) -> None:
    verbatim = SALE.replace("Sale", "Sale cuo=M7") + SALE_2.replace("sale", "sale cuo=M8")
    files = [
        arequipa.send(verbatim),
        Sender(mail, "0002").send(verbatim),
        Sender(mail, "0003").send(verbatim),
    ]
    parts = parts_of(*files)
    _, findings = joined(parts, sorted(parts), tmp_path / "j.db")
    assert [finding.fields["number"] for finding in findings] == [
        "0001 (CUO M7)",
        "0001 (CUO M7)",
        "0002 (CUO M8)",
        "0002 (CUO M8)",
    ]
    assert {finding.rule for finding in findings} == {"voucher_twice"}


def test_the_sites_with_opening_vouchers_are_told_by_year(arequipa: Sender) -> None:
    assert opening_sites(arequipa.send(SALE)) == {}
    assert opening_sites(arequipa.send(SALE.replace("Sale", "Sale kind=A"))) == {"2026": {"0001"}}
