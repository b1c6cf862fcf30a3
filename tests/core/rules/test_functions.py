"""Tests of the pure functions that the queries use."""

from consolida.core.rules.functions import flawed_column


def test_the_first_column_with_a_flaw_is_named() -> None:
    assert flawed_column("operation_type", 8, b'["05","Sales ","14 "]') == "name"
    assert flawed_column("operation_type", 8, b'["05","Sales","14"]') is None
