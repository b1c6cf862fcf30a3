"""Files broken in one place and judged by the rules: what is said, and that nothing else is."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import apsw

from consolida.core import digest, rules
from consolida.core.findings import Finding, Severity
from consolida.core.portable import connect
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from support.files import KEY, SALES, Row, draft, seal


def judged(
    *breaking: str,
    text: str = SALES,
    extra: Mapping[str, Sequence[Row]] | None = None,
    kind: FileKind = FileKind.VOUCHERS,
    after: Iterable[str] = (),
    forged: Iterable[str] = (),
    masters: Path | None = None,
    limit: int = 50,
    **sealing: object,
) -> list[Finding]:
    """Draft a file, break it by SQL, seal it and ask the rules.

    Statements in `after` break what sealing makes: the digests and the signature of the whole are then
    made anew. Those in `forged` break what nobody makes anew.
    """
    # Only a connection to a file on disk can attach another file read-only.
    connection = draft(":memory:" if masters is None else masters.with_name("a.db"), text=text, extra=extra)
    run(connection, breaking)
    seal(connection, kind=kind, **sealing)  # type: ignore[arg-type] # the arguments of seal
    if after:
        run(connection, after)
        sign_anew(connection)
    run(connection, forged)
    if masters is not None:
        connect.attach_proven(connection, masters, schema="masters")
    return rules.check(connection, kind=kind, file="a.db", with_masters=masters is not None, limit=limit)


def run(connection: apsw.Connection, statements: Iterable[str]) -> None:
    """Run statements, whatever they return."""
    for statement in statements:
        connection.execute(statement).fetchall()


def sign_anew(connection: apsw.Connection) -> None:
    """Make the digests of content and annotations and the signature agree with the file as it is."""
    connection.execute(
        "UPDATE manifest SET content_digest = ?, annotation_digest = ?",
        (digest.of_content(connection), digest.of_vouchers(connection).annotations),
    )
    row = connection.execute(f"SELECT {', '.join(spec.names('manifest'))} FROM manifest").fetchone()
    assert row is not None
    connection.execute("UPDATE manifest SET signature = ?", (KEY.sign(digest.manifest_text(row)),))


def assert_says(
    findings: list[Finding],
    rule: str,
    sentence: str,
    remedy: str,
    *,
    severity: Severity = Severity.ERROR,
    voucher: str = "",
    line: int | None = None,
) -> None:
    """Require that one rule alone speaks, once, in these words, of this place."""
    assert [(finding.rule, finding.sentence()) for finding in findings] == [(rule, sentence)]
    (finding,) = findings
    assert finding.advice() == remedy
    assert finding.severity is severity
    assert (finding.file, finding.voucher, finding.line) == ("a.db", voucher, line)
