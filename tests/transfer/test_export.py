"""Exporting: extracted, proved, signed, carried, noted; a definitive export closes what it covers."""

import filecmp
import os
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from consolida.audit.models import Entry
from consolida.core import language
from consolida.core.actor import Actor, Grant, NotAllowed, Right
from consolida.core.batches import BatchKey
from consolida.core.errors import Refused, UnreadableFile
from consolida.core.portable.connect import open_proven
from consolida.core.portable.format import BatchState
from consolida.core.portable.read import batches, read_manifest
from consolida.core.portable.verify import verify
from consolida.core.portable.write import WouldOverwrite, fetch, settle_to_read_back
from consolida.ledger import months
from consolida.ledger.batches import NoSuchOperationType
from consolida.ledger.models import ArchivedFile, Batch, Line
from consolida.ledger.record import BatchClosed
from consolida.masters.companies import SiteIsElsewhere
from consolida.masters.models import Site
from consolida.transfer import export as exporting
from consolida.transfer import series
from consolida.transfer.models import Export, ExportSeries
from consolida.transfer.transports.folder import NoSuchFolder, NotArrived, NotDelivered
from support.companies import ALICE, NOBODY, RUC
from support.places import PURCHASE, SALE, Place

SALES = BatchKey("0001", "2026-11", "05")
PURCHASES = BatchKey("0001", "2026-11", "11")


def states(file: Path) -> dict[BatchKey, BatchState]:
    with closing(open_proven(file)) as connection:
        return {row.key: row.state for row in batches(connection)}


class TestAFile:
    def test_it_bears_ruc_month_type_site_and_number_in_its_name(self, branch: Place) -> None:
        branch.type(SALE)
        names = [
            branch.export().file.name,
            branch.export(operation_type="05").file.name,
            branch.export("2026-10", as_zip=True).file.name,
        ]
        assert names == [
            f"{RUC}_2026-11_0001_0001.db",
            f"{RUC}_2026-11_05_0001_0002.db",
            f"{RUC}_2026-10_0001_0003.zip",
        ]

    def test_it_is_sound_and_says_who_sends_what(self, branch: Place) -> None:
        branch.type(f"{SALE}\n{PURCHASE}")
        exported = branch.export()
        verified = verify(exported.file, name="a.db")
        assert verified.findings == list(exported.findings) == []
        assert verified.manifest == exported.manifest
        manifest = exported.manifest
        assert (manifest.site, manifest.site_name, manifest.period) == ("0001", "Sede 0001", "2026-11")
        assert (manifest.operation_type, manifest.definitive, manifest.author) == ("", False, "alice")
        held = exported.held
        assert (held.vouchers, held.lines, held.debit, held.credit) == (2, 6, 23600, 23600)

    def test_of_one_type_holds_that_type_only(self, branch: Place) -> None:
        branch.type(f"{SALE}\n{PURCHASE}")
        assert set(states(branch.export(operation_type="11").file)) == {PURCHASES}

    def test_numbers_rise_by_one_and_each_names_the_one_before(self, branch: Place) -> None:
        first, second, third = (
            branch.export(period).manifest for period in ("2026-10", "2026-11", "2026-11")
        )
        assert [one.export_number for one in (first, second, third)] == [1, 2, 3]
        assert first.previous == ""
        assert (second.previous, third.previous) == (first.content_digest, second.content_digest)

    def test_a_month_without_vouchers_is_a_statement(self, branch: Place) -> None:
        exported = branch.export()
        assert exported.held.vouchers == 0
        assert verify(exported.file, name="a.db").sound

    def test_a_preliminary_one_closes_nothing(self, branch: Place) -> None:
        branch.type(SALE)
        assert states(branch.export().file) == {SALES: BatchState.OPEN}
        branch.type(SALE)

    def test_it_is_noted_and_kept(self, branch: Place) -> None:
        branch.type(SALE)
        exported = branch.export()
        with branch.open():
            made = Export.objects.get()
            assert (str(made), made.number, made.delivered_to) == (
                exported.file.name,
                1,
                str(exported.file),
            )
            assert str(ExportSeries.objects.get()).endswith(" 1")
            assert Entry.objects.get(act="export").subject == exported.file.name
            assert Batch.objects.get().file == made.file
        kept = branch.home.archived(exported.manifest.file_uid)
        assert kept.read_bytes() == exported.file.read_bytes()
        assert list(branch.home.private.iterdir()) == []
        assert list(branch.outbox.iterdir()) == [exported.file]


class TestADefinitiveExport:
    def test_it_closes_the_month_with_types_that_have_no_voucher(self, branch: Place) -> None:
        branch.type(SALE)
        exported = branch.export(definitive=True)
        assert exported.manifest.definitive
        assert states(exported.file) == {SALES: BatchState.CLOSED}
        for text in (SALE, PURCHASE):
            with pytest.raises(BatchClosed, match="is closed; nothing was recorded"):
                branch.type(text)

    def test_of_one_type_it_closes_that_type_only(self, branch: Place) -> None:
        branch.type(f"{SALE}\n{PURCHASE}")
        branch.export(operation_type="05", definitive=True)
        with pytest.raises(BatchClosed):
            branch.type(SALE)
        branch.type(PURCHASE)

    def test_it_may_be_repeated_and_the_month_reopened_with_a_reason(self, branch: Place) -> None:
        branch.type(SALE)
        first = branch.export(definitive=True)
        second = branch.export(definitive=True)
        assert first.manifest.content_digest == second.manifest.content_digest
        with branch.open() as company:
            months.reopen(
                company,
                site=branch.site(),
                period="2026-11",
                reason="a late invoice",
                by=ALICE,
                at=branch.clock(),
            )
        branch.type(SALE)
        assert branch.export().held.vouchers == 2

    def test_only_who_may_close_makes_it(self, branch: Place) -> None:
        bob = Actor("bob", (Grant(RUC, "0001", frozenset({Right.EXPORT})),))
        before = branch.state()
        with pytest.raises(NotAllowed, match="may not close a month"):
            branch.export(definitive=True, by=bob)
        assert branch.rows() == before[0]
        assert list(branch.outbox.iterdir()) == []
        assert branch.export(by=bob).manifest.export_number == 1


class TestAPackage:
    def test_it_holds_one_file_and_a_summary_that_people_can_read(self, branch: Place) -> None:
        branch.type(SALE)
        package = branch.export(as_zip=True)
        with zipfile.ZipFile(package.file) as archive:
            name, summary = archive.namelist()
            text = archive.read(summary).decode()
        assert (name, summary) == (f"{RUC}_2026-11_0001_0001.db", "LEAME.txt")
        assert text.split("\r\n") == [
            f"Comercial Andina S.A.C. — RUC {RUC}",
            "Vouchers of November 2026, site 0001 Sede 0001, export n.º 1",
            f"Verification code: {package.manifest.verification_code}",
            "",
            "T/O 05: 1 voucher, 3 lines, debit 118.00, credit 118.00",
            "",
        ]

    def test_its_summary_counts_in_spanish_too(self, branch: Place) -> None:
        branch.type(SALE)
        with language.speaking("es"):
            package = branch.export(as_zip=True)
        with zipfile.ZipFile(package.file) as archive:
            text = archive.read("LEAME.txt").decode()
        assert "\r\nT/O 05: 1 comprobante, 3 líneas, debe 118.00, haber 118.00\r\n" in text

    def test_it_is_imported_like_the_file(self, branch: Place, head_office: Place) -> None:
        branch.type(SALE)
        assert head_office.welcome(branch.export(as_zip=True).file).added == 1


class TestItIsRefused:
    def refused(self, branch: Place) -> tuple[object, list[Path]]:
        return branch.rows(), list(branch.outbox.iterdir())

    def test_where_a_rule_finds_an_error(self, branch: Place) -> None:
        branch.type(SALE)
        with branch.open():
            Line.objects.filter(account="1212").update(account="99.9")
        before = self.refused(branch)
        with pytest.raises(Refused, match=r"2026-11_0001_0001.db was refused"):
            branch.export()
        assert self.refused(branch) == before
        assert list(branch.home.private.iterdir()) == []

    def test_for_whoever_may_not(self, branch: Place) -> None:
        with pytest.raises(NotAllowed, match="“nobody” may not export"):
            branch.export(by=NOBODY)

    def test_for_a_site_that_is_elsewhere(self, head_office: Place) -> None:
        with pytest.raises(SiteIsElsewhere, match="The sites kept here: 0000 Sede 0000"):
            head_office.export(site="0001")
        with head_office.open():
            Site.objects.update(here=False)
        with pytest.raises(SiteIsElsewhere, match="The sites kept here: -"):
            head_office.export(site="0001")

    def test_for_a_type_that_there_is_not(self, branch: Place) -> None:
        with pytest.raises(NoSuchOperationType, match="has no T/O “77”"):
            branch.export(operation_type="77")

    def test_where_the_folder_is_not_there(self, branch: Place, tmp_path: Path) -> None:
        with pytest.raises(NoSuchFolder, match="There is no folder"):
            branch.export(to=tmp_path / "stick")

    def test_where_a_file_of_that_name_lies_already(self, branch: Place) -> None:
        lying = branch.outbox / f"{RUC}_2026-11_0001_0001.db"
        lying.write_bytes(b"somebody's")
        before = self.refused(branch)
        with pytest.raises(WouldOverwrite, match="exists already and was left as it is"):
            branch.export()
        assert self.refused(branch) == before
        assert lying.read_bytes() == b"somebody's"

    def test_where_the_folder_does_not_take_it(self, branch: Place) -> None:
        (branch.outbox / f".{RUC}_2026-11_0001_0001.db.part").mkdir()
        before = self.refused(branch)
        with pytest.raises(NotDelivered, match="could not be written to"):
            branch.export()
        assert self.refused(branch) == before

    def test_where_what_is_read_back_differs(self, branch: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        before = self.refused(branch)
        monkeypatch.setattr("filecmp.cmp", lambda *_, shallow: shallow)
        with pytest.raises(NotDelivered, match="what was read back differs"):
            branch.export()
        assert self.refused(branch) == before

    @pytest.mark.parametrize(
        "table", ["manifest", "batch", "voucher", "line", "party", "account", "operation_type", "master"]
    )
    def test_where_the_disk_keeps_another_bit_than_was_written(
        self, table: str, branch: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A text of the file, in each of its tables in turn, comes back with one bit changed."""
        branch.type(SALE)
        before = self.refused(branch)
        flushed = settle_to_read_back

        def forgotten(file: Path) -> None:
            flushed(file)
            flip_a_bit(file, table)

        monkeypatch.setattr(exporting, "settle_to_read_back", forgotten)
        with pytest.raises((Refused, UnreadableFile)):
            branch.export()
        assert self.refused(branch) == before
        assert list(branch.home.private.iterdir()) == []
        assert list(branch.home.archive.iterdir()) == []
        monkeypatch.undo()
        assert branch.export().manifest.export_number == 1


def flip_a_bit(file: Path, table: str) -> None:
    """Change the lowest bit of the last letter of a row's longest text."""
    with closing(open_proven(file)) as connection:
        texts = [
            value
            for row in connection.execute(f"SELECT * FROM {table}")
            for value in row
            if isinstance(value, str)
        ]
    longest = max(texts, key=len).encode()
    there = file.read_bytes()
    assert longest in there
    file.write_bytes(there.replace(longest, longest[:-1] + bytes([longest[-1] ^ 1])))


def test_what_is_read_back_was_flushed_first_and_forgotten_by_the_system(
    branch: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = list[str]()

    def noting(name: str, deed: Callable[..., object]) -> Callable[..., object]:
        def noted(*how: object, **options: object) -> object:
            done.append(name)
            return deed(*how, **options)

        return noted

    monkeypatch.setattr(os, "fsync", noting("flushed", os.fsync))
    monkeypatch.setattr(os, "posix_fadvise", noting("forgotten", os.posix_fadvise))
    monkeypatch.setattr(exporting, "fetch", noting("fetched", fetch))
    monkeypatch.setattr(exporting, "verify", noting("judged", verify))
    monkeypatch.setattr("filecmp.cmp", noting("compared", filecmp.cmp))
    branch.export()
    assert done[:7] == ["flushed", "forgotten", "fetched", "judged", "flushed", "forgotten", "compared"]


def test_what_fails_after_it_was_noted_did_not_arrive_and_keeps_its_number(
    branch: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stick is pulled out between the commit and the rename."""

    def pulled(*_: object, **__: object) -> Export:
        for part in branch.outbox.iterdir():
            part.unlink()
        return advance(*_, **__)  # type: ignore[arg-type]

    advance = series.advance
    with monkeypatch.context() as patch:
        patch.setattr(series, "advance", pulled)
        with pytest.raises(NotArrived, match="was made and noted, but it did not arrive"):
            branch.export()
    with branch.open():
        assert Export.objects.get().delivered_to == ""
    assert branch.export().manifest.export_number == 2


def test_several_sites_here_write_one_file_each(tmp_path: Path, branch: Place) -> None:
    both = Place(tmp_path / "both", here=["0001", "0002"], clock=branch.clock)
    both.type(SALE, site="0001")
    both.type(f"{SALE}\n{SALE}", site="0002")
    one, two = both.export(site="0001"), both.export(site="0002")
    assert (one.held.vouchers, two.held.vouchers) == (1, 2)
    assert [read_manifest(each.file).site for each in (one, two)] == ["0001", "0002"]
    with both.open():
        assert ArchivedFile.objects.count() == 2
