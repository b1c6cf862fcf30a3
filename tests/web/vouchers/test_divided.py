"""The destino lines of a divided cost centre in the entry grid, without script: proposed, then recorded."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolida.ledger.models import Line, Voucher
from consolida.masters.models import Company
from support.sharing import CENTER, share
from support.typing_in import typed
from support.visiting import Visitor

NEW = "/comprobantes/nuevo/"
EXPENSE = ("6361 debit=100.01 cost_center=0101", "4212 credit=100.01")


def column(content: str, name: str) -> list[str]:
    """Return what the filled cells of a column hold."""
    shown = content.split("<template", maxsplit=1)[0]
    found = [tag for tag in re.findall(r"<input[^>]*>", shown) if f'name="{name}"' in tag]
    values = [re.search(r'value="([^"]*)"', tag) for tag in found]
    return [value[1] for value in values if value is not None and value[1]]


@pytest.fixture(autouse=True)
def _divided(company: Company) -> None:
    share(company, "9411/791 60.00 %; 9511/791 40.00 %", with_accounts=False)


@pytest.mark.parametrize("path", [NEW, "/comprobantes/ofrecer/destino/"])
def test_a_line_for_each_part_is_proposed_and_one_that_is_credited(carla: Visitor, path: str) -> None:
    content = carla.post(path, typed(*EXPENSE, operation_type="11", act="destino")).content.decode()
    assert column(content, "account")[-3:] == ["9411", "9511", "791"]
    assert column(content, "debit")[-2:] == ["60.01", "40.00"]
    assert column(content, "credit")[-1] == "100.01"
    assert not Voucher.objects.exists()


def test_what_was_proposed_is_recorded_and_balances(carla: Visitor) -> None:
    proposed = (
        "9411 debit=60.01 cost_center=0101 automatic=1",
        "9511 debit=40.00 cost_center=0101 automatic=1",
        "791 credit=100.01 automatic=1",
    )
    carla.sends(NEW, **typed(*EXPENSE, *proposed, operation_type="11", act="save"))
    lines = Line.objects.order_by("pk").values_list("account", "debit", "credit", "cost_center", "automatic")
    assert list(lines) == [
        ("6361", 10_001, 0, CENTER, 0),
        ("4212", 0, 10_001, "", 0),
        ("9411", 6_001, 0, CENTER, 1),
        ("9511", 4_000, 0, CENTER, 1),
        ("791", 0, 10_001, "", 1),
    ]


def test_many_cost_centres_are_listed_with_their_parts_in_as_many_queries(
    company: Company, carla: Visitor
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert "9411/791 60.00 %" in carla.reads("/maestros/centros/")
        return len(found)

    few = asked()
    for number in range(20):
        share(company, "9411/791 50.00 %; 9511/791 50.00 %", code=f"02{number:02}", with_accounts=False)
    assert asked() == few
