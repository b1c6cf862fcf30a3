"""Vouchers that findings name, found in the ledger."""

from consolida.core.findings import Finding, Severity
from consolida.ledger.places import uids_of
from consolida.masters.models import Company
from support.places import PURCHASE, SALE, Place


def said_of(voucher: str) -> Finding:
    return Finding("rule", Severity.WARNING, "It is odd.", "Look at it.", voucher=voucher)


def test_a_finding_leads_to_its_voucher(lima: Place, company: Company) -> None:
    sale, other = lima.type(SALE), lima.type(SALE)
    (purchase,) = lima.type(PURCHASE)
    found = uids_of(
        company, [said_of("0000-05-110001"), said_of("0000-11-110001"), said_of("")], period="2026-11"
    )
    assert found == {"0000-05-110001": sale[0].uid, "0000-11-110001": purchase.uid}
    assert other[0].uid not in found.values()


def test_of_another_month_or_batch_or_number_it_leads_nowhere(lima: Place, company: Company) -> None:
    lima.type(SALE)
    strangers = ["0000-05-100001", "0000-21-110001", "0001-05-110001", "0000-05-119999"]
    assert uids_of(company, map(said_of, strangers), period="2026-11") == {}


def test_many_findings_ask_few_questions(lima: Place, company: Company) -> None:
    vouchers = lima.type("\n".join([SALE] * 3))
    names = [said_of(f"0000-05-11{number:04d}") for number in range(1, 450)]
    found = uids_of(company, names, period="2026-11")
    assert sorted(found.values()) == sorted(voucher.uid for voucher in vouchers)
