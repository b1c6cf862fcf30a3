"""Cost centres with destino percentages as CSV and Excel: a row for each part, through the one door."""

from io import BytesIO

import pytest

from consolida.core import language
from consolida.intake import masters_out
from consolida.intake.loading import Loaded
from consolida.ledger.models import Voucher
from consolida.masters import editing, portable, shares
from consolida.masters.models import Company, CostCenter
from support.branch import Branch
from support.companies import ALICE, NOW
from support.sharing import CENTER, OTHER_WORDS, WORDS, parts, share

HEADER = "cost_center,name,charge_account,credit_account,share\n"
TWO_PARTS = f"{HEADER}0101,Taller,9411,791,60\n0101,Taller,9511,791,40\n"
KEPT = "9411/791 60.00 %; 9511/791 40.00 %"


def counts(loaded: Loaded) -> tuple[int, int, int]:
    return loaded.added, loaded.changed, loaded.equal


def company() -> Company:
    return Company.objects.get()


@pytest.fixture(autouse=True)
def _chart(branch: Branch) -> None:
    branch.load("account,name\n9411,Sueldos\n9511,Ventas\n791,Cargas imputables\n", "cuentas.csv")


def refused(branch: Branch, content: str) -> list[tuple[str, str]]:
    return [(one.rule, one.sentence()) for one in branch.refusal(content, "centros.csv")]


class TestLoading:
    def test_rows_of_one_cost_centre_are_its_parts(self, branch: Branch) -> None:
        loaded = branch.load(TWO_PARTS + "0200,Tienda,9511,791,\n0300,Otro,,,\n")
        assert (counts(loaded), loaded.findings) == ((3, 0, 0), ())
        assert shares.of_company(company()) == {CENTER: KEPT}
        store = CostCenter.objects.get(code="0200")
        assert (store.charge_account, store.credit_account) == ("9511", "791")
        assert CostCenter.objects.get(code="0300").charge_account == ""

    def test_a_preview_writes_nothing(self, branch: Branch) -> None:
        assert counts(branch.load(TWO_PARTS, dry_run=True)) == (1, 0, 0)
        assert not CostCenter.objects.exists()

    def test_they_may_lie_apart_and_be_in_spanish(self, branch: Branch) -> None:
        branch.load(
            "Centro de costo;Nombre;Cuenta de cargo;Cuenta de abono;Porcentaje\n"
            "0101;Taller;9411;791;60.00 %\n0200;Tienda;9511;791;100\n0101;Taller;9511;791;40%\n"
        )
        assert shares.of_company(company()) == {CENTER: KEPT}
        assert CostCenter.objects.get(code="0200").charge_account == "9511"

    def test_the_same_again_is_equal(self, branch: Branch) -> None:
        branch.load(TWO_PARTS)
        assert counts(branch.load(TWO_PARTS)) == (0, 0, 1)

    def test_other_parts_stay_as_they_are_here_and_are_listed(self, branch: Branch) -> None:
        branch.load(TWO_PARTS)
        loaded = branch.load(TWO_PARTS.replace("60", "70").replace("40", "30"))
        assert counts(loaded) == (0, 0, 0)
        (finding,) = loaded.findings
        assert finding.sentence() == (
            "Cost centre 0101 is “9411/791 70.00 %; 9511/791 30.00 %” in ventas.csv"
            f" and “{KEPT}” here; it stays as it is here."
        )
        assert shares.of_company(company()) == {CENTER: KEPT}

    def test_other_parts_are_taken_where_asked(self, branch: Branch) -> None:
        branch.load(TWO_PARTS)
        other = TWO_PARTS.replace("60", "70").replace("40", "30")
        loaded = branch.load(other, replace=True)
        assert counts(loaded) == (0, 1, 0)
        assert [one.sentence() for one in loaded.findings] == [
            f"0101: “{KEPT}” here becomes “9411/791 70.00 %; 9511/791 30.00 %”."
        ]
        assert shares.of_company(company()) == {CENTER: "9411/791 70.00 %; 9511/791 30.00 %"}

    def test_a_pair_takes_the_place_of_parts(self, branch: Branch) -> None:
        branch.load(TWO_PARTS)
        branch.load(f"{HEADER}0101,Taller,9411,791,\n", replace=True)
        assert parts(company()) == []
        assert CostCenter.objects.get().charge_account == "9411"

    def test_empty_cells_take_the_parts_away(self, branch: Branch) -> None:
        branch.load(TWO_PARTS)
        branch.load(f"{HEADER}0101,Taller,,,\n", replace=True)
        assert parts(company()) == []

    def test_a_file_without_the_column_leaves_the_parts_alone(self, branch: Branch) -> None:
        branch.load(TWO_PARTS)
        branch.load("cost_center,name\n0101,Taller y oficina\n", replace=True)
        assert (CostCenter.objects.get().name, shares.of_company(company())) == (
            "Taller y oficina",
            {CENTER: KEPT},
        )
        branch.load("cost_center,name,charge_account,credit_account\n0101,Taller,,\n", replace=True)
        assert shares.of_company(company()) == {CENTER: KEPT}

    def test_a_file_without_the_column_that_says_a_pair_means_it(self, branch: Branch) -> None:
        branch.load(TWO_PARTS)
        branch.load("cost_center,name,charge_account,credit_account\n0101,Taller,9411,791\n", replace=True)
        assert (parts(company()), CostCenter.objects.get().charge_account) == ([], "9411")


class TestBadInput:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("0", "“0” is no percentage"),
            ("101", "“101” is no percentage"),
            ("60,5", "is no percentage"),
            ("sesenta", "“sesenta” is no percentage"),
        ],
    )
    def test_a_percentage_that_is_none_is_told_with_its_row(
        self, branch: Branch, text: str, said: str
    ) -> None:
        ((rule, sentence),) = refused(branch, f'{HEADER}0101,Taller,9411,791,"{text}"\n')
        assert rule == "load_percent"
        assert sentence.startswith("Row 2, column “share”: ")
        assert said in sentence

    @pytest.mark.parametrize(
        ("rows", "rule", "said"),
        [
            ("0101,T,9411,791,60\n0101,T,9511,791,39.99\n", "share_sum", "0101 add up to 99.99 %"),
            ("0101,T,9411,791,60\n", "share_sum", "0101 add up to 60.00 %"),
            ("0101,T,9411,791,60\n0101,T,9511,791,\n", "share_range", "sends 100.00 % to 9511 / 791"),
            ("0101,T,9411,,60\n0101,T,9511,791,40\n", "share_account", "to “9411” / “”"),
            ("0101,T,,,60\n0101,T,9511,791,40\n", "share_account", "to “” / “”"),
            ("0101,T,9411,791,60\n0101,T,9411,791,40\n", "load_shares", "The pair 9411 / 791 comes twice."),
            ("0101,T,94 11,791,60\n0101,T,9511,791,40\n", "load_shares", "“94 11” cannot be the code"),
            ("0101,T,9411,791,60\n0101,Other,9511,791,40\n", "load_master_twice", "Row 3: 0101 comes twice"),
        ],
    )
    def test_parts_that_make_no_whole_are_refused_and_nothing_is_loaded(
        self, branch: Branch, rows: str, rule: str, said: str
    ) -> None:
        found = refused(branch, HEADER + rows)
        assert rule in {one for one, _ in found}
        assert said in " ".join(sentence for _, sentence in found)
        assert not CostCenter.objects.exists()

    def test_an_account_that_the_chart_lacks_is_a_warning(self, branch: Branch) -> None:
        loaded = branch.load(TWO_PARTS.replace("9511", "9999"))
        assert [(one.rule, one.fields["account"]) for one in loaded.findings] == [("destino_account", "9999")]
        assert counts(loaded) == (1, 0, 0)


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_is_written_is_read_as_the_same(branch: Branch, suffix: str, spoken: str) -> None:
    share(company())
    share(company(), OTHER_WORDS, code="+0102")
    pair: dict[str, str | int] = {
        "code": "ADM",
        "name": "Adm.",
        "charge_account": "94",
        "credit_account": "79",
    }
    editing.add(company(), "cost_center", pair, by=ALICE, at=NOW)
    before = portable.whole(company()), shares.of_company(company())
    content = BytesIO()
    with language.speaking(spoken):
        {"csv": masters_out.write_csv, "xlsx": masters_out.write_xlsx}[suffix](
            company(), "cost_center", content
        )
    CostCenter.objects.all().delete()
    loaded = branch.load(content.getvalue(), f"centros.{suffix}")
    assert counts(loaded) == (3, 0, 0)
    assert (portable.whole(company()), shares.of_company(company())) == before
    assert counts(branch.load(content.getvalue(), f"centros.{suffix}")) == (0, 0, 3)


def test_a_file_has_a_row_for_each_part(branch: Branch) -> None:
    share(company())
    pair: dict[str, str | int] = {
        "code": "ADM",
        "name": "Adm.",
        "charge_account": "94",
        "credit_account": "79",
        "active": 0,
    }
    editing.add(company(), "cost_center", pair, by=ALICE, at=NOW)
    content = BytesIO()
    masters_out.write_csv(company(), "cost_center", content)
    assert content.getvalue().decode("utf-8-sig").split("\r\n") == [
        "cost_center,name,charge_account,credit_account,share,active",
        "0101,Taller,94,79,60.00,1",
        "0101,Taller,95,79,40.00,1",
        "ADM,Adm.,94,79,,0",
        "",
    ]


def test_vouchers_of_a_divided_cost_centre_are_loaded_without_a_difference(branch: Branch) -> None:
    share(company())
    loaded = branch.load(
        "operation_type,number,date,description,account,cost_center,debit,credit\n"
        "11,1,2026-11-05,Luz,6361,0101,100.00,\n11,1,2026-11-05,Luz,4212,,,100.00\n"
    )
    assert (loaded.added, [one.sentence() for one in loaded.findings if one.rule == "master_differs"]) == (
        1,
        [],
    )
    assert Voucher.objects.count() == 1
    assert shares.of_company(company()) == {CENTER: WORDS}
