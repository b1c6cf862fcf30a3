"""Vouchers from PLE 5.1, without a ledger."""

from pathlib import Path

import pytest

from consolida.intake.ple import NoDiary
from consolida.intake.ple_name import AnotherCompany
from support.companies import RUC
from support.ple import NAME, OTHER_SIDE, line, voucher
from support.reading import Reading, read, setting, write

CHART = f"LE{RUC}20260100050300001111.TXT"
FIXTURES = Path(__file__).parent.parent / "fixtures"


def read_ple(folder: Path, content: str, name: str = NAME, **said: object) -> Reading:
    return read(folder, content.encode("cp1252"), name, progress=None, **said)


def wrong(found: Reading) -> list[str]:
    """What refuses, without the notes."""
    return [
        f"{finding.sentence()} {finding.advice()}"
        for finding in found.findings
        if finding.severity == "error"
    ]


def notes(found: Reading) -> list[str]:
    return [finding.sentence() for finding in found.findings if finding.severity == "note"]


def test_the_sample_is_read_to_the_last_field(tmp_path: Path) -> None:
    content = (FIXTURES / "LE2060123456520260100050100001111.TXT").read_bytes()
    found = read(tmp_path, content, "LE2060123456520260100050100001111.TXT", ruc="20601234565")
    assert found.reader == "ple-5.1"
    assert wrong(found) == []
    assert [voucher["cuo"] for voucher in found.vouchers] == [
        "0001-11-010001",
        "0001-11-010002",
        "0001-11-010003",
    ]
    first = found.vouchers[0]
    assert [first[name] for name in ("period", "operation_type", "number", "kind", "date", "currency")] == [
        *("2026-01", "11", "0001", "M", "2026-01-10", "PEN"),
    ]
    assert first["description"] == "MAYORISTA NACIONAL DE PRODUCTOS SAC"
    assert list(found.lines[2].values())[1:] == [
        *(3, "421201", "", "6", "20677777771", "01", "F001", "00045680", "2026-01-10", "2026-02-10"),
        *("", "", "", "", "", "PEN", -4720000, 0, 4720000, "MAYORISTA NACIONAL DE PRODUCTOS SAC", 0),
    ]
    assert found.names.parties == {
        ("6", number): number for number in ("20677777771", "20633333336", "20605555552")
    }
    assert found.names.cost_centers == {"001": "001"}


def test_its_5_3_beside_it_names_the_accounts(tmp_path: Path) -> None:
    write(tmp_path, "20260101|631101|TRANSPORTE DE CARGA|01|-|||1|\r\n", CHART.lower())
    write(
        tmp_path,
        "20250101|631101|FLETES|01|-|||1|\r\n20250101|10|CAJA|01|-|||1|\r\n",
        CHART.replace("202601", "202501"),
    )
    write(tmp_path, "20260201|631101|LATER|01|-|||1|\r\n", CHART.replace("202601", "202602"))
    write(tmp_path, "20260101|631101|ANOTHER|01|-|||1|\r\n", CHART.replace(RUC, "20512333797"))
    found = read_ple(tmp_path, voucher())
    assert found.names.accounts == {"631101": "TRANSPORTE DE CARGA", "10": "CAJA"}


def test_its_5_3_may_be_given(tmp_path: Path) -> None:
    write(tmp_path, "20260101|631101|BESIDE|01|-|||1|\r\n", CHART)
    chart = write(tmp_path, "20260101|631101|GIVEN|01|-|||1|\r\n", "plan.txt")
    assert read_ple(tmp_path, voucher(), chart=chart).names.accounts == {"631101": "GIVEN"}


def test_the_simplified_diary_has_its_own_chart(tmp_path: Path) -> None:
    write(tmp_path, "20260101|631101|FLETES|01|-|||1|\n", CHART.replace("050300", "050400"))
    found = read_ple(tmp_path, voucher(), NAME.replace("050100", "050200"))
    assert wrong(found) == []
    assert found.names.accounts == {"631101": "FLETES"}


def test_utf_8_line_feeds_and_no_last_pipe_do_no_harm(tmp_path: Path) -> None:
    content = voucher(description="ÑANDÚ").replace("|\r\n", "\n") + "\n\x1a"
    found = read(tmp_path, content, NAME)
    assert wrong(found) == []
    assert found.voucher["description"] == "ÑANDÚ"


def test_free_fields_are_passed_over(tmp_path: Path) -> None:
    assert wrong(read_ple(tmp_path, voucher().replace("|1|\r\n", "|1|own|more|\r\n"))) == []


@pytest.mark.parametrize("count", [20, 45])
def test_a_line_with_too_few_or_too_many_fields_is_named(tmp_path: Path, count: int) -> None:
    content = voucher() + "x|" * count + "\r\n"
    assert wrong(read_ple(tmp_path, content)) == [
        (
            f"Line 3: {count} fields between pipes; this book has 21."
            " Make the PLE file again; a text may not hold the character “|”."
        )
    ]


@pytest.mark.parametrize(("letter", "kind"), [("A", "A"), ("M", "M"), ("C", "C"), ("m", "M")])
def test_field_3_tells_the_kind(tmp_path: Path, letter: str, kind: str) -> None:
    content = line(correlative=f"{letter}0001") + line(**{**OTHER_SIDE, "correlative": f"{letter}0002"})
    assert read_ple(tmp_path, content).voucher["kind"] == kind


def test_a_line_of_another_kind_than_its_voucher_is_named(tmp_path: Path) -> None:
    assert wrong(read_ple(tmp_path, line() + line(**{**OTHER_SIDE, "correlative": "A0002"}))) == [
        (
            "Row 2: voucher 0001 of T/O 11 has another kind here than in row 1 (“A”, not “M”)."
            " Give all rows of a voucher the same header, or another number to each voucher."
        )
    ]


def test_another_letter_in_field_3_is_named(tmp_path: Path) -> None:
    assert wrong(read_ple(tmp_path, voucher(correlative="0001"))) == [
        "Line 1: field 3 is “0001”; it must begin with A, M or C. Make the PLE file again."
    ]


@pytest.mark.parametrize("fields", [("0", "0"), ("", ""), ("-", "-"), ("6", "0"), ("1", "00000000")])
def test_a_party_of_zeros_is_none(tmp_path: Path, fields: tuple[str, str]) -> None:
    found = read_ple(tmp_path, voucher(party_type=fields[0], party_number=fields[1]))
    assert [(one["party_type"], one["party_number"]) for one in found.lines] == [("", "")] * 2
    assert found.names.parties == {}


def test_a_party_without_type_is_of_the_others(tmp_path: Path) -> None:
    found = read_ple(tmp_path, voucher(party_type="", party_number="X-7"))
    assert found.names.parties == {("0", "X-7"): "X-7"}


@pytest.mark.parametrize("number", ["0", "00000000", "", "-"])
def test_a_document_of_type_00_with_a_number_of_zeros_is_none(tmp_path: Path, number: str) -> None:
    found = read_ple(tmp_path, voucher(series="0000" if number else "", number=number))
    first = found.lines[0]
    assert [first[name] for name in ("document_type", "document_number", "document_date")] == ["", "", ""]


def test_a_document_of_type_00_with_a_number_is_one(tmp_path: Path) -> None:
    first = read_ple(tmp_path, voucher(type="00", series="-", number="PLANILLA-01")).lines[0]
    assert [first[name] for name in ("document_type", "document_series", "document_number")] == [
        *("00", "", "PLANILLA-01")
    ]


def test_dates_of_the_year_1_are_none(tmp_path: Path) -> None:
    first = read_ple(tmp_path, voucher(type="01", series="F001", number="7", due="01/01/0001")).lines[0]
    assert (first["document_date"], first["due_date"]) == ("2026-01-10", "")


def test_a_voucher_without_date_in_the_month_is_dated_at_its_end(tmp_path: Path) -> None:
    found = read_ple(tmp_path, voucher(date="", issued="15/12/2025", type="01", series="F001", number="7"))
    assert found.voucher["date"] == "2026-01-31"
    assert found.lines[0]["document_date"] == "2025-12-15"
    assert "1 voucher has no date in January 2026; it was dated 31/01/2026." in notes(found)


def test_without_an_accounting_date_the_date_of_operation_counts(tmp_path: Path) -> None:
    assert read_ple(tmp_path, voucher(date="", issued="12/01/2026")).voucher["date"] == "2026-01-12"


def test_an_operation_date_without_a_document_is_said_to_be_left_out(tmp_path: Path) -> None:
    found = read_ple(tmp_path, voucher(issued="09/01/2026"))
    assert "2 lines without a document have an operation date of their own, which was left out." in notes(
        found
    )


def test_a_month_of_another_voucher_than_the_files_is_refused_as_odoo_writes_it(tmp_path: Path) -> None:
    content = (FIXTURES / "odoo_5.1_excerpt.txt").read_text("utf-8")
    found = read(tmp_path, content, NAME)
    assert wrong(found) == [
        (
            "Line 1: field 1 is 20260500 with state 1, in the file of month January 2026. State 1 goes with"
            " the file's month, states 8 and 9 with an earlier one; make the PLE file again."
        )
    ]


def test_odoos_lines_are_read_in_their_own_month(tmp_path: Path) -> None:
    content = (FIXTURES / "odoo_5.1_excerpt.txt").read_text("utf-8")
    found = read(tmp_path, content, NAME.replace("202601", "202605"))
    assert wrong(found) == []
    assert [found.voucher[name] for name in ("operation_type", "number", "cuo")] == [
        *("BNK1", "00275", "0001-BNK1202600275")
    ]
    assert found.lines[0]["description"] == (
        "[PERSON NAME REDACTED]: A RENDIR RP - Enero I - BNK1/2026/00275"
    )


@pytest.mark.parametrize("state", ["8", "9"])
def test_a_late_voucher_keeps_its_period_and_cuo(tmp_path: Path, state: str) -> None:
    found = read_ple(
        tmp_path,
        voucher()
        + voucher(state=state, period="20251200", cuo="11-120044", date="20/12/2025", issued="20/12/2025"),
    )
    assert wrong(found) == []
    late = found.vouchers[1]
    assert [late[name] for name in ("period", "number", "cuo", "date", "operation_type")] == [
        *("2026-01", "", "0001-11-120044", "2026-01-31", "11")
    ]
    assert [late[name] for name in ("ple_state", "ple_period", "ple_cuo")] == [
        *(int(state), "2025-12", "11-120044")
    ]


def test_a_correction_is_another_voucher_than_the_one_it_corrects(tmp_path: Path) -> None:
    found = read_ple(tmp_path, voucher() + voucher(state="9", period="20251200"))
    assert len({one["uid"] for one in found.vouchers}) == 2


@pytest.mark.parametrize(
    ("period", "state"), [("20260200", "1"), ("20260100", "8"), ("20260200", "9"), ("202601", "1")]
)
def test_field_1_and_the_state_must_agree(tmp_path: Path, period: str, state: str) -> None:
    (complaint,) = wrong(read_ple(tmp_path, voucher(period=period, state=state)))
    assert complaint.startswith(
        f"Line 1: field 1 is {period} with state {state}, in the file of month January 2026."
    )


def test_another_state_is_named(tmp_path: Path) -> None:
    assert wrong(read_ple(tmp_path, voucher(state="2"))) == [
        "Line 1: field 21 is “2”, not 1, 8 or 9. Make the PLE file again."
    ]


def test_lines_of_a_cuo_may_stand_apart(tmp_path: Path) -> None:
    other = {"cuo": "11-010002"}
    content = line() + line(**other) + line(**OTHER_SIDE) + line(**{**other, **OTHER_SIDE})
    found = read_ple(tmp_path, content)
    assert wrong(found) == []
    assert [one["line"] for one in found.lines] == [1, 2, 1, 2]


def test_foreign_lines_keep_their_currency_without_an_original_amount(tmp_path: Path) -> None:
    found = read_ple(tmp_path, voucher(currency="USD"))
    assert [(one["currency"], one["original_amount"], one["debit"]) for one in found.lines] == [
        ("USD", 0, 1000),
        ("USD", 0, 0),
    ]
    assert (found.voucher["currency"], found.voucher["exchange_rate"]) == ("PEN", 1_000_000)
    assert (
        "2 lines are in foreign currency: the PLE tells neither the original amount nor the rate."
        in notes(found)
    )


def test_what_a_ple_cannot_tell_is_said(tmp_path: Path) -> None:
    assert notes(read_ple(tmp_path, voucher())) == [
        "The PLE tells no names of parties and cost centres, means of payment or modified documents."
    ]


def test_links_to_the_registers_are_said_to_be_left_out(tmp_path: Path) -> None:
    found = read_ple(tmp_path, voucher(structured="080100&20260100&11-010001&M0001"))
    assert "Field 20 of 2 lines, the link to the registers of sales and purchases, was left out." in notes(
        found
    )


def test_another_unit_than_the_site_is_said(tmp_path: Path) -> None:
    found = read_ple(tmp_path, voucher(unit="0001") + voucher(cuo="11-010002", unit="0002"))
    assert "Field 5 of 2 lines names another unit (0002) than site 0001." in notes(found)


def test_the_reference_stands_behind_the_description_where_it_fits(tmp_path: Path) -> None:
    found = read_ple(
        tmp_path,
        line(reference="GUIA 7") + line(**OTHER_SIDE, description="D" * 199, reference="GUIA 8"),
    )
    assert [one["description"] for one in found.lines] == ["FLETE - GUIA 7", "D" * 199]
    assert "Field 17 of 1 line did not fit behind the description and was left out." in notes(found)


def test_a_reference_alone_is_the_description(tmp_path: Path) -> None:
    assert read_ple(tmp_path, voucher(description="", reference="GUIA 7")).lines[0]["description"] == "GUIA 7"


def test_wrong_cells_are_named_by_line_and_field(tmp_path: Path) -> None:
    content = line(debit="1,000.00") + line(account="", date="31/02/2026") + line(description="x" * 201)
    assert wrong(read_ple(tmp_path, content)) == [
        (
            "Row 1, column “18 debe”: “1,000.00” is not an amount."
            " Write it with a dot and two decimals and no thousands separator, like 1234567.50."
        ),
        (
            "Row 2, column “13 fecha contable”: “31/02/2026” is not a date."
            " Write it like 2026-11-03 or 03/11/2026, day before month."
        ),
        "Row 2: the column “4 cuenta” is empty. Fill it in.",
        "Row 3, column “16 glosa”: 201 characters, 200 are allowed. Shorten it in the program it comes from.",
    ]


def test_a_cuo_that_tells_no_type_needs_one_given(tmp_path: Path) -> None:
    content = voucher(cuo="ASIENTO7") + voucher(cuo="ASIENTO8")
    assert wrong(read_ple(tmp_path, content))[0] == (
        "Line 1: the CUO “ASIENTO7” does not tell a T/O."
        " Say the T/O with --type; CUOs like 05-110007 or BNK1202600275 tell theirs."
    )
    found = read_ple(tmp_path, content, operation_type="31")
    assert wrong(found) == []
    assert [(one["operation_type"], one["number"], one["cuo"]) for one in found.vouchers] == [
        ("31", "", "0001-ASIENTO7"),
        ("31", "", "0001-ASIENTO8"),
    ]


def test_a_cuo_that_is_too_long_with_the_site_is_named(tmp_path: Path) -> None:
    cuo = "A" * 36
    assert wrong(read_ple(tmp_path, voucher(cuo=cuo), operation_type="31")) == [
        (
            f"Line 1: the CUO “{cuo}” is too long; with the site before it there are 40 characters."
            " Load the vouchers from a CSV file instead."
        )
    ]


def test_books_in_another_currency_are_refused(tmp_path: Path) -> None:
    assert wrong(read_ple(tmp_path, voucher(), NAME.replace("1111.TXT", "1121.TXT"))) == [
        (
            "The file's name says that the books are kept in USD; this company keeps them in PEN."
            " Choose the company that keeps its books in USD."
        )
    ]


def test_an_empty_month_is_said_to_be_empty(tmp_path: Path) -> None:
    found = read_ple(tmp_path, "\r\n", NAME.replace("1111.TXT", "1011.TXT"))
    assert notes(found) == ["The file has no vouchers."]
    assert found.vouchers == []


def test_another_companys_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnotherCompany) as refused:
        read_ple(tmp_path, voucher(), NAME.replace(RUC, "20512333797"))
    assert str(refused.value) == (
        f"LE2051233379720260100050100001111.TXT is of RUC 20512333797, not of RUC {RUC}."
        " Choose the company of the file with --company, or a file of this company."
    )


@pytest.mark.parametrize("book", ["060100", "140100"])
def test_other_books_are_refused(tmp_path: Path, book: str) -> None:
    with pytest.raises(NoDiary) as refused:
        read_ple(tmp_path, voucher(), NAME.replace("050100", book))
    assert f"is of book {book}; vouchers are read from the Libro Diario 5.1 (050100)." in str(refused.value)


def test_a_yearly_book_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoDiary):
        read_ple(tmp_path, voucher(), NAME.replace("20260100", "20260000"))


def test_the_setting_is_that_of_the_branch() -> None:
    assert (setting().site, setting().currency) == ("0001", "PEN")
