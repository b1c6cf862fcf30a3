"""The doctor finds what does not agree with itself, and says what to do about it."""

from collections.abc import Callable

import pytest
from django.db import connection

from consolida.audit.models import Entry
from consolida.core.findings import Finding
from consolida.ledger import doctor
from consolida.ledger.models import VOUCHER_BITS, ArchivedFile, Balance, Batch, Line, Voucher
from consolida.masters.models import Company
from support.companies import ALICE
from support.installations import ON_POSTGRES
from support.places import SALE, Place


def examine(lima: Place) -> list[Finding]:
    return doctor.examine(home=lima.home, by=ALICE, at=lima.clock())


def test_a_sound_installation_has_nothing(lima: Place, company: Company) -> None:
    lima.type(SALE)
    lima.export()
    assert examine(lima) == []
    assert list(lima.home.private.iterdir()) == []


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute(statement)


BREAKING: dict[str, tuple[Callable[[Place], object], list[str]]] = {
    "a batch's totals": (
        lambda _: Batch.objects.update(debit=7),
        ["05, November 2026, site 0000: its rows do not add up to what it says"],
    ),
    "a batch's digest": (
        lambda _: Batch.objects.update(digest="0" * 64),
        ["05, November 2026, site 0000: its vouchers are not those it says."],
    ),
    "a balance": (
        lambda _: Balance.objects.filter(account="1212").update(debit=7),
        ["05, November 2026, site 0000: its balances are not the sums of its lines."],
    ),
    "a line": (
        lambda _: Line.objects.filter(account="1212").update(account="101"),
        ["its balances are not the sums of its lines", "digest"],
    ),
    "a line too many": (
        lambda _: Line.objects.create(
            id=1,
            company=Company.objects.get(),
            account="101",
            currency="PEN",
            original_amount=0,
            debit=0,
            credit=0,
        ),
        ["The ledger has 4 lines; its batches have 3."],
    ),
    "a voucher's place": (
        lambda _: Voucher.objects.update(id=7 << VOUCHER_BITS),
        [
            "1 voucher lies outside of its batch.",
            "its rows do not add up to what it says",
            "its vouchers are not those it says",
            "its balances are not the sums of its lines",
        ],
    ),
    "the audit trail": (
        lambda _: Entry.objects.filter(pk=2).update(by="mallory"),
        ["Entry 2 of the audit trail"],
    ),
    "an archived file's row": (
        lambda _: ArchivedFile.objects.update(content_digest="0" * 64),
        ["is not what was kept."],
    ),
    "an archived file": (
        lambda place: next(place.home.archive.iterdir()).write_bytes(b"\0" * 8192),
        ["it is not a transfer file"],
    ),
    "an archived file's place": (
        lambda place: next(place.home.archive.iterdir()).unlink(),
        ["The archive lacks 20131312955_2026-11_0000_0001.db."],
    ),
}

if not ON_POSTGRES:  # which lets no reference dangle
    BREAKING["a reference"] = (
        lambda _: sql("UPDATE ledger_batch SET site_id = 99"),
        ["The database refers to a row it lacks: "],
    )


@pytest.mark.parametrize(("breaking", "said"), BREAKING.values(), ids=BREAKING)
def test_it_finds(
    lima: Place, company: Company, breaking: Callable[[Place], object], said: list[str]
) -> None:
    lima.type(SALE)
    lima.export()
    breaking(lima)
    sentences = [finding.sentence() for finding in examine(lima)]
    for part in said:
        assert any(part in sentence for sentence in sentences), sentences


def test_what_the_database_says_of_itself_is_passed_on(
    lima: Place, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consolida.ledger.doctor.database_damage", lambda: ["row 7 missing from index"])
    (finding,) = examine(lima)
    assert finding.sentence() == "The database is damaged: row 7 missing from index."
    assert finding.advice().startswith("Restore the last backup")
