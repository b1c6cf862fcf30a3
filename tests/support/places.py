"""Places for stories: an installation with its company, typed into, exported from and imported into.

A voucher is one line, debits positive and credits negative:

    05 2026-11-03 Sale to Bob: 1212 1180.00, 40111 -180.00, 70111 -1000.00
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TypedDict, Unpack

from consolida.audit.models import Entry
from consolida.core.actor import Actor
from consolida.core.batches import BatchKey
from consolida.core.errors import Refused
from consolida.core.findings import Finding, errors
from consolida.core.money import parse_amount
from consolida.ledger import months, record
from consolida.ledger.draft import Draft, DraftLine
from consolida.ledger.filing import file_book
from consolida.ledger.models import (
    ArchivedFile,
    Balance,
    Batch,
    FiledBook,
    Import,
    ImportedBatch,
    Line,
    Voucher,
)
from consolida.ledger.replacement.decisions import Decision
from consolida.ledger.replacement.preview import Preview, Request, previewing
from consolida.ledger.replacement.swap import Done, swap
from consolida.ledger.replacement.undo import Undone, undo
from consolida.masters.models import Account, Company, Party, ReplaceMode, Site
from consolida.transfer.export import Exported, export
from support import companies, installations
from support.companies import ALICE

NOVEMBER = "2026-11"
SALE = "05 2026-11-03 Sale: 1212 118.00, 40111 -18.00, 70111 -100.00"
PURCHASE = "11 2026-11-05 Goods: 6011 100.00, 40111 18.00, 4212 -118.00"
KEPT = (Entry, Batch, Voucher, Line, Balance, Import, ImportedBatch, ArchivedFile, Account, Party, Site)
Rows = dict[str, list[tuple[int | str, ...]]]
State = tuple[Rows, list[str]]


class Asked(TypedDict, total=False):
    """What an import may be asked for beside files and answers."""

    mode: str
    period: str
    operation_type: str
    reason: str
    add_masters: bool


class Clock:
    """A clock that moves on by a second each time it is read."""

    def __init__(self) -> None:
        self._moments = companies.moments()
        self._lock = Lock()

    def __call__(self) -> datetime:
        with self._lock:
            return next(self._moments)


def parse_vouchers(text: str) -> list[Draft]:
    """Read vouchers from a story's text."""
    drafts = []
    for row in filter(None, map(str.strip, text.splitlines())):
        head, _, body = row.partition(": ")
        operation_type, day, *words = head.split()
        lines = [part.split() for part in body.split(",")]
        drafts.append(
            Draft(
                operation_type=operation_type,
                date=day,
                description=" ".join(words),
                lines=[_line(account, parse_amount(amount), *rest) for account, amount, *rest in lines],
            )
        )
    return drafts


def _line(account: str, amount: int, *fields: str) -> DraftLine:
    more = dict(field.split("=") for field in fields)
    return replace(DraftLine(account=account, debit=max(amount, 0), credit=max(-amount, 0)), **more)  # type: ignore[arg-type] # texts


class Place:
    """One installation with the company of the stories."""

    def __init__(
        self,
        folder: Path,
        *,
        here: Sequence[str],
        elsewhere: Sequence[str] = (),
        clock: Clock,
        replace: str = ReplaceMode.SITES,
        chart: str | None = None,
        accounts: Sequence[str] = companies.ACCOUNTS,
    ) -> None:
        self.home = installations.make_home(folder)
        self.ruc = companies.RUC  # whose books are worked on
        self.clock = clock
        self.here = list(here)
        self.outbox = folder / "outbox"
        self.outbox.mkdir()
        with self.open():
            companies.make_company(
                here=here,
                elsewhere=elsewhere,
                replace=replace,
                chart=chart,
                accounts=accounts if chart is None else (),
            )

    def copied_to(self, folder: Path) -> "Place":
        """Copy the place's folder, and return the place that the copy makes."""
        twin = copy(self)
        twin.home, twin.outbox = installations.clone(self.home, folder), folder / "outbox"
        return twin

    @contextmanager
    def open(self) -> Iterator[Company]:
        """Open the installation's ledger."""
        with installations.at(self.home):
            yield Company.objects.filter(ruc=self.ruc).first() or Company()

    def site(self, code: str = "") -> Site:
        """Return one of the sites that are here; the place is open."""
        return Site.objects.get(company__ruc=self.ruc, code=code or self.here[0])

    def type(self, text: str, *, site: str = "", by: Actor = ALICE) -> list[Voucher]:
        """Type vouchers at a site that is here."""
        with self.open() as company:
            return [
                record.record(company, draft, site=self.site(site), by=by, at=self.clock())[0]
                for draft in parse_vouchers(text)
            ]

    def findings_of_typing(self, text: str) -> tuple[Finding, ...]:
        """Type one voucher and return what the rules remark."""
        with self.open() as company:
            (draft,) = parse_vouchers(text)
            return record.record(company, draft, site=self.site(), by=ALICE, at=self.clock())[1]

    def export(
        self,
        period: str = NOVEMBER,
        *,
        operation_type: str = "",
        site: str = "",
        definitive: bool = False,
        to: Path | None = None,
        as_zip: bool = False,
        by: Actor = ALICE,
    ) -> Exported:
        """Export a month of a site that is here."""
        with self.open() as company:
            return export(
                company,
                site=self.site(site),
                period=period,
                operation_type=operation_type,
                definitive=definitive,
                to=to or self.outbox,
                as_zip=as_zip,
                home=self.home,
                by=by,
                at=self.clock(),
            )

    @contextmanager
    def previewing(
        self,
        *files: Path,
        decisions: Mapping[str, str] | None = None,
        by: Actor = ALICE,
        **asked: Unpack[Asked],
    ) -> Iterator[Preview]:
        """Preview an import; the place is open inside the block."""
        with self.open() as company:
            asked.setdefault("mode", company.replace_mode)
            request = Request(company=company, decisions=decisions or {}, **asked)
            with previewing(request, files, home=self.home, by=by, at=self.clock()) as preview:
                yield preview

    def import_(
        self,
        *files: Path,
        decisions: Mapping[str, str] | None = None,
        by: Actor = ALICE,
        **asked: Unpack[Asked],
    ) -> Done:
        """Import files with the answers given."""
        with self.previewing(*files, decisions=decisions, by=by, **asked) as preview:
            return swap(preview, by=by, at=self.clock())

    def welcome(
        self,
        *files: Path,
        decisions: Mapping[str, str] | None = None,
        by: Actor = ALICE,
        **asked: Unpack[Asked],
    ) -> Done:
        """Import files and say yes to what is asked about their senders, as on the first day."""
        answers = dict(decisions or {})
        with self.previewing(*files, decisions=decisions, by=by, **asked) as preview:
            for decision in preview.decisions:
                if decision.name.split(":")[0] in {"key", "site"}:
                    answers[decision.name] = decision.values[0]
        return self.import_(*files, decisions=answers, by=by, **asked)

    def questions(
        self,
        *files: Path,
        decisions: Mapping[str, str] | None = None,
        by: Actor = ALICE,
        **asked: Unpack[Asked],
    ) -> dict[str, Decision]:
        """Return the decisions that an import asks for, by name; nothing is written."""
        with self.previewing(*files, decisions=decisions, by=by, **asked) as preview:
            return {decision.name: decision for decision in preview.decisions}

    def refusal(
        self,
        *files: Path,
        decisions: Mapping[str, str] | None = None,
        by: Actor = ALICE,
        **asked: Unpack[Asked],
    ) -> list[str]:
        """Import files, which must be refused for findings that leave no trace; return what they say."""
        before = self.state()
        try:
            self.import_(*files, decisions=decisions, by=by, **asked)
        except Refused as refused:
            assert self.state() == before
            return [finding.sentence() for finding in errors(refused.findings)]
        raise AssertionError("the import was not refused")

    def close(self, site: str, period: str = NOVEMBER, *, operation_type: str = "") -> None:
        """Close a site's month, or one T/O of it."""
        with self.open() as company:
            months.close(
                company,
                site=self.site(site),
                period=period,
                operation_type=operation_type,
                by=ALICE,
                at=self.clock(),
            )

    def file(self, book: str, period: str = NOVEMBER) -> None:
        """Note that a month's book was sent to SUNAT."""
        with self.open() as company:
            file_book(
                company,
                period=period,
                book=FiledBook.Book(book),
                constancia=f"C-{period}-{book}",
                by=ALICE,
                at=self.clock(),
            )

    def undo(self, number: int, *, by: Actor = ALICE) -> Undone:
        """Undo an import."""
        with self.open() as company:
            return undo(company, number, home=self.home, by=by, at=self.clock())

    def refused_undo(self, number: int) -> list[str]:
        """Undo an import, which must be refused for findings that leave no trace; return what they say."""
        before = self.state()
        try:
            self.undo(number)
        except Refused as refused:
            assert self.state() == before
            return [finding.sentence() for finding in errors(refused.findings)]
        raise AssertionError("the undo was not refused")

    def vouchers(self) -> dict[str, str]:
        """Return the digest of every voucher by its uid."""
        with self.open():
            return dict(Voucher.objects.values_list("uid", "digest"))

    def batches(self) -> dict[BatchKey, int]:
        """Return how many vouchers each batch holds."""
        with self.open():
            return {
                BatchKey(batch.site.code, batch.period, batch.operation_type.code): batch.vouchers
                for batch in Batch.objects.select_related("site", "operation_type")
            }

    def balances(self) -> dict[str, int]:
        """Return the balance of every account that moved, over all sites and months."""
        with self.open():
            found: dict[str, int] = {}
            for row in Balance.objects.all():
                found[row.account] = found.get(row.account, 0) + row.debit - row.credit
        return found

    def imports(self) -> int:
        """Return how many imports were noted."""
        with self.open():
            return Import.objects.count()

    def rows(self) -> Rows:
        """Return all that the ledger, the masters and the audit trail hold."""
        with self.open():
            return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in KEPT}

    def state(self) -> State:
        """Return all that must be as before when something was refused, and that no private copy is left."""
        assert list(self.home.private.iterdir()) == []
        return self.rows(), sorted(path.name for path in self.home.archive.iterdir())
