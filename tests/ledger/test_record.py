"""Typing vouchers: numbers, changes, annulment, deletion, reversal, and what is not open to it."""

import json
from dataclasses import replace
from datetime import date

import pytest

from consolida.audit.models import Entry
from consolida.core.actor import NotAllowed
from consolida.core.batches import BatchKey
from consolida.core.errors import Refused
from consolida.core.findings import Severity
from consolida.ledger import filing, months, numbering, record
from consolida.ledger.batches import NoSuchOperationType
from consolida.ledger.draft import Draft, DraftLine
from consolida.ledger.models import Batch, FiledBook, Voucher
from consolida.masters import parties
from consolida.masters.models import Account, Company, CostCenter, ExchangeRate, Site
from support.companies import ALICE, BOB, NOBODY
from support.places import SALE, Place, parse_vouchers
from support.senders import SALE as SENT_SALE
from support.senders import Sender


def draft(text: str = SALE) -> Draft:
    (one,) = parse_vouchers(text)
    return one


def type_one(lima: Place, text: str = SALE, **fields: object) -> Voucher:
    with lima.open() as company:
        wanted = draft(text)
        wanted = Draft(**{name: getattr(wanted, name) for name in wanted.__slots__} | fields)
        return record.record(company, wanted, site=lima.site(), by=ALICE, at=lima.clock())[0]


class TestRecording:
    def test_a_voucher_gets_number_uid_and_cuo_at_birth(self, lima: Place, company: Company) -> None:
        one, two = lima.type(f"{SALE}\n{SALE}")
        assert (one.number, two.number) == ("0001", "0002")
        assert (one.cuo, two.cuo) == ("0000-05-110001", "0000-05-110002")
        assert one.uid < two.uid
        assert one.uid[14] == "7"
        assert str(one) == one.cuo
        assert (one.created_by, one.created_at) == ("alice", one.changed_at)

    @pytest.mark.parametrize("number", ["9" * 19, "9" * 20])
    def test_numbering_does_not_go_on_after_another_program_s_identifier(
        self, lima: Place, company: Company, number: str
    ) -> None:
        type_one(lima, number="0040")
        assert type_one(lima, number=number).number == number
        assert type_one(lima).number == "0041"

    def test_numbering_goes_on_as_far_as_numbers_go(self, lima: Place, company: Company) -> None:
        type_one(lima, number="9" * 18)
        assert [type_one(lima).number for _ in range(2)] == [f"1{'0' * 18}", f"1{'0' * 17}1"]

    def test_its_batch_counts_it_and_keeps_its_balances(self, lima: Place, company: Company) -> None:
        lima.type(f"{SALE}\n{SALE}")
        batch = Batch.objects.get()
        assert (batch.vouchers, batch.lines, batch.debit, batch.credit) == (2, 6, 23600, 23600)
        assert lima.balances() == {"1212": 23600, "40111": -3600, "70111": -20000}
        assert str(batch) == "05 2026-11 0000"

    def test_a_given_number_is_kept_and_the_next_one_goes_on_from_the_highest(
        self, lima: Place, company: Company
    ) -> None:
        assert type_one(lima, number="0040").number == "0040"
        assert type_one(lima, number="A-17").number == "A-17"
        assert type_one(lima).number == "0041"

    def test_a_number_is_given_once(self, lima: Place, company: Company) -> None:
        lima.type(SALE)
        with pytest.raises(record.NumberTaken) as taken:
            type_one(lima, number="0001")
        assert str(taken.value) == (
            "T/O 05, November 2026, site 0000 has a voucher 0001 already. "
            "Leave the number empty: the next free one is given."
        )

    def test_the_number_of_a_deleted_voucher_is_not_given_again(self, lima: Place, company: Company) -> None:
        (voucher,) = lima.type(SALE)
        record.delete(company, voucher, by=ALICE, at=lima.clock())
        assert type_one(lima).number == "0002"

    def test_a_cuo_that_another_program_gave_is_stepped_over(self, lima: Place, company: Company) -> None:
        (voucher,) = lima.type(SALE)
        Voucher.objects.filter(pk=voucher.pk).update(cuo="0000-05-110002")
        assert type_one(lima).number == "0003"
        with pytest.raises(record.NumberTaken):
            type_one(lima, number="0002")

    def test_errors_of_the_rules_refuse_it(self, lima: Place, company: Company) -> None:
        with pytest.raises(Refused) as refused:
            lima.type(SALE.replace("118.00", "119.00"))
        assert str(refused.value).startswith("0000-05-110001 was refused because of 1 error;")
        assert Voucher.objects.count() == 0
        assert type_one(lima).number == "0001"

    def test_warnings_come_with_it(self, lima: Place, company: Company) -> None:
        findings = lima.findings_of_typing("05 2026-11-03 Nothing: 1212 0.00, 70111 0.00")
        assert {finding.severity for finding in findings} == {Severity.WARNING}

    def test_what_an_account_asks_for_is_remarked_at_its_line(self, lima: Place, company: Company) -> None:
        demands = {"requires_party": True, "requires_cost_center": True, "requires_document": True}
        Account.objects.filter(code="1212").update(**demands)
        remarks = lima.findings_of_typing(SALE)
        assert [(remark.rule, remark.line) for remark in remarks] == [
            ("party_demanded", 1),
            ("cost_center_demanded", 1),
            ("document_demanded", 1),
        ]

    def test_masters_out_of_use_and_divided_accounts_are_remarked(
        self, lima: Place, company: Company
    ) -> None:
        Account.objects.filter(code="1212").update(active=False)
        Account.objects.create(company=company, code="701111", name="Divides it")
        company.operation_types.filter(code="05").update(active=False)
        remarks = {remark.rule for remark in lima.findings_of_typing(SALE)}
        assert remarks == {"account_inactive", "account_with_children", "operation_type_inactive"}

    def test_a_currency_without_any_rate_is_remarked(self, lima: Place, company: Company) -> None:
        wanted = replace(draft(), currency="USD", exchange_rate=3_750_000)
        _, remarks = record.record(company, wanted, site=lima.site(), by=ALICE, at=lima.clock())
        assert [remark.rule for remark in remarks] == ["currency_unknown"]
        ExchangeRate.objects.create(company=company, currency="USD", date="2026-10-01", buy=1, sell=2)
        _, remarks = record.record(company, wanted, site=lima.site(), by=ALICE, at=lima.clock())
        assert remarks == ()

    def test_it_may_name_party_cost_centre_and_another_currency(self, lima: Place, company: Company) -> None:
        CostCenter.objects.create(company=company, code="ADM", name="Administration")
        lines = (
            DraftLine(account="1212", debit=37500, original_amount=10000, party_type="6", party_number=BOB),
            DraftLine(account="70111", credit=37500, original_amount=-10000, cost_center="ADM"),
        )
        wanted = Draft(
            operation_type="05", date="2026-11-03", currency="USD", exchange_rate=3_750_000, lines=lines
        )
        voucher, _ = record.record(company, wanted, site=lima.site(), by=ALICE, at=lima.clock())
        first, second = voucher.lines
        assert (first.currency, first.original_amount, first.party_number) == ("USD", 10000, BOB)
        assert (second.cost_center, str(second)) == ("ADM", f"{voucher.pk} 2")

    def test_a_line_names_a_party_by_type_and_number(self, lima: Place, company: Company) -> None:
        with pytest.raises(Refused, match="names the party 1 20512333797, which is not in the list"):
            lima.type(SALE.replace("118.00", f"118.00 party_type=1 party_number={BOB}", 1))

    def test_an_account_that_does_not_exist_is_named(self, lima: Place, company: Company) -> None:
        with pytest.raises(Refused, match="uses the account “9999”"):
            lima.type(SALE.replace("1212", "9999"))

    def test_a_type_that_does_not_exist_is_named_with_those_that_do(
        self, lima: Place, company: Company
    ) -> None:
        with pytest.raises(NoSuchOperationType, match="has no T/O “77”"):
            lima.type(SALE.replace("05 ", "77 "))

    def test_what_an_ancestor_of_a_party_was_goes_into_the_proof(self, lima: Place, company: Company) -> None:
        party = company.parties.get(number=BOB)
        parties.change(party, name="Bob S.A.", address="", active=True, by=ALICE, at=lima.clock())
        lima.type(SALE.replace("118.00", f"118.00 party_type=6 party_number={BOB}", 1))
        assert Voucher.objects.count() == 1


class TestTheNextNumber:
    def test_it_is_told_before_the_batch_exists_and_after(self, lima: Place, company: Company) -> None:
        key = BatchKey("0000", "2026-11", "05")
        assert numbering.proposed(company, key) == "0001"
        lima.type(SALE)
        assert numbering.proposed(company, key) == "0002"


class TestOpeningVouchers:
    def test_they_are_typed_at_one_site_only(self, lima: Place, company: Company) -> None:
        Site.objects.filter(code="0001").update(here=True)
        type_one(lima, kind="A")
        type_one(lima, kind="A")
        with pytest.raises(Refused, match=r"come from several sites \(0000, 0001\)"):
            record.record(company, draft_opening(), site=lima.site("0001"), by=ALICE, at=lima.clock())


def draft_opening() -> Draft:
    wanted = draft()
    return Draft(operation_type="05", date=wanted.date, kind="A", lines=wanted.lines)


class TestChanging:
    def test_number_type_month_and_uid_stay(self, lima: Place, company: Company) -> None:
        (voucher,) = lima.type(SALE)
        uid, digest = voucher.uid, voucher.digest
        new = draft("11 2026-11-09 Corrected: 1212 236.00, 40111 -36.00, 70111 -200.00")
        changed, _ = record.change(company, voucher, new, by=ALICE, at=lima.clock())
        assert (changed.uid, changed.number, changed.batch.operation_type.code) == (uid, "0001", "05")
        assert changed.digest != digest
        assert changed.changed_at > changed.created_at
        assert [line.debit for line in changed.lines] == [23600, 0, 0]
        assert lima.balances()["70111"] == -20000

    def test_the_audit_trail_keeps_what_it_was(self, lima: Place, company: Company) -> None:
        (voucher,) = lima.type(SALE)
        record.change(company, voucher, draft(SALE.replace("Sale", "Better")), by=ALICE, at=lima.clock())
        entry = Entry.objects.get(act="voucher-changed")
        details = json.loads(entry.details)
        assert (entry.subject, details["uid"]) == (voucher.cuo, voucher.uid)
        assert details["before"]["description"] == "Sale"
        assert [line["debit"] for line in details["before"]["lines"]] == [11800, 0, 0]

    def test_it_stays_in_its_month(self, lima: Place, company: Company) -> None:
        (voucher,) = lima.type(SALE)
        with pytest.raises(Refused, match="outside its month"):
            record.change(company, voucher, draft(SALE.replace("-11-", "-10-")), by=ALICE, at=lima.clock())
        assert Voucher.objects.get().date == "2026-11-03"

    def test_of_two_who_change_it_at_once_the_second_hears_of_it(self, lima: Place, company: Company) -> None:
        (one,) = lima.type(SALE)
        other = Voucher.objects.get()
        record.change(company, one, draft(SALE.replace("Sale", "One")), by=ALICE, at=lima.clock())
        with pytest.raises(record.VoucherChanged):
            record.change(company, other, draft(SALE.replace("Sale", "Two")), by=ALICE, at=lima.clock())
        assert Voucher.objects.get().description == "One"


class TestAnnulling:
    def test_header_and_number_stay_and_its_lines_go_to_the_audit_trail(
        self, lima: Place, company: Company
    ) -> None:
        (voucher,) = lima.type(SALE)
        record.annul(company, voucher, reason="typed twice", by=ALICE, at=lima.clock())
        again = Voucher.objects.get()
        assert (again.number, again.annulled, again.lines.count()) == ("0001", 1, 0)
        details = json.loads(Entry.objects.get(act="voucher-annulled").details)
        assert details["reason"] == "typed twice"
        assert len(details["before"]["lines"]) == 3
        assert lima.balances() == {}

    def test_a_reason_is_needed(self, lima: Place, company: Company) -> None:
        (voucher,) = lima.type(SALE)
        with pytest.raises(record.AnnulledForNothing, match="0000-05-110001 was not annulled"):
            record.annul(company, voucher, reason="  ", by=ALICE, at=lima.clock())
        assert Voucher.objects.get().annulled == 0


class TestDeleting:
    def test_one_that_never_left_goes(self, lima: Place, company: Company) -> None:
        one, _ = lima.type(f"{SALE}\n{SALE}")
        record.delete(company, one, by=ALICE, at=lima.clock())
        assert list(Voucher.objects.values_list("number", flat=True)) == ["0002"]
        assert Entry.objects.filter(act="voucher-deleted").exists()

    @pytest.mark.parametrize("operation_type", ["", "05"])
    def test_one_that_left_in_an_export_stays(
        self, lima: Place, company: Company, operation_type: str
    ) -> None:
        (voucher,) = lima.type(SALE)
        lima.export(operation_type=operation_type)
        with pytest.raises(record.LeftInAFile, match="left in an export and cannot be deleted"):
            record.delete(company, voucher, by=ALICE, at=lima.clock())

    def test_an_export_of_another_type_or_before_its_birth_does_not_count(
        self, lima: Place, company: Company
    ) -> None:
        lima.export()
        (voucher,) = lima.type(SALE)
        lima.export(operation_type="11")
        lima.export("2026-10")
        record.delete(company, voucher, by=ALICE, at=lima.clock())
        assert not Voucher.objects.exists()


class TestReversing:
    def test_the_opposite_is_an_ordinary_voucher_of_the_open_month(
        self, lima: Place, company: Company
    ) -> None:
        voucher = type_one(lima, ple_state=8, ple_period="2026-10", ple_cuo="0000-05-100001")
        opposite, _ = record.reverse(company, voucher, on=date(2026, 12, 1), by=ALICE, at=lima.clock())
        assert (opposite.period, opposite.number) == ("2026-12", "0001")
        assert opposite.description == "Extorno 0000-05-110001"
        assert (opposite.ple_state, opposite.ple_period, opposite.ple_cuo) == (1, "", "")
        assert [(line.debit, line.credit, line.original_amount) for line in opposite.lines] == [
            (0, 11800, -11800),
            (1800, 0, 1800),
            (10000, 0, 10000),
        ]
        assert set(lima.balances().values()) == {0}

    def test_an_annulled_voucher_has_nothing_to_reverse(self, lima: Place, company: Company) -> None:
        voucher = type_one(lima)
        record.annul(company, voucher, reason="typed twice", by=ALICE, at=lima.clock())
        with pytest.raises(record.AnnulledAlready) as refused:
            record.reverse(company, voucher, on=date(2026, 12, 1), by=ALICE, at=lima.clock())
        assert str(refused.value) == (
            "Voucher 0000-05-110001 is annulled already; nothing was recorded."
            " Annul or reverse a voucher that stands: an annulled one moves no account."
        )
        assert Voucher.objects.count() == 1


class TestTheFirstOpenMonth:
    KEY = BatchKey("0000", "2026-11", "05")

    def open_month(self, lima: Place, company: Company, site: str = "") -> str:
        return record.open_month(company, self.KEY, site=lima.site(site))

    def test_is_the_batch_s_own_while_it_is_open(self, lima: Place, company: Company) -> None:
        assert self.open_month(lima, company) == "2026-11"
        lima.close("0000", operation_type="11")
        assert self.open_month(lima, company) == "2026-11"

    def test_comes_after_those_that_are_closed_for_its_operation_type_or_filed(
        self, lima: Place, company: Company
    ) -> None:
        lima.close("0000", operation_type="05")
        assert self.open_month(lima, company) == "2026-12"
        lima.close("0000", "2026-12")
        lima.file("sales", "2027-01")
        assert self.open_month(lima, company) == "2027-02"

    def test_is_the_batch_s_own_where_none_is_open_for_years(self, lima: Place, company: Company) -> None:
        Site.objects.filter(code="0000").update(here=False)
        assert self.open_month(lima, company) == "2026-11"


class TestWhatIsNotOpenToTyping:
    def test_a_site_elsewhere(self, lima: Place, company: Company, tmp_path: object) -> None:
        with pytest.raises(record.SiteElsewhere, match="Site 0001 is not here"):
            lima.type(SALE, site="0001")

    def test_a_site_that_was_moved_while_the_page_was_open(self, lima: Place, company: Company) -> None:
        (voucher,) = lima.type(SALE)
        as_read = lima.site()
        Site.objects.filter(pk=as_read.pk).update(here=False)
        with pytest.raises(record.SiteElsewhere, match="Site 0000 is not here"):
            record.record(company, draft(), site=as_read, by=ALICE, at=lima.clock())
        assert list(Voucher.objects.all()) == [voucher]

    def test_vouchers_that_were_imported(self, lima: Place, company: Company) -> None:
        mail = lima.home.path / "mail"
        mail.mkdir()
        lima.welcome(Sender(mail, "0001").send(SENT_SALE))
        with pytest.raises(record.SiteElsewhere):
            record.annul(company, Voucher.objects.get(), reason="x", by=ALICE, at=lima.clock())

    def test_whoever_lacks_the_right(self, lima: Place, company: Company) -> None:
        with pytest.raises(NotAllowed, match="“nobody” may not type vouchers"):
            lima.type(SALE, by=NOBODY)

    @pytest.mark.parametrize("operation_type", ["", "05"])
    def test_a_closed_month_or_type(self, lima: Place, company: Company, operation_type: str) -> None:
        months.close(
            company,
            site=lima.site(),
            period="2026-11",
            operation_type=operation_type,
            by=ALICE,
            at=lima.clock(),
        )
        with pytest.raises(record.BatchClosed, match="T/O 05, November 2026, site 0000 is closed"):
            lima.type(SALE)

    @pytest.mark.parametrize("book", [FiledBook.Book.SALES, FiledBook.Book.JOURNAL])
    def test_a_filed_book(self, lima: Place, company: Company, book: FiledBook.Book) -> None:
        (voucher,) = lima.type(SALE)
        filing.file_book(company, period="2026-11", book=book, constancia="77", by=ALICE, at=lima.clock())
        with pytest.raises(record.BatchFiled, match=r"was filed with SUNAT in .*constancia 77"):
            record.delete(company, voucher, by=ALICE, at=lima.clock())

    def test_another_book_is_open(self, lima: Place, company: Company) -> None:
        filing.file_book(
            company,
            period="2026-11",
            book=FiledBook.Book.PURCHASES,
            constancia="77",
            by=ALICE,
            at=lima.clock(),
        )
        assert type_one(lima).number == "0001"

    def test_an_account_out_of_use_is_still_an_account(self, lima: Place, company: Company) -> None:
        Account.objects.filter(code="1212").update(active=False)
        assert type_one(lima).number == "0001"
