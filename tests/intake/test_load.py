"""Loading vouchers into a ledger: added, equal, different, replaced, numbered."""

from datetime import timedelta
from pathlib import Path

import pytest

from consolida.audit.models import Entry
from consolida.core.actor import NotAllowed
from consolida.core.errors import Refused
from consolida.core.period import Period
from consolida.core.uids import derived_uid
from consolida.intake.ple_name import AnotherCompany
from consolida.ledger import months, record
from consolida.ledger.models import Balance, Batch, Import, Voucher
from consolida.ledger.replacement.undo import undo
from consolida.masters import parties
from consolida.masters.companies import NoSuchSite, SeveralSitesHere, SiteIsElsewhere
from consolida.masters.models import Account, Company, CostCenter, Party, Site
from support import installations
from support.branch import Branch
from support.companies import ALICE, BOB, CAROL, NOBODY, NOW, RUC, make_site
from support.places import parse_vouchers
from support.reading import write

FIXTURES = Path(__file__).parent.parent / "fixtures"
TITLES = "operation_type,number,date,description,account,party_type,party_number,party_name,debit,credit\n"
SALE_1 = (
    f"05,1,2026-11-03,Sale to Bob,1212,6,{BOB},Distribuidora Bob,1180.00,\n"
    "05,1,2026-11-03,Sale to Bob,40111,,,,,180.00\n"
    "05,1,2026-11-03,Sale to Bob,70111,,,,,1000.00\n"
)
SALE_2 = (
    f"05,2,2026-11-04,Sale to Carol,1212,6,{CAROL},Carol S.A.,118.00,\n"
    "05,2,2026-11-04,Sale to Carol,40111,,,,,18.00\n"
    "05,2,2026-11-04,Sale to Carol,70111,,,,,100.00\n"
)
PURCHASE = "11,1,2026-11-05,Paper,656,,,,50.00,\n11,1,2026-11-05,Paper,4212,,,,,50.00\n"
SALES = TITLES + SALE_1 + SALE_2


def company() -> Company:
    return Company.objects.get(ruc=RUC)


def type_voucher(text: str, *, after: int = 60) -> Voucher:
    (draft,) = parse_vouchers(text)
    site = Site.objects.get(company=company(), code="0001")
    return record.record(company(), draft, site=site, by=ALICE, at=NOW + timedelta(seconds=after))[0]


FOREIGN = (
    "operation_type,number,date,description,account,currency,exchange_rate,original_amount,debit,credit\n"
    "05,7,2026-11-03,Sale in dollars,1212,USD,3.752,100.00,375.20,\n"
    "05,7,2026-11-03,Sale in dollars,70111,USD,3.752,-90.00,,375.20\n"
)


class TestWhatIsToldOfVouchersThatAreHereAlready:
    def test_a_file_is_told_what_is_to_be_noticed_about_its_own(self, branch: Branch) -> None:
        told = [finding.rule for finding in branch.load(FOREIGN).findings]
        assert told == ["currency_unknown", "foreign_balance"]

    def test_a_later_file_of_the_same_batch_is_not_told_it_again(self, branch: Branch) -> None:
        branch.load(FOREIGN)
        assert branch.load(SALES).findings == ()

    def test_nor_is_one_that_is_refused_for_another_reason(self, branch: Branch) -> None:
        branch.load(FOREIGN)
        with pytest.raises(Refused) as refused:
            branch.load(TITLES + "05,9,2026-11-03,Half a sale,1212,,,,10.00,\n")
        assert [finding.rule for finding in refused.value.findings] == ["balance"]

    def test_one_that_replaces_them_is_told_of_all_it_holds(self, branch: Branch) -> None:
        branch.load(FOREIGN)
        again = branch.load(FOREIGN.replace("-90.00", "-80.00"), replace=True)
        assert [finding.rule for finding in again.findings] == ["currency_unknown", "foreign_balance"]


class TestAdding:
    def test_new_vouchers_are_added(self, branch: Branch) -> None:
        loaded = branch.load(SALES + PURCHASE)
        assert (loaded.kind, loaded.added, loaded.changed, loaded.equal, loaded.removed) == (
            *("vouchers-csv", 3, 0, 0, 0),
        )
        assert branch.cuos() == ["0001-05-110001", "0001-05-110002", "0001-11-110001"]
        assert Import.objects.get(pk=loaded.import_id or 0).act == "load"
        assert [(line.account, line.debit, line.credit) for line in branch.lines("0001-05-110001")] == [
            ("1212", 118000, 0),
            ("40111", 0, 18000),
            ("70111", 0, 100000),
        ]
        assert Balance.objects.get(account="1212").debit == 129800
        assert branch.examined() == []

    def test_loading_the_same_file_again_adds_nothing(self, branch: Branch) -> None:
        branch.load(SALES)
        again = branch.load(SALES)
        assert (again.import_id, again.added, again.equal, again.findings) == (None, 0, 2, ())
        assert Import.objects.count() == 1

    @pytest.mark.parametrize("number", ["9" * 19, "9" * 20])
    def test_numbering_does_not_go_on_after_another_program_s_identifier(
        self, branch: Branch, number: str
    ) -> None:
        unnumbered = SALE_2.replace("05,2,", "05,,")
        branch.load(TITLES + SALE_1.replace("05,1,", f"05,{number},") + unnumbered)
        assert branch.cuos() == ["0001-05-110001", f"0001-05-11{number}"]

    def test_vouchers_of_a_year_before_all_clocks_are_added_once(self, branch: Branch) -> None:
        old = SALES.replace("2026-11-", "1969-12-")
        assert (branch.load(old).added, branch.load(old).equal) == (2, 2)
        assert branch.cuos() == ["0001-05-120001", "0001-05-120002"]
        assert branch.examined() == []

    def test_only_what_is_new_is_added(self, branch: Branch) -> None:
        branch.load(TITLES + SALE_1)
        before = branch.voucher("0001-05-110001")
        loaded = branch.load(SALES)
        assert (loaded.added, loaded.equal) == (1, 1)
        kept = branch.voucher("0001-05-110001")
        assert (kept.uid, kept.created_at, kept.changed_at) == (
            before.uid,
            before.created_at,
            before.changed_at,
        )
        assert branch.examined() == []

    def test_a_batch_that_is_equal_is_not_touched(self, branch: Branch) -> None:
        branch.load(SALES + PURCHASE)
        before = Batch.objects.get(operation_type__code="11").pk
        branch.load(SALES + PURCHASE + SALE_2.replace("05,2", "05,3"))
        assert Batch.objects.get(operation_type__code="11").pk == before

    def test_different_ones_refuse_the_file_with_the_list(self, branch: Branch) -> None:
        branch.load(SALES)
        (finding,) = branch.refusal(
            SALES.replace("1180", "1180.50").replace("1000.00", "1000.50").replace(".50.00", ".50")
        )
        assert (finding.rule, finding.voucher) == ("load_different", "0001-05-110001")
        assert finding.sentence() == (
            "Voucher 0001 of T/O 05, November 2026 (row 2) is here already, with other content."
        )
        assert finding.advice() == (
            "Correct it here, or load the whole content of its batch with --replace, on the screen with"
            " “Where something differs, the file is right”."
        )

    def test_a_typed_voucher_with_the_same_content_is_equal(self, branch: Branch) -> None:
        type_voucher("11 2026-11-05 Paper: 656 50.00, 4212 -50.00")
        assert branch.load(TITLES + PURCHASE).equal == 1

    def test_a_typed_voucher_of_the_same_number_is_different(self, branch: Branch) -> None:
        type_voucher("11 2026-11-05 Ink: 656 50.00, 4212 -50.00")
        assert [finding.rule for finding in branch.refusal(TITLES + PURCHASE)] == ["load_different"]

    def test_a_load_adds_to_what_was_typed(self, branch: Branch) -> None:
        typed = type_voucher("11 2026-11-05 Ink: 656 5.00, 4212 -5.00")
        loaded = branch.load(TITLES + PURCHASE.replace("11,1", "11,2"))
        assert (loaded.added, loaded.equal) == (1, 0)
        assert branch.cuos() == ["0001-11-110001", "0001-11-110002"]
        assert Voucher.objects.get(number="0001").uid == typed.uid

    def test_a_load_can_be_undone(self, branch: Branch) -> None:
        branch.load(TITLES + SALE_1)
        before = branch.digests()
        loaded = branch.load(SALES)
        assert loaded.import_id is not None
        undo(company(), loaded.import_id, home=branch.home, by=ALICE, at=NOW + timedelta(hours=1))
        assert branch.digests() == before

    def test_a_dry_run_tells_and_changes_nothing(self, branch: Branch) -> None:
        loaded = branch.load(SALES, dry_run=True)
        assert (loaded.import_id, loaded.added, loaded.parties_added) == (None, 2, 1)
        assert branch.cuos() == []
        assert Party.objects.count() == 1

    def test_a_dry_run_refuses_what_a_load_would(self, branch: Branch) -> None:
        assert branch.refusal(SALES.replace("1180.00", "1180.01"), dry_run=True)


class TestWithoutNumbers:
    ROWS = PURCHASE.replace("11,1,", "11,,")

    def test_the_system_gives_the_next_free_number(self, branch: Branch) -> None:
        type_voucher("11 2026-11-05 Ink: 656 5.00, 4212 -5.00")
        branch.load(TITLES + self.ROWS + self.ROWS.replace("Paper", "Pens"))
        assert branch.cuos() == ["0001-11-110001", "0001-11-110002", "0001-11-110003"]
        assert branch.voucher("0001-11-110002").description == "Paper"

    def test_numbers_of_the_file_are_passed_over(self, branch: Branch) -> None:
        branch.load(TITLES + self.ROWS + PURCHASE.replace("11,1,", "11,7,"))
        assert branch.cuos() == ["0001-11-110007", "0001-11-110008"]

    def test_loading_the_same_file_again_adds_nothing(self, branch: Branch) -> None:
        content = f"{TITLES}{self.ROWS}\n{self.ROWS}"
        assert branch.load(content).added == 2
        again = branch.load(content)
        assert (again.added, again.equal, again.import_id) == (0, 2, None)

    def test_one_more_equal_voucher_is_one_more(self, branch: Branch) -> None:
        branch.load(f"{TITLES}{self.ROWS}")
        loaded = branch.load(f"{TITLES}{self.ROWS}\n{self.ROWS}")
        assert (loaded.added, loaded.equal) == (1, 1)

    def test_a_number_that_was_given_is_not_given_again(self, branch: Branch) -> None:
        type_voucher("11 2026-11-05 Ink: 656 5.00, 4212 -5.00")
        typed = type_voucher("11 2026-11-05 Ink: 656 6.00, 4212 -6.00", after=61)
        record.delete(company(), typed, by=ALICE, at=NOW + timedelta(seconds=62))
        branch.load(TITLES + self.ROWS)
        assert branch.cuos() == ["0001-11-110001", "0001-11-110003"]

    def test_a_voucher_that_was_changed_here_since_is_different(self, branch: Branch) -> None:
        branch.load(TITLES + self.ROWS)
        (draft,) = parse_vouchers("11 2026-11-05 Pens: 656 50.00, 4212 -50.00")
        record.change(
            company(), branch.voucher("0001-11-110001"), draft, by=ALICE, at=NOW + timedelta(hours=1)
        )
        assert [finding.rule for finding in branch.refusal(TITLES + self.ROWS)] == ["load_different"]


class TestReplacing:
    def test_the_file_is_the_whole_content_of_its_batches(self, branch: Branch) -> None:
        branch.load(SALES + PURCHASE)
        loaded = branch.load(
            TITLES
            + SALE_2.replace("118.00", "119.00").replace(",18.00", ",19.00")
            + SALE_1.replace("05,1", "05,3"),
            replace=True,
        )
        assert (loaded.added, loaded.changed, loaded.equal, loaded.removed) == (1, 1, 0, 1)
        assert branch.cuos() == ["0001-05-110002", "0001-05-110003", "0001-11-110001"]
        assert branch.examined() == []

    def test_the_same_file_replaces_nothing(self, branch: Branch) -> None:
        branch.load(SALES)
        loaded = branch.load(SALES, replace=True)
        assert (loaded.import_id, loaded.equal, loaded.changed) == (None, 2, 0)

    def test_a_typed_voucher_of_the_same_number_keeps_its_uid_and_author(self, branch: Branch) -> None:
        typed = type_voucher("11 2026-11-05 Ink: 656 50.00, 4212 -50.00", after=0)
        loaded = branch.load(TITLES + PURCHASE, replace=True)
        assert (loaded.added, loaded.changed, loaded.removed) == (0, 1, 0)
        now = branch.voucher("0001-11-110001")
        assert (now.uid, now.description, now.created_at) == (typed.uid, "Paper", typed.created_at)
        assert now.changed_at > typed.changed_at
        assert branch.load(TITLES + PURCHASE).equal == 1

    def test_vouchers_without_number_keep_theirs(self, branch: Branch) -> None:
        rows = PURCHASE.replace("11,1,", "11,,")
        branch.load(TITLES + PURCHASE + rows.replace("Paper", "Pens"))
        loaded = branch.load(
            TITLES + rows.replace("Paper", "Pens") + rows.replace("Paper", "Ink"), replace=True
        )
        assert (loaded.added, loaded.equal, loaded.removed) == (1, 1, 1)
        assert [(voucher.number, voucher.description) for voucher in Voucher.objects.order_by("number")] == [
            ("0002", "Pens"),
            ("0003", "Ink"),
        ]

    def test_a_number_that_another_of_the_file_has_is_given_up(self, branch: Branch) -> None:
        rows = PURCHASE.replace("11,1,", "11,,")
        branch.load(TITLES + rows)
        both = TITLES + PURCHASE.replace("Paper", "Ink") + rows
        loaded = branch.load(both, replace=True)
        assert [(voucher.number, voucher.description) for voucher in Voucher.objects.order_by("number")] == [
            ("0001", "Ink"),
            ("0002", "Paper"),
        ]
        assert loaded.removed == 0
        assert branch.load(both, replace=True).import_id is None

    def test_a_voucher_that_is_here_under_a_number_is_not_added_without(self, branch: Branch) -> None:
        rows = PURCHASE.replace("11,1,", "11,,")
        branch.load(TITLES + rows)
        assert branch.load(TITLES + PURCHASE + rows).equal == 2

    def test_numbers_that_change_places_keep_every_voucher(self, branch: Branch) -> None:
        branch.load(SALES)
        loaded = branch.load(
            TITLES + SALE_1.replace("05,1", "05,2") + SALE_2.replace("05,2", "05,1"), replace=True
        )
        assert (loaded.changed, loaded.removed, loaded.added) == (2, 0, 0)
        assert branch.voucher("0001-05-110001").description == "Sale to Carol"
        assert branch.examined() == []

    def test_other_batches_stay(self, branch: Branch) -> None:
        branch.load(SALES + PURCHASE)
        branch.load(TITLES + SALE_1, replace=True)
        assert branch.cuos() == ["0001-05-110001", "0001-11-110001"]


class TestFindings:
    def test_an_account_that_no_master_has_refuses(self, branch: Branch) -> None:
        (finding,) = branch.refusal(SALES.replace("70111", "7011199"))
        assert f"{finding.sentence()} {finding.advice()}" == (
            "The account “7011199” is in no master: 2 lines use it, the first in row 4."
            " Correct it, or load it before, from a CSV file with the columns account and name."
        )

    def test_a_cost_centre_that_no_master_has_refuses(self, branch: Branch) -> None:
        content = (
            "operation_type,date,account,cost_center,debit,credit\n"
            "11,2026-11-05,656,V1,5.00,\n11,2026-11-05,4212,,,5.00\n"
        )
        (finding,) = branch.refusal(content)
        assert finding.sentence() == ("The cost centre “V1” is in no master: 1 line uses it, in row 2.")

    def test_a_type_that_no_master_has_refuses(self, branch: Branch) -> None:
        (finding,) = branch.refusal(SALES.replace("\n05,", "\n5,"))
        assert f"{finding.sentence()} {finding.advice()}" == (
            "The T/O “5” is in no master: 2 vouchers use it, the first in row 2."
            " Correct it (spreadsheets drop the zero of 05), say another with --type, or load it before,"
            " from a CSV file with the columns operation_type and name."
        )

    def test_a_party_that_nobody_names_refuses(self, branch: Branch) -> None:
        (finding,) = branch.refusal(SALES.replace("Carol S.A.", ""))
        assert f"{finding.sentence()} {finding.advice()}" == (
            f"The party 6 {CAROL} is in no master and the file does not name it (row 5)."
            " Fill in the column party_name, or load the party before."
        )

    def test_a_party_named_in_the_file_is_added(self, branch: Branch) -> None:
        assert branch.load(SALES).parties_added == 1
        assert Party.objects.get(number=CAROL).name == "Carol S.A."

    def test_a_party_of_another_name_stays_as_it_is_here(self, branch: Branch) -> None:
        loaded = branch.load(SALES.replace("Distribuidora Bob", "Roberto E.I.R.L."))
        assert [finding.sentence() for finding in loaded.findings] == [
            (
                f"Party {BOB} is “Roberto E.I.R.L.” in the file and “Distribuidora Bob S.A.C.” here;"
                " the name here stays."
            )
        ]
        assert Party.objects.get(number=BOB).name == "Distribuidora Bob S.A.C."

    def test_what_a_rule_says_names_voucher_and_row(self, branch: Branch) -> None:
        (finding,) = branch.refusal(SALES.replace("118.00", "119.00"))
        assert (finding.rule, finding.file, finding.voucher) == (
            "balance",
            "ventas.csv:5",
            "0001-05-110002",
        )
        assert finding.sentence() == (
            "Voucher 0001-05-110002 does not balance: debit 119.00, credit 118.00, difference 1.00."
        )

    def test_a_voucher_without_number_is_found_by_its_row(self, branch: Branch) -> None:
        (finding,) = branch.refusal(
            TITLES + SALE_1 + PURCHASE.replace("11,1,", "11,,").replace("50.00,\n", "5.00,\n")
        )
        assert (finding.file, finding.voucher) == ("ventas.csv:5", "0001-11-110001")

    def test_what_is_read_wrong_refuses_before_anything_else(self, branch: Branch) -> None:
        (finding,) = branch.refusal(SALES.replace("1180.00", '"1,180.00"'))
        assert finding.sentence() == "Row 2, column “debit”: “1,180.00” is not an amount."

    def test_the_sentence_of_the_refusal_counts(self, branch: Branch) -> None:
        with pytest.raises(Refused) as refused:
            branch.load(SALES.replace("118.00", "119.00"))
        assert refused.value.sentence() == ("ventas.csv was refused because of 1 error; nothing was changed.")


class TestTheDoor:
    """What the one door refuses, it refuses here too."""

    def test_a_closed_month_takes_no_load(self, branch: Branch) -> None:
        branch.load(TITLES + SALE_1)
        site = Site.objects.get(company=company(), code="0001")
        months.close(company(), site=site, period="2026-11", by=ALICE, at=NOW + timedelta(minutes=1))
        assert [finding.rule for finding in branch.refusal(SALES)] == ["batch_closed"]
        assert branch.load(TITLES + SALE_1).equal == 1

    def test_a_load_is_in_the_audit_trail(self, branch: Branch) -> None:
        branch.load(SALES)
        entry = Entry.objects.filter(act="load").get()
        assert (entry.by, entry.company) == ("alice", RUC)
        assert "ventas.csv" in entry.subject

    def test_it_says_how_far_it_is(self, branch: Branch) -> None:
        told: list[str] = []
        rows = "".join(
            f"11,{number},2026-11-05,Paper,656,,,,5.00,\n11,{number},2026-11-05,Paper,4212,,,,,5.00\n"
            for number in range(1, 5002)
        )
        branch.load(TITLES + rows, progress=lambda what, done: told.append(f"{what} {done}"))
        assert told == ["read 10000"]


class TestSites:
    def test_one_site_here_needs_no_name(self, branch: Branch) -> None:
        branch.load(SALES)
        assert {batch.site.code for batch in Batch.objects.all()} == {"0001"}

    def test_several_sites_here_need_one(self, branch: Branch) -> None:
        make_site(company(), "0002")
        with pytest.raises(SeveralSitesHere):
            branch.load(SALES)
        branch.load(SALES, site="0002")
        assert branch.cuos() == ["0002-05-110001", "0002-05-110002"]

    def test_equal_numbers_at_two_sites_are_two_vouchers(self, branch: Branch) -> None:
        make_site(company(), "0002")
        branch.load(SALES, site="0001")
        assert branch.load(SALES, site="0002").added == 2
        assert Voucher.objects.count() == 4

    @pytest.mark.parametrize(("code", "problem"), [("0000", SiteIsElsewhere), ("0009", NoSuchSite)])
    def test_a_site_must_be_here(self, branch: Branch, code: str, problem: type[Exception]) -> None:
        with pytest.raises(problem):
            branch.load(SALES, site=code)

    def test_who_may_not_load_does_not(self, branch: Branch) -> None:
        with pytest.raises(NotAllowed):
            branch.load(SALES, by=NOBODY)
        assert branch.cuos() == []

    def test_no_private_copy_is_left(self, branch: Branch) -> None:
        branch.load(SALES)
        assert list(branch.home.private.iterdir()) == []


PLE = "LE2060123456520260100050100001111.TXT"
CHART = "LE2060123456520260100050300001111.TXT"


@pytest.fixture
def filer(tmp_path: Path) -> Branch:
    """The company of the sample, at another installation."""
    folder = tmp_path / "filer"
    folder.mkdir()
    return Branch(folder, ruc="20601234565")


class TestPle:
    def test_the_sample_is_loaded_with_its_accounts(self, filer: Branch) -> None:
        with installations.at(filer.home):
            loaded = filer.load(FIXTURES / PLE)
            assert (loaded.kind, loaded.added, loaded.parties_added) == ("ple-5.1", 3, 3)
            assert filer.cuos() == ["0001-11-010001", "0001-11-010002", "0001-11-010003"]
            assert Account.objects.get(code="631101").name == "TRANSPORTE DE CARGA"
            assert CostCenter.objects.get(code="001").name == "001"
            assert Party.objects.get(number="20677777771").name == "20677777771"
            assert sum(balance.debit for balance in Balance.objects.all()) == 7882400
            assert filer.examined() == []

    def test_what_it_cannot_tell_and_what_it_added_is_said(self, filer: Branch) -> None:
        with installations.at(filer.home):
            loaded = filer.load(FIXTURES / PLE)
            assert [finding.sentence() for finding in loaded.findings if finding.severity == "note"] == [
                "The PLE tells no names of parties and cost centres, means of payment or modified documents.",
                "New here, and named nowhere: parties 3, cost centres 1; they bear their number.",
                "New here, and added with the file's names: 3 accounts, 1 cost centre.",
            ]
            assert {finding.rule for finding in loaded.findings} & {
                "account_unknown",
                "cost_center_unknown",
            } == set()

    def test_loading_it_again_adds_nothing(self, filer: Branch) -> None:
        with installations.at(filer.home):
            filer.load(FIXTURES / PLE)
            again = filer.load(FIXTURES / PLE)
            assert (again.added, again.equal, again.import_id) == (0, 3, None)

    def test_without_its_chart_its_accounts_are_findings(self, filer: Branch) -> None:
        with installations.at(filer.home):
            findings = filer.refusal((FIXTURES / PLE).read_bytes(), PLE)
            assert [finding.fields["code"] for finding in findings if finding.severity == "error"] == [
                "631101",
                "401111",
                "421201",
            ]

    def test_its_chart_may_be_loaded_before(self, filer: Branch) -> None:
        with installations.at(filer.home):
            loaded = filer.load(FIXTURES / CHART)
            assert (loaded.kind, loaded.added, loaded.equal) == ("ple-5.3", 3, 0)
            assert filer.load((FIXTURES / PLE).read_bytes(), PLE).added == 3

    def test_a_name_takes_the_place_of_a_number(self, filer: Branch) -> None:
        with installations.at(filer.home):
            filer.load(FIXTURES / PLE)
            content = (
                "operation_type,date,account,party_type,party_number,party_name,debit,credit\n"
                "11,2026-02-05,631101,,,,5.00,\n11,2026-02-05,421201,6,20677777771,Mayorista Nacional,,5.00\n"
            )
            loaded = filer.load(content)
            assert loaded.added == 1
            assert [finding.rule for finding in loaded.findings if finding.rule.startswith("load_")] == []
            assert Party.objects.get(number="20677777771").name == "Mayorista Nacional"

    def test_a_csv_of_the_same_vouchers_finds_them(self, filer: Branch) -> None:
        with installations.at(filer.home):
            filer.load(FIXTURES / PLE)
            uid = derived_uid(
                ruc="20601234565",
                site="0001",
                period=Period("2026-01"),
                operation_type="11",
                source="11-010001",
            )
            assert filer.voucher("0001-11-010001").uid == uid
            content = (
                "operation_type,number,date,account,debit,credit\n"
                "11,1,2026-01-10,631101,5.00,\n11,1,2026-01-10,421201,,5.00\n"
            )
            assert [finding.rule for finding in filer.refusal(content)] == ["load_different"]

    def test_another_companys_file_is_refused(self, branch: Branch) -> None:
        with pytest.raises(AnotherCompany):
            branch.load(FIXTURES / PLE)

    def test_a_late_voucher_gets_a_number_of_this_month(self, filer: Branch) -> None:
        with installations.at(filer.home):
            write(filer.folder, (FIXTURES / CHART).read_bytes(), CHART)
            content = (FIXTURES / PLE).read_text("cp1252")
            late = "".join(
                line.replace("20260100|", "20251200|")
                .replace("11-010003", "11-120044")
                .replace("|1|\n", "|8|\n")
                .replace("25/01/2026", "20/12/2025")
                for line in content.splitlines(keepends=True)
                if "11-010003" in line
            )
            filer.load((content + late).encode("cp1252"), PLE)
            voucher = filer.voucher("0001-11-120044")
            assert (voucher.number, voucher.ple_state, voucher.ple_period, voucher.ple_cuo) == (
                *("0004", 8, "2025-12", "11-120044"),
            )
            assert filer.load((content + late).encode("cp1252"), PLE).equal == 4

    def test_a_given_type_takes_all_vouchers(self, filer: Branch) -> None:
        with installations.at(filer.home):
            filer.load(FIXTURES / PLE, operation_type="05")
            assert [(one.number, one.cuo) for one in Voucher.objects.order_by("number")] == [
                ("0001", "0001-11-010001"),
                ("0002", "0001-11-010002"),
                ("0003", "0001-11-010003"),
            ]
            assert {batch.operation_type.code for batch in Batch.objects.all()} == {"05"}
            assert filer.load(FIXTURES / PLE, operation_type="05").equal == 3

    def test_a_changed_party_is_left_alone(self, filer: Branch) -> None:
        with installations.at(filer.home):
            filer.load(FIXTURES / PLE)
            party = Party.objects.get(number="20677777771")
            parties.change(party, name="Mayorista", address="", active=True, by=ALICE, at=NOW)
            filer.load(FIXTURES / PLE, replace=True)
            assert Party.objects.get(number="20677777771").name == "Mayorista"
