"""Loading another program's file: read, matched with the ledger, put through the one door."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import apsw

from consolida.core.actor import Actor, Right
from consolida.core.batches import BatchKey
from consolida.core.disk import naming_failures
from consolida.core.errors import Refused
from consolida.core.findings import Finding, Severity
from consolida.core.home import Home
from consolida.core.language import noop
from consolida.core.portable.quarantine import Quarantine
from consolida.intake import masters_known, merging, two_months, unread
from consolida.intake.build import build_batch
from consolida.intake.complaints import Complaint, Complaints
from consolida.intake.judging import SAID_OTHERWISE, judge, once, refusal
from consolida.intake.load_masters import loading_masters
from consolida.intake.loading import Loaded, Loading, LoadRequest
from consolida.intake.merging import Counts
from consolida.intake.reader import MasterReader, Setting, VoucherReader
from consolida.intake.readers import choose
from consolida.intake.source import Source, open_source
from consolida.intake.staging import Progress, Staging, open_staging
from consolida.intake.unread import Rows
from consolida.ledger.batches import by_key
from consolida.ledger.brought import quantity
from consolida.ledger.extract import extract_batches
from consolida.ledger.models import Import
from consolida.ledger.replacement.objections import objections
from consolida.ledger.replacement.preview import Preview, Request, previewing
from consolida.masters.companies import require_in_use, site_here
from consolida.masters.models import Company, Site

AS_IT_IS = LoadRequest()  # all that it says is added

NEW_MASTERS = Complaint(
    "load_new_masters",
    noop("New here, and added with the file's names: {what}."),
    noop("Look at their names, and complete what the accounts ask for."),
    Severity.NOTE,
)
NO_ROW = Complaint(
    "load_no_rows",
    noop("The file has a header and no row; nothing was loaded."),
    noop("Load a file that has rows below its header."),
    Severity.NOTE,
)
NOTHING_NAMED = Complaint(
    "load_no_rows",
    noop("The file has no voucher: it names no month and no T/O whose whole content it could be."),
    noop(
        "Load a file that has vouchers, or leave out --replace, on the screen “Where something differs, the"
        " file is right”."
    ),
)


@naming_failures()
def load(
    company: Company,
    path: Path,
    request: LoadRequest = AS_IT_IS,
    *,
    dry_run: bool = False,
    home: Home,
    by: Actor,
    at: datetime,
    progress: Progress | None = None,
) -> Loaded:
    """Load a file of vouchers or masters, or say what that would do."""
    with loading(company, path, request, home=home, by=by, at=at, progress=progress) as found:
        return found.foreseen if dry_run else found.enter(by=by, at=at)


@contextmanager
def loading(
    company: Company,
    path: Path,
    request: LoadRequest,
    *,
    home: Home,
    by: Actor,
    at: datetime,
    progress: Progress | None = None,
) -> Iterator[Loading]:
    """Read a file of vouchers or masters and foresee its load; refuses with all findings.

    The preview's private copies live as long as the block.
    """
    setting = Setting(
        ruc=company.ruc,
        currency=company.currency,
        site=request.site or "",
        operation_type=request.operation_type,
        chart=request.chart,
    )
    with ExitStack() as stack:
        with naming_failures():
            source = open_source(path)
            reader = choose(source, setting)
            if isinstance(reader, MasterReader):
                opened = loading_masters(
                    company, source, reader, setting, replace=request.replace, home=home, by=by, at=at
                )
                found = stack.enter_context(opened)
            else:
                here = site_here(company, request.site)
                by.require(Right.LOAD, company=company.ruc, site=here.code)
                require_in_use(here)
                with Quarantine(home.private) as work:
                    task = _Task(company, here, source, work.folder, home=home, by=by, at=at)
                    found = task.run(reader, setting, whole=request.replace, progress=progress, stack=stack)
        yield found


class _Task:
    """One load of vouchers, in a private folder that goes when the preview has taken what it needs."""

    def __init__(
        self,
        company: Company,
        site: Site,
        source: Source,
        folder: Path,
        *,
        home: Home,
        by: Actor,
        at: datetime,
    ) -> None:
        self._company = company
        self._site = site
        self._source = source
        self._folder = folder
        self._home = home
        self._by = by
        self._at = at
        self._complaints = Complaints(source.name)

    def run(
        self,
        reader: VoucherReader,
        setting: Setting,
        *,
        whole: bool,
        progress: Progress | None,
        stack: ExitStack,
    ) -> Loading:
        """Read the file, match it with the ledger and foresee the batches that change."""
        with open_staging(self._folder / "read.db") as connection:
            staging = self._staging(connection, progress)
            with connection:
                names = reader.read(self._source, self._told(setting), staging)
                unread.settle_doubts(connection)
            masters_known.bring_masters(self._company, connection, names)
            masters_known.complain_of_unknown(connection, self._complaints)
            keys = merging.batch_keys(connection)
            if len({key.period for key in keys}) > 1:
                with connection:
                    two_months.complain(connection, self._complaints)
            if not keys and not self._complaints.findings():
                self._complaints.add(NOTHING_NAMED if whole else NO_ROW)
            counts, equal = self._match(connection, keys, whole=whole)
            also = () if whole else (merging.HELD,)
            masters_known.bring_parties(self._company, connection, names, self._complaints, also=also)
            changing = merging.changed_batches(connection, keys, whole=whole)
            if self._complaints.errors:
                raise self._refusal(connection, keys, changing, whole=whole)
            try:
                files = [self._build(connection, key, self._folder, add=not whole) for key in changing]
                preview = stack.enter_context(self._previewing(files))
                preview.require_clear()
            except Refused as refused:
                raise self._refusal(
                    connection, keys, changing, whole=whole, door=refused.findings
                ) from refused
            self._say_what_is_added(preview)
            findings = (*self._complaints.findings(), *self._about_what_was_read(preview, Rows(connection)))
        foreseen = Loaded(
            kind=reader.name,
            added=counts.added,
            changed=counts.changed if whole else 0,
            equal=counts.equal,
            removed=counts.removed if whole else 0,
            parties_added=preview.masters.parties_added,
            findings=findings,
        )
        return Loading(preview=preview, foreseen=foreseen, writes=bool(files), equal_uids=equal)

    def _told(self, setting: Setting) -> Setting:
        usual = self._company.operation_types.order_by("code").values_list("code", flat=True).first()
        return replace(setting, site=self._site.code, usual_type=usual or "00")

    def _refusal(
        self,
        connection: apsw.Connection,
        keys: Sequence[BatchKey],
        changing: Sequence[BatchKey],
        *,
        whole: bool,
        door: Sequence[Finding] = (),
    ) -> Refused:
        """Find all that is wrong with the file, so that nothing is left to be found when that is mended."""
        folder = self._folder / "judged"
        folder.mkdir()
        files = {key: self._build(connection, key, folder, add=not whole, all_read=True) for key in keys}
        found = list(door) or list(judge(self._company, connection, list(files.values()), folder=folder))
        against = objections(self._company, {key: files[key] for key in changing})
        found += [objection for objection in against if objection not in found]
        return refusal(self._complaints, found, Rows(connection), file=self._source.name)

    def _staging(self, connection: apsw.Connection, progress: Progress | None) -> Staging:
        return Staging(
            connection,
            self._complaints,
            ruc=self._company.ruc,
            site=self._site.code,
            by=self._by.name,
            at=self._at,
            progress=progress,
        )

    def _match(
        self, connection: apsw.Connection, keys: Sequence[BatchKey], *, whole: bool
    ) -> tuple[Counts, tuple[str, ...]]:
        """Match what was read with the ledger; return how much is equal, and which of it."""
        held = self._folder / "held.db"
        extract_batches(self._company, keys, held, home=self._home, by=self._by, at=self._at)
        last_numbers = {key: batch.last_number for key, batch in by_key(self._company, keys).items()}
        merging.index(connection)
        merging.match(connection, held, last_numbers, whole=whole)
        counts, equal = merging.count(connection), merging.equal_uids(connection)
        if whole:
            merging.keep_identities(connection)
        else:
            merging.complain_of_different(connection, self._complaints)
        return counts, equal

    def _build(
        self, connection: apsw.Connection, key: BatchKey, to: Path, *, add: bool, all_read: bool = False
    ) -> Path:
        """Write one batch under the source's name, by which findings and the history call it."""
        folder = to / f"{key.period}-{key.operation_type}"
        folder.mkdir()
        path = folder / self._source.name
        build_batch(
            self._company,
            connection,
            key,
            path,
            site=self._site,
            add=add,
            all_read=all_read,
            home=self._home,
            by=self._by,
            at=self._at,
        )
        return path

    def _previewing(self, files: Sequence[Path]) -> AbstractContextManager[Preview]:
        request = Request(company=self._company, act=Import.Act.LOAD, add_masters=True, decisions={})
        return previewing(request, files, home=self._home, by=self._by, at=self._at)

    def _about_what_was_read(self, preview: Preview, rows: Rows) -> list[Finding]:
        said = (
            finding
            for finding in preview.findings
            if finding.rule not in SAID_OTHERWISE and rows.are_about(finding)
        )
        return [rows.place(finding)[1] for finding in once(said)]

    def _say_what_is_added(self, preview: Preview) -> None:
        new = {
            (table, row["code"])
            for one in preview.masters.files
            for table, rows in one.comparison.missing.items()
            for row in rows
        }
        if new:
            counts = Counter(table for table, _ in new)
            what = ", ".join(quantity(table, count) for table, count in sorted(counts.items()))
            self._complaints.add(NEW_MASTERS, what=what)
