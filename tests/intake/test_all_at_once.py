"""A file's findings come all at once, in the order of its rows: mending some never brings others to light."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
import xlsxwriter

from consolida.core.errors import Refused
from consolida.core.findings import Finding
from consolida.ledger import months
from consolida.masters.models import Account, Company, Site
from support import installations
from support.branch import Branch
from support.companies import ALICE, BOB, CAROL, NOW, RUC, make_site
from support.ple import NAME, line, voucher

COLUMNS = (
    *("operation_type", "number", "date", "kind", "description", "currency", "exchange_rate", "account"),
    *("cost_center", "party_type", "party_number", "party_name", "document_type", "document_number"),
    *("document_date", "original_amount", "debit", "credit"),
)


class Fault(NamedTuple):
    """What is wrong in one cell, and the finding that says so; rows are numbered as in a spreadsheet."""

    row: int
    column: str
    wrong: str
    rule: str


# Eleven vouchers of two lines each, one below the other; these cells of theirs are wrong.
FAULTS = (
    Fault(2, "account", "12129", "load_unknown_account"),
    Fault(2, "debit", "11.00", "balance"),
    Fault(4, "date", "2026-31-03", "load_date"),
    Fault(4, "document_type", "XX", "document_type"),
    Fault(5, "credit", "10,00", "load_amount"),
    Fault(6, "kind", "Z", "load_kind"),
    Fault(7, "document_date", "2026-12-24", "document_after_month"),
    Fault(8, "description", "x" * 201, "load_too_long"),
    Fault(8, "debit", "9.99", "balance"),
    Fault(10, "exchange_rate", "tres", "load_rate"),
    Fault(12, "operation_type", "77", "load_unknown_type"),
    Fault(14, "party_number", "20100000017", "load_unknown_party"),
    Fault(15, "cost_center", "C9", "load_unknown_cost_center"),
    Fault(17, "account", "", "load_missing"),
    Fault(18, "party_type", "", "load_half_party"),
    Fault(19, "document_date", "2026-02-30", "load_date"),
    Fault(20, "currency", "XYZ", "load_currency"),
    Fault(22, "operation_type", "05678", "load_too_long"),
    Fault(22, "debit", "12.00", "balance"),
)


def sound_rows() -> list[dict[str, str]]:
    """Write eleven vouchers of two lines each, the first of which stands in row 2."""
    rows = []
    for number in range(1, 12):
        head = dict.fromkeys(COLUMNS, "") | {
            "operation_type": "05",
            "number": f"{number:04d}",
            "date": "2026-11-03",
            "kind": "M",
            "description": f"Sale {number}",
        }
        party = {"party_type": "6", "party_number": BOB} if number in {7, 9} else {}
        rows += [head | party | {"account": "1212", "debit": "10.00"}]
        rows += [head | {"account": "70111", "credit": "10.00"}]
    return rows


def in_all_rows_of_the_voucher(fault: Fault) -> bool:
    return fault.column in COLUMNS[:7]


def table(faults: tuple[Fault, ...]) -> list[list[str]]:
    """Write the file with some of its faults; a header is the same in both rows of its voucher."""
    rows = sound_rows()
    for fault in faults:
        rows[fault.row - 2][fault.column] = fault.wrong
        if in_all_rows_of_the_voucher(fault):
            rows[fault.row - 1][fault.column] = fault.wrong
    return [list(COLUMNS), *([row[column] for column in COLUMNS] for row in rows)]


def as_csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def refused_with(findings: list[Finding]) -> list[tuple[int, str]]:
    """Return what refuses, each with its row."""
    return [(row_of(finding), finding.rule) for finding in findings if finding.severity == "error"]


def row_of(finding: Finding) -> int:
    if "row" in finding.fields:
        return int(str(finding.fields["row"]))
    _, _, row = finding.file.partition(":")
    return int(row or 0)


def expected(faults: tuple[Fault, ...]) -> list[tuple[int, str]]:
    return sorted((fault.row, fault.rule) for fault in faults)


class TestVouchersOfCsv:
    def test_all_findings_of_a_file_come_at_once_in_the_order_of_its_rows(self, branch: Branch) -> None:
        findings = refused_with(branch.refusal(as_csv(table(FAULTS))))
        assert [row for row, _ in findings] == sorted(row for row, _ in findings)
        assert sorted(findings) == expected(FAULTS)

    @pytest.mark.parametrize("mended", [FAULTS[::2], FAULTS[1::2], FAULTS[:3], FAULTS[9:]])
    def test_mending_some_brings_no_other_to_light(self, branch: Branch, mended: tuple[Fault, ...]) -> None:
        left = tuple(fault for fault in FAULTS if fault not in mended)
        said = refused_with(branch.refusal(as_csv(table(left))))
        assert sorted(said) == expected(left)

    def test_mending_all_loads_the_file(self, branch: Branch) -> None:
        assert branch.load(as_csv(table(()))).added == 11
        assert branch.examined() == []

    def test_the_sentence_counts_them_all(self, branch: Branch) -> None:
        with pytest.raises(Refused) as refused:
            branch.load(as_csv(table(FAULTS[:7])))
        assert refused.value.sentence() == "ventas.csv was refused because of 7 errors; nothing was changed."

    def test_a_replacement_is_judged_in_the_same_way(self, branch: Branch) -> None:
        branch.load(as_csv(table(())))
        said = refused_with(branch.refusal(as_csv(table(FAULTS[:9])), replace=True))
        assert sorted(said) == expected(FAULTS[:9])

    def test_a_voucher_that_differs_from_the_one_here_is_judged_too(self, branch: Branch) -> None:
        branch.load(as_csv(table(())))
        assert refused_with(branch.refusal(as_csv(table((FAULTS[1], FAULTS[6]))))) == [
            (2, "load_different"),
            (2, "balance"),
            (6, "load_different"),
            (7, "document_after_month"),
        ]

    def test_what_could_not_be_read_is_not_called_different(self, branch: Branch) -> None:
        branch.load(as_csv(table(())))
        assert refused_with(branch.refusal(as_csv(table((FAULTS[4],))))) == [(5, "load_amount")]

    def test_a_closed_month_is_said_with_the_rest(self, branch: Branch) -> None:
        branch.load(as_csv(table(())).replace("2026-11", "2026-10"))
        company = Company.objects.get()
        site = Site.objects.get(company=company, code="0001")
        months.close(company, site=site, period="2026-11", by=ALICE, at=NOW + timedelta(hours=1))
        assert refused_with(branch.refusal(as_csv(table((FAULTS[1],))))) == [
            (0, "batch_closed"),
            (2, "balance"),
        ]
        assert refused_with(branch.refusal(as_csv(table((FAULTS[4],))))) == [
            (0, "batch_closed"),
            (5, "load_amount"),
        ]

    def test_what_is_true_of_the_whole_file_is_said_once_though_it_has_two_months(
        self, branch: Branch
    ) -> None:
        Account.objects.create(company=Company.objects.get(), code="12121", name="Divided")
        rows = table(())
        months_of_it = as_csv(rows) + as_csv(rows).replace("2026-11", "2026-10").partition("\n")[2]
        said = [one.rule for one in branch.load(months_of_it, dry_run=True).findings]
        assert said.count("account_with_children") == 1
        wrong = months_of_it + "05,50,el martes,,,,,1212\n"
        refused = [one.rule for one in branch.refusal(wrong)]
        assert refused.count("account_with_children") == 1
        assert "load_row_width" in refused

    def test_a_voucher_of_unknown_month_does_not_speak_of_a_closed_one(self, branch: Branch) -> None:
        branch.load(as_csv(table(())))
        site = Site.objects.get(company=Company.objects.get(), code="0001")
        months.close(site.company, site=site, period="2026-11", by=ALICE, at=NOW + timedelta(hours=1))
        wrong = "05,50,el martes,1212,10.00,\n05,50,el martes,70111,,10.00\n"
        assert refused_with(branch.refusal(TITLES + wrong)) == [(2, "load_date")]

    def test_opening_vouchers_of_another_site_are_said_with_the_rest(self, branch: Branch) -> None:
        make_site(Company.objects.get(), "0002", here=True)
        opening = as_csv(table(())).replace(",M,", ",A,")
        branch.load(opening, site="0002")
        wrong = opening.replace("10.00,\n", "11.00,\n", 1)
        assert refused_with(branch.refusal(wrong, site="0001")) == [
            (0, "opening_from_one_site"),
            (2, "balance"),
        ]

    def test_a_workbook_says_the_same_as_its_rows_in_csv(self, branch: Branch, tmp_path: Path) -> None:
        path = tmp_path / "ventas.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for row, cells in enumerate(table(FAULTS)):
                sheet.write_row(row, 0, cells)
        in_csv = branch.refusal(as_csv(table(FAULTS)))
        in_the_workbook = branch.refusal(path)
        assert [finding.sentence() for finding in in_the_workbook] == [
            finding.sentence() for finding in in_csv
        ]


TITLES = "operation_type,number,date,account,debit,credit\n"


class TestWhatWasLost:
    """Rows that cannot be read leave gaps, of which no rule speaks."""

    def test_a_row_of_too_many_cells_does_not_unbalance_its_voucher(self, branch: Branch) -> None:
        said = branch.refusal(
            f"{TITLES}05,1,2026-11-03,1212,1,180.00,0.00\n05,1,2026-11-03,70111,,1180.00\n"
            "05,2,2026-11-03,1212,5.00,\n05,2,2026-11-03,70111,,4.00\n"
        )
        assert refused_with(said) == [(2, "load_row_width"), (4, "balance")]

    def test_nor_does_one_at_the_end_of_its_voucher(self, branch: Branch) -> None:
        said = branch.refusal(f"{TITLES}05,1,2026-11-03,1212,1180.00,\n05,1,2026-11-03,70111,,1,180.00\n")
        assert refused_with(said) == [(3, "load_row_width")]

    def test_the_lines_below_a_lost_row_are_still_named_by_their_rows(self, branch: Branch) -> None:
        said = branch.refusal(
            "operation_type,number,date,account,document_type,debit,credit\n"
            "05,1,2026-11-03,1212,,10.00,\n05,1,2026-11-03,40111,,1,0.00,0\n05,1,2026-11-03,70111,XX,,10.00\n"
        )
        assert refused_with(said) == [(3, "load_row_width"), (4, "document_type")]

    def test_a_line_that_stands_apart_from_its_voucher_is_named_by_its_row(self, branch: Branch) -> None:
        said = branch.refusal(
            "operation_type,number,date,account,document_type,debit,credit\n"
            "05,1,2026-11-03,1212,,10.00,\n05,2,2026-11-03,1212,,7.00,\n"
            "05,2,2026-11-03,70111,,,7.00\n05,1,2026-11-03,70111,XX,,10.00\n"
        )
        assert refused_with(said) == [(5, "document_type")]

    def test_a_wrong_date_far_from_the_rest_does_not_unbalance_its_voucher(self, branch: Branch) -> None:
        """A file sorted by account: the rows of a voucher do not stand together."""
        said = branch.refusal(
            f"{TITLES}05,1,2026-11-03,1212,10.00,\n05,2,2026-11-03,1212,7.00,\n05,3,2026-11-03,1212,3.00,\n"
            "05,1,2026-31-11,70111,,10.00\n05,2,2026-11-03,70111,,7.00\n05,3,2026-11-03,70111,,2.00\n"
        )
        assert refused_with(said) == [(4, "balance"), (5, "load_date")]

    def test_a_quote_that_does_not_close_is_said_with_what_stands_above_it(self, branch: Branch) -> None:
        said = branch.refusal(
            f"{TITLES}05,1,2026-11-03,1212,10.00,\n05,1,2026-11-03,70111,,9.00\n"
            '05,2,2026-11-03,1212,1.00,\n05,2,2026-11-03,"70111,,1.00\n'
        )
        assert refused_with(said) == [(2, "balance"), (5, "load_broken_row")]

    def test_a_voucher_of_too_many_lines_is_not_said_to_have_none(
        self, branch: Branch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("consolida.core.portable.format.MAX_VOUCHER_LINES", 2)
        many = "05,1,2026-11-03,1212,10.00,\n" * 3
        assert refused_with(branch.refusal(f"{TITLES}{many}")) == [(2, "load_too_many_lines")]

    def test_where_no_header_can_be_read_the_lines_are_judged_all_the_same(self, branch: Branch) -> None:
        said = branch.refusal(
            "operation_type,number,date,account,document_type,debit,credit\n"
            ",,nunca,1212,XX,10.00,\n,,nunca,70111,,,9.00\n"
        )
        assert refused_with(said) == [
            (2, "load_date"),
            (2, "load_missing"),
            (2, "balance"),
            (2, "document_type"),
        ]
        assert [finding.sentence() for finding in said if finding.rule in {"balance", "document_type"}] == [
            "Voucher of row 2 does not balance: debit 10.00, credit 9.00, difference 1.00.",
            "Line 1 of voucher of row 2 has the document type “XX”, which does not exist.",
        ]
        assert {finding.voucher for finding in said} == {""}

    def test_a_party_whose_name_cannot_be_read_is_not_missing_too(self, branch: Branch) -> None:
        said = branch.refusal(
            "operation_type,number,date,account,party_type,party_number,party_name,debit,credit\n"
            f"05,1,2026-11-03,1212,6,{CAROL},{'x' * 201},10.00,\n05,1,2026-11-03,70111,,,,,10.00\n"
        )
        assert refused_with(said) == [(2, "load_too_long")]

    def test_what_more_there_is_of_a_kind_comes_last_and_counts(self, branch: Branch) -> None:
        rows = "".join(
            f"05,{number},2026-11-03,1212,1.00,\n05,{number},2026-11-03,70111,,2.00\n"
            for number in range(1, 61)
        )
        with pytest.raises(Refused) as refused:
            branch.load(TITLES + rows + "05,61,2026-11-03,1212,x,\n")
        findings = refused.value.findings
        assert [finding.rule for finding in findings] == [*["balance"] * 50, "load_amount", "balance"]
        words, _, example = findings[-1].sentence().partition(" One that is: ")
        assert words == "10 more of this kind are not listed."
        assert example in {finding.sentence() for finding in findings[:50]}
        assert refused.value.fields["count"] == 61


class TestPle:
    def test_all_findings_of_a_ple_come_at_once_in_the_order_of_its_lines(self, branch: Branch) -> None:
        with installations.at(branch.home):
            content = (
                voucher(account="1212", cuo="05-010001")
                + voucher(account="999999", cuo="05-010002")
                + line(cuo="05-010003", account="1212", debit="10,00")
                + line(cuo="05-010003", account="70111", debit="0.00", credit="10.00", type="ZZ")
                + line(cuo="05-010004", account="1212", debit="3.00")
                + line(cuo="05-010004", account="70111", debit="0.00", credit="2.00")
                + line(cuo="05-010005", account="1212", state="7", type="YY")
                + line(cuo="05-010005", account="70111", debit="0.00", credit="10.00", state="7")
                + voucher(account="1212", cuo="sin tipo")
                + line(cuo="05-010006", account="1212")
                + "20260100|05-010006|M0002|sin campos|\r\n"
            ).replace("421201", "4212")
            said = branch.refusal(content.encode("cp1252"), NAME)
        assert refused_with(said) == [
            (3, "load_unknown_account"),
            (5, "load_amount"),
            (6, "document_type"),
            (7, "balance"),
            (9, "ple_state"),
            (9, "document_type"),
            (11, "ple_no_type"),
            (14, "ple_fields"),
        ]

    def test_a_state_far_from_its_voucher_does_not_unbalance_it(self, branch: Branch) -> None:
        content = (
            line(cuo="05-010001", account="1212")
            + voucher(account="1212", cuo="05-010002").replace("421201", "4212")
            + line(cuo="05-010001", account="70111", debit="0.00", credit="10.00", state="3")
        )
        assert refused_with(branch.refusal(content.encode("cp1252"), NAME)) == [(4, "ple_state")]

    def test_what_is_wrong_in_its_chart_is_said_of_the_chart(self, branch: Branch) -> None:
        chart = f"LE{RUC}20260100050300001111.TXT"
        (branch.folder / chart).write_text("20260100|sin cuenta||01|||1||\r\n")
        content = voucher(account="1212").replace("421201", "4212").replace("10.00|0.00", "11.00|0.00", 1)
        said = branch.refusal(content.encode("cp1252"), NAME)
        assert [(finding.rule, finding.file) for finding in said if finding.severity == "error"] == [
            ("balance", f"{NAME}:1"),
            ("ple_account", chart),
        ]


class TestMasters:
    def test_what_is_read_wrong_and_what_the_rules_say_come_at_once(self, branch: Branch) -> None:
        said = branch.refusal(
            f"cuenta,nombre\n12*1,Mal código\n1219,{'x' * 201}\n,Sin código\n", "cuentas.csv"
        )
        assert refused_with(said) == [(0, "account_code"), (3, "load_too_long"), (4, "load_missing")]

    def test_the_sentence_counts_them_all(self, branch: Branch) -> None:
        with pytest.raises(Refused) as refused:
            branch.load(f"cuenta,nombre\n12*1,Mal código\n1219,{'x' * 201}\n", "cuentas.csv")
        assert refused.value.sentence().startswith("cuentas.csv was refused because of 2 errors;")

    def test_percentages_of_which_a_row_was_not_read_are_not_said_to_fall_short(self, branch: Branch) -> None:
        said = branch.refusal(
            "centro de costo,nombre,cuenta de cargo,cuenta de abono,porcentaje\n"
            "C1,Taller,9411,791,60\nC1,Taller,9511,791,cuarenta\n",
            "centros.csv",
        )
        assert refused_with(said) == [(3, "load_percent")]


def test_two_vouchers_of_one_cuo_are_said_with_the_rest(branch: Branch) -> None:
    """A PLE loaded under one T/O, and by mistake again under another one."""
    content = voucher(account="1212", cuo="SIN-TIPO-1").replace("421201", "4212")
    with installations.at(branch.home):
        branch.load(content.encode("cp1252"), NAME, operation_type="05")
        more = line(cuo="SIN-TIPO-2", account="1212", debit="10,00")
        said = branch.refusal((content + more).encode("cp1252"), NAME, operation_type="11")
    assert refused_with(said) == [(0, "cuo_taken"), (3, "load_amount")]
