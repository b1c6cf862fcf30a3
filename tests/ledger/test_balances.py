"""The trial balance, from kept balances."""

from consolida.ledger import doctor, record
from consolida.ledger.balances import BalanceRow, trial_balance
from consolida.ledger.models import Balance, Batch
from consolida.ledger.totals import balances
from consolida.masters.models import Company
from support.companies import ALICE
from support.places import PURCHASE, SALE, Place
from support.senders import SALE as SENT_SALE
from support.senders import Sender


def test_accounts_are_added_up_over_types_and_sites(lima: Place, company: Company) -> None:
    lima.type(f"{SALE}\n{PURCHASE}")
    mail = lima.home.path / "mail"
    mail.mkdir()
    lima.welcome(Sender(mail, "0001").send(SENT_SALE))
    rows = {row.account: (row.debit, row.credit) for row in trial_balance(company, "2026-11")}
    assert rows == {
        "1212": (23600, 0),
        "40111": (1800, 3600),
        "4212": (0, 11800),
        "6011": (10000, 0),
        "70111": (0, 20000),
    }
    by_site = trial_balance(company, "2026-11", by_site=True)
    assert [(row.account, row.site, row.balance) for row in by_site][:2] == [
        ("1212", "0000", 11800),
        ("1212", "0001", 11800),
    ]
    assert sum(row.balance for row in by_site) == 0


def test_rows_bear_the_account_s_name(lima: Place, company: Company) -> None:
    lima.type(SALE)
    first = trial_balance(company, "2026-11")[0]
    assert first == BalanceRow(account="1212", name="Cuenta 1212", debit=11800, credit=0)


def test_another_month_has_its_own(lima: Place, company: Company) -> None:
    lima.type(SALE)
    assert trial_balance(company, "2026-10") == []


def test_kept_balances_are_those_of_the_lines_kind_by_kind(lima: Place, company: Company) -> None:
    mail = lima.home.path / "mail"
    mail.mkdir()
    closing = SENT_SALE.replace("05 0001", "05 0002").replace("Sale", "Sale kind=C")
    lima.welcome(Sender(mail, "0001").send(SENT_SALE + closing))
    kept = {(row.kind, row.account): (row.debit, row.credit) for row in Balance.objects.all()}
    row = Balance.objects.filter(kind="C").order_by("account")[0]
    assert kept == balances(row.batch_id)
    assert str(row) == "05 2026-11 0001 C 1212"


def test_an_account_without_movement_stays_as_long_as_a_line_names_it(lima: Place, company: Company) -> None:
    """Both amounts zero are legal: the balance goes with the last line, not with the first."""
    nothing = "05 2026-11-03 Nothing: 101 0.00, 70111 0.00"
    one, other = lima.type(f"{nothing}\n{nothing}")
    for voucher, left in ((one, {"101": 0, "70111": 0}), (other, {})):
        record.delete(company, voucher, by=ALICE, at=lima.clock())
        assert lima.balances() == left
    assert doctor.examine(home=lima.home, by=ALICE, at=lima.clock()) == []


def test_the_highest_number_is_that_of_the_numbers_with_digits_only(lima: Place, company: Company) -> None:
    mail = lima.home.path / "mail"
    mail.mkdir()
    lima.welcome(Sender(mail, "0001").send(SENT_SALE + SENT_SALE.replace("0001", "A-99", 1)))
    assert Batch.objects.get().last_number == 1


def test_a_number_longer_than_any_of_ours_is_no_highest_one(lima: Place, company: Company) -> None:
    """No file may stop the import by a number that no integer of the database holds."""
    mail = lima.home.path / "mail"
    mail.mkdir()
    lima.welcome(Sender(mail, "0001").send(SENT_SALE + SENT_SALE.replace("0001", "9" * 20, 1)))
    assert Batch.objects.get().last_number == 1
    assert doctor.examine(home=lima.home, by=ALICE, at=lima.clock()) == []
