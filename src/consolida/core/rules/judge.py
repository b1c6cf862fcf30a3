"""Asking the rules about one open transfer file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Protocol

import apsw
import apsw.ext

from consolida.core import digest
from consolida.core.findings import Finding, errors
from consolida.core.portable import format as spec
from consolida.core.printable import printable
from consolida.core.rules.rule import Rule, Stage, place
from consolida.core.rules.scan import SUMS, Scan
from consolida.core.rules.text import TEXTS
from consolida.core.wording import Quote, counted

LeavingOut = Callable[[Rule, Mapping[str, object]], bool]  # whether a rule is not to speak of a row

RECOMPUTED = "recomputed"
SHARED: dict[str, Scan] = {scan.name: scan for scan in (TEXTS, SUMS)}  # what another process may look at
_LONGEST_NUMBER = 20
MORE = counted(
    "{count} more of this kind is not listed. One that is: {example}",
    "{count} more of this kind are not listed. One that is: {example}",
)


class Beside(Protocol):
    """Somebody who looks at the same file and answers some of the questions about all rows."""

    def answer(self, name: str) -> Any | None:
        """Return the answer, None where there is none."""
        ...


class Judge:
    """One file and the rules that apply to it; each scan is made once."""

    def __init__(
        self,
        connection: apsw.Connection,
        rules: Sequence[Rule],
        *,
        file: str,
        limit: int,
        beside: Beside | None = None,
        leaving_out: LeavingOut | None = None,
    ) -> None:
        self._connection = connection
        self._rules = rules
        self._file = file
        self._limit = limit
        self._beside = beside
        self._leaving_out = leaving_out
        self._seen: dict[str, frozenset[str]] = {}
        self._computed: dict[str, str] = {}  # what the queries use by name

    def findings(self) -> list[Finding]:
        """Ask stage after stage; what stands on a stage with errors is not asked."""
        findings: list[Finding] = []
        for stage in Stage:
            if stage is Stage.CONTENT:
                self._compute()
            found = [finding for rule in self._rules if rule.stage is stage for finding in self._ask(rule)]
            findings += found
            if stage is not Stage.CONTENT and errors(found):
                break
        return sorted(findings, key=_place_in_list)

    def answer(self, name: str) -> dict[str, Any]:
        """Answer one question about all rows for whoever judges the same file."""
        return _recomputed(self._connection) if name == RECOMPUTED else self._look(SHARED[name])

    def _on(self, scan: Scan) -> list[Rule]:
        return [rule for rule in self._rules if rule.scan is scan]

    def _compute(self) -> None:
        """Have everything there that the queries about the content use."""
        for scan in SHARED.values():
            if self._on(scan):
                self._holding(scan)
        answer = self._beside.answer(RECOMPUTED) if self._beside is not None else None
        self._computed |= self.answer(RECOMPUTED) if answer is None else answer

    def _ask(self, rule: Rule) -> Iterator[Finding]:
        if rule.scan is not None and rule.name not in self._holding(rule.scan):
            return
        rows = self._rows(rule)
        listed = [self._finding(rule, row) for row in islice(rows, self._limit)]
        yield from listed
        left = sum(1 for _ in rows)
        if left:
            last = listed[-1]
            yield Finding(
                rule=rule.name,
                severity=rule.severity,
                message=MORE,
                remedy=rule.remedy,
                fields={**last.fields, "count": left, "example": Quote(last.message, last.fields)},
                file=self._file,
            )

    def _holding(self, scan: Scan) -> frozenset[str]:
        """Return the names of the rules that a scan saw something for."""
        if scan.name not in self._seen:
            for other in scan.needs:
                self._holding(other)
            answer = self._beside.answer(scan.name) if self._beside is not None else None
            if answer is None:
                answer = self._look(scan)
            self._seen[scan.name] = frozenset(answer["holding"])
            self._computed |= answer["computed"]
        return self._seen[scan.name]

    def _look(self, scan: Scan) -> dict[str, Any]:
        rules = self._on(scan)
        seen = scan.look(self._connection, [rule.condition for rule in rules], self._computed)
        holding = [rule.name for rule in rules if rule.condition in seen.holding]
        return {"holding": holding, "computed": seen.computed}

    def _rows(self, rule: Rule) -> Iterator[dict[str, object]]:
        # Texts come as bytes, so that one that is not UTF-8 is shown instead of stopping the check.
        names = [name for name, _ in apsw.ext.query_info(self._connection, rule.sql).description]
        raw = ", ".join(f"iif(typeof({name}) = 'text', CAST({name} AS BLOB), {name})" for name in names)
        rows = self._connection.execute(f"SELECT {raw} FROM ({rule.sql})", self._computed)
        shown = (dict(zip(names, map(_shown, row), strict=True)) for row in rows)
        leaving_out = self._leaving_out
        return shown if leaving_out is None else (row for row in shown if not leaving_out(rule, row))

    def _finding(self, rule: Rule, fields: dict[str, object]) -> Finding:
        line = fields.pop("line", None)
        voucher = ""
        if fields.get("number") is not None:
            voucher = place(
                site=fields["site"],
                period=fields["period"],
                operation_type=fields["operation_type"],
                number=fields["number"],
            )
        return rule.finding(
            file=self._file, voucher=voucher, line=line if isinstance(line, int) else None, **fields
        )


def _place_in_list(finding: Finding) -> tuple[object, ...]:
    """Order findings: about the file, then batch by batch and voucher by voucher, then what is not listed."""
    place = [str(finding.fields.get(name, "")) for name in ("site", "period", "operation_type", "number")]
    number = place.pop().rjust(_LONGEST_NUMBER)  # 10000 comes after 9999
    return finding.message is MORE, *place, number, finding.line or 0


def _shown(value: object) -> object:
    return printable(value.decode("utf-8", "surrogateescape")) if isinstance(value, bytes) else value


def _recomputed(connection: apsw.Connection) -> dict[str, str]:
    """Return the digests that are compared with what the file states, by the names the queries use."""
    masters = {name: digest.of_rows(connection, name, spec.names(name)) for name in digest.masters()}
    return {"content": digest.of_content(connection), **masters}
