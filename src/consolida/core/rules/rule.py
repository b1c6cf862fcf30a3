"""A rule: a named query over the transfer file's tables that returns the rows that break it."""

from dataclasses import dataclass
from enum import IntEnum

from consolida.core.batches import BatchKey
from consolida.core.findings import Finding, Severity
from consolida.core.portable.format import FileKind
from consolida.core.rules.scan import Scan
from consolida.core.wording import Message

EVERY_KIND = frozenset(FileKind)
WITH_VOUCHERS = frozenset({FileKind.VOUCHERS, FileKind.BEFORE})


class Stage(IntEnum):
    """What a rule stands on: each stage is judged only when the one before found no error."""

    SHAPE = 0  # sizes and ranges, judged without adding up an amount or reading a text
    TEXT = 1  # every text is what it seems
    CONTENT = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A named query with severity, sentence and remedy.

    Its columns are the fields of the sentences; `site`, `period`, `operation_type`, `number` and `line`
    make the place, which the sentences call {voucher} and {line}. A rule with a `scan` is asked only
    when that one pass over a table saw something for it.
    """

    name: str
    severity: Severity
    sql: str
    message: Message
    remedy: Message
    kinds: frozenset[FileKind] = EVERY_KIND
    needs_masters: bool = False
    stage: Stage = Stage.CONTENT
    scan: Scan | None = None
    condition: str = ""

    def finding(
        self, *, file: str = "", voucher: str = "", line: int | None = None, **fields: object
    ) -> Finding:
        """Return what the rule says about one place."""
        return Finding(
            rule=self.name,
            severity=self.severity,
            message=self.message,
            remedy=self.remedy,
            fields={**fields, "file": file, "voucher": voucher, "line": line},
            file=file,
            voucher=voucher,
            line=line,
        )


def place(*, site: object, period: object, operation_type: object, number: object) -> str:
    """Name a voucher as people do: `0001-05-110007`."""
    return BatchKey(str(site), str(period), str(operation_type)).voucher(str(number))


def scanned(
    scan: Scan,
    name: str,
    *,
    condition: str,
    message: Message,
    remedy: Message,
    fields: str = "",
    severity: Severity = Severity.ERROR,
    kinds: frozenset[FileKind] = EVERY_KIND,
    needs_masters: bool = False,
    stage: Stage = Stage.CONTENT,
) -> Rule:
    """Make the rule that a condition holds on no row of a scan."""
    return Rule(
        name=name,
        severity=severity,
        sql=scan.rows_sql(condition, fields),
        message=message,
        remedy=remedy,
        kinds=kinds,
        needs_masters=needs_masters,
        stage=stage,
        scan=scan,
        condition=condition,
    )
