"""Tests of the rules on text."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolida.core.portable import format as spec
from consolida.core.rules import functions
from consolida.core.rules.functions import Flaw, flaws_of, register, text_flaws, texts_flaws
from consolida.core.rules.text import TEXTS
from support.files import draft, seal
from support.judging import assert_says, judged

VOUCHER = "0001-05-110001"
FIRST = "WHERE debit = 118000"


ONE = """
05 0001 2026-11-03 Sale to Bob
  1212  debit  10.00 party=6:20512333797
  70111 credit 10.00
"""


def described(expression: str) -> str:
    return f"UPDATE voucher SET description = {expression} WHERE number = '0001'"


@pytest.mark.parametrize("raw", ["ff", "61ff62", "c3", "eda080", "c080", "f4908080"])
def test_text_is_utf8(raw: str) -> None:
    assert_says(
        judged(forged=[described(f"CAST(x'{raw}' AS TEXT)")]),
        "text_encoding",
        "“0001” in table “voucher” has text in “description” that is not UTF-8.",
        "Export the file again with the program that made it; it must write UTF-8.",
        voucher=VOUCHER,
    )


@pytest.mark.parametrize("code", [0, 1, 9, 10, 13, 31, 127, 0x85, 0x9F, 0x200E, 0x2028, 0x202E, 0x2069])
def test_text_has_no_control_characters(code: int) -> None:
    assert_says(
        judged(described(f"'x' || char({code}) || 'y'")),
        "text_control",
        "“0001” in table “voucher” has control characters in “description”.",
        "Type the text anew, without line breaks or tabs, where the file was made.",
        voucher=VOUCHER,
    )


def test_text_is_in_normal_form_c() -> None:
    assert_says(
        judged(f"UPDATE line SET description = 'Cafe' || char(769) {FIRST}"),
        "text_form",
        "“0001 / 1” in table “line” has accents in “description” that are not in the usual form (NFC).",
        "Export the file again with the program that made it, or type the text anew.",
        voucher=VOUCHER,
        line=1,
    )


@pytest.mark.parametrize("text", [" Rice", "Rice ", " ", "\u00a0Rice", "Rice\u3000"])
def test_text_has_no_blanks_around_it(text: str) -> None:
    assert_says(
        judged(f"UPDATE account SET name = '{text}' WHERE code = '1212'"),
        "text_blanks",
        "“1212” in table “account” begins or ends with a blank in “name”.",
        "Take the blanks off where the file was made and export again.",
    )


@pytest.mark.parametrize(
    "text",
    ["Señor Núñez, N° 7", 'He said "no"', "back\\slash", "日本 🍚", "a  b", "can\u00a0be inside", "Ḁ"],
)
def test_other_text_is_as_good_as_any(text: str) -> None:
    assert judged(described(f"'{text}'"), f"UPDATE party SET name = '{text}'") == []


@pytest.mark.parametrize(
    ("table", "column"),
    [(table, column.name) for table in spec.statements() for column in spec.columns(table) if column.is_text],
)
def test_every_text_of_every_table_is_judged(table: str, column: str) -> None:
    key = ", ".join(spec.primary_key(table))
    spoil = f"UPDATE {table} SET {column} = substr({column}, 2) || CAST(x'ff' AS TEXT)"
    one = f"{spoil} WHERE ({key}) = (SELECT {key} FROM {table} LIMIT 1)"
    whole = [spoil, spoil.replace("UPDATE line", "UPDATE voucher")]
    findings = judged(
        text=ONE,
        extra={
            "cost_center": [{"code": "SHOP", "name": "Shop"}],
            "cost_center_share": [
                {"cost_center": "SHOP", "charge_account": code, "credit_account": "79", "share": 5_000}
                for code in ("94", "95")
            ],
            "exchange_rate": [{"date": "2026-11-30"}],
            "party_ancestor": [{"type": "6", "number": "20512333797", "digest": "a" * 64}],
        },
        forged=whole if (table, column) == ("line", "uid") else [one],
    )
    said = {finding.rule for finding in findings}
    if (table, column) == ("voucher", "uid"):
        assert "line_without_voucher" in said
    else:
        assert "text_encoding" in said
    assert all(finding.sentence() for finding in findings)


def test_several_flaws_of_a_text_are_each_named() -> None:
    findings = judged(
        forged=[described("' ' || char(9) || 'e' || char(769) || CAST(x'ff' AS TEXT)")],
    )
    assert {finding.rule for finding in findings} == {
        "text_encoding",
        "text_control",
        "text_form",
        "text_blanks",
    }


def test_a_flaw_is_found_in_a_nested_array() -> None:
    assert text_flaws(b'[[1,"a"],["b ",2]]') == Flaw.BLANKS
    assert text_flaws(b'[[1,"a"],["b",2]]') == 0


def test_text_that_cannot_be_read_is_shown_with_question_marks() -> None:
    findings = judged(
        forged=["UPDATE voucher SET number = CAST(x'30303031ff' AS TEXT) WHERE number = '0001'"]
    )
    assert [finding.voucher for finding in findings] == [f"{VOUCHER}?"]


# Letters of every kind that the quick look tells apart, and what joins with them.
LETTERS = st.sampled_from('aeñÁ°–"\\ \t\x7f\u00a0\u00ad\u0301\u0327ạ日ẛᅡ각\u2028')


@given(texts=st.lists(st.text(LETTERS, max_size=6), min_size=1, max_size=4))
def test_the_quick_look_at_many_texts_finds_what_a_look_at_each_finds(texts: list[str]) -> None:
    flaws = Flaw(0)
    for text in texts:
        flaws |= flaws_of(text)
    assert text_flaws(json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()) == flaws


def test_bytes_that_make_no_letter_are_not_joined_over_a_plain_one() -> None:
    assert text_flaws(b'["\xc3A\xb1"]') == Flaw.ENCODING


def test_letters_taken_for_good_at_a_glance_join_with_none_before_them() -> None:
    before = [*map(chr, range(0x20, 0x7F)), *functions._LATIN]
    for letter in functions._LATIN:
        assert letter.isprintable()
        assert not letter.isspace()
        assert unicodedata.is_normalized("NFC", letter)
        assert unicodedata.combining(letter) == 0
    pairs = "".join(one + letter for letter in functions._LATIN for one in before)
    assert unicodedata.normalize("NFC", pairs) == pairs


@given(texts=st.lists(st.text(LETTERS, max_size=6), min_size=1, max_size=4))
def test_texts_looked_at_together_have_the_flaws_that_each_has(texts: list[str]) -> None:
    raws = [json.dumps([text], ensure_ascii=False, separators=(",", ":")).encode() for text in texts]
    flaws = Flaw(0)
    for text in texts:
        flaws |= flaws_of(text)
    assert texts_flaws(raws) == flaws


def test_halves_of_a_letter_in_two_texts_make_no_letter() -> None:
    assert texts_flaws([b'["\xc3"]', b'["\xb1"]']) == Flaw.ENCODING


class TestManyVouchers:
    """Their texts are looked at several vouchers at a time; the last may be fewer."""

    @pytest.fixture
    def month(self) -> str:
        rows = ("  1212  debit 1.00", "  70111 credit 1.00")
        return "\n".join(line for n in range(1, 71) for line in (f"05 {n:04d} 2026-11-03 Sale to Bob", *rows))

    @pytest.mark.parametrize("number", [1, 32, 33, 64, 65, 70])
    def test_a_flaw_is_found_wherever_it_stands(self, month: str, number: int) -> None:
        findings = judged(
            text=month,
            forged=[f"UPDATE voucher SET description = 'Sale ' WHERE number = '{number:04d}'"],
        )
        assert [(finding.rule, finding.voucher) for finding in findings] == [
            ("text_blanks", f"0001-05-11{number:04d}")
        ]

    @pytest.mark.parametrize("number", [1, 32, 33, 70])
    @pytest.mark.parametrize(
        ("column", "rule"),
        [("digest = printf('%064d', 0)", "voucher_digest"), ("changed_by = 'eve'", "annotation_digest")],
    )
    def test_a_change_is_found_wherever_it_stands(
        self, month: str, number: int, column: str, rule: str
    ) -> None:
        findings = judged(text=month, forged=[f"UPDATE voucher SET {column} WHERE number = '{number:04d}'"])
        assert rule in {finding.rule for finding in findings}

    def test_a_digest_that_is_no_text_is_a_flaw_of_its_own(self, month: str) -> None:
        findings = judged(
            text=month, forged=["UPDATE voucher SET digest = CAST(x'ff' AS TEXT) WHERE number = '0040'"]
        )
        assert [(finding.rule, finding.fields["field"]) for finding in findings] == [
            ("text_encoding", "digest")
        ]

    def test_what_is_computed_by_the_way_is_what_is_stated(self, month: str) -> None:
        connection = draft(text=month)
        seal(connection)
        register(connection)
        seen = TEXTS.look(connection, [str(int(flaw)) for flaw in Flaw], {})
        assert seen.holding == frozenset()
        stated = connection.execute(
            "SELECT site, period, operation_type, digest, vouchers FROM batch"
        ).fetchall()
        assert json.loads(seen.computed["digests"]) == [list(row) for row in stated]
        manifest = connection.execute("SELECT annotation_digest FROM manifest").get
        assert seen.computed["annotations"] == manifest
