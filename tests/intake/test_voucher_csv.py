"""Vouchers from CSV, without a ledger."""

from pathlib import Path

import pytest

from consolida.core import language
from consolida.core.period import Period
from consolida.core.uids import derived_uid
from support.companies import RUC
from support.reading import read

SALE = """\
operation_type,number,date,description,account,debit,credit
05,0007,2026-11-03,Sale to Bob,1212,1180.00,0.00
05,0007,2026-11-03,Sale to Bob,40111,0.00,180.00
05,0007,2026-11-03,Sale to Bob,70111,0.00,1000.00
"""


def test_rows_of_one_number_are_one_voucher(tmp_path: Path) -> None:
    found = read(tmp_path, SALE)
    assert found.complaints == []
    assert found.amounts == ["1212 1180.00 0.00", "40111 0.00 180.00", "70111 0.00 1000.00"]
    voucher = found.voucher
    assert {
        name: voucher[name] for name in ("site", "period", "operation_type", "number", "cuo", "date")
    } == {
        "site": "0001",
        "period": "2026-11",
        "operation_type": "05",
        "number": "0007",
        "cuo": "0001-05-110007",
        "date": "2026-11-03",
    }
    assert (voucher["description"], voucher["kind"], voucher["annulled"]) == ("Sale to Bob", "M", 0)
    assert (voucher["currency"], voucher["exchange_rate"], voucher["ple_state"]) == ("PEN", 1_000_000, 1)
    assert (voucher["created_by"], voucher["changed_by"]) == ("alice", "alice")
    assert voucher["uid"] == derived_uid(
        ruc=RUC, site="0001", period=Period("2026-11"), operation_type="05", source="05-110007"
    )


def test_the_original_amount_is_the_signed_amount_in_soles(tmp_path: Path) -> None:
    assert [line["original_amount"] for line in read(tmp_path, SALE).lines] == [118000, -18000, -100000]


def test_a_number_has_four_digits_at_least(tmp_path: Path) -> None:
    assert read(tmp_path, SALE.replace("0007", "7")).voucher["number"] == "0007"
    assert read(tmp_path, SALE.replace("0007", "12345")).voucher["number"] == "12345"
    assert read(tmp_path, SALE.replace("0007", "B-12")).voucher["cuo"] == "0001-05-11B-12"


def test_a_line_has_all_that_the_books_know(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "operation_type,number,date,account,party_type,party_number,party_name,cost_center,document_type,"
        "document_series,document_number,document_date,due_date,modified_type,modified_series,modified_number,"
        "modified_date,payment_means,debit,credit,line_description,automatic\n"
        "05,1,2026-11-03,1212,6,20512333797,Bob S.A.C.,CC1,07,F001,00012,03/11/2026,2026-12-03,01,F001,7,"
        "2026-10-01,009,5.00,,Nota,sí\n"
        "05,1,2026-11-03,70111,,,,,,,,,,,,,,,,5.00,,\n",
    )
    assert found.complaints == []
    assert found.names.parties == {("6", "20512333797"): "Bob S.A.C."}
    first, second = found.lines
    assert list(first.values())[1:] == [
        *(1, "1212", "CC1", "6", "20512333797", "07", "F001", "00012", "2026-11-03", "2026-12-03"),
        *("01", "F001", "7", "2026-10-01", "009", "PEN", 500, 500, 0, "Nota", 1),
    ]
    assert list(second.values())[1:] == [
        *(2, "70111", "", "", "", "", "", "", "", ""),
        *("", "", "", "", "", "PEN", -500, 0, 500, "", 0),
    ]


def test_spanish_names_and_semicolons_and_cp1252(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        (
            "T/O;Número;Fecha;Glosa;Cuenta;Debe;Haber;Anulado\n"
            "11;3;05/11/2026;Compañía Ñandú;60111;10.00;;no\n"
            "11;3;05/11/2026;Compañía Ñandú;42121;;10.00;no\n"
        ).encode("cp1252"),
    )
    assert found.complaints == []
    assert found.voucher["description"] == "Compañía Ñandú"
    assert found.amounts == ["60111 10.00 0.00", "42121 0.00 10.00"]


def test_the_same_number_in_another_month_or_type_is_another_voucher(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "operation_type,number,date,account,debit,credit\n"
        "05,1,2026-11-03,1212,5.00,\n05,1,2026-11-03,70111,,5.00\n"
        "05,1,2026-12-03,1212,6.00,\n05,1,2026-12-03,70111,,6.00\n"
        "11,1,2026-12-03,60111,7.00,\n11,1,2026-12-03,42121,,7.00\n",
    )
    assert found.complaints == []
    assert [voucher["cuo"] for voucher in found.vouchers] == [
        "0001-05-110001",
        "0001-05-120001",
        "0001-11-120001",
    ]


def test_rows_of_a_voucher_may_stand_apart(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "operation_type,number,date,account,debit,credit\n"
        "05,1,2026-11-03,1212,5.00,\n05,2,2026-11-03,1212,6.00,\n"
        "05,1,2026-11-03,70111,,5.00\n05,2,2026-11-03,70111,,6.00\n",
    )
    assert found.complaints == []
    assert len(found.vouchers) == 2
    assert found.amounts == ["1212 5.00 0.00", "70111 0.00 5.00", "1212 6.00 0.00", "70111 0.00 6.00"]
    assert [line["line"] for line in found.lines] == [1, 2, 1, 2]


def test_header_cells_left_empty_are_those_of_the_first_row(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "operation_type,number,date,kind,description,account,debit,credit\n"
        "05,1,2026-11-03,A,Opening,1212,5.00,\n05,1,,,,70111,,5.00\n",
    )
    assert found.complaints == []
    assert (found.voucher["kind"], found.voucher["description"]) == ("A", "Opening")
    assert len(found.lines) == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("05,1,2026-11-04,M,Sale,70111,,5.00", "date here than in row 2 (“2026-11-04”, not “2026-11-03”)"),
        ("05,1,2026-11-03,C,Sale,70111,,5.00", "clase here than in row 2 (“C”, not “M”)"),
        ("05,1,2026-11-03,M,Sole,70111,,5.00", "description here than in row 2 (“Sole”, not “Sale”)"),
    ],
)
def test_rows_of_one_voucher_that_disagree_are_named(tmp_path: Path, row: str, said: str) -> None:
    found = read(
        tmp_path,
        "operation_type,number,date,clase,description,account,debit,credit\n"
        f"05,1,2026-11-03,M,Sale,1212,5.00,\n{row}\n",
    )
    assert found.complaints == [
        (
            f"Row 3: voucher 0001 of T/O 05 has another {said}."
            " Give all rows of a voucher the same header, or another number to each voucher."
        )
    ]


def test_rows_that_stand_apart_and_disagree_are_named(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "operation_type,number,date,description,account,debit,credit\n"
        "05,1,2026-11-03,Sale,1212,5.00,\n05,2,2026-11-03,,1212,5.00,\n05,1,2026-11-03,Sole,70111,,5.00\n",
    )
    assert found.sentences == [
        "Row 4: voucher 0001 of T/O 05 has another description here than in row 2 (“Sole”, not “Sale”)."
    ]


UNNUMBERED = """\
operation_type,date,description,account,debit,credit
05,2026-11-03,Sale,1212,5.00,
05,2026-11-03,Sale,70111,,5.00
"""


def test_consecutive_rows_with_one_header_and_no_number_are_one_voucher(tmp_path: Path) -> None:
    found = read(tmp_path, UNNUMBERED + "05,2026-11-04,Sale,1212,6.00,\n05,2026-11-04,Sale,70111,,6.00\n")
    assert found.complaints == []
    assert [(voucher["number"], voucher["cuo"], voucher["date"]) for voucher in found.vouchers] == [
        ("", "", "2026-11-03"),
        ("", "", "2026-11-04"),
    ]


def test_a_blank_row_ends_a_voucher(tmp_path: Path) -> None:
    rows = "".join(UNNUMBERED.splitlines(keepends=True)[1:])
    assert len(read(tmp_path, f"{UNNUMBERED}{rows}").vouchers) == 1
    assert len(read(tmp_path, f"{UNNUMBERED},,,,,\n{rows}").vouchers) == 2


def test_a_voucher_without_number_is_known_by_its_content(tmp_path: Path) -> None:
    once = read(tmp_path, UNNUMBERED).voucher["uid"]
    other = "05,2026-11-01,Other,1212,1.00,\n05,2026-11-01,Other,70111,,1.00\n"
    head, rows = UNNUMBERED.split("\n", 1)
    assert once in [voucher["uid"] for voucher in read(tmp_path, f"{head}\n{other}{rows}").vouchers]
    assert read(tmp_path, UNNUMBERED.replace("5.00", "5.01")).voucher["uid"] != once


def test_equal_vouchers_without_number_are_two_and_the_same_two_at_every_load(tmp_path: Path) -> None:
    rows = UNNUMBERED.split("\n", 1)[1]
    twice = f"{UNNUMBERED}\n{rows}"
    uids = [voucher["uid"] for voucher in read(tmp_path, twice).vouchers]
    assert len(set(uids)) == 2
    assert uids[0] == read(tmp_path, UNNUMBERED).voucher["uid"]
    assert sorted(map(str, uids)) == sorted(str(one["uid"]) for one in read(tmp_path, twice).vouchers)


def test_an_annulled_voucher_has_its_header_only(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "operation_type,number,date,description,account,debit,credit,annulled\n"
        "05,8,2026-11-03,Annulled,,,,1\n05,9,2026-11-03,Annulled,,0.00,0.00,sí\n",
    )
    assert found.complaints == []
    assert [voucher["annulled"] for voucher in found.vouchers] == [1, 1]
    assert found.lines == []


def test_an_annulled_voucher_with_a_line_is_refused(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "operation_type,number,date,account,debit,credit,annulled\n05,8,2026-11-03,1212,5.00,,1\n",
    )
    assert found.complaints == [
        (
            "Row 2: an annulled voucher has an account or an amount."
            " Give an annulled voucher one row with its header only, or take the mark off."
        )
    ]
    assert found.findings[0].voucher == "0001-05-110008"


def test_a_line_needs_an_account(tmp_path: Path) -> None:
    found = read(tmp_path, "operation_type,date,cuenta,debit,credit\n05,2026-11-03,,5.00,\n")
    assert found.complaints == ["Row 2: the column “cuenta” is empty. Fill it in."]


FOREIGN = """\
operation_type,number,date,account,currency,exchange_rate,original_amount,debit,credit
05,1,2026-11-03,1212,USD,3.752,100.00,375.20,
05,1,2026-11-03,70111,USD,3.752,-100.00,,375.20
"""


def test_a_foreign_voucher_has_its_rate_and_original_amounts(tmp_path: Path) -> None:
    found = read(tmp_path, FOREIGN)
    assert found.complaints == []
    assert (found.voucher["currency"], found.voucher["exchange_rate"]) == ("USD", 3_752_000)
    assert [(line["currency"], line["original_amount"]) for line in found.lines] == [
        ("USD", 10000),
        ("USD", -10000),
    ]


def test_a_foreign_line_without_rate_is_named(tmp_path: Path) -> None:
    assert read(tmp_path, FOREIGN.replace("3.752", "")).complaints[0] == (
        "Row 2: a line in USD has no exchange rate. Fill in the column “exchange_rate”."
    )


def test_a_column_that_is_not_there_is_called_as_people_call_it(tmp_path: Path) -> None:
    text = (
        "T/O,número,fecha,glosa,cuenta,moneda,importe original,debe,haber\n"
        "05,1,03/11/2026,Venta,1212,USD,100.00,375.20,\n"
        "05,1,03/11/2026,Venta,70111,USD,-100.00,,375.20\n"
    )
    with language.speaking("es"):
        assert read(tmp_path, text).complaints[0] == (
            "Fila 2: una línea en USD no tiene tipo de cambio. Complete la columna “tipo de cambio”."
        )


def test_a_foreign_line_without_original_amount_is_named(tmp_path: Path) -> None:
    assert read(tmp_path, FOREIGN.replace("-100.00", "")).complaints == [
        (
            "Row 3: a line in USD has no original amount. Fill in the column “original_amount”"
            " (debit positive, credit negative; 0.00 for an exchange difference)."
        )
    ]


def test_a_foreign_voucher_may_have_lines_in_the_books_currency(tmp_path: Path) -> None:
    head, first, second = FOREIGN.splitlines()
    in_soles = "05,1,2026-11-03,6761,PEN,,,0.80,\n05,1,2026-11-03,7761,PEN,,,,0.80\n"
    for rows in (f"{first}\n{second}\n{in_soles}", f"{in_soles}{first}\n{second}\n"):
        found = read(tmp_path, f"{head}\n{rows}")
        assert found.complaints == []
        assert (found.voucher["currency"], found.voucher["exchange_rate"]) == ("USD", 3_752_000)
        assert sorted(str(line["currency"]) for line in found.lines) == ["PEN", "PEN", "USD", "USD"]


def test_a_voucher_has_one_rate(tmp_path: Path) -> None:
    found = read(tmp_path, FOREIGN.replace("3.752,-100", "3.750,-100"))
    assert found.sentences == [
        "Row 3: voucher 0001 of T/O 05 has another exchange_rate here than in row 2 (“3.750”, not “3.752”)."
    ]


def test_the_books_currency_needs_no_rate(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "operation_type,number,date,account,moneda,T/C,debit,credit\n"
        "05,1,2026-11-03,1212,pen,3.75,5.00,\n05,1,2026-11-03,70111,pen,3.75,,5.00\n",
    )
    assert found.voucher["exchange_rate"] == 1_000_000
    assert found.complaints == [
        (
            "1 voucher in PEN, the books' currency, has an exchange rate; it was left out."
            " Nothing is to be done: their rate is 1.000."
        )
    ]


def test_books_in_dollars_take_dollars_for_granted(tmp_path: Path) -> None:
    assert read(tmp_path, SALE, currency="USD").voucher["currency"] == "USD"


def test_the_type_may_be_given(tmp_path: Path) -> None:
    content = "number,date,account,debit,credit\n1,2026-11-03,1212,5.00,\n1,2026-11-03,70111,,5.00\n"
    found = read(tmp_path, content, operation_type="05")
    assert found.complaints == []
    assert found.voucher["cuo"] == "0001-05-110001"
    assert read(tmp_path, SALE, operation_type="05").complaints == []


def test_rows_of_another_type_than_was_given_are_named(tmp_path: Path) -> None:
    assert read(tmp_path, SALE, operation_type="11").complaints == [
        "Row 2: the T/O is 05, not 11 as was asked for. Load the file without a T/O, or take these rows out."
    ]


def test_a_wrong_header_is_named_once_for_its_voucher(tmp_path: Path) -> None:
    found = read(tmp_path, SALE.replace("2026-11-03", "2026-31-03"))
    assert found.sentences == ["Row 2, column “date”: “2026-31-03” is not a date."]
    assert (found.voucher["number"], len(found.lines)) == ("", 3)  # kept only for its lines to be judged


def test_a_wrong_header_in_a_later_row_is_named_too(tmp_path: Path) -> None:
    found = read(tmp_path, SALE.replace("11-03,Sale to Bob,40111", "31-03,Sale to Bob,40111"))
    assert found.sentences == ["Row 3, column “date”: “2026-31-03” is not a date."]


def test_a_date_outside_all_books_is_named(tmp_path: Path) -> None:
    assert read(tmp_path, SALE.replace("2026", "0226")).sentences == [
        "Row 2: 03/11/0226 is in no month that books are kept for."
    ]


def test_a_wrong_amount_is_named(tmp_path: Path) -> None:
    assert read(tmp_path, SALE.replace("1180.00", '"1,180.00"')).sentences == [
        "Row 2, column “debit”: “1,180.00” is not an amount."
    ]


def test_a_row_of_the_wrong_width_is_named(tmp_path: Path) -> None:
    assert read(tmp_path, SALE.replace("1180.00,", "1,180.00,")).sentences == [
        "Row 2 has 8 cells and the header has 7."
    ]


PARTIES = "operation_type,number,date,account,party_type,party_number,party_name,debit,credit\n"


@pytest.mark.parametrize(("kind", "number"), [("6", ""), ("", "20512333797")])
def test_half_a_party_is_named(tmp_path: Path, kind: str, number: str) -> None:
    found = read(tmp_path, f"{PARTIES}05,1,2026-11-03,1212,{kind},{number},,5.00,\n")
    assert found.complaints == [
        (
            f"Row 2: a party needs its type and its number; one is “{kind or number}”, the other is empty."
            " Fill in both columns (type 6 is RUC, 1 is DNI), or neither."
        )
    ]


def test_two_names_of_one_party_are_named(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        f"{PARTIES}05,1,2026-11-03,1212,6,20512333797,Bob S.A.C.,5.00,\n"
        "05,1,2026-11-03,1212,6,20512333797,BOB SAC,,2.00\n"
        "05,1,2026-11-03,1212,6,20512333797,Carol,,3.00\n",
    )
    assert found.names.parties == {("6", "20512333797"): "Bob S.A.C."}
    assert found.complaints == [
        (
            "Row 4: party 20512333797 is called “Carol” here and “Bob S.A.C.” above; the first is used."
            " If the first is wrong, correct the file or, later, the party."
        )
    ]


def test_it_says_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    rows = "".join(
        f"05,{number},2026-11-03,,1212,5.00,\n05,{number},2026-11-03,,70111,,5.00\n"
        for number in range(1, 5002)
    )
    read(tmp_path, SALE.splitlines()[0] + "\n" + rows, progress=lambda what, done: told.append((what, done)))
    assert told == [("read", 10_000)]


def test_a_voucher_has_so_many_lines_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consolida.core.portable.format.MAX_VOUCHER_LINES", 2)
    assert read(tmp_path, SALE).complaints == [
        (
            "Row 2: the voucher has 3 lines, 2 are allowed."
            " Split it into several vouchers, each with its own number."
        )
    ]
