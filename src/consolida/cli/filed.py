"""A transfer file's manifest and batches, in words and as JSON."""

from collections.abc import Iterator, Sequence

from consolida.cli.output import Output, amount_column, count_column, text_column
from consolida.core.language import gettext
from consolida.core.moment import shown_moment
from consolida.core.money import format_amount
from consolida.core.period import Period
from consolida.core.portable.format import BatchState, FileKind
from consolida.core.portable.manifest import Manifest
from consolida.core.portable.read import BatchRow
from consolida.core.portable.verify import Verified
from consolida.core.signing import key_code
from consolida.core.totals import Totals


def facts_json(name: str, verified: Verified) -> dict[str, object]:
    """Return what a file says of itself; counts and totals are null where it is not sound."""
    manifest, held = verified.manifest, Totals.of(*verified.batches).as_json()
    return {
        "file": name,
        "kind": manifest.kind.value,
        "ruc": manifest.ruc,
        "site": manifest.site,
        "period": manifest.period,
        "operation_type": manifest.operation_type,
        "export_number": manifest.export_number,
        "preliminary": not manifest.definitive,
        "digest": manifest.content_digest,
        "verification_code": manifest.verification_code,
        "key_code": key_code(manifest.public_key),
        **(held if verified.sound else dict.fromkeys(held)),
        "findings": [finding.as_json() for finding in verified.findings],
    }


def facts(name: str, verified: Verified) -> Iterator[tuple[str, str]]:
    """Yield what a file says of itself, for people."""
    manifest, held = verified.manifest, Totals.of(*verified.batches)
    yield gettext("File"), name
    yield gettext("Kind"), _kind(manifest)
    yield gettext("Company"), f"{manifest.ruc} {manifest.company}"
    yield gettext("Site"), f"{manifest.site} {manifest.site_name}".strip()
    yield gettext("Month"), Period(manifest.period).in_words() if manifest.period else ""
    yield gettext("T/O"), _operation_type(manifest)
    yield gettext("Export number"), str(manifest.export_number)
    yield gettext("State"), _state(manifest)
    yield gettext("Cut-off time"), shown_moment(manifest.cutoff)
    yield gettext("Made by"), f"{manifest.author} ({manifest.program})"
    if verified.sound:
        yield gettext("Vouchers"), f"{held.vouchers:,}"
        yield gettext("Lines"), f"{held.lines:,}"
        yield gettext("Debit"), format_amount(held.debit)
        yield gettext("Credit"), format_amount(held.credit)
    yield gettext("Verification code"), manifest.verification_code
    yield gettext("Code of the key"), key_code(manifest.public_key)


def _kind(manifest: Manifest) -> str:
    return {
        FileKind.VOUCHERS: gettext("vouchers of a month"),
        FileKind.MASTERS: gettext("masters"),
        FileKind.BEFORE: gettext("what an import replaced"),
    }[manifest.kind]


def _operation_type(manifest: Manifest) -> str:
    if manifest.kind is not FileKind.VOUCHERS:
        return ""
    return manifest.operation_type or gettext("the whole month")


def _state(manifest: Manifest) -> str:
    if manifest.kind is not FileKind.VOUCHERS:
        return ""
    return gettext("definitive") if manifest.definitive else gettext("preliminary")


def batches_json(rows: Sequence[BatchRow]) -> list[dict[str, object]]:
    """Return the batches with their counts and totals."""
    return [
        {
            "site": row.site,
            "period": row.period,
            "operation_type": row.operation_type,
            "state": row.state.value,
            **Totals.of(row).as_json(),
            "digest": row.digest,
        }
        for row in rows
    ]


def show_batches(output: Output, rows: Sequence[BatchRow]) -> None:
    """Print the batches with their counts and totals."""
    if not rows:
        output.write(gettext("It holds no batches."))
        return
    columns = (
        text_column(gettext("Site")),
        text_column(gettext("Month")),
        text_column(gettext("T/O")),
        text_column(gettext("State")),
        count_column(gettext("Vouchers")),
        count_column(gettext("Lines")),
        amount_column(gettext("Debit")),
        amount_column(gettext("Credit")),
    )
    states = {
        BatchState.OPEN: gettext("open"),
        BatchState.CLOSED: gettext("closed"),
        BatchState.ABSENT: gettext("did not exist"),
    }
    held = Totals.of(*rows)
    output.table(
        columns,
        [(*row.key, states[row.state], row.vouchers, row.lines, row.debit, row.credit) for row in rows],
        foot=(
            gettext("Total"),
            None,
            None,
            None,
            held.vouchers,
            held.lines,
            held.debit,
            held.credit,
        ),
    )
