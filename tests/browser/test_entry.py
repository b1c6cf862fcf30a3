"""A voucher typed by keyboard alone, as an assistant does all day."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from consolida.ledger.models import Voucher
from consolida.masters.models import Account, CostCenter, ExchangeRate
from support.browser import Served, add_accountant, log_in, picture, requests_elsewhere, serving, violations
from support.companies import BOB
from support.places import SALE, Clock, Place

expect.set_options(timeout=20_000)
NEW = "comprobantes/nuevo/?mes=2026-11"
LINES = ("6361", "40111", "4212", "9511", "791")  # of the purchase, the destino lines last


@pytest.fixture
def lima(tmp_path: Path) -> Place:
    place = Place(tmp_path / "lima", here=["0001"], elsewhere=["0000"], clock=Clock(), chart="pcge")
    with place.open() as company:
        add_accountant(company)
        Account.objects.create(company=company, code="9511", name="Gastos de ventas")
        CostCenter.objects.create(
            company=company, code="VTA", name="Ventas", charge_account="9511", credit_account="791"
        )
        ExchangeRate.objects.create(
            company=company, currency="USD", date="2026-11-02", buy=3_745_000, sell=3_752_000
        )
    return place


@pytest.fixture
def served(lima: Place) -> Iterator[Served]:
    with serving(lima.home) as served:
        yield served


@pytest.fixture
def desk(page: Page, served: Served) -> Page:
    """The empty form, with the cursor where one begins."""
    page.goto(f"{served.url}/entrar/")
    page.click("[name=language]")
    log_in(page, served)
    page.goto(f"{served.url}/{NEW}")
    expect(page.locator("form.scripted")).to_be_visible()
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def pick(page: Page, text: str, name: str) -> None:
    """Type into a cell that offers masters, and take the first that is offered."""
    page.keyboard.type(text)
    expect(page.locator("#offers li").first).to_contain_text(name)
    press(page, "Enter")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.id"))


def cells(page: Page, name: str) -> list[str]:
    # In one look: lines are put in anew whenever the server proposes others.
    found: list[str] = page.locator(f"tbody.line [name={name}]").evaluate_all(
        "all => all.map((one) => one.value)"
    )
    return found


def accounts_become(page: Page, *codes: str) -> None:
    """Wait until the lines are of these accounts, in this order."""
    page.wait_for_function(
        "codes => [...document.querySelectorAll('tbody.line [name=account]')]"
        ".map((one) => one.value).join() === codes",
        arg=",".join(codes),
    )


def type_purchase(page: Page) -> None:
    """The electricity bill: T/O 11, the expense to a cost centre, the tax, the supplier with its document."""
    page.keyboard.type("11")
    press(page, "Enter", "Enter")  # the number stays the system's
    press(page, "Control+a")
    page.keyboard.type("5")
    press(page, "Enter", "Enter")
    page.keyboard.type("Luz de noviembre")
    press(page, "Enter")
    pick(page, "energia electr", "6361")
    press(page, "Enter")
    pick(page, "vta", "Ventas")
    press(page, *["Enter"] * 4)
    page.keyboard.type("100")
    press(page, *["Enter"] * 3)  # to the next line
    pick(page, "40111", "IGV")
    press(page, *["Enter"] * 6)
    page.keyboard.type("18")
    press(page, *["Enter"] * 3)
    pick(page, "4212", "Emitidas")
    pick(page, "bob", BOB)
    press(page, "Enter")
    page.keyboard.type("01")
    press(page, "Enter")
    page.keyboard.type("F001")
    press(page, "Enter")
    page.keyboard.type("123")
    press(page, "Enter")
    page.keyboard.type("5")
    press(page, "Enter", "Enter")


def test_a_purchase_is_typed_without_a_mouse(desk: Page, served: Served, lima: Place) -> None:
    elsewhere = requests_elsewhere(desk, served)
    assert focused(desk) == "operation_type"
    type_purchase(desk)
    assert focused(desk) == "credit"
    expect(desk.locator("#total-difference")).to_have_text("118.00")
    desk.keyboard.type("118")
    expect(desk.locator("#total-difference")).to_have_text("balances")
    accounts_become(desk, *LINES)
    expect(desk.locator("#total-debit")).to_have_text("218.00")
    assert violations(desk) == []
    picture(desk, "entry")
    press(desk, "Control+Enter")
    expect(desk.get_by_role("status").first).to_contain_text("0001-11-110001 was recorded.")
    assert focused(desk) == "operation_type"
    assert desk.locator("#h-type").input_value() == "11"
    assert elsewhere == []
    with lima.open():
        (voucher,) = Voucher.objects.all()
        assert (voucher.date, voucher.description) == ("2026-11-05", "Luz de noviembre")
        assert [(line.account, line.debit, line.credit, line.automatic) for line in voucher.lines] == [
            ("6361", 10000, 0, 0),
            ("40111", 1800, 0, 0),
            ("4212", 0, 11800, 0),
            ("9511", 10000, 0, 1),
            ("791", 0, 10000, 1),
        ]
        supplier = voucher.lines[2]
        assert (supplier.party_number, supplier.document_series, supplier.document_number) == (
            BOB,
            "F001",
            "123",
        )


def test_who_pauses_types_on_below_and_not_into_the_destino_lines(desk: Page) -> None:
    desk.locator("[name=account]").first.focus()
    pick(desk, "6361", "6361")
    press(desk, "Enter")
    pick(desk, "vta", "Ventas")
    press(desk, *["Enter"] * 4)
    desk.keyboard.type("100")
    expect(desk.locator("tbody.automatic")).to_have_count(2)
    press(desk, *["Enter"] * 3)
    desk.keyboard.type("40111")
    press(desk, "Tab")
    expect(desk.locator("tbody.automatic")).to_have_count(2)
    assert cells(desk, "account") == ["6361", "40111", "9511", "791"]


def after_a_while(route: Route) -> None:
    """Let a request through as a slow line does."""
    time.sleep(0.3)
    route.continue_()


@pytest.mark.parametrize(("first", "rest", "code"), [("4", "212", "4212"), ("40", "111", "40111")])
def test_a_slow_server_changes_no_account_that_was_typed_on(
    desk: Page, first: str, rest: str, code: str
) -> None:
    desk.locator("[name=account]").first.focus()
    desk.keyboard.type(first)
    expect(desk.locator("#offers li").first).to_be_visible()
    desk.route("**/ofrecer/**", after_a_while)
    desk.keyboard.type(rest)
    press(desk, "Enter")
    expect(desk.locator(".name").first).not_to_be_empty()
    assert cells(desk, "account")[0] == code


def test_words_that_were_left_before_the_answer_become_what_they_mean(desk: Page) -> None:
    desk.locator("[name=account]").first.focus()
    desk.keyboard.type("energia electr")
    press(desk, "Enter")
    expect(desk.locator("[name=account]").first).to_have_value("6361")


def test_what_is_refused_stays_on_the_screen_with_the_reason_at_its_line(desk: Page, lima: Place) -> None:
    type_purchase(desk)
    desk.keyboard.type("12,34")
    press(desk, "Alt+g")
    expect(desk.locator("tr.remarks")).to_contain_text("“12,34” is not an amount.")
    expect(desk.get_by_role("alert")).to_contain_text("Nothing was saved")
    assert desk.evaluate("document.activeElement.value") == "4212"
    assert cells(desk, "account")[:3] == ["6361", "40111", "4212"]
    assert violations(desk) == []
    picture(desk, "entry-refused")
    with lima.open():
        assert not Voucher.objects.exists()


def test_who_saves_at_once_saves_with_destino_lines_too(desk: Page, lima: Place) -> None:
    type_purchase(desk)
    desk.keyboard.type("118")
    accounts_become(desk, *LINES)  # until they stand below, the third line is one of them
    desk.locator("[name=credit]").nth(2).fill("1018")
    desk.locator("[name=debit]").first.fill("1000")
    press(desk, "Control+Enter")
    expect(desk.get_by_role("status").first).to_contain_text("was recorded.")
    with lima.open():
        assert [line.debit for line in Voucher.objects.get().lines] == [100000, 1800, 0, 100000, 0]


def test_who_saves_while_the_destino_lines_are_on_their_way_saves_them_too(desk: Page, lima: Place) -> None:
    type_purchase(desk)
    desk.keyboard.type("118")
    accounts_become(desk, *LINES)
    held: list[Route] = []

    def answer_all_but_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    desk.route("**/ofrecer/destino/", answer_all_but_the_first)
    desk.locator("[name=credit]").nth(2).fill("1018")
    with desk.expect_request("**/ofrecer/destino/"):
        desk.locator("[name=debit]").first.fill("1000")
    press(desk, "Control+Enter")
    expect(desk.get_by_role("status").first).to_contain_text("was recorded.")
    assert held
    with lima.open():
        assert [line.debit for line in Voucher.objects.get().lines] == [100000, 1800, 0, 100000, 0]


def test_an_amount_that_is_changed_later_takes_its_destino_lines_along(
    desk: Page, served: Served, lima: Place
) -> None:
    type_purchase(desk)
    desk.keyboard.type("118")
    press(desk, "Control+Enter")
    expect(desk.get_by_role("status").first).to_contain_text("was recorded.")
    with lima.open():
        uid = Voucher.objects.get().uid
    desk.goto(f"{served.url}/comprobantes/{uid}/")
    press(desk, "c")
    expect(desk.locator("#with-destino")).to_be_checked()
    desk.locator("[name=debit]").first.fill("200")
    desk.locator("[name=credit]").nth(2).fill("218")
    press(desk, "Control+Enter")
    expect(desk.locator("h1")).to_contain_text("Voucher 0001")
    with lima.open():
        assert [line.debit for line in Voucher.objects.get().lines] == [20000, 1800, 0, 20000, 0]


def test_a_code_that_is_none_is_said_at_once(desk: Page) -> None:
    desk.locator("[name=account]").first.focus()
    desk.keyboard.type("9999x")
    press(desk, "Enter")
    expect(desk.locator(".name").first).to_have_text("not found")
    desk.locator("[name=account]").first.focus()
    press(desk, "Control+a")
    pick(desk, "6361", "6361")
    expect(desk.locator(".name").first).to_contain_text("Energía")


def test_who_is_refused_for_the_whole_goes_on_at_the_last_amount(desk: Page) -> None:
    type_purchase(desk)
    desk.keyboard.type("117")
    press(desk, "Control+Enter")
    expect(desk.get_by_role("alert")).to_contain_text("does not balance")
    assert focused(desk) == "credit"
    assert desk.evaluate("document.activeElement.value") == "117"
    press(desk, "Control+a")
    desk.keyboard.type("118")
    press(desk, "Control+Enter")
    expect(desk.get_by_role("status").first).to_contain_text("was recorded.")


def test_lines_are_inserted_copied_and_deleted_by_their_keys(desk: Page) -> None:
    press(desk, "Enter", "Enter", "Enter", "Enter", "Enter")
    pick(desk, "1212", "Emitidas")
    press(desk, *["Enter"] * 6)
    desk.keyboard.type("7.00")
    press(desk, "ArrowDown")
    assert focused(desk) == "debit"
    press(desk, "Alt+c")
    assert cells(desk, "account") == ["1212", "1212"]
    assert cells(desk, "debit") == ["7.00", "7.00"]
    expect(desk.locator("#total-debit")).to_have_text("14.00")
    press(desk, "Alt+i")
    assert cells(desk, "account") == ["1212", "", "1212"]
    press(desk, "Alt+b")
    assert cells(desk, "account") == ["1212", "1212"]
    press(desk, "ArrowUp", "Alt+b", "Alt+b")
    assert cells(desk, "account") == [""]
    expect(desk.locator("#total-debit")).to_have_text("0.00")


def test_a_destino_line_that_is_deleted_does_not_come_back_until_it_is_asked_for(desk: Page) -> None:
    press(desk, "Enter", "Enter", "Enter", "Enter", "Enter")
    pick(desk, "6361", "Energía")
    press(desk, "Enter")
    pick(desk, "vta", "Ventas")
    press(desk, *["Enter"] * 4)
    desk.keyboard.type("50")
    expect(desk.locator("tbody.automatic")).to_have_count(2)
    press(desk, "ArrowDown", "Alt+b", "Alt+b")
    expect(desk.locator("tbody.automatic")).to_have_count(0)
    expect(desk.locator("#with-destino")).not_to_be_checked()
    press(desk, "Control+a")
    desk.keyboard.type("60")
    desk.wait_for_timeout(600)
    expect(desk.locator("tbody.automatic")).to_have_count(0)
    press(desk, "Alt+t")
    expect(desk.locator("tbody.automatic")).to_have_count(2)
    assert cells(desk, "debit") == ["60", "60.00", ""]


def test_the_rate_is_proposed_and_soles_are_shown_but_never_filled_in(desk: Page, lima: Place) -> None:
    press(desk, "Enter", "Enter", "Enter")
    desk.keyboard.type("USD")
    expect(desk.locator("#h-rate")).to_have_value("3.752")
    press(desk, "Enter", "Enter", "Enter")
    pick(desk, "1212", "Emitidas")
    press(desk, *["Enter"] * 6)
    assert focused(desk) == "original_debit"
    desk.keyboard.type("100")
    expect(desk.locator("[name=debit]")).to_have_attribute("placeholder", "375.20")
    assert cells(desk, "debit") == [""]
    expect(desk.locator("#total-difference")).to_have_text("375.20")
    press(desk, "Alt+m")
    assert focused(desk) == "due_date"
    assert violations(desk) == []
    picture(desk, "entry-dollars")


def test_the_keys_are_listed_under_the_question_mark(page: Page, served: Served, lima: Place) -> None:
    lima.type(SALE)
    page.goto(f"{served.url}/entrar/")
    page.click("[name=language]")
    log_in(page, served)
    page.goto(f"{served.url}/comprobantes/?mes=2026-11")
    press(page, "?")
    expect(page.get_by_role("dialog")).to_contain_text("copy the line above")
    assert violations(page) == []
    press(page, "Escape", "/")
    assert focused(page) == "texto"
    page.locator("h1").click()
    press(page, "n")
    page.wait_for_url("**/comprobantes/nuevo/")


def test_a_voucher_is_copied_reversed_and_annulled_by_keys(desk: Page, served: Served, lima: Place) -> None:
    (sold,) = lima.type(SALE)
    page = f"{served.url}/comprobantes/{sold.uid}/?mes=2026-11"
    desk.goto(page)
    press(desk, "d")
    desk.wait_for_url("**/comprobantes/nuevo/**")
    assert cells(desk, "account")[:3] == ["1212", "40111", "70111"]
    press(desk, "Control+Enter")
    expect(desk.get_by_role("status").first).to_contain_text("0001-05-110002 was recorded.")
    desk.goto(page)
    press(desk, "x")
    assert focused(desk) == "day"
    desk.keyboard.type("30")  # in place of what is proposed
    press(desk, "Enter")
    expect(desk.locator("h1")).to_contain_text("0003")
    desk.goto(page)
    press(desk, "a")
    assert focused(desk) == "reason"
    desk.keyboard.type("typed twice; can x be a key here?")
    press(desk, "Enter")
    expect(desk.locator("h1")).to_contain_text("annulled")
    with lima.open():
        assert list(Voucher.objects.order_by("number").values_list("annulled", flat=True)) == [1, 0, 0]
        assert Voucher.objects.get(number="0003").date == "2026-11-30"


def test_who_presses_twice_reverses_once(desk: Page, served: Served, lima: Place) -> None:
    (sold,) = lima.type(SALE)
    desk.goto(f"{served.url}/comprobantes/{sold.uid}/?mes=2026-11")
    desk.fill("#day", "30/11/2026")
    desk.get_by_role("button", name="Reverse").dblclick()
    expect(desk.locator("h1")).to_contain_text("0002")
    expect(desk.locator("main")).to_contain_text(f"Extorno {sold.cuo}")
    with lima.open():
        assert sorted(Voucher.objects.values_list("number", flat=True)) == ["0001", "0002"]


def test_what_was_sent_once_can_be_sent_again_from_the_page_that_comes_back(
    desk: Page, served: Served, lima: Place
) -> None:
    (sold,) = lima.type(SALE)
    desk.goto(f"{served.url}/comprobantes/{sold.uid}/?mes=2026-11")
    desk.fill("#day", "31/11/2026")
    desk.get_by_role("button", name="Reverse").click()
    expect(desk.locator("main")).to_contain_text("31/11/2026")
    desk.fill("#day", "30/11/2026")
    desk.get_by_role("button", name="Reverse").click()
    expect(desk.locator("h1")).to_contain_text("0002")
