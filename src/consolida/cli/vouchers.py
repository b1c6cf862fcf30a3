"""A transfer file's vouchers, in words and as JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from consolida.cli.output import Output, amount_column, count_column, day_column, text_column
from consolida.core.batches import VOUCHER_NAME
from consolida.core.language import gettext
from consolida.core.moment import shown_day
from consolida.core.money import plain_amount, plain_rate
from consolida.core.portable import format as spec
from consolida.core.portable.connect import open_proven

Row = Mapping[str, str | int]
AMOUNTS = frozenset({"original_amount", "debit", "credit"})


def voucher_rows(path: Path, *, number: str | None = None) -> Iterator[dict[str, str | int]]:
    """Yield a proven file's vouchers, or those of a number or CUO, with their lines counted and added up.

    A number may be that of its T/O, or all of it, as findings say it: `0001-05-110007`.
    """
    names = (*spec.names("voucher"), "lines", "debit", "credit")
    wanted = "" if number is None else f"WHERE ? IN (v.number, v.cuo, {VOUCHER_NAME})"
    with closing(open_proven(path)) as connection:
        for row in connection.execute(
            f"""SELECT v.*, (SELECT count(*) FROM line AS l WHERE l.uid = v.uid),
                       (SELECT ifnull(sum(l.debit), 0) FROM line AS l WHERE l.uid = v.uid),
                       (SELECT ifnull(sum(l.credit), 0) FROM line AS l WHERE l.uid = v.uid)
                FROM voucher AS v {wanted} ORDER BY v.site, v.period, v.operation_type, v.number""",
            () if number is None else (number,),
        ):
            yield dict(zip(names, row, strict=True))


def voucher_json(row: Row, lines: Sequence[Row] | None = None) -> dict[str, object]:
    """Return a voucher, with its lines where they are given."""
    shown: dict[str, object] = {name: _plain(name, value) for name, value in row.items()}
    if lines is not None:
        shown["lines"] = [
            {name: _plain(name, value) for name, value in line.items() if name != "uid"} for line in lines
        ]
    return shown


def _plain(name: str, value: str | int) -> str | int | bool:
    if isinstance(value, str):
        return value
    if name in AMOUNTS:
        return plain_amount(value)
    if name == "exchange_rate":
        return plain_rate(value)
    return bool(value) if name in {"annulled", "automatic"} else value


def show_vouchers(output: Output, rows: Iterable[Row]) -> None:
    """Print vouchers, one to a line."""
    output.table(
        (
            text_column(gettext("Site")),
            text_column(gettext("Month")),
            text_column(gettext("T/O")),
            text_column(gettext("Number")),
            day_column(gettext("Date")),
            text_column(gettext("Description"), limit=40),
            count_column(gettext("Lines")),
            amount_column(gettext("Debit")),
            amount_column(gettext("Credit")),
            text_column(""),
        ),
        (
            (
                row["site"],
                row["period"],
                row["operation_type"],
                row["number"],
                row["date"],
                row["description"],
                row["lines"],
                row["debit"],
                row["credit"],
                gettext("annulled") if row["annulled"] else "",
            )
            for row in rows
        ),
    )


def show_voucher(output: Output, row: Row, lines: Sequence[Row]) -> None:
    """Print a voucher and its lines."""
    output.facts(
        (
            (gettext("Voucher"), f"{row['operation_type']} {row['number']}"),
            (gettext("Site"), str(row["site"])),
            (gettext("Date"), shown_day(str(row["date"]))),
            (gettext("Description"), str(row["description"])),
            (gettext("CUO"), str(row["cuo"])),
            (gettext("Currency"), f"{row['currency']} {plain_rate(int(row['exchange_rate']))}"),
            (gettext("Annulled"), gettext("yes") if row["annulled"] else ""),
        )
    )
    output.write()
    output.table(
        (
            count_column(gettext("Line")),
            text_column(gettext("Account")),
            text_column(gettext("Cost centre")),
            text_column(gettext("Person or entity")),
            text_column(gettext("Document")),
            amount_column(gettext("Debit")),
            amount_column(gettext("Credit")),
            text_column(gettext("Description"), limit=40),
        ),
        [
            (
                line["line"],
                line["account"],
                line["cost_center"],
                line["party_number"],
                _document(line),
                line["debit"] or None,
                line["credit"] or None,
                line["description"],
            )
            for line in lines
        ],
        foot=(
            None,
            gettext("Total"),
            None,
            None,
            None,
            sum(int(line["debit"]) for line in lines),
            sum(int(line["credit"]) for line in lines),
            None,
        ),
    )
    output.write()


def _document(line: Row) -> str:
    parts = (line["document_type"], line["document_series"], line["document_number"])
    return "-".join(str(part) for part in parts if part)
