"""The accountant's story: head office's masters reach a new branch, whole and unchanged."""

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consolida.core.home import Home
from consolida.core.portable import connect
from consolida.core.portable.format import FileKind
from consolida.core.portable.verify import verify
from consolida.masters import companies, compare, parties, portable
from consolida.masters.models import Account, Company, CostCenter, ExchangeRate, Party, PartyAncestor
from support.companies import ALICE, BOB, NAME, NOW, OTHER_RUC, RUC, make_company
from support.files import seal
from support.installations import at, make_home


def send(company: Company, file: Path) -> Path:
    """Write a company's whole masters to a file that any receiver would accept."""
    with closing(connect.create(file)) as connection:
        portable.write_masters(company, connection, parties=True)
        portable.fingerprints(company, connection)
        seal(connection, kind=FileKind.MASTERS, ruc=company.ruc, company=company.name, site="0000")
    assert verify(file, name=file.name).findings == []
    return file


def receive(company: Company, file: Path) -> None:
    """Take over everything that a file has, as a branch does with what head office sends."""
    found = compare.compare(company, file=file)
    compare.add_missing(company, found, ALICE, NOW)
    compare.take(company, [*found.different, *found.renamed_types], ALICE, NOW)
    parties.receive(company, file=file, from_head_office=True, site="0000", by=ALICE, at=NOW)


def everything(company: Company) -> dict[str, list[portable.Row]]:
    return {
        table: portable.rows(company, table)
        for table in ("account", "cost_center", "operation_type", "party")
    }


@pytest.fixture
def ends(tmp_path: Path) -> tuple[Home, Home]:
    return make_home(tmp_path / "lima"), make_home(tmp_path / "cusco")


def test_a_new_branch_gets_chart_types_rates_and_parties(ends: tuple[Home, Home], tmp_path: Path) -> None:
    lima, cusco = ends
    with at(lima):
        company = make_company()
        CostCenter.objects.create(
            company=company, code="100", name="Tienda", charge_account="621", credit_account="791"
        )
        ExchangeRate.objects.create(
            company=company, currency="USD", date="2026-11-02", buy=3_740_000, sell=3_750_000
        )
        company.accounts.filter(code="1212").update(requires_party=True, requires_document=True)
        parties.change(company.parties.get(), name="Bob", address="Lima", active=False, by=ALICE, at=NOW)
        file, sent = send(company, tmp_path / "masters.db"), everything(company)
    with at(cusco):
        branch = make_company(chart=None, with_party=False)
        receive(branch, file)
        assert everything(branch) == sent
        assert [str(rate) for rate in branch.exchange_rates.all()] == ["USD 2026-11-02"]
        assert compare.compare(branch, file=file) == compare.MastersComparison()


def test_a_branch_that_has_other_masters_ends_with_head_office_s(
    ends: tuple[Home, Home], tmp_path: Path
) -> None:
    lima, cusco = ends
    with at(lima):
        company = make_company(chart=None)
        Account.objects.create(company=company, code="1212", name="Emitidas en cartera")
        file, sent = send(company, tmp_path / "masters.db"), everything(company)
    with at(cusco):
        branch = make_company(chart=None, with_party=False)
        Account.objects.create(company=branch, code="1212", name="Clientes", requires_party=True)
        branch.operation_types.filter(code="05").update(name="Facturas")
        parties.add(branch, kind="6", number=BOB, name="Roberto", by=ALICE, at=NOW)
        receive(branch, file)
        assert everything(branch) == sent


def test_what_only_the_branch_has_stays(ends: tuple[Home, Home], tmp_path: Path) -> None:
    lima, cusco = ends
    with at(lima):
        file = send(make_company(chart=None), tmp_path / "masters.db")
    with at(cusco):
        branch = make_company(chart=None)
        Account.objects.create(company=branch, code="9411", name="Sueldos")
        receive(branch, file)
        assert branch.accounts.get().name == "Sueldos"


def test_a_copied_company_has_the_fingerprints_of_its_model(ends: tuple[Home, Home]) -> None:
    with at(ends[0]):
        model = make_company()
        copy = companies.add_company(ruc=OTHER_RUC, name=NAME, copy_masters=RUC, by=ALICE, at=NOW)
        assert portable.whole(copy) == portable.whole(model)


texts = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=20).filter(str.strip)
numbers = st.integers(0, 10**7).map(lambda number: f"{number:08d}")


@settings(max_examples=15, deadline=None)
@given(people=st.dictionaries(numbers, st.lists(texts, min_size=1, max_size=3), max_size=8))
def test_parties_with_their_ancestors_survive_the_journey(
    tmp_path_factory: pytest.TempPathFactory, people: dict[str, list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("journey")
    with at(make_home(folder / "lima")):
        company = make_company(chart=None, with_party=False)
        for number, names in people.items():
            party = parties.add(company, kind="1", number=number, name=names[0], by=ALICE, at=NOW)
            for name in names[1:]:
                parties.change(party, name=name, address="", active=True, by=ALICE, at=NOW)
        file, sent, known = send(company, folder / "masters.db"), portable.rows(company, "party"), ancestors()
    with at(make_home(folder / "cusco")):
        branch = make_company(chart=None, with_party=False)
        receive(branch, file)
        assert portable.rows(branch, "party") == sent
        assert ancestors() == known
        assert Party.objects.count() == len(people)
        again = parties.receive(branch, file=file, from_head_office=True, site="0000", by=ALICE, at=NOW)
        assert again.totals() == {**again.totals(), "added": 0, "taken": 0, "equal": len(people)}


def ancestors() -> set[tuple[str, str]]:
    return set(PartyAncestor.objects.values_list("party__number", "digest"))
