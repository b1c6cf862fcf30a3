"""Property: what is written as CSV and loaded is what comes out of the ledger."""

import csv
import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consolida.core.money import plain_amount
from consolida.intake.tables import guarded
from support.reading import Reading, read

TITLES = ("T/O", "Número", "Fecha", "Glosa", "Cuenta", "Debe", "Haber", "Glosa de línea")
# Texts as people type them; cp1252 writes them all.
words = st.text("abcñÁé ü,;\"'€/()-0123456789", max_size=30).map(str.strip)


@dataclass(frozen=True)
class Voucher:
    """A voucher as the test knows it."""

    operation_type: str
    number: str
    day: int
    description: str
    amounts: tuple[int, ...]
    texts: tuple[str, ...]

    @property
    def lines(self) -> list[tuple[str, int, int, str]]:
        """Account, debit, credit, text: one credit balances the debits."""
        debits = [("1212", cents, 0, text) for cents, text in zip(self.amounts, self.texts, strict=True)]
        return [*debits, ("70111", 0, sum(self.amounts), "")]


@st.composite
def vouchers(draw: st.DrawFn) -> list[Voucher]:
    keys = draw(
        st.lists(
            st.tuples(st.sampled_from(["05", "11", "ZZ"]), st.integers(1, 99_999)), unique=True, max_size=6
        )
    )
    found = []
    for operation_type, number in keys:
        amounts = draw(st.lists(st.integers(0, 10**11), min_size=1, max_size=4))
        found.append(
            Voucher(
                operation_type=operation_type,
                number=str(number),
                day=draw(st.integers(1, 30)),
                description=draw(words),
                amounts=tuple(amounts),
                texts=tuple(draw(words) for _ in amounts),
            )
        )
    return found


def rows_of(voucher: Voucher, *, iso: bool) -> list[tuple[str, ...]]:
    date = f"2026-11-{voucher.day:02d}" if iso else f"{voucher.day:02d}/11/2026"
    return [
        (
            *(voucher.operation_type, voucher.number, date, guarded(voucher.description)),
            *(account, plain_amount(debit), plain_amount(credit), guarded(text)),
        )
        for account, debit, credit, text in voucher.lines
    ]


def as_csv(rows: Sequence[tuple[str, ...]], *, delimiter: str, encoding: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([TITLES, *rows])
    return text.getvalue().encode(encoding)


def content(found: Reading) -> dict[tuple[str, str], tuple[str, str, list[tuple[str, int, int, str]]]]:
    lines: dict[object, list[tuple[str, int, int, str]]] = {}
    for line in found.lines:
        lines.setdefault(line["uid"], []).append(
            (str(line["account"]), int(line["debit"]), int(line["credit"]), str(line["description"]))
        )
    return {
        (str(one["operation_type"]), str(one["number"])): (
            str(one["date"]),
            str(one["description"]),
            sorted(lines.get(one["uid"], [])),
        )
        for one in found.vouchers
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    vouchers(),
    st.randoms(use_true_random=False),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    st.booleans(),
)
def test_what_is_written_is_what_is_read_in_any_order_encoding_and_separator(
    expected: list[Voucher], order: Random, delimiter: str, encoding: str, iso: bool
) -> None:
    rows = [row for voucher in expected for row in rows_of(voucher, iso=iso)]
    order.shuffle(rows)
    with tempfile.TemporaryDirectory() as folder:
        found = read(Path(folder), as_csv(rows, delimiter=delimiter, encoding=encoding))
    assert found.complaints == []
    assert content(found) == {
        (voucher.operation_type, voucher.number.zfill(4)): (
            f"2026-11-{voucher.day:02d}",
            voucher.description,
            sorted(voucher.lines),
        )
        for voucher in expected
    }
