"""The page of a list that an address asks for: whatever stands there, a page is shown."""

import pytest
from django.test import RequestFactory

from consolida.web.paging import page_of


@pytest.mark.parametrize(("asked", "page"), [("1", 1), ("2", 2), ("007", 7), ("999999", 999_999)])
def test_a_page_is_asked_for_by_its_number(asked: str, page: int) -> None:
    assert page_of(RequestFactory().get("/", {"pagina": asked})) == page


@pytest.mark.parametrize(
    "asked", ["", "0", "-1", "x", "1.5", " 2", "²", "1000000", "9" * 40, "9" * 5000, "1\x00"]
)
def test_what_is_no_page_is_the_first(asked: str) -> None:
    assert page_of(RequestFactory().get("/", {"pagina": asked})) == 1


def test_where_none_is_asked_for_it_is_the_first() -> None:
    assert page_of(RequestFactory().get("/")) == 1
