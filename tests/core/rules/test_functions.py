"""Tests of the pure functions that the queries use."""

import pytest

from consolida.core.rules.functions import flawed_column, shown_date


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-12-03", "03/12/2026"),
        ("2026-12", "2026-12"),
        ("", ""),
        ("yesterday", "yesterday"),
        ("2026-012-3456", "2026-012-3456"),
    ],
)
def test_a_date_is_shown_as_people_write_it(text: str, shown: str) -> None:
    assert shown_date(text) == shown


def test_the_first_column_with_a_flaw_is_named() -> None:
    assert flawed_column("operation_type", 8, b'["05","Sales ","14 "]') == "name"
    assert flawed_column("operation_type", 8, b'["05","Sales","14"]') is None
