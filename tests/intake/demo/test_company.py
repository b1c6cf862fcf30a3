"""The demonstration company: whole, balanced, with a history, whenever it is made."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consolida.core import progress
from consolida.core.home import Home
from consolida.core.period import Period
from consolida.intake.demo import company as demo
from consolida.intake.demo import trading
from consolida.ledger.doctor import examine
from consolida.ledger.models import Batch, Import, Voucher
from consolida.ledger.replacement.preview import Request, previewing
from consolida.masters import installation
from consolida.masters.models import Company, Party
from consolida.transfer.overview import State, overview
from support import installations
from support.companies import ALICE

AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


class Made:
    """The company, what was heard while it was made, and the file that waits."""

    def __init__(self, folder: Path, at: datetime) -> None:
        self.home = installations.make_home(folder / "lima")
        self.at = at
        (folder / "mail").mkdir()
        self.steps: list[str] = []
        with installations.at(self.home):
            installation.make(at, ALICE)
            company = demo.add_demo_company(by=ALICE, at=at)
            with progress.listening(self.steps.append):
                self.waiting = demo.furnish_demo_company(
                    company, waiting=folder / "mail", home=self.home, by=ALICE, at=at
                )

    def states(self, period: str) -> list[State]:
        """Return what each site's month has come to."""
        month = Period(period)
        return [row[month.month - 1].state for row in overview(Company.objects.get(), month.year, now=month)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("demo"), AT)


@pytest.fixture
def home(made: Made) -> Iterator[Home]:
    with installations.at(made.home):
        yield made.home


def test_it_has_three_sites_of_which_head_office_is_here(home: Home) -> None:
    sites = Company.objects.get().sites.values_list("code", "here", "head_office")
    assert list(sites) == [("0000", True, True), ("0001", False, False), ("0002", False, False)]


def test_the_last_month_is_in_progress_preliminary_and_missing(made: Made, home: Home) -> None:
    assert made.states("2026-10") == [State.TYPED, State.PRELIMINARY, State.NOT_SENT]


def test_the_month_before_is_closed_definitive_and_observed(made: Made, home: Home) -> None:
    assert made.states("2026-09") == [State.CLOSED, State.DEFINITIVE, State.OBSERVED]


def test_arequipa_sent_its_month_twice(home: Home) -> None:
    again = Import.objects.filter(act=Import.Act.IMPORT).latest("pk")
    assert (again.added, again.changed, again.removed) == (1, 1, 0)
    assert again.equal > 100


def test_every_batch_balances_and_the_doctor_finds_nothing(home: Home) -> None:
    assert all(batch.debit == batch.credit for batch in Batch.objects.all())
    assert [finding.sentence() for finding in examine(home=home, by=ALICE, at=AT)] == []


def test_one_customers_ruc_is_mistyped_at_one_site(home: Home) -> None:
    assert Party.objects.filter(number=demo.MISTYPED.number).count() == 1
    right = next(party for party in trading.CUSTOMERS if party.name == demo.MISTYPED.name)
    assert Party.objects.filter(number=right.number).count() == 1


def test_the_file_that_waits_can_be_imported_without_a_question(made: Made, home: Home) -> None:
    request = Request(company=Company.objects.get(), period="2026-10", decisions={})
    with previewing(request, [made.waiting], home=home, by=ALICE, at=AT) as preview:
        assert preview.decisions == ()
        assert preview.difference.added == len(trading.month(trading.TRUJILLO))
        preview.require_clear()


def test_it_says_what_it_is_doing(made: Made) -> None:
    own = [demo.OWN_BOOKS, demo.FORMER_MONTH, demo.LAST_MONTH, demo.WAITING]
    assert [step for step in made.steps if step in own] == own


def test_no_private_file_is_left(home: Home) -> None:
    assert list(home.private.rglob("*.db")) == []


def test_it_can_be_made_on_the_first_day_of_a_year(tmp_path: Path) -> None:
    made = Made(tmp_path, datetime(2027, 1, 1, 0, 30, tzinfo=UTC))
    with installations.at(made.home):
        assert set(Batch.objects.values_list("period", flat=True)) == {"2026-01", "2026-11", "2026-12"}
        assert Voucher.objects.filter(kind="A").count() == 1
        assert [finding.sentence() for finding in examine(home=made.home, by=ALICE, at=made.at)] == []
