"""Extraction: a scope's batches, with what they use, from what is committed."""

from contextlib import closing
from pathlib import Path

import pytest
from django.db import transaction

from consolida.core.batches import BatchKey
from consolida.core.portable.connect import open_proven
from consolida.core.portable.format import SHARES, BatchState
from consolida.core.portable.read import batches
from consolida.core.portable.verify import verify
from consolida.ledger.batches import in_scope
from consolida.ledger.extract import extract_batches, sources
from consolida.ledger.models import Batch, Voucher
from consolida.masters import parties, portable
from consolida.masters.models import Account, Company, CostCenter, ExchangeRate
from support.companies import ALICE, BOB, CAROL, OTHER_RUC, make_company
from support.files import rows
from support.places import PURCHASE, SALE, Place
from support.sharing import OTHER_WORDS, share

SALES = BatchKey("0000", "2026-11", "05")
PURCHASES = BatchKey("0000", "2026-11", "11")
WITH_BOB = SALE.replace("118.00", f"118.00 party_type=6 party_number={BOB}", 1)


def taken(lima: Place, company: Company, keys: list[BatchKey], to: Path) -> Path:
    extract_batches(company, keys, to, home=lima.home, by=ALICE, at=lima.clock())
    return to


def test_an_image_holds_the_batches_and_names_those_that_do_not_exist(
    lima: Place, company: Company, tmp_path: Path
) -> None:
    lima.type(WITH_BOB)
    file = taken(lima, company, [PURCHASES, SALES], tmp_path / "a.db")
    verified = verify(file, name="a.db")
    assert verified.findings == []
    assert [(row.key, row.state, row.vouchers) for row in verified.batches] == [
        (SALES, BatchState.OPEN, 1),
        (PURCHASES, BatchState.ABSENT, 0),
    ]


def test_an_image_brings_the_parties_that_its_lines_name_with_their_ancestors(
    lima: Place, company: Company, tmp_path: Path
) -> None:
    parties.add(company, kind="6", number=CAROL, name="Carol", by=ALICE, at=lima.clock())
    parties.change(
        company.parties.get(number=BOB), name="Bob S.A.", address="", active=True, by=ALICE, at=lima.clock()
    )
    lima.type(WITH_BOB)
    with closing(open_proven(taken(lima, company, [SALES], tmp_path / "a.db"))) as connection:
        assert [row["number"] for row in rows(connection, "party")] == [BOB]
        assert [row["number"] for row in rows(connection, "party_ancestor")] == [BOB]


def test_an_export_brings_all_parties_and_of_the_masters_what_is_used(lima: Place, company: Company) -> None:
    CostCenter.objects.create(company=company, code="ADM", name="Administration")
    ExchangeRate.objects.create(company=company, currency="USD", date="2026-11-03", buy=1, sell=2)
    lima.type(SALE)
    with closing(open_proven(lima.export().file)) as connection:
        assert [row["number"] for row in rows(connection, "party")] == [BOB]
        assert [row["code"] for row in rows(connection, "account")] == ["1212", "40111", "70111"]
        assert [row["code"] for row in rows(connection, "operation_type")] == ["05"]
        assert rows(connection, "cost_center") == []
        fingerprints = {row["name"]: row["entries"] for row in rows(connection, "master")}
        assert fingerprints == {"account": 7, "cost_center": 1, "exchange_rate": 1, "operation_type": 10}


EXPENSE = "11 2026-11-05 Light: 6361 100.01 cost_center=0101, 4212 -100.01"


class TestDividedCostCentres:
    @pytest.fixture
    def shared(self, lima: Place, company: Company) -> Company:
        share(company)
        share(company, OTHER_WORDS, code="0102")
        Account.objects.create(company=company, code="6361", name="Luz")
        lima.type(EXPENSE)
        return company

    def test_travel_with_the_vouchers_that_use_them(self, lima: Place, shared: Company) -> None:
        file = lima.export().file
        verified = verify(file, name=file.name)
        assert (verified.manifest.format, verified.findings) == (2, [])
        with closing(open_proven(file)) as connection:
            assert [row["cost_center"] for row in rows(connection, SHARES)] == ["0101", "0101"]
            (whole,) = (row for row in rows(connection, "master") if row["name"] == SHARES)
        assert (whole["entries"], whole["digest"]) == portable.whole(shared)[SHARES]

    def test_are_told_of_by_their_fingerprint_where_no_voucher_uses_them(
        self, lima: Place, shared: Company
    ) -> None:
        lima.type(SALE)
        with closing(open_proven(lima.export(operation_type="05").file)) as connection:
            assert rows(connection, SHARES) == []
            entries = {row["name"]: row["entries"] for row in rows(connection, "master")}
        assert entries[SHARES] == 5

    def test_stand_in_an_image_too(self, lima: Place, shared: Company, tmp_path: Path) -> None:
        file = taken(lima, shared, [SALES, PURCHASES], tmp_path / "a.db")
        assert verify(file, name="a.db").findings == []
        with closing(open_proven(file)) as connection:
            assert len(rows(connection, SHARES)) == 2

    def test_that_are_so_no_more_make_files_of_format_1_again(self, lima: Place, shared: Company) -> None:
        for code in ("0101", "0102"):
            share(shared, "", code=code)
        file = lima.export().file
        verified = verify(file, name=file.name)
        assert (verified.manifest.format, verified.findings) == (1, [])

    def test_of_another_company_do_not_come_along(self, lima: Place, shared: Company) -> None:
        other = make_company(ruc=OTHER_RUC, chart=None, here=("0900",), elsewhere=())
        share(other, OTHER_WORDS, code="0101")
        with closing(open_proven(lima.export().file)) as connection:
            found = [(row["charge_account"], row["share"]) for row in rows(connection, SHARES)]
        assert found == [("94", 6_000), ("95", 4_000)]


def test_what_a_writer_has_not_committed_is_not_in_it(lima: Place, company: Company, tmp_path: Path) -> None:
    lima.type(SALE)
    with transaction.atomic():
        Voucher.objects.update(description="half done")
        file = taken(lima, company, [SALES], tmp_path / "a.db")
    with closing(open_proven(file)) as connection:
        assert [row["description"] for row in rows(connection, "voucher")] == ["Sale"]


def test_quotes_and_accents_travel(lima: Place, company: Company) -> None:
    lima.type(SALE.replace("Sale", "Año d'Artagnan “Ñ” \\ / 100 %"))
    with closing(open_proven(lima.export().file)) as connection:
        assert [row["description"] for row in rows(connection, "voucher")] == [
            "Año d'Artagnan “Ñ” \\ / 100 %"
        ]


def test_the_state_that_the_file_shows_may_be_said(lima: Place, company: Company) -> None:
    lima.type(f"{SALE}\n{PURCHASE}")
    Batch.objects.filter(operation_type__code="11").update(closed=True)
    found = list(in_scope(company, period="2026-11"))
    assert [source.closed for source in sources(found)] == [False, True]
    assert [source.closed for source in sources(found, closed=True)] == [True, True]
    assert [source.key for source in sources(found)] == [SALES, PURCHASES]


def test_of_several_sites_only_the_scope_s_own_is_found(lima: Place, company: Company) -> None:
    lima.type(f"{SALE}\n{PURCHASE}")
    assert in_scope(company, period="2026-11", site="0001").count() == 0
    assert in_scope(company, period="2026-11", site="0000", operation_type="05").count() == 1
    with closing(open_proven(lima.export(operation_type="05").file)) as connection:
        assert [row.key for row in batches(connection)] == [SALES]
