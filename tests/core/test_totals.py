"""What batches hold in numbers."""

from dataclasses import dataclass

from consolida.core.digest import EMPTY_BATCH
from consolida.core.language import speaking
from consolida.core.totals import ABSENT, EMPTY, Content, Totals, rows_in_words


@dataclass(frozen=True)
class Row:
    """A batch as a table has it."""

    vouchers: int
    lines: int
    debit: int
    credit: int
    digest: str = "d"


def test_nothing_adds_up_to_nothing() -> None:
    assert Totals.of() == Totals(0, 0, 0, 0)


def test_batches_and_totals_are_added_up_alike() -> None:
    one, two = Row(1, 2, 300, 400), Row(10, 20, 3000, 4000)
    added = Totals(vouchers=11, lines=22, debit=3300, credit=4400)
    assert Totals.of(one, two) == added
    assert Totals.of(Totals.of(one), two) == added


def test_they_are_said_with_the_number_that_fits() -> None:
    assert Totals(1, 1, 35400, 35400).in_words() == "1 voucher, 1 line, debit 354.00, credit 354.00"
    assert Totals(1234, 2).in_words() == "1,234 vouchers, 2 lines, debit 0.00, credit 0.00"
    with speaking("es"):
        assert rows_in_words(2, 1) == "2 comprobantes, 1 línea"


def test_scripts_get_amounts_as_text_and_counts_as_numbers() -> None:
    assert Totals(1, 2, 123456750, 5).as_json() == {
        "vouchers": 1,
        "lines": 2,
        "debit": "1234567.50",
        "credit": "0.05",
    }


def test_what_a_batch_holds_has_its_digest() -> None:
    assert Content.of(Row(1, 2, 3, 3, "abc")) == Content(Totals(1, 2, 3, 3), "abc")


def test_a_batch_that_is_empty_is_not_one_that_does_not_exist() -> None:
    assert EMPTY.totals == ABSENT.totals == Totals()
    assert (EMPTY.digest, ABSENT.digest) == (EMPTY_BATCH, "")
