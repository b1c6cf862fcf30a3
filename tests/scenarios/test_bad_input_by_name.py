"""Each bad file that an import can be given: refused with its reason, exit 1, and no trace of it left."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from consolida.core.portable import format as spec
from consolida.core.portable import package
from consolida.core.portable.format import FileKind
from support import installations
from support.commands import Commands, Result
from support.companies import OTHER_RUC
from support.files import edit
from support.hostile import patched
from support.places import SALE as TYPED
from support.places import Clock, Place
from support.senders import PURCHASE, SALE, Sender

Spoiler = Callable[[Sender], Path]
KNOWN = "01930000-0000-7000-9000-00000000aaaa"


def cut(sender: Sender) -> Path:
    file = sender.send(SALE)
    file.write_bytes(file.read_bytes()[:8192])
    return file


def emptied(sender: Sender) -> Path:
    file = sender.send(SALE)
    file.write_bytes(b"")
    return file


def a_letter(sender: Sender) -> Path:
    (file := sender.folder / "letter.db").write_text("Estimada Alice: adjunto el archivo.", "utf-8")
    return file


def a_folder(sender: Sender) -> Path:
    (file := sender.folder / "november.db").mkdir()
    return file


def a_link(sender: Sender) -> Path:
    (file := sender.folder / "link.db").symlink_to(sender.send(SALE))
    return file


def a_file_that_is_gone(sender: Sender) -> Path:
    return sender.folder / "gone.db"


def beside_a_journal(sender: Sender) -> Path:
    file = sender.send(SALE)
    file.with_name(f"{file.name}-journal").write_bytes(b"what a running program left")
    return file


def zipped(name: str, *members: str) -> Spoiler:
    def make(sender: Sender) -> Path:
        whole = sender.send(SALE).read_bytes()
        with zipfile.ZipFile(sender.folder / name, "w") as archive:
            for member in members:
                archive.writestr(member, whole)
        return sender.folder / name

    return make


def a_zip_of_a_zip(sender: Sender) -> Path:
    package.pack(sender.send(SALE), sender.folder / "inner.zip", "Un comprobante.")
    with zipfile.ZipFile(sender.folder / "outer.zip", "w") as outer:
        outer.write(sender.folder / "inner.zip", "inner.zip")
    return sender.folder / "outer.zip"


def a_bomb(sender: Sender) -> Path:
    with zipfile.ZipFile(sender.folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.db", bytes(16 << 20))
    return sender.folder / "bomb.zip"


def byte(place: int, value: bytes) -> Spoiler:
    return lambda sender: patched(sender.send(SALE), place, value)


def forged(statement: str) -> Spoiler:
    """Changed after it was sealed."""
    return lambda sender: edit(sender.send(SALE), statement)


def signed(*statements: str) -> Spoiler:
    """Changed before it was sealed: whoever holds the site's key says so."""
    return lambda sender: sender.send(SALE, sql=statements)


def sent(**manifest: object) -> Spoiler:
    return lambda sender: sender.send(SALE, **manifest)  # type: ignore[arg-type] # seal's


def moved(to: str) -> Spoiler:
    """A voucher outside the scope that the manifest claims, with the batch that it lies in."""
    return signed(f"UPDATE batch SET {to}", f"UPDATE voucher SET {to}")


def of_a_wrong_type(sender: Sender) -> Path:
    strict = spec.statements()["line"]
    file = edit(
        sender.send(SALE),
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET sql = '{strict.replace('STRICT, ', '')}' WHERE name = 'line'",
    )
    edit(file, "UPDATE line SET debit = 'twelve' WHERE line = 1")
    return edit(
        file,
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET sql = '{strict}' WHERE name = 'line'",
    )


def with_a_hostile_name(sender: Sender) -> Path:
    file = cut(sender)
    return file.rename(file.with_name("a.db\x1b[31m\nAll is well.db"))


BAD: dict[str, tuple[Spoiler, str]] = {
    "cut at a page": (cut, "it is cut short"),
    "empty": (emptied, "it is empty"),
    "a text": (a_letter, "it is not a transfer file"),
    "a folder": (a_folder, "a folder or a device"),
    "a link": (a_link, "a link to another file"),
    "gone": (a_file_that_is_gone, "gone.db"),
    "with a hostile name": (with_a_hostile_name, "a.db?[31m?All is well.db: it has 8192 bytes where"),
    "a zip of a zip": (a_zip_of_a_zip, "the zip holds another zip"),
    "two files in one zip": (zipped("two.zip", "a.db", "b.db"), "the zip holds 2 files"),
    "a zip that leads elsewhere": (zipped("up.zip", "../../a.db"), "a file whose name leads elsewhere"),
    "a bomb": (a_bomb, "unfolds to more than 100 times its size"),
    "in write-ahead mode": (byte(18, b"\x02\x02"), "in use by a running program (write-ahead log)"),
    "beside a journal": (beside_a_journal, "beside it lies"),
    "of a newer format": (byte(60, b"\0\0\0\x03"), "it has format 3; this program reads up to format 2"),
    "another program's database": (byte(68, b"\0\0\0\0"), "a database of another program"),
    "with a table added": (forged("CREATE TABLE extra (x)"), "a table “extra” that no transfer file has"),
    "with a view added": (forged("CREATE VIEW extra AS SELECT 1"), "a view “extra”"),
    "with a trigger added": (
        forged("CREATE TRIGGER extra AFTER INSERT ON line BEGIN DELETE FROM voucher; END"),
        "a trigger “extra”",
    ),
    "with a table missing": (forged("DROP TABLE party"), "these tables are missing in it: party"),
    "with a value of a wrong type": (of_a_wrong_type, "it is damaged"),
    "with a value too long": (
        forged(f"UPDATE voucher SET description = printf('%.*c', {spec.MAX_VALUE_BYTES + 1}, 'x')"),
        "too long",
    ),
    "with text that is not UTF-8": (
        forged("UPDATE voucher SET description = CAST(x'41ff' AS TEXT)"),
        "that is not UTF-8",
    ),
    "with an amount altered": (forged("UPDATE line SET debit = debit + 100 WHERE debit > 0"), "digest"),
    "with a date altered": (forged("UPDATE voucher SET date = '2026-11-04'"), "digest"),
    "with a voucher taken out": (forged("DELETE FROM voucher"), "voucher"),
    "with another number than signed": (forged("UPDATE manifest SET export_number = 99"), "signature"),
    "definitive where it was preliminary": (forged("UPDATE manifest SET definitive = 1"), "signature"),
    "with a control character": (
        signed("UPDATE voucher SET description = 'All' || char(27) || '[2Jis well'"),
        "0001-05-110001",
    ),
    "with another site's voucher": (moved("site = '0002'"), "lies outside the site, month or T/O"),
    "with another month's voucher": (moved("period = '2026-10'"), "October 2026"),
    "with a voucher that does not balance": (
        signed("UPDATE line SET debit = 11801, original_amount = 11801 WHERE debit > 0"),
        "0.01",
    ),
    "with an amount beyond any books": (signed("UPDATE line SET debit = 99999999999999999"), "amount"),
    "of another company": (sent(ruc=OTHER_RUC), OTHER_RUC),
    "of another month": (sent(period="2026-12"), "December 2026"),
    "of another kind": (sent(kind=FileKind.BEFORE), "it is never imported by hand"),
}  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Head office, with vouchers of its own and a branch's; it lives through all files."""
    folder = tmp_path_factory.mktemp("office")
    place = Place(folder / "lima", here=["0000"], elsewhere=["0001", "0003"], clock=Clock())
    place.type(TYPED)
    (folder / "mail").mkdir()
    place.welcome(Sender(folder / "mail", "0003").send(PURCHASE, file_uid=KNOWN))
    return place


@pytest.fixture
def sender(tmp_path: Path) -> Sender:
    (folder := tmp_path / "mail").mkdir()
    return Sender(folder)


@pytest.fixture
def consolida(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setenv("CONSOLIDA_LANG", "en")
    return Commands(capsys)


def asked(office: Place, consolida: Commands, *words: str | Path) -> Result:
    with installations.at(office.home):
        return consolida("--home", office.home.path, *words)


@pytest.mark.parametrize("bad", BAD)
def test_it_is_refused_with_its_reason_and_leaves_no_trace(
    office: Place, sender: Sender, consolida: Commands, bad: str
) -> None:
    spoil, reason = BAD[bad]
    file = spoil(sender)
    before = office.state()
    refused = asked(office, consolida, "import", "--month", "2026-11", file)
    assert office.state() == before
    assert refused.status == 1, refused
    assert reason in refused.err
    assert refused.out == ""
    assert "Traceback" not in refused.err
    assert "\x1b" not in refused.err
    said = asked(office, consolida, "import", "--month", "2026-11", file, "--json")
    assert (said.status, said.err) == (1, "")
    assert set(said.json) == {"error", "findings"}
    assert office.state() == before


@pytest.mark.parametrize("bad", BAD)
def test_beside_a_good_file_it_keeps_that_one_out_too(office: Place, sender: Sender, bad: str) -> None:
    """One set is one replacement: nothing of it enters if one of its files may not."""
    good = Sender(sender.folder, "0002").send(PURCHASE)
    spoil, _ = BAD[bad]
    before = office.state()
    with pytest.raises(Exception) as refused:  # noqa: PT011 - which one each bad file has is told above
        office.welcome(good, spoil(sender), period="2026-11")
    assert hasattr(refused.value, "sentence")
    assert office.state() == before


@pytest.mark.parametrize("bad", BAD)
def test_in_the_inbox_it_hides_no_good_file(
    office: Place, sender: Sender, consolida: Commands, bad: str
) -> None:
    good = Sender(sender.folder, "0002").send(PURCHASE)
    spoil, _ = BAD[bad]
    spoil(sender)
    before = office.state()
    listed = asked(office, consolida, "inbox", "--month", "2026-11", "--from", sender.folder, "--json")
    assert listed.status == 0, listed
    assert good.name in [Path(one["file"]).name for one in listed.json["matching"]]
    assert all(other["reason"] for other in listed.json["others"])
    assert office.state() == before
