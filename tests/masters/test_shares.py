"""The destino percentages of cost centres: entered, compared, sent, received, copied, backed up."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from consolida.audit.models import Entry
from consolida.core.errors import ConsolidaError, Refused
from consolida.core.home import Home
from consolida.core.portable import connect
from consolida.core.portable.format import SHARES, FileKind
from consolida.core.portable.verify import verify
from consolida.masters import companies, compare, editing, portable, shares
from consolida.masters.models import Company, CostCenterShare
from consolida.masters.shares import NotAnAccountCode, Part, PartTwice
from support.companies import ALICE, NAME, NOW, OTHER_RUC, RUC, make_company
from support.files import rows, seal
from support.sharing import CENTER, OTHER_WORDS, WORDS, parts, share

PARTS = [("94", "79", 6_000), ("95", "79", 4_000)]


@pytest.fixture
def company(lima: Home) -> Company:
    return make_company(chart=None)


def masters_file(company: Company, path: Path) -> Path:
    path.unlink(missing_ok=True)
    with closing(connect.create(path)) as connection:
        portable.write_masters(company, connection, parties=True)
        seal(connection, kind=FileKind.MASTERS, ruc=company.ruc, company=company.name, site="0000")
    assert [one.sentence() for one in verify(path, name=path.name).findings] == []
    return path


def change(company: Company, **changes: str | int) -> list[str]:
    return [
        one.sentence() for one in editing.change(company, "cost_center", (CENTER,), changes, by=ALICE, at=NOW)
    ]


class TestTheText:
    @pytest.mark.parametrize("words", ["", WORDS, OTHER_WORDS])
    def test_is_read_as_it_is_written(self, words: str) -> None:
        assert shares.in_words(shares.parts_of(words)) == words

    def test_lists_the_parts_by_their_accounts(self) -> None:
        assert shares.in_words([Part("95", "79", 4_000), Part("94", "79", 6_000)]) == WORDS

    def test_of_one_part_that_takes_everything_is_the_pair(self) -> None:
        assert shares.fields([Part("94", "79", 10_000)]) == {
            "charge_account": "94",
            "credit_account": "79",
            "shares": "",
        }

    def test_of_several_parts_leaves_the_pair_empty(self) -> None:
        assert shares.fields([Part(*one) for one in PARTS]) == {
            "charge_account": "",
            "credit_account": "",
            "shares": WORDS,
        }

    def test_of_one_part_that_does_not_take_everything_is_for_the_rules_to_refuse(self) -> None:
        assert shares.fields([Part("94", "79", 6_000)])["shares"] == "94/79 60.00 %"

    def test_of_no_part_is_empty(self) -> None:
        assert set(shares.fields([]).values()) == {""}

    def test_has_each_pair_once(self) -> None:
        with pytest.raises(PartTwice) as caught:
            shares.fields([Part("94", "79", 6_000), Part("94", "79", 4_000)])
        assert "The pair 94 / 79 comes twice. Put its percentages together" in str(caught.value)

    @pytest.mark.parametrize("code", ["9 4", "9/4", "94;", "ñ", "9" * 25])
    def test_has_codes_of_accounts(self, code: str) -> None:
        with pytest.raises(NotAnAccountCode):
            shares.fields([Part(code, "79", 6_000), Part("95", code, 4_000)])


class TestEntering:
    def test_parts_are_kept_and_written_down(self, company: Company) -> None:
        share(company)
        assert parts(company) == PARTS
        assert editing.row_of(company, "cost_center", (CENTER,))["shares"] == WORDS
        details = json.loads(Entry.objects.filter(act="master-added").latest("pk").details)
        assert details["after"]["shares"] == WORDS

    def test_other_parts_take_their_place(self, company: Company) -> None:
        share(company)
        assert change(company, shares=OTHER_WORDS) == []
        assert parts(company) == [("92", "78", 3_334), ("94", "79", 3_333), ("95", "79", 3_333)]
        details = json.loads(Entry.objects.filter(act="master-changed").latest("pk").details)
        assert (details["before"]["shares"], details["after"]["shares"]) == (WORDS, OTHER_WORDS)

    def test_a_pair_takes_the_place_of_parts_and_parts_that_of_a_pair(self, company: Company) -> None:
        share(company)
        change(company, charge_account="94", credit_account="79", shares="")
        assert parts(company) == []
        change(company, charge_account="", credit_account="", shares=WORDS)
        assert parts(company) == PARTS

    def test_another_name_leaves_the_parts_alone(self, company: Company) -> None:
        share(company)
        change(company, name="Taller y oficina")
        assert parts(company) == PARTS
        assert company.cost_centers.get().name == "Taller y oficina"

    def test_the_same_parts_change_nothing(self, company: Company) -> None:
        share(company)
        before = list(CostCenterShare.objects.values_list("pk")), Entry.objects.count()
        change(company, shares=WORDS)
        assert (list(CostCenterShare.objects.values_list("pk")), Entry.objects.count()) == before

    @pytest.mark.parametrize(
        ("changes", "rule"),
        [
            ({"shares": "94/79 60.00 %; 95/79 39.99 %"}, "share_sum"),
            ({"shares": "94/79 60.00 %"}, "share_sum"),
            ({"shares": "94/ 60.00 %; 95/79 40.00 %"}, "share_account"),
            ({"shares": "94/79 100.00 %"}, "share_range"),
            ({"shares": WORDS, "charge_account": "94", "credit_account": "79"}, "share_and_pair"),
        ],
    )
    def test_parts_that_break_a_rule_are_refused_and_nothing_is_changed(
        self, company: Company, changes: dict[str, str], rule: str
    ) -> None:
        share(company, OTHER_WORDS)
        before = parts(company), Entry.objects.count()
        with pytest.raises(Refused) as refused:
            change(company, **changes)
        assert [one.rule for one in refused.value.findings] == [rule]
        assert (parts(company), Entry.objects.count()) == before

    def test_accounts_that_the_chart_lacks_are_a_warning(self, company: Company) -> None:
        share(company)
        assert change(company, shares="9411/79 50.00 %; 95/791 50.00 %") == [
            "“0101” sends its destino lines to the account 9411, which is not in the chart.",
            "“0101” sends its destino lines to the account 791, which is not in the chart.",
        ]

    def test_each_company_has_its_own(self, company: Company) -> None:
        other = make_company(ruc=OTHER_RUC, chart=None)
        share(company)
        share(other, OTHER_WORDS)
        change(company, shares="94/79 10.00 %; 95/79 90.00 %")
        assert shares.of_company(other) == {CENTER: OTHER_WORDS}
        assert shares.of_company(company, ["0199"]) == {}


class TestAFile:
    def test_of_masters_without_parts_is_of_format_1(self, company: Company, tmp_path: Path) -> None:
        share(company)
        change(company, shares="")
        verified = verify(masters_file(company, tmp_path / "a.db"), name="a.db")
        assert verified.manifest.format == 1

    def test_of_masters_with_parts_brings_them(self, company: Company, tmp_path: Path) -> None:
        share(company)
        file = masters_file(company, tmp_path / "a.db")
        with closing(connect.open_proven(file)) as connection:
            assert [tuple(row.values()) for row in rows(connection, SHARES)] == [
                (CENTER, *one) for one in PARTS
            ]
        assert verify(file, name="a.db").manifest.format == 2

    def test_has_the_fingerprints_that_the_database_gives(self, company: Company, tmp_path: Path) -> None:
        share(company)
        share(company, OTHER_WORDS, code="0100")
        with closing(connect.open_proven(masters_file(company, tmp_path / "a.db"))) as connection:
            found = {name: tuple(rest) for name, *rest in connection.execute("SELECT * FROM master")}
        assert found == portable.whole(company)
        with closing(connect.create(":memory:")) as partial:
            portable.fingerprints(company, partial)
            assert {name: tuple(rest) for name, *rest in partial.execute("SELECT * FROM master")} == found

    def test_is_no_difference_to_the_masters_it_comes_from(self, company: Company, tmp_path: Path) -> None:
        share(company)
        found = compare.compare(company, file=masters_file(company, tmp_path / "a.db"))
        assert found == compare.MastersComparison()


class TestTwoEnds:
    @pytest.fixture
    def other(self, company: Company) -> Company:
        return make_company(ruc=OTHER_RUC, chart=None)

    def received(self, company: Company, other: Company, folder: Path) -> compare.MastersComparison:
        """Let one company receive what another sends; return what was found before."""
        file = masters_file(other, folder / "sent.db")
        found = compare.compare(company, file=file)
        compare.add_missing(company, found, ALICE, NOW)
        compare.take(company, found.different, ALICE, NOW)
        assert compare.compare(company, file=file).different == []
        return found

    def test_a_cost_centre_that_is_missing_is_added_with_its_parts(
        self, company: Company, other: Company, tmp_path: Path
    ) -> None:
        share(other)
        found = self.received(company, other, tmp_path)
        assert [row["shares"] for row in found.missing["cost_center"]] == [WORDS]
        assert parts(company) == PARTS

    def test_other_parts_are_a_difference_and_are_taken_whole(
        self, company: Company, other: Company, tmp_path: Path
    ) -> None:
        share(company, OTHER_WORDS)
        share(other)
        found = self.received(company, other, tmp_path)
        (difference,) = found.different
        assert (difference.ours["shares"], difference.theirs["shares"]) == (OTHER_WORDS, WORDS)
        assert parts(company) == PARTS
        details = json.loads(Entry.objects.filter(act="masters-taken").latest("pk").details)
        assert details["cost_center"][0][1]["shares"] == OTHER_WORDS

    def test_parts_against_a_pair_are_a_difference_both_ways(
        self, company: Company, other: Company, tmp_path: Path
    ) -> None:
        share(company)
        share(other)
        pair = {"charge_account": "94", "credit_account": "79", "shares": ""}
        editing.change(other, "cost_center", (CENTER,), pair, by=ALICE, at=NOW)
        self.received(company, other, tmp_path)
        assert parts(company) == []
        assert company.cost_centers.get().charge_account == "94"
        share(other, WORDS, code="0199")
        change(other, charge_account="", credit_account="", shares=OTHER_WORDS)
        self.received(company, other, tmp_path)
        assert shares.of_company(company) == {CENTER: OTHER_WORDS, "0199": WORDS}
        assert company.cost_centers.get(code=CENTER).charge_account == ""

    def test_a_file_of_format_1_says_that_there_are_no_parts(
        self, company: Company, other: Company, tmp_path: Path
    ) -> None:
        share(company)
        share(other)
        editing.change(other, "cost_center", (CENTER,), {"shares": ""}, by=ALICE, at=NOW)
        found = self.received(company, other, tmp_path)
        assert [one.code for one in found.different] == [CENTER]
        assert parts(company) == []

    def test_parts_that_only_we_have_elsewhere_stay(
        self, company: Company, other: Company, tmp_path: Path
    ) -> None:
        share(company, code="0102")
        share(other)
        self.received(company, other, tmp_path)
        assert shares.of_company(company) == {CENTER: WORDS, "0102": WORDS}


def test_a_copied_company_divides_as_its_model(company: Company) -> None:
    share(company)
    copy = companies.add_company(ruc=OTHER_RUC, name=NAME, copy_masters=RUC, by=ALICE, at=NOW)
    assert shares.of_company(copy) == {CENTER: WORDS}
    assert portable.whole(copy) == portable.whole(company)


def test_errors_say_what_to_do() -> None:
    for problem in (NotAnAccountCode(text="x/"), PartTwice(charge="94", credit="79")):
        assert isinstance(problem, ConsolidaError)
        assert str(problem).endswith(".")
