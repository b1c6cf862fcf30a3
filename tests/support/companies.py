"""Companies for tests: one with chart, operation types, sites and a party, in one call.

Alice types at site 0001, Bob is the customer, Carol the other one; head office is site 0000.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from consolida.core.actor import Actor
from consolida.masters import companies, installation, parties
from consolida.masters.models import Account, Company, Site

RUC = "20131312955"
NAME = "Comercial Andina S.A.C."
BOB = "20512333797"
CAROL = "20100053455"
OTHER_RUC = "20601234565"

ALICE = Actor("alice", may_everything=True)
NOBODY = Actor("nobody")
# What the stories' vouchers use: a small chart is made in no time.
ACCOUNTS = ("101", "1212", "40111", "4212", "6011", "62111", "70111")
NOW = datetime(2026, 12, 3, 15, 42, 7, 125_000, tzinfo=UTC)


def moments(start: datetime = NOW) -> Iterator[datetime]:
    """Yield a moment after the other, a second apart."""
    while True:
        yield start
        start += timedelta(seconds=1)


def make_company(
    *,
    ruc: str = RUC,
    name: str = NAME,
    here: Sequence[str] = ("0001",),
    elsewhere: Sequence[str] = ("0000",),
    head_office: str = "0000",
    chart: str | None = "pcge",
    accounts: Sequence[str] = (),
    replace: str = "sites",
    with_party: bool = True,
    at: datetime = NOW,
) -> Company:
    """Make a company in the open installation, and the installation's uid where it has none.

    `accounts` are its chart where it starts from no official one, named as support.files names them.
    """
    installation.make(at, ALICE)
    company = companies.add_company(ruc=ruc, name=name, chart=chart, replace=replace, by=ALICE, at=at)
    Account.objects.bulk_create(
        [Account(company=company, code=code, name=f"Cuenta {code}") for code in accounts]
    )
    for code in sorted({*here, *elsewhere}):
        make_site(company, code, here=code in here, head_office=code == head_office)
    if with_party:
        parties.add(company, kind="6", number=BOB, name="Distribuidora Bob S.A.C.", by=ALICE, at=at)
    return company


def make_site(company: Company, code: str, *, here: bool = True, head_office: bool = False) -> Site:
    """Add a site to a company."""
    return companies.add_site(
        company, code=code, name=f"Sede {code}", here=here, head_office=head_office, by=ALICE, at=NOW
    )
