"""Extraction: a scope's batches, with what they use, from what is committed."""

from contextlib import closing
from pathlib import Path

from django.db import transaction

from consolida.core.batches import BatchKey
from consolida.core.portable.connect import open_proven
from consolida.core.portable.format import BatchState
from consolida.core.portable.read import batches
from consolida.core.portable.verify import verify
from consolida.ledger.batches import in_scope
from consolida.ledger.extract import extract_batches, sources
from consolida.ledger.models import Batch, Voucher
from consolida.masters import parties
from consolida.masters.models import Company, CostCenter, ExchangeRate
from support.companies import ALICE, BOB, CAROL
from support.files import rows
from support.places import PURCHASE, SALE, Place

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
