"""The vouchers behind a preview's numbers, and both versions of one of them."""

import re
from pathlib import Path

import pytest

from consolida.ledger.models import Voucher
from consolida.web.importing import changes
from support.places import Place
from support.senders import PURCHASE, SALE, SALE_2, Sender
from support.visiting import Visitor, words

CHANGED = """
05 0001 2026-11-09 Sale corrected
  1212  debit 236.00 document=01:F001:77:2026-11-09
  40111 credit 36.00
  70111 credit 100.00
  70111 credit 100.00 party=6:20512333797
"""
NEW = SALE_2.replace("05 0002", "05 0003").replace("Another sale", "New sale")


@pytest.fixture
def desk(carla: Visitor, head_office: Place, arequipa: Sender, mail: Path) -> str:
    """The address of a preview: 0001 changes, 0002 goes, 0003 comes, the purchase stays."""
    head_office.welcome(arequipa.send(SALE + SALE_2 + PURCHASE))
    file = arequipa.send(CHANGED + NEW + PURCHASE)
    answer = carla.follow(carla.post("/importar/empezar/", {"carpeta": str(mail), "file": file.name}))
    return f"{answer.request['PATH_INFO']}comprobantes/"


def numbers(page: str) -> list[str]:
    """Return what is said of each voucher listed: what, T/O and number."""
    found = re.findall(r"(added|removed|changed|equal) 0001 (\S+) (\d+)", page)
    return [" ".join(one) for one in found]


class TestTheList:
    def test_of_all_changes(self, carla: Visitor, desk: str) -> None:
        page = carla.reads(desk)
        assert "Vouchers that come, go or change" in page
        assert sorted(numbers(page)) == ["added 05 0003", "changed 05 0001", "removed 05 0002"]

    @pytest.mark.parametrize(
        ("kind", "title", "listed"),
        [
            ("added", "Vouchers that are added", ["added 05 0003"]),
            ("removed", "Vouchers that are removed", ["removed 05 0002"]),
            ("changed", "Vouchers that change", ["changed 05 0001"]),
            ("equal", "Vouchers that stay as they are", ["equal 11 0001"]),
        ],
    )
    def test_of_one_kind(self, carla: Visitor, desk: str, kind: str, title: str, listed: list[str]) -> None:
        page = carla.reads(desk, que=kind)
        assert title in page
        assert numbers(page) == listed

    def test_of_all_that_a_figure_adds_up(self, carla: Visitor, desk: str) -> None:
        page = carla.reads(desk, que="all")
        assert "All vouchers, before and after" in page
        assert sorted(numbers(page)) == [
            "added 05 0003",
            "changed 05 0001",
            "equal 11 0001",
            "removed 05 0002",
        ]
        sales = carla.reads(desk, que="all", sede="0001", mes="2026-11", to="05")
        assert sorted(numbers(sales)) == ["added 05 0003", "changed 05 0001", "removed 05 0002"]
        assert numbers(carla.reads(desk, que="all", cuenta="6011")) == ["equal 11 0001"]

    def test_every_figure_of_the_preview_leads_to_its_vouchers(self, carla: Visitor, desk: str) -> None:
        preview = carla.get(desk.removesuffix("comprobantes/")).content.decode()
        figures = re.findall(r'<td class="amount">(.*?)</td>', preview.split("The biggest changes")[0])
        bare = {figure for figure in figures if figure and not figure.startswith("<a ")}
        assert bare <= {"0", "—"}
        led = re.findall(rf'<a href="{desk}\?([^"]*)">([^<]*)</a>', preview)
        assert len(led) > 15
        for query, figure in led:
            page = carla.get(f"{desk}?{query.replace('&amp;', '&')}")
            listed = numbers(words(page))
            assert listed, (query, figure)
            if "." not in figure and "cuenta" not in query:
                assert len(listed) == int(figure.strip("+−")), (query, figure)

    def test_of_one_batch(self, carla: Visitor, desk: str) -> None:
        page = carla.reads(desk, que="equal", sede="0001", mes="2026-11", to="11")
        assert "T/O 11, November 2026, site 0001" in page
        assert numbers(page) == ["equal 11 0001"]
        assert "There are none." in carla.reads(desk, que="added", sede="0001", mes="2026-11", to="11")

    def test_of_one_account(self, carla: Visitor, desk: str) -> None:
        assert "With account 1212" in carla.reads(desk, cuenta="1212")
        assert len(numbers(carla.reads(desk, cuenta="1212"))) == 3
        assert "There are none." in carla.reads(desk, cuenta="6011")

    def test_by_pages(self, carla: Visitor, desk: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(changes, "PAGE", 2)
        first = carla.get(desk)
        assert "Next page" in words(first)
        assert "Previous page" not in words(first)
        second = carla.reads(desk, pagina="2")
        assert "Previous page" in second
        assert "Next page" not in second
        assert len(numbers(words(first))) + len(numbers(second)) == 3

    @pytest.mark.parametrize("page", ["0", "-1", "x", "99999"])
    def test_a_page_that_is_none_is_no_error(self, carla: Visitor, desk: str, page: str) -> None:
        assert carla.get(desk, {"pagina": page}).status_code == 200

    def test_what_is_not_asked_properly_shows_all(self, carla: Visitor, desk: str) -> None:
        page = carla.reads(desk, que="everything", sede="0001")
        assert "Vouchers that come, go or change" in page


class TestOneVoucher:
    def of(self, carla: Visitor, desk: str, number: str, operation_type: str = "05") -> str:
        listed = carla.get(desk, {"que": "added"}) if number == "0003" else None
        if listed is None:
            uid = Voucher.objects.get(number=number, batch__operation_type__code=operation_type).uid
        else:
            uid = listed.content.decode().split("comprobantes/")[-1].split("/")[0]
        return words(carla.get(f"{desk}{uid}/"))

    def test_that_changes_is_shown_twice_with_what_differs_marked(self, carla: Visitor, desk: str) -> None:
        page = self.of(carla, desk, "0001")
        old, new = page.split("As it would be")
        assert "What differs is marked ≠." in old
        assert "Date ≠ 03/11/2026" in old
        assert "Date ≠ 09/11/2026" in new
        assert "Description ≠ Sale corrected" in new
        assert "≠ 118.00" in old
        assert "1 1212 ≠ 01-F001-77 ≠ 236.00" in new
        assert "Total 118.00 118.00" in old
        assert "Total 236.00 236.00" in new
        assert "4 70111 6 20512333797 100.00" in new  # a line that the old one has not
        assert "CUO 0001-05-110001" in new

    def test_that_is_new_has_one_side(self, carla: Visitor, desk: str) -> None:
        page = self.of(carla, desk, "0003")
        assert "It is not here: it would be added." in page
        assert "marked ≠" not in page
        assert "New sale" in page

    def test_that_goes_has_one_side(self, carla: Visitor, desk: str) -> None:
        page = self.of(carla, desk, "0002")
        assert "It would be removed." in page
        assert "Another sale" in page

    def test_that_stays_is_the_same_twice(self, carla: Visitor, desk: str) -> None:
        page = self.of(carla, desk, "0001", "11")
        assert "≠" not in page
        assert page.count("Goods") == 2

    def test_that_nobody_knows_is_not_found(self, carla: Visitor, desk: str) -> None:
        assert carla.get(f"{desk}unknown/").status_code == 404

    def test_of_a_preview_that_is_gone_is_not_found(self, carla: Visitor, desk: str) -> None:
        assert carla.get("/importar/previa/gone/comprobantes/").status_code == 404
