"""The doctor finds what does not agree with itself, and says what to do about it."""

from collections.abc import Callable

import pytest
from django.db import connection

from consolida.audit.models import Entry
from consolida.core.findings import Finding, Severity
from consolida.core.language import noop
from consolida.core.rules.rule import WITH_VOUCHERS, Rule
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
        [
            "T/O 05, November 2026, site 0000 should have 1 voucher, 3 lines, debit 0.07, credit 118.00;",
            "its rows are 1 voucher, 3 lines, debit 118.00, credit 118.00.",
        ],
    ),
    "a batch's digest": (
        lambda _: Batch.objects.update(digest="0" * 64),
        ["The vouchers of T/O 05, November 2026, site 0000 are not the ones that were recorded."],
    ),
    "a balance": (
        lambda _: Balance.objects.filter(account="1212").update(debit=7),
        ["The balances of T/O 05, November 2026, site 0000 are not the sums of its lines."],
    ),
    "a line": (
        lambda _: Line.objects.filter(account="1212").update(account="101"),
        [
            "The balances of T/O 05, November 2026, site 0000 are not the sums of its lines.",
            "Voucher 0000-05-110001 is not as it was recorded: it was changed outside of the program.",
        ],
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
        ["Lines in the ledger: 4; its months and T/O account for 3."],
    ),
    "a voucher's place": (
        lambda _: Voucher.objects.update(id=7 << VOUCHER_BITS),
        [
            "1 voucher lies outside of its batch.",
            "its rows are 0 vouchers, 3 lines, debit 118.00, credit 118.00.",
            "The vouchers of T/O 05, November 2026, site 0000 are not the ones that were recorded.",
            "The balances of T/O 05, November 2026, site 0000 are not the sums of its lines.",
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
        ["In the archive, 20131312955_2026-11_0000_0001.db: it is not a transfer file"],
    ),
    "an archived file's place": (
        lambda place: next(place.home.archive.iterdir()).unlink(),
        ["The archive lacks 20131312955_2026-11_0000_0001.db."],
    ),
}

if not ON_POSTGRES:  # which lets no reference dangle
    BREAKING["a reference"] = (
        lambda _: sql("UPDATE ledger_batch SET site_id = 99"),
        ["The database lacks something that is used (for support: "],
    )


@pytest.mark.parametrize(("breaking", "said"), BREAKING.values(), ids=BREAKING)
def test_it_finds(
    lima: Place, company: Company, breaking: Callable[[Place], object], said: list[str]
) -> None:
    lima.type(SALE)
    lima.export()
    breaking(lima)
    found = examine(lima)
    sentences = [finding.sentence() for finding in found]
    for part in said:
        assert any(part in sentence for sentence in sentences), sentences
    # a person is told what to do here: nobody can send again what stands in this ledger
    assert {finding.advice().split()[0] for finding in found} <= {"Restore", "Copy", "Find"}
    assert not [sentence for sentence in sentences if "Totals(" in sentence]


def test_what_the_database_says_of_itself_is_passed_on(
    lima: Place, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consolida.ledger.doctor.database_damage", lambda: ["row 7 missing from index"])
    (finding,) = examine(lima)
    assert finding.sentence() == "The database is damaged: row 7 missing from index."
    assert finding.advice().startswith("Restore the last backup")


class TestARuleThatBecameStricter:
    """What was right when it was recorded, and is not so any more, is said as the rule says it."""

    STRICTER = Rule(
        name="no_cash",
        severity=Severity.ERROR,
        sql="SELECT v.site, v.period, v.operation_type, v.number FROM main.voucher AS v",
        message=noop("Voucher {voucher} is of a kind that the law forbids since today."),
        remedy=noop("Reverse it in an open month."),
        kinds=WITH_VOUCHERS,
    )

    @pytest.fixture
    def stricter(self, lima: Place, company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
        lima.type(SALE)
        lima.export()
        monkeypatch.setattr("consolida.core.rules.all_rules", lambda: (self.STRICTER,))

    def test_of_the_ledger_and_not_of_the_archive(self, lima: Place, stricter: None) -> None:
        (finding,) = examine(lima)  # the archived export is what was kept
        assert finding.sentence() == ("Voucher 0000-05-110001 is of a kind that the law forbids since today.")
        assert finding.advice() == "Reverse it in an open month."


def test_of_many_vouchers_that_changed_the_last_finding_says_how_many_more(
    lima: Place, company: Company
) -> None:
    lima.type("\n".join([SALE] * 52))
    Voucher.objects.update(description="Another")
    found = [finding for finding in examine(lima) if finding.rule == "voucher_digest"]
    assert len(found) == 51
    assert found[-1].sentence() == (
        "2 more of this kind are not listed. One that is: Voucher 0000-05-110050 is not as it was"
        " recorded: it was changed outside of the program."
    )
    assert {finding.advice() for finding in found} == {
        "Restore the last backup in which “consolida doctor” finds nothing, and import again what came since."
    }
