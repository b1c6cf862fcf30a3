"""The destino of a cost centre on its page: rows of two accounts and a percentage, without any script."""

import re

import pytest
from django.http import QueryDict

from consolida.audit.models import Entry
from consolida.masters import shares
from consolida.masters.models import Company, CostCenter
from consolida.web.masters.parts import LEAST, MOST, PartsWidget, typed
from support.sharing import CENTER, OTHER_WORDS, WORDS, parts, share
from support.visiting import Visitor

NEW = "/maestros/centros/nueva/"


def destino(*rows: str, **more: str) -> dict[str, object]:
    """Write rows as `94 79 60`; `-` is an empty cell."""
    cells = [["" if cell == "-" else cell for cell in row.split()] for row in rows]
    columns = dict(zip(("charge_account", "credit_account", "share"), zip(*cells, strict=True), strict=True))
    fields = {"code": CENTER, "name": "Taller", "active": "on"} | more
    return {**fields, **{name: list(values) for name, values in columns.items()}}


def page(center: CostCenter) -> str:
    return f"/maestros/centros/{center.pk}/"


def shown(visitor: Visitor, path: str) -> list[tuple[str, ...]]:
    """Return the rows that a page shows."""
    content = visitor.get(path).content.decode()
    found = {
        name: re.findall(rf'name="{name}" value="([^"]*)"', content)
        for name in ("charge_account", "credit_account", "share")
    }
    return list(zip(*found.values(), strict=True))


class TestAdding:
    def test_several_rows_are_parts(self, company: Company, carla: Visitor) -> None:
        said = carla.sends(NEW, **destino("94 791 60", "941 791 40"))
        assert "0101 Taller was added." in said
        assert parts(company) == [("94", "791", 6_000), ("941", "791", 4_000)]
        assert "94/791 60.00 %; 941/791 40.00 %" in carla.reads("/maestros/centros/")
        assert Entry.objects.get(act="master-added").by == "carla"

    def test_one_row_that_takes_everything_is_the_pair(self, company: Company, carla: Visitor) -> None:
        for code, percentage in (("0101", "-"), ("0102", "100"), ("0103", "100.00%")):
            carla.sends(NEW, **destino(f"94 791 {percentage}", code=code))
            center = CostCenter.objects.get(code=code)
            assert (center.charge_account, center.credit_account, parts(company, code)) == ("94", "791", [])

    def test_empty_rows_are_none(self, company: Company, carla: Visitor) -> None:
        carla.sends(NEW, **destino("- - -", "94 791 60", "- - -", "941 791 40", "- - -"))
        assert shares.of_company(company) == {CENTER: "94/791 60.00 %; 941/791 40.00 %"}

    def test_no_destino_at_all_is_as_good(self, carla: Visitor) -> None:
        carla.sends(NEW, code=CENTER, name="Taller", active="on")
        assert CostCenter.objects.get().charge_account == ""

    def test_an_account_that_the_chart_lacks_is_warned_of(self, carla: Visitor) -> None:
        said = carla.sends(NEW, **destino("94 791 60", "9999 791 40"))
        assert "0101 Taller was added. “0101” sends its destino lines to the account 9999" in said


class TestRefusals:
    @pytest.mark.parametrize(
        ("rows", "said", "total"),
        [
            (("94 791 60", "941 791 39.99"), "of the cost centre 0101 add up to 99.99 %.", "99.99"),
            (("94 791 60",), "of the cost centre 0101 add up to 60.00 %.", "60.00"),
            (("94 791 60", "941 791 -"), "“” is no percentage.", "60.00"),
            (("94 791 sesenta", "941 791 40"), "“sesenta” is no percentage.", "40.00"),
            (("94 791 0", "941 791 100"), "“0” is no percentage.", "100.00"),
            (("94 791 60,5", "941 791 39.5"), "“60,5” is no percentage.", "39.50"),
            (("94 - 60", "941 791 40"), "sends a part to “94” / “”, which are not two accounts.", "100.00"),
            (("94 791 60", "94 791 40"), "The pair 94 / 791 comes twice.", "100.00"),
            (("94 79/1 60", "941 791 40"), "“79/1” cannot be the code of an account.", "100.00"),
            (("94 791 100", "941 791 100"), "sends 100.00 % to 94 / 791.", "200.00"),
        ],
    )
    def test_what_makes_no_whole_is_said_at_the_rows_and_kept(
        self, carla: Visitor, rows: tuple[str, ...], said: str, total: str
    ) -> None:
        response = carla.post(NEW, destino(*rows))
        content = response.content.decode()
        assert response.status_code == 200
        error = content[content.index("id_parts_error") :]
        assert said in error.replace("&quot;", '"')
        for cell in " ".join(rows).replace("-", "").split():
            assert f'value="{cell}"' in content
        assert f">{total}</output>" in content
        assert not CostCenter.objects.exists()

    def test_more_rows_than_anybody_types_are_cut(self) -> None:
        data = QueryDict(mutable=True)
        data.setlist("charge_account", [str(number) for number in range(500)])
        assert len(PartsWidget().value_from_datadict(data, {}, "parts")) == MOST

    def test_columns_of_unequal_length_are_filled_up(self) -> None:
        data = QueryDict("charge_account=94&charge_account=95&share=60")
        assert PartsWidget().value_from_datadict(data, {}, "parts") == [("94", "", "60"), ("95", "", "")]

    def test_a_reader_changes_nothing(self, company: Company, rita: Visitor) -> None:
        center = share(company)
        assert rita.post(page(center), destino("94 791 100")).status_code == 403
        assert shares.of_company(company) == {CENTER: WORDS}


class TestChanging:
    def test_the_rows_are_those_there_and_some_to_spare(self, company: Company, carla: Visitor) -> None:
        center = share(company, OTHER_WORDS)
        empty = ("", "", "")
        assert shown(carla, page(center)) == [
            ("92", "78", "33.34"), ("94", "79", "33.33"), ("95", "79", "33.33"), empty, empty,
        ]  # fmt: skip
        assert ">100.00</output>" in carla.get(page(center)).content.decode()
        assert shown(carla, NEW) == [empty] * LEAST

    def test_a_pair_is_a_row_that_takes_everything(self, company: Company, carla: Visitor) -> None:
        carla.sends(NEW, **destino("94 791 -"))
        assert shown(carla, page(company.cost_centers.get()))[0] == ("94", "791", "100.00")

    def test_other_parts_and_what_they_were(self, company: Company, carla: Visitor) -> None:
        center = share(company)
        said = carla.sends(page(center), **destino("94 79 50", "95 79 50"))
        assert "0101 Taller was saved." in said
        assert f"Destino percentages: {WORDS} → 94/79 50.00 %; 95/79 50.00 %" in said
        assert parts(company) == [("94", "79", 5_000), ("95", "79", 5_000)]

    def test_from_parts_to_a_pair(self, company: Company, carla: Visitor) -> None:
        center = share(company)
        said = carla.sends(page(center), **destino("94 79 -"))
        assert f"Destino percentages: {WORDS} → —" in said
        assert "Destino: account charged: 94" in said
        assert parts(company) == []

    def test_the_same_rows_in_another_order_change_nothing(self, company: Company, carla: Visitor) -> None:
        center, before = share(company), Entry.objects.count()
        carla.sends(page(center), **destino("95 79 40", "94 79 60"))
        assert Entry.objects.count() == before

    def test_taking_a_cost_centre_out_of_use_keeps_its_parts(self, company: Company, carla: Visitor) -> None:
        center = share(company)
        said = carla.sends(page(center), **destino("94 79 60", "95 79 40", active=""))
        assert "In use: yes → no" in said
        assert parts(company) == [("94", "79", 6_000), ("95", "79", 4_000)]


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        (("", "", ""), []),
        (("94", "79", ""), [("94", "79", "100.00")]),
        (("94", "", ""), [("94", "", "100.00")]),
        (("", "", WORDS), [("94", "79", "60.00"), ("95", "79", "40.00")]),
    ],
)
def test_what_a_cost_centre_has_becomes_rows(
    given: tuple[str, str, str], rows: list[tuple[str, ...]]
) -> None:
    assert typed(*given) == rows
