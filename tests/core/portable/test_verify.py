"""Verifying: what a sound file says, and that each flaw is told apart."""

from pathlib import Path

from consolida.core.findings import Severity
from consolida.core.portable.format import FileKind
from consolida.core.portable.verify import verify
from support import files

OCTOBER = files.SALES.replace("2026-11", "2026-10")
FIXTURES = Path(__file__).parents[2] / "fixtures"


def test_a_sound_file_says_what_it_holds(sealed: Path) -> None:
    verified = verify(sealed, name="a.db")
    assert verified.sound
    assert verified.path == sealed
    assert verified.manifest.export_number == 1
    assert [(row.key.operation_type, row.vouchers, row.lines) for row in verified.batches] == [("05", 2, 6)]


def test_a_file_with_errors_tells_nothing_of_its_batches(tmp_path: Path) -> None:
    text = "05 0001 2026-11-03 Sale\n  1212 debit 100.00\n  70111 credit 99.99\n"
    verified = verify(files.make_file(tmp_path / "a.db", text), name="a.db")
    assert not verified.sound
    assert verified.batches == []
    (finding,) = verified.findings
    assert finding.rule == "balance"
    assert finding.file == "a.db"
    assert finding.voucher == "0001-05-110001"
    assert "difference 0.01" in finding.sentence()


def test_a_file_with_warnings_is_sound(tmp_path: Path) -> None:
    text = "05 0001 2026-11-03 Sale\n  1212 debit 0.00\n  70111 credit 0.00\n"
    verified = verify(files.make_file(tmp_path / "a.db", text), name="a.db")
    assert verified.sound
    assert {finding.severity for finding in verified.findings} == {Severity.WARNING}
    assert len(verified.batches) == 1


def test_the_receivers_masters_are_asked_where_there_are_any(sealed: Path) -> None:
    alone = verify(sealed, name="a.db")
    asked = verify(sealed, name="a.db", masters=FIXTURES / "format-1-masters.db")
    assert alone.findings == []
    assert "account_unknown" in {finding.rule for finding in asked.findings}


def test_the_name_in_a_finding_can_be_shown(tmp_path: Path) -> None:
    text = "05 0001 2026-11-03 Sale\n  1212 debit 0.00\n  70111 credit 0.00\n"
    verified = verify(files.make_file(tmp_path / "a.db", text), name="a\x1b[2J\n.db")
    assert {finding.file for finding in verified.findings} == {"a?[2J?.db"}


def test_a_file_of_masters_is_sound_without_vouchers(tmp_path: Path) -> None:
    path = files.make_file(
        tmp_path / "a.db",
        "",
        kind=FileKind.MASTERS,
        extra={"account": [{"code": "1212", "name": "Facturas por cobrar"}]},
    )
    verified = verify(path, name="a.db")
    assert verified.findings == []
    assert verified.batches == []


def test_a_before_image_names_batches_of_several_sites_and_those_that_were_absent(tmp_path: Path) -> None:
    connection = files.draft(tmp_path / "a.db")
    files.add_vouchers(connection, OCTOBER, site="0002", period="2026-10")
    files.insert(connection, "batch", site="0003", period="2026-11", operation_type="05", state="absent")
    files.seal(connection, kind=FileKind.BEFORE, export_number=0)
    connection.close()
    verified = verify(tmp_path / "a.db", name="a.db")
    assert verified.findings == []
    assert [(row.site, row.state.value, row.vouchers) for row in verified.batches] == [
        ("0001", "open", 2),
        ("0002", "open", 2),
        ("0003", "absent", 0),
    ]


def test_many_vouchers_are_counted_as_they_are(tmp_path: Path) -> None:
    connection = files.draft(tmp_path / "a.db")
    files.fill(connection, vouchers=2000, first=3, lines=5)
    files.seal(connection)
    connection.close()
    (row,) = verify(tmp_path / "a.db", name="a.db").batches
    assert (row.vouchers, row.lines) == (2002, 10_006)
    assert row.debit == row.credit
