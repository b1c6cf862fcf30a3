"""Head office sends its masters to the sites in the same kind of file, in the same series."""

from pathlib import Path

import pytest

from consolida.core.actor import NotAllowed
from consolida.core.portable.format import FileKind
from consolida.core.portable.verify import verify
from consolida.core.portable.write import WouldOverwrite
from consolida.masters import parties
from consolida.masters.models import Account, OperationType, Party
from consolida.transfer.export import Exported
from consolida.transfer.models import Export
from consolida.transfer.send_masters import send_masters
from consolida.transfer.transports.folder import NoSuchFolder
from support.companies import ALICE, BOB, NOBODY, RUC
from support.places import SALE, Place


def send(place: Place, *, to: Path | None = None) -> Exported:
    with place.open() as company:
        return send_masters(
            company,
            site=place.site(),
            to=to or place.outbox,
            home=place.home,
            by=ALICE,
            at=place.clock(),
        )


def test_the_file_holds_all_masters_and_parties_and_no_vouchers(head_office: Place) -> None:
    head_office.type(SALE)
    sent = send(head_office)
    assert sent.file.name == f"{RUC}_masters_0000_0001.db"
    verified = verify(sent.file, name="a.db")
    assert (verified.findings, verified.batches) == ([], [])
    assert (sent.manifest.kind, sent.manifest.export_number) == (FileKind.MASTERS, 1)


def test_without_a_folder_it_stays_in_the_archive(head_office: Place) -> None:
    with head_office.open() as company:
        sent = send_masters(
            company,
            site=head_office.site(),
            to=None,
            home=head_office.home,
            by=ALICE,
            at=head_office.clock(),
        )
        made = Export.objects.get()
    assert sent.file == head_office.home.archived(sent.manifest.file_uid)
    assert verify(sent.file, name="a.db").sound
    assert made.delivered_to == str(sent.file)


def test_it_takes_a_number_of_the_series(head_office: Place) -> None:
    before, sent, after = head_office.export().manifest, send(head_office).manifest, None
    after = head_office.export().manifest
    assert [one.export_number for one in (before, sent, after)] == [1, 2, 3]
    assert (sent.previous, after.previous) == (before.content_digest, sent.content_digest)


def test_a_site_takes_what_it_lacks_and_what_differs(branch: Place, head_office: Place) -> None:
    with head_office.open() as company:
        Account.objects.create(company=company, code="70121", name="Exports")
        Account.objects.filter(code="1212").update(name="Invoices")
        OperationType.objects.filter(code="05").update(name="Sales to anybody")
        bob = Party.objects.get(number=BOB)
        parties.change(bob, name="Bob y Hermanos", address="", active=True, by=ALICE, at=head_office.clock())
    file = send(head_office).file
    questions = branch.questions(file)
    assert list(questions) == ["key:0000", "add_masters", "operation_type:05", "masters_different"]
    branch.import_(
        file,
        decisions={
            "key:0000": "accept",
            "add_masters": "yes",
            "operation_type:05": "take",
            "masters_different": "take",
        },
    )
    with branch.open():
        assert Account.objects.get(code="70121").name == "Exports"
        assert Account.objects.get(code="1212").name == "Invoices"
        assert OperationType.objects.get(code="05").name == "Sales to anybody"
        assert Party.objects.get(number=BOB).name == "Bob y Hermanos"
    assert branch.questions(file) == {}


def test_only_who_may_exports_them(head_office: Place) -> None:
    with head_office.open() as company, pytest.raises(NotAllowed):
        send_masters(
            company,
            site=head_office.site(),
            to=head_office.outbox,
            home=head_office.home,
            by=NOBODY,
            at=head_office.clock(),
        )


def test_the_folder_must_be_there(head_office: Place, tmp_path: Path) -> None:
    with pytest.raises(NoSuchFolder):
        send(head_office, to=tmp_path / "stick")


def test_what_fails_leaves_no_trace(head_office: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    lying = head_office.outbox / f"{RUC}_masters_0000_0001.db"
    lying.write_bytes(b"somebody's")
    with pytest.raises(WouldOverwrite):
        send(head_office)
    lying.unlink()

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("consolida.transfer.series.advance", fail)
        with pytest.raises(ZeroDivisionError):
            send(head_office)
    assert list(head_office.outbox.iterdir()) == []
    with head_office.open():
        assert not Export.objects.exists()
    assert send(head_office).manifest.export_number == 1
