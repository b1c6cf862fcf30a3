"""The list of readers: a new kind of source file is one module and one line here."""

from consolida.core.language import gettext
from consolida.core.printable import printable
from consolida.intake import masters_csv, ple, ple_chart, voucher_csv
from consolida.intake.complaints import shortened
from consolida.intake.reader import MasterReader, Setting, VoucherReader
from consolida.intake.source import Source, UnreadableSource
from consolida.intake.tables import Table

READERS: tuple[VoucherReader | MasterReader, ...] = (
    ple.READER,
    ple_chart.READER,
    voucher_csv.READER,
    masters_csv.READER,
)


def choose(source: Source, setting: Setting) -> VoucherReader | MasterReader:
    """Return the reader that knows a file, or say why there is none."""
    for reader in READERS:
        if reader.recognises(source, setting):
            return reader
    raise UnreadableSource(file=source.name, reason=_why(source))


def _why(source: Source) -> str:
    first = source.first_line()
    if not first:
        return gettext("The file is empty.")
    if first.count("|") >= 20:
        return gettext(
            "It looks like a PLE 5.1, which is known by its name: LE, the RUC, year and month, 050100."
        )
    return gettext(
        "It is no file that can be loaded. One of vouchers has at least these columns: {vouchers}. One of"
        " masters has those of one master: {masters}. Its first line is “{first}”."
    ).format(
        vouchers=_needed(voucher_csv.TABLE),
        masters="; ".join(map(_needed, masters_csv.TABLES)),
        first=shortened(printable(first)),
    )


def _needed(table: Table) -> str:
    return ", ".join(table.titles(required=True))
