"""One mistake is one finding: a wrong currency, a repeated header, a month mistyped in some rows."""

from collections.abc import Iterator

import pytest

from consolida.core import language
from consolida.core.findings import Finding
from support import installations
from support.branch import Branch

TITLES = (
    "operation_type,number,date,currency,exchange_rate,description,account,original_amount,debit,credit\n"
)
CURRENCY = "Write a code of SUNAT's table 4, such as PEN, USD or EUR; an empty cell is the books' currency."


@pytest.fixture(autouse=True)
def opened(branch: Branch) -> Iterator[None]:
    with installations.at(branch.home):
        yield


def rows(*lines: str) -> str:
    """Write rows of T/O 05: `1 2026-11-03 USD@3.5 1212 10.00`, credits negative, empty cells as `-`."""
    return TITLES + "".join(map(row, lines))


def row(text: str) -> str:
    number, date, currency, account, amount, *description = text.split()
    code, _, rate = currency.partition("@")
    debit, credit = (amount, "") if amount[0] != "-" else ("", amount[1:])
    cells = ["05", number, date, code, rate, " ".join(description), account, "", debit, credit]
    return ",".join("" if cell == "-" else cell for cell in cells) + "\n"


def refused(findings: list[Finding]) -> list[str]:
    return [finding.sentence() for finding in findings if finding.severity == "error"]


def no_currency(row: int, text: str = "XYZ") -> str:
    return f"Row {row}, column “currency”: “{text}” is not the code of a currency."


class TestAWrongCurrency:
    @pytest.mark.parametrize("text", ["XYZ", "SOLES", "S/", "US$", "U.S.D."])
    def test_is_told_once_for_all_rows_of_its_voucher(self, branch: Branch, text: str) -> None:
        said = branch.refusal(rows(f"1 2026-11-03 {text} 1212 10.00", f"1 2026-11-03 {text} 70111 -10.00"))
        assert [(one.rule, one.sentence(), one.advice()) for one in said] == [
            ("load_currency", no_currency(2, text), CURRENCY)
        ]

    def test_of_one_line_is_told_where_it_stands(self, branch: Branch) -> None:
        said = branch.refusal(rows("1 2026-11-03 - 1212 10.00", "1 2026-11-03 XYZ 70111 -10.00"))
        assert refused(said) == [no_currency(3)]

    def test_of_one_line_of_a_foreign_voucher_asks_for_no_original_amount(self, branch: Branch) -> None:
        said = branch.refusal(
            TITLES + "05,1,2026-11-03,USD,3.5,,1212,1.00,3.50,\n" + "05,1,2026-11-03,XYZ,3.5,,70111,,,3.50\n"
        )
        assert refused(said) == [no_currency(3)]

    def test_is_told_once_where_the_other_rows_differ_in_another_cell(self, branch: Branch) -> None:
        said = branch.refusal(
            rows("1 2026-11-03 XYZ 1212 10.00 Sale", "1 2026-11-03 XYZ 70111 -10.00 Sold", "1 - - 1211 0.00")
        )
        assert refused(said) == [
            no_currency(2),
            "Row 3: voucher 0001 of T/O 05 has another description here than in row 2 (“Sold”, not “Sale”).",
        ]

    def test_is_told_of_each_voucher(self, branch: Branch) -> None:
        said = branch.refusal(
            rows(
                *("1 2026-11-03 XYZ 1212 10.00", "1 2026-11-03 XYZ 70111 -10.00"),
                *("2 2026-11-03 XYZ 1212 10.00", "2 2026-11-03 XYZ 70111 -10.00"),
            )
        )
        assert refused(said) == [no_currency(2), no_currency(4)]

    def test_hides_no_other_mistake(self, branch: Branch) -> None:
        said = branch.refusal(rows("1 2026-11-03 XYZ 1212 10.00", "1 2026-11-03 XYZ 70111 -11.00"))
        assert refused(said) == [
            no_currency(2),
            "Voucher 0001-05-110001 does not balance: debit 10.00, credit 11.00, difference 1.00.",
        ]

    def test_leaves_a_rate_out_of_what_is_said_of_the_books_currency(self, branch: Branch) -> None:
        said = branch.refusal(rows("1 2026-11-03 XYZ@3.5 1212 10.00", "1 2026-11-03 XYZ@3.5 70111 -10.00"))
        assert [one.rule for one in said] == ["load_currency"]

    def test_may_be_written_in_small_letters(self, branch: Branch) -> None:
        assert branch.load(rows("1 2026-11-03 pen 1212 10.00", "1 2026-11-03 PEN 70111 -10.00")).added == 1

    def test_is_said_in_spanish(self, branch: Branch) -> None:
        (said,) = branch.refusal(rows("1 2026-11-03 SOLES 1212 10.00", "1 2026-11-03 SOLES 70111 -10.00"))
        with language.speaking("es"):
            assert said.sentence() == "Fila 2, columna “currency”: “SOLES” no es el código de una moneda."


class TestAHeaderThatCannotBeRead:
    @pytest.mark.parametrize(
        ("first", "others", "rule"),
        [
            ("1 2026-31-03 - 1212 10.00", "1 - - 70111 -10.00", "load_date"),
            ("1 1869-11-03 - 1212 10.00", "1 - - 70111 -10.00", "load_month"),
            ("1 - - 1212 10.00", "1 - PEN 70111 -10.00", "load_missing"),
            ("1 2026-11-03 USD 1212 10.00", "1 - - 70111 -10.00", "load_rate_missing"),
        ],
    )
    def test_is_told_in_its_first_row(self, branch: Branch, first: str, others: str, rule: str) -> None:
        said = branch.refusal(rows(first, others))
        wrong = [one for one in said if one.severity == "error" and one.rule != "load_original_missing"]
        told = [(one.rule, one.fields["row"]) for one in wrong]
        assert told == [(rule, 2)]

    def test_of_another_site_or_type_is_told_once(self, branch: Branch) -> None:
        titles = "site,operation_type,number,date,account,debit,credit\n"
        content = titles + "0009,11,1,2026-11-03,1212,10.00,\n,11,1,2026-11-03,70111,,10.00\n"
        said = branch.refusal(content, operation_type="05")
        assert [(one.rule, one.fields["row"]) for one in said] == [
            ("load_other_type", 2),
            ("load_other_site", 2),
        ]

    def test_is_told_again_where_it_is_wrong_in_another_way(self, branch: Branch) -> None:
        said = branch.refusal(rows("1 2026-31-03 - 1212 10.00", "1 2026-32-03 - 70111 -10.00"))
        assert [(one.rule, one.fields["row"]) for one in said] == [("load_date", 2), ("load_date", 3)]


class TestANumberInTwoMonths:
    def test_of_a_voucher_that_balances_only_with_the_rows_of_both_is_told_once(self, branch: Branch) -> None:
        (said,) = branch.refusal(rows("7 2026-11-30 - 1212 10.00", "7 2026-12-30 - 70111 -10.00"))
        assert said.sentence() == (
            "Row 3: voucher 0007 of T/O 05 has a date of December 2026 here and one of November 2026 in row"
            " 2; it balances in neither month, and does with the rows of both."
        )
        assert said.advice() == (
            "If it is one voucher, give all its rows dates of one month; if there are two, complete each."
        )

    def test_is_told_with_other_vouchers_between_and_beside_other_mistakes(self, branch: Branch) -> None:
        said = branch.refusal(
            rows(
                *("1 2026-11-03 - 1212 10.00", "2 2026-11-03 - 1212 5.00", "2 2026-11-03 - 70111 -5.00"),
                *("1 2026-12-03 - 70111 -10.00", "2 2026-12-03 - 1212 6.00", "2 2026-12-03 - 70111 -6.00"),
                *("3 2026-12-03 - 1212 1.00", "3 2026-12-03 - 70111 -2.00"),
            )
        )
        assert [(one.rule, one.fields.get("row")) for one in said] == [
            ("load_two_months", 5),
            ("balance", None),
        ]

    def test_is_told_of_each_month_but_the_first(self, branch: Branch) -> None:
        said = branch.refusal(
            rows("1 2026-11-03 - 1212 10.00", "1 2026-12-03 - 70111 -4.00", "1 2026-10-03 - 70111 -6.00")
        )
        assert [(one.rule, one.fields["row"], one.fields["first"]) for one in said] == [
            ("load_two_months", 3, 2),
            ("load_two_months", 4, 2),
        ]

    def test_is_two_vouchers_where_each_balances(self, branch: Branch) -> None:
        content = rows(
            *("1 2026-11-03 - 1212 10.00", "1 2026-11-03 - 70111 -10.00"),
            *("1 2026-12-03 - 1212 12.00", "1 2026-12-03 - 70111 -12.00"),
        )
        assert branch.load(content).added == 2
        assert branch.cuos() == ["0001-05-110001", "0001-05-120001"]

    def test_is_two_vouchers_where_they_do_not_balance_together_either(self, branch: Branch) -> None:
        said = branch.refusal(rows("1 2026-11-03 - 1212 10.00", "1 2026-12-03 - 70111 -12.00"))
        assert [one.rule for one in said] == ["balance", "balance"]

    def test_is_not_guessed_at_where_an_amount_cannot_be_read(self, branch: Branch) -> None:
        said = branch.refusal(
            rows("1 2026-11-03 - 1212 10.00", "1 2026-11-03 - 1212 x", "1 2026-12-03 - 70111 -10.00")
        )
        assert [one.rule for one in said] == ["load_amount", "balance"]

    def test_is_said_in_spanish(self, branch: Branch) -> None:
        (said,) = branch.refusal(rows("7 2026-11-30 - 1212 10.00", "7 2026-12-30 - 70111 -10.00"))
        with language.speaking("es"):
            assert said.sentence() == (
                "Fila 3: el comprobante 0007 del T/O 05 tiene aquí una fecha de diciembre 2026 y en la fila 2"
                " una de noviembre 2026; no cuadra en ninguno de los dos meses, y sí con las filas de ambos."
            )
