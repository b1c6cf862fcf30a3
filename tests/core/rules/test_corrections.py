"""Tests of the rules on later corrections (PLE states)."""

import pytest

from consolida.core.wording import month_in_words
from support.judging import assert_says, judged

VOUCHER = "0001-05-110001"
EARLIER = "ple_state = 8, ple_period = '2026-09', ple_cuo = '0001-05-090007'"


def change(columns: str) -> str:
    return f"UPDATE voucher SET {columns} WHERE number = '0001'"


def test_a_state_exists() -> None:
    assert_says(
        judged(change("ple_state = 2")),
        "ple_state",
        f"Voucher {VOUCHER} has the PLE state 2, which does not exist.",
        "Use 1 for the month itself, 8 for an omission and 9 for a correction of an earlier month.",
        voucher=VOUCHER,
    )


def test_a_voucher_of_the_month_itself_refers_to_no_other() -> None:
    assert_says(
        judged(change("ple_cuo = '0001-05-090007'")),
        "ple_reference",
        f"Voucher {VOUCHER} has the PLE state 1 and still names an earlier month “” or CUO “0001-05-090007”.",
        "Choose state 8 or 9, or take the reference out.",
        voucher=VOUCHER,
    )


@pytest.mark.parametrize("period", ["", "2026-11", "2026-12", "2026-13", "1026-05"])
def test_a_correction_names_an_earlier_month(period: str) -> None:
    assert_says(
        judged(change(f"{EARLIER}, ple_period = '{period}'".replace("ple_period = '2026-09', ", ""))),
        "ple_earlier_month",
        f"Voucher {VOUCHER} has the PLE state 8 and names the month “{month_in_words(period)}”, which is not "
        "one before November 2026.",
        "Name the earlier month that is corrected, or choose state 1.",
        voucher=VOUCHER,
    )


@pytest.mark.parametrize("cuo", ["", "a|b", "a/b", "a\\b"])
def test_a_correction_names_the_cuo_it_corrects(cuo: str) -> None:
    assert_says(
        judged(change(f"ple_state = 9, ple_period = '2026-09', ple_cuo = '{cuo}'")),
        "ple_cuo",
        f"Voucher {VOUCHER} has the PLE state 9 and names the CUO “{cuo}”, which cannot be one.",
        "Name the CUO it has, or would have had, in the earlier month; never with | / or \\.",
        voucher=VOUCHER,
    )


@pytest.mark.parametrize("state", [8, 9])
def test_a_whole_correction_is_legal(state: int) -> None:
    assert judged(change(EARLIER.replace("8", str(state), 1))) == []
