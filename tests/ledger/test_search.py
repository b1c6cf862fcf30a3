"""Looking for vouchers of a month: filters, pages, and how far a search got."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from consolida.ledger import record, search
from consolida.ledger.models import Batch, Voucher
from consolida.ledger.search import ELSEWHERE, HERE, Place, Wanted, origins
from consolida.masters import parties
from consolida.masters.models import Company
from support import places
from support.companies import ALICE, BOB
from support.places import NOVEMBER, PURCHASE, SALE
from support.senders import SALE as SENT_SALE
from support.senders import Sender

DOCUMENTED = (
    "05 2026-11-04 Venta al crédito: 1212 236.00 party_type=6 party_number={bob} document_type=01"
    " document_series=F001 document_number=0123, 40111 -36.00 description=Cobrará-Ñandú, 70111 -200.00"
)


@pytest.fixture
def lima(lima: places.Place, company: Company) -> places.Place:
    """Three sales and a purchase typed at head office."""
    lima.type(f"{SALE}\n{SALE}\n{DOCUMENTED.format(bob=BOB)}\n{PURCHASE}")
    return lima


def found(company: Company, *, period: str = NOVEMBER, **wanted: Any) -> list[str]:
    page = search.search(company, period, Wanted(**wanted))
    assert page.after is None
    return [row.voucher.cuo for row in page.rows]


def imported(lima: places.Place) -> int:
    mail = lima.home.path / "mail"
    mail.mkdir()
    return lima.welcome(Sender(mail, "0001").send(SENT_SALE)).import_id


def looking(asked: CaptureQueriesContext) -> list[str]:
    """Return the statements that looked through batches."""
    return [query["sql"] for query in asked if "arm_0" in query["sql"]]


def plan(sql: str) -> list[str]:
    """Return the steps by which SQLite does a statement."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql)
        return [step for *_, step in cursor.fetchall()]


S1, S2, S3, P1 = "0000-05-110001", "0000-05-110002", "0000-05-110003", "0000-11-110001"


class TestOneMonth:
    def test_all_of_it_by_type_site_and_number_with_what_it_adds_up_to(
        self, lima: places.Place, company: Company
    ) -> None:
        page = search.search(company, NOVEMBER, Wanted())
        assert [row.voucher.cuo for row in page.rows] == [S1, S2, S3, P1]
        assert [(row.lines, row.debit, row.credit) for row in page.rows][2:] == [
            (3, 23600, 23600),
            (3, 11800, 11800),
        ]
        assert (page.page_debit, page.page_credit) == (59000, 59000)
        assert (page.vouchers, page.debit, page.read, page.stopped) == (4, 59000, 0, False)
        assert page.rows[0].key == ("0000", NOVEMBER, "05")

    def test_another_month_has_its_own(self, lima: places.Place, company: Company) -> None:
        assert found(company, period="2026-10") == []

    def test_another_company_has_its_own(self, lima: places.Place, company: Company) -> None:
        other = Company.objects.create(ruc="20601234565", name="Other")
        assert found(other) == []

    def test_a_number_of_five_digits_comes_after_those_of_four(
        self, lima: places.Place, company: Company
    ) -> None:
        Voucher.objects.filter(cuo=S2).update(number="10000")
        Batch.objects.filter(operation_type__code="05").update(last_number=10000)
        assert found(company, operation_type="05") == [S1, S3, S2]
        assert found(company, operation_type="05", account="1212") == [S1, S3, S2]
        for wanted in (Wanted(), Wanted(account="1212")):
            seen, after = list[str](), None
            for _ in range(3):
                page = search.search(company, NOVEMBER, wanted, after=after, size=1)
                seen, after = [*seen, *(row.voucher.cuo for row in page.rows)], page.after
            assert seen == [S1, S3, S2]
        behind = search.search(company, NOVEMBER, Wanted(), after=Place("05", "0000", "10000"))
        assert [row.voucher.cuo for row in behind.rows] == [P1]

    def test_numbers_all_of_five_digits_need_no_second_look(
        self, lima: places.Place, company: Company
    ) -> None:
        for place, cuo in enumerate((S3, S1, S2)):
            Voucher.objects.filter(cuo=cuo).update(number=f"{10000 + place}")
        Batch.objects.filter(operation_type__code="05").update(last_number=10002)
        assert found(company, operation_type="05") == [S3, S1, S2]

    def test_a_voucher_whose_cuo_is_written_like_its_number_is_found_once(
        self, lima: places.Place, company: Company
    ) -> None:
        Voucher.objects.filter(cuo=S2).update(cuo="0002")
        Voucher.objects.filter(cuo=P1).update(cuo="M000077")
        assert found(company, number="2") == ["0002"]
        assert found(company, number="0002") == ["0002"]
        assert found(company, number="M000077") == ["M000077"]

    @pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the plan is SQLite's")
    @pytest.mark.parametrize(
        "wanted",
        [
            Wanted(),
            Wanted(operation_type="05"),
            Wanted(number="2"),
            Wanted(annulled=True),
            Wanted(annulled=False),
        ],
    )
    def test_a_page_is_read_in_the_order_of_an_index_and_no_further(
        self, lima: places.Place, company: Company, wanted: Wanted
    ) -> None:
        with CaptureQueriesContext(connection) as asked:
            search.search(company, NOVEMBER, wanted, after=Place("05", "0000", "0001"), size=1)
        (sql,) = looking(asked)
        steps = plan(sql)
        looked = [step for step in steps if "ledger_voucher" in step or " v " in f"{step} "]
        assert looked
        assert all("USING" in step and "INDEX" in step for step in looked), steps
        # One sort puts the pages of several batches together; none sorts a batch.
        assert sum("TEMP B-TREE" in step for step in steps) <= 1, steps

    @pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the plan is SQLite's")
    @pytest.mark.parametrize(("annulled", "index"), [(True, "annulled_vouchers"), (False, "one_voucher_per")])
    def test_the_annulled_have_an_index_of_their_own(
        self, lima: places.Place, company: Company, annulled: bool, index: str
    ) -> None:
        with CaptureQueriesContext(connection) as asked:
            search.search(company, NOVEMBER, Wanted(annulled=annulled))
        (sql,) = looking(asked)
        looked = [step for step in plan(sql) if step.startswith("SEARCH v ")]
        assert len(looked) == 2, plan(sql)
        assert all(index in step or (not annulled and "sqlite_autoindex" in step) for step in looked), looked


class TestFilters:
    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            ({"operation_type": "11"}, [P1]),
            ({"site": "0001"}, []),
            ({"number": "2"}, [S2]),
            ({"number": "0001"}, [S1, P1]),
            ({"number": S3}, [S3]),
            ({"number": "77"}, []),
            ({"number": "M77"}, []),
            ({"account": "4212"}, [P1]),
            ({"account": "70"}, [S1, S2, S3]),
            ({"account": "99"}, []),
            ({"party": BOB}, [S3]),
            ({"party": "2051"}, [S3]),
            ({"party": "distribuidora bob"}, [S3]),
            ({"party": "nobody at all"}, []),
            ({"document": "F001-123"}, [S3]),
            ({"document": "f001-00123"}, [S3]),
            ({"document": "123"}, [S3]),
            ({"document": "F002-123"}, []),
            ({"amount": 23600}, [S3]),
            ({"amount": 1800}, [S1, S2, P1]),
            ({"text": "CREDITO"}, [S3]),
            ({"text": "cobrara-ñan"}, [S3]),
            ({"text": "cobrera"}, []),
            ({"text": "100%"}, []),
            ({"text": "sale", "amount": 11800}, [S1, S2]),
            ({"account": "1212", "amount": 1800}, []),
            ({"origin": HERE}, [S1, S2, S3, P1]),
            ({"origin": ELSEWHERE}, []),
        ],
    )
    def test_each_keeps_what_it_names(
        self, lima: places.Place, company: Company, wanted: dict[str, Any], expected: list[str]
    ) -> None:
        assert found(company, **wanted) == expected

    def test_a_party_that_no_line_names_is_looked_for_in_vain(
        self, lima: places.Place, company: Company
    ) -> None:
        parties.add(company, kind="1", number="40123456", name="Carol", by=ALICE, at=lima.clock())
        page = search.search(company, NOVEMBER, Wanted(party="carol"))
        assert (page.rows, page.read, page.stopped) == ([], 12, False)

    def test_annulled_or_not(self, lima: places.Place, company: Company) -> None:
        record.annul(company, Voucher.objects.get(cuo=S1), reason="x", by=ALICE, at=lima.clock())
        assert found(company, annulled=True) == [S1]
        assert found(company, annulled=False, operation_type="05") == [S2, S3]

    def test_annulled_goes_with_every_other_filter(self, lima: places.Place, company: Company) -> None:
        record.annul(company, Voucher.objects.get(cuo=S1), reason="x", by=ALICE, at=lima.clock())
        record.annul(company, Voucher.objects.get(cuo=P1), reason="x", by=ALICE, at=lima.clock())
        assert found(company, annulled=True) == [S1, P1]
        assert found(company, annulled=True, operation_type="11") == [P1]
        assert found(company, annulled=True, number="1") == [S1, P1]
        assert found(company, annulled=True, number="2") == []
        assert found(company, annulled=True, text="sale") == [S1]
        assert found(company, annulled=True, account="1212") == []  # its lines are gone
        assert found(company, annulled=False, number="1") == []
        assert found(company, annulled=False, account="1212") == [S2, S3]
        assert found(company, annulled=False, text="al crédito") == [S3]

    def test_pages_of_the_annulled_go_on_where_the_last_ended(
        self, lima: places.Place, company: Company
    ) -> None:
        for cuo in (S1, S3, P1):
            record.annul(company, Voucher.objects.get(cuo=cuo), reason="x", by=ALICE, at=lima.clock())
        seen, after = list[str](), None
        for _ in range(3):
            page = search.search(company, NOVEMBER, Wanted(annulled=True), after=after, size=1)
            assert page.vouchers is None
            seen, after = [*seen, *(row.voucher.cuo for row in page.rows)], page.after
        assert (seen, after) == ([S1, S3, P1], None)


class TestOrigin:
    def test_those_of_other_sites_tell_which_import_brought_them(
        self, lima: places.Place, company: Company
    ) -> None:
        number = imported(lima)
        (cuo,) = found(company, origin=ELSEWHERE)
        assert cuo.startswith("0001-05-11")
        assert found(company, origin=str(number)) == [cuo]
        assert found(company, origin=str(number + 1)) == []
        assert origins(company, NOVEMBER) == {("0001", NOVEMBER, "05"): number}

    def test_an_import_that_was_undone_brought_nothing(self, lima: places.Place, company: Company) -> None:
        lima.undo(imported(lima))
        assert origins(company, NOVEMBER) == {}


class TestPages:
    def test_one_goes_on_where_the_other_ended(self, lima: places.Place, company: Company) -> None:
        seen, after = list[str](), None
        for _ in range(4):
            page = search.search(company, NOVEMBER, Wanted(), after=after, size=1)
            seen += [row.voucher.cuo for row in page.rows]
            after = page.after
        assert (seen, after) == ([S1, S2, S3, P1], None)

    def test_a_voucher_recorded_meanwhile_shifts_nothing(self, lima: places.Place, company: Company) -> None:
        page = search.search(company, NOVEMBER, Wanted(), size=2)
        record.delete(company, Voucher.objects.get(cuo=S1), by=ALICE, at=lima.clock())
        page = search.search(company, NOVEMBER, Wanted(), after=page.after, size=2)
        assert [row.voucher.cuo for row in page.rows] == [S3, P1]

    def test_a_search_that_read_enough_stops_and_goes_on(
        self, lima: places.Place, company: Company, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "READ_AT_ONCE", 1)
        monkeypatch.setattr(search, "READ_AT_MOST", 1)
        page = search.search(company, NOVEMBER, Wanted(account="4", text="goods"))
        assert (page.rows, page.read, page.stopped) == ([], 9, True)
        assert page.after == Place("11", "0000", "")
        page = search.search(company, NOVEMBER, Wanted(account="4", text="goods"), after=page.after)
        assert ([row.voucher.cuo for row in page.rows], page.read, page.stopped) == ([P1], 3, False)

    def test_many_batches_are_looked_through_in_runs(
        self, lima: places.Place, company: Company, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "BATCHES_AT_ONCE", 1)
        assert found(company) == [S1, S2, S3, P1]

    def test_what_is_often_found_is_found_in_the_first_lines(
        self, lima: places.Place, company: Company, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "READ_AT_FIRST", 1)
        page = search.search(company, NOVEMBER, Wanted(account="4"), size=1)
        assert ([row.voucher.cuo for row in page.rows], page.read, page.stopped) == ([S1], 9, False)
        assert page.after == Place("05", "0000", "0001")

    @pytest.mark.parametrize(("at_first", "runs"), [(1, [1, 1, 2]), (3, [1, 3]), (12, [2, 2]), (99, [4])])
    def test_each_run_looks_through_more_lines_than_the_one_before(
        self,
        lima: places.Place,
        company: Company,
        monkeypatch: pytest.MonkeyPatch,
        at_first: int,
        runs: list[int],
    ) -> None:
        for code in ("20", "40"):
            lima.type(f"{code} 2026-11-09 More: 1212 1.00, 40111 -1.00")  # two lines beside 9 and 3
        monkeypatch.setattr(search, "READ_AT_FIRST", at_first)
        with CaptureQueriesContext(connection) as asked:
            assert found(company, amount=77) == []
        assert [sql.count(" AS arm_") for sql in looking(asked)] == runs

    @pytest.mark.parametrize("at_first", [1, 4, 10_000])
    @pytest.mark.parametrize("wanted", [{"text": "a"}, {"account": "4"}, {"amount": 11800}])
    def test_the_runs_change_nothing_in_what_is_found(
        self,
        lima: places.Place,
        company: Company,
        monkeypatch: pytest.MonkeyPatch,
        at_first: int,
        wanted: dict[str, Any],
    ) -> None:
        whole = found(company, **wanted)
        monkeypatch.setattr(search, "READ_AT_FIRST", at_first)
        monkeypatch.setattr(search, "BATCHES_AT_ONCE", 1)
        assert found(company, **wanted) == whole
        seen, after = list[str](), None
        for _ in whole:
            page = search.search(company, NOVEMBER, Wanted(**wanted), after=after, size=1)
            seen, after = [*seen, *(row.voucher.cuo for row in page.rows)], page.after
        assert (seen, after) == (whole, None)
        assert whole

    def test_what_is_rare_is_looked_for_in_all_batches_at_once(
        self, lima: places.Place, company: Company
    ) -> None:
        for wanted in (Wanted(annulled=True), Wanted(number="9")):
            with CaptureQueriesContext(connection) as asked:
                assert search.search(company, NOVEMBER, wanted, size=1).rows == []
            assert len(looking(asked)) == 1


class TestQueries:
    @pytest.mark.parametrize(
        ("wanted", "queries"),
        [
            ({}, 4),
            ({"number": "1"}, 4),
            ({"annulled": False}, 4),
            ({"account": "1212"}, 5),
            ({"party": BOB, "text": "venta"}, 5),
        ],
    )
    def test_they_are_as_many_however_much_there_is(
        self, lima: places.Place, company: Company, wanted: dict[str, Any], queries: int
    ) -> None:
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                found(company, **wanted)
            assert len(asked) == queries, [query["sql"] for query in asked]
            lima.type(f"{SALE}\n{PURCHASE}\n{DOCUMENTED.format(bob=BOB)}")

    def test_none_counts_or_reads_lines_where_no_line_is_looked_for(
        self, lima: places.Place, company: Company
    ) -> None:
        with CaptureQueriesContext(connection) as asked:
            found(company)
        assert "ledger_voucher" not in sums_of(asked)

    @pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the plan is SQLite's")
    def test_the_lines_of_a_page_are_read_between_their_bounds(
        self, lima: places.Place, company: Company
    ) -> None:
        with CaptureQueriesContext(connection) as asked:
            found(company)
        read = [step for step in plan(sums_of(asked)) if "SEARCH" in step or "SCAN" in step]
        assert len(read) == 2, "the vouchers of either T/O lie together"
        assert all(step == "SEARCH l USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" for step in read), read

    @pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the plan is PostgreSQL's")
    def test_the_lines_of_a_page_are_read_between_their_bounds_on_a_server(
        self, lima: places.Place, company: Company
    ) -> None:
        """Of so few rows a server would read all; it is kept from that."""
        with CaptureQueriesContext(connection) as asked:
            found(company)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
            steps = explained(sums_of(asked))
        assert sum("Index Cond: ((id >= " in step and "AND (id < " in step for step in steps) == 2, steps
        assert not any("Seq Scan" in step or "Join" in step for step in steps), steps

    @pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the plan is PostgreSQL's")
    @pytest.mark.parametrize(
        "wanted",
        [
            Wanted(party=BOB),
            Wanted(document="F001-0123"),
            Wanted(amount=23600),
            Wanted(account="1212"),
            Wanted(text="cobrara"),
        ],
    )
    def test_a_server_that_knows_nothing_of_new_rows_reads_the_lines_of_a_batch_once(
        self, lima: places.Place, company: Company, wanted: Wanted
    ) -> None:
        """Taken for one row, a new month's vouchers made it look through all lines for each of them."""
        with CaptureQueriesContext(connection) as asked:
            search.search(company, NOVEMBER, wanted)
        (sql,) = looking(asked)
        steps = explained(sql)
        read = [place for place, step in enumerate(steps) if " on ledger_line " in step]
        assert read
        assert sum("hashed SubPlan" in step for step in steps) == len(read), steps
        assert not any("Semi Join" in step or "Nested Loop" in step for step in steps), steps


def sums_of(asked: CaptureQueriesContext) -> str:
    """Return the statement that adds up the lines of a page."""
    (sql,) = [query["sql"] for query in asked if "sum(l.debit)" in query["sql"]]
    return sql


def explained(sql: str) -> list[str]:
    """Return the steps of a server's plan."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql.replace('%', '%%')}", [])
        return [str(step) for (step,) in cursor.fetchall()]
