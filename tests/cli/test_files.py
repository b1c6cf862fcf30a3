"""verify, show and diff."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from consolida.core.portable.format import FileKind
from support.commands import Commands, as_user
from support.files import SALES, edit, make_file

CORRECTED = """
05 0001 2026-11-03 Sale to Bob
  1212  debit  1180.00 party=6:20512333797 document=01:F001:123:2026-11-03
  40111 credit  180.00
  70111 credit 1000.00
05 0002 2026-11-17 Sale to Carol
  1212  debit   600.00 party=6:20100053455 document=01:F001:124:2026-11-17
  40111 credit   90.00
  70111 credit  510.00
05 0003 2026-11-20 Another sale to Bob
  1212  debit   118.00 party=6:20512333797 document=01:F001:125:2026-11-20
  40111 credit   18.00
  70111 credit  100.00
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return make_file(tmp_path / "branch.db", SALES)


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    return make_file(tmp_path / "corrected.db", CORRECTED, export_number=2)


class TestVerify:
    def test_tells_what_a_sound_file_says_of_itself(self, consolida: Commands, file: Path) -> None:
        result = consolida("verify", file)
        assert result.status == 0
        assert "20131312955 Comercial Andina S.A.C." in result.out
        assert "November 2026" in result.out
        assert "1,770.00" in result.out
        assert "03/12/2026 10:42" in result.out
        assert "The file is sound." in result.out

    def test_answers_in_json(self, consolida: Commands, file: Path) -> None:
        answer = consolida.json("verify", file)
        code = answer.pop("verification_code")
        assert answer.pop("digest").upper().startswith(code.replace(" ", ""))
        assert len(answer.pop("key_code")) == 14
        assert answer == {
            "file": "branch.db",
            "kind": "vouchers",
            "ruc": "20131312955",
            "site": "0001",
            "period": "2026-11",
            "operation_type": "",
            "export_number": 1,
            "preliminary": True,
            "vouchers": 2,
            "lines": 6,
            "debit": "1770.00",
            "credit": "1770.00",
            "findings": [],
        }

    def test_refuses_an_altered_file_with_its_findings(self, consolida: Commands, file: Path) -> None:
        edit(file, "UPDATE line SET debit = 118100 WHERE line = 1 AND debit = 118000")
        result = consolida("verify", file)
        assert result.status == 1
        assert "Error: branch.db" in result.out
        assert "cannot be imported" in result.out
        answer = consolida("verify", file, "--json")
        assert answer.status == 1
        assert answer.json["error"]
        assert answer.json["vouchers"] is None
        assert {"severity", "rule", "voucher", "line", "message", "remedy"} <= set(answer.json["findings"][0])

    def test_refuses_what_is_no_transfer_file(self, consolida: Commands, tmp_path: Path) -> None:
        path = tmp_path / "letter.txt"
        path.write_text("Dear Bob,")
        result = consolida("verify", path, "--json")
        assert result.status == 1
        assert "letter.txt" in result.json["error"]
        assert result.json["findings"] == []

    def test_refuses_a_file_that_does_not_exist(self, consolida: Commands, tmp_path: Path) -> None:
        result = consolida("verify", tmp_path / "nowhere.db")
        assert result.status == 1
        assert "nowhere.db" in result.err
        assert result.out == ""

    def test_reads_a_package(self, consolida: Commands, file: Path, tmp_path: Path) -> None:
        package = tmp_path / "branch.zip"
        with ZipFile(package, "w") as archive:
            archive.write(file, "branch.db")
        assert consolida.json("verify", package)["vouchers"] == 2

    def test_leaves_no_private_copy(
        self, consolida: Commands, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        private = tmp_path / "temporary"
        private.mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(private))
        consolida("verify", file)
        edit(file, "DROP TABLE party")
        consolida("verify", file)
        assert list(private.iterdir()) == []

    def test_does_not_start_the_ledgers_framework(self, file: Path) -> None:
        program = (
            "import sys; from consolida.cli.main import run; status = run(['verify', sys.argv[1]]); "
            "sys.exit(3 if 'django' in sys.modules else status)"
        )
        assert as_user(file, program=program).status == 0


class TestShow:
    def test_lists_batches_with_their_totals(self, consolida: Commands, file: Path) -> None:
        result = consolida("show", file)
        assert result.status == 0
        assert "0001   2026-11  05   open" in result.out
        (batch,) = consolida.json("show", file)["batches"]
        assert (batch["operation_type"], batch["vouchers"], batch["debit"]) == ("05", 2, "1770.00")

    def test_lists_vouchers(self, consolida: Commands, file: Path) -> None:
        result = consolida("show", file, "--vouchers")
        assert "0002    17/11/2026  Sale to Carol" in result.out
        vouchers = consolida.json("show", file, "--vouchers")["vouchers"]
        assert [voucher["number"] for voucher in vouchers] == ["0001", "0002"]
        assert vouchers[0]["debit"] == "1180.00"
        assert vouchers[0]["annulled"] is False

    def test_shows_the_lines_of_one_voucher(self, consolida: Commands, file: Path) -> None:
        result = consolida("show", file, "--voucher", "0001")
        assert "01-F001-123" in result.out
        assert "1,180.00" in result.out
        assert "590.00" not in result.out
        (voucher,) = consolida.json("show", file, "--voucher", "0001-05-110001")["vouchers"]
        assert [line["account"] for line in voucher["lines"]] == ["1212", "40111", "70111"]
        assert voucher["lines"][1]["original_amount"] == "-180.00"
        assert voucher["exchange_rate"] == "1.000"

    def test_marks_an_annulled_voucher(self, consolida: Commands, tmp_path: Path) -> None:
        file = make_file(tmp_path / "annulled.db", "05 0001 2026-11-03 Sale annulled\n")
        assert "annulled" in consolida("show", file, "--vouchers").out
        assert "Annulled" in consolida("show", file, "--voucher", "0001").out

    def test_names_a_voucher_that_is_not_there(self, consolida: Commands, file: Path) -> None:
        result = consolida("show", file, "--voucher", "0009")
        assert result.status == 1
        assert "it holds no voucher “0009”" in result.err

    def test_shows_a_file_without_batches(self, consolida: Commands, tmp_path: Path) -> None:
        assert "It holds no batches." in consolida("show", make_file(tmp_path / "empty.db", "")).out

    def test_shows_masters_and_what_an_import_replaced(self, consolida: Commands, tmp_path: Path) -> None:
        masters = consolida("show", make_file(tmp_path / "masters.db", "", kind=FileKind.MASTERS)).out
        assert "masters" in masters
        assert "preliminary" not in masters
        before = consolida("show", make_file(tmp_path / "before.db", SALES, kind=FileKind.BEFORE)).out
        assert "what an import replaced" in before
        assert "1,770.00" in before

    def test_refuses_an_altered_file(self, consolida: Commands, file: Path) -> None:
        edit(file, "UPDATE line SET debit = 118100 WHERE line = 1 AND debit = 118000")
        result = consolida("show", file, "--json")
        assert result.status == 1
        assert "branch.db was refused" in result.json["error"]
        assert result.json["findings"]


class TestDiff:
    def test_counts_by_batch_and_account(self, consolida: Commands, file: Path, corrected: Path) -> None:
        answer = consolida.json("diff", file, corrected)
        assert (answer["added"], answer["removed"], answer["changed"], answer["equal"]) == (1, 0, 1, 1)
        (batch,) = answer["batches"]
        assert (batch["old"]["debit"], batch["new"]["debit"]) == ("1770.00", "1898.00")
        assert answer["accounts"][0] == {
            "account": "1212",
            "old_debit": "1770.00",
            "old_credit": "0.00",
            "new_debit": "1898.00",
            "new_credit": "0.00",
        }

    def test_lists_the_vouchers_that_differ(self, consolida: Commands, file: Path, corrected: Path) -> None:
        result = consolida("diff", file, corrected, "--vouchers")
        assert result.status == 0
        assert "changed  0001  05   0002    17/11/2026  Sale to Carol" in result.out
        vouchers = consolida.json("diff", file, corrected, "--vouchers")["vouchers"]
        assert {(row["what"], row["number"]) for row in vouchers} == {("added", "0003"), ("changed", "0002")}

    def test_of_a_file_with_itself_is_nothing(self, consolida: Commands, file: Path) -> None:
        answer = consolida.json("diff", file, file, "--vouchers")
        assert (answer["changed"], answer["equal"], answer["accounts"], answer["vouchers"]) == (0, 2, [], [])

    def test_tells_a_batch_that_one_file_lacks(self, consolida: Commands, file: Path, tmp_path: Path) -> None:
        empty = make_file(tmp_path / "empty.db", "")
        (batch,) = consolida.json("diff", empty, file)["batches"]
        assert batch["old"] is None
        assert "There are no batches" in consolida("diff", empty, empty).out

    def test_warns_of_different_companies(self, consolida: Commands, file: Path, tmp_path: Path) -> None:
        other = make_file(tmp_path / "other.db", SALES, ruc="20601234565")
        assert "different companies" in consolida("diff", file, other).err
