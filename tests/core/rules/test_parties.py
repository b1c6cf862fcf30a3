"""Tests of the rules on persons and entities."""

import pytest

from consolida.core.findings import Severity
from support.judging import assert_says, judged

VOUCHER = "0001-05-110001"
AGAIN = "Export the file again with the program that made it."
DIGEST = "a" * 64


def party(**fields: str) -> dict[str, list[dict[str, str | int]]]:
    return {"party": [{"type": "6", "number": "20601234565", "name": "Bazar Dora", **fields}]}


def test_an_identity_document_is_of_a_type_that_exists() -> None:
    assert_says(
        judged(extra=party(type="8")),
        "identity_type",
        "The party 20601234565 has the identity document type “8”, which does not exist.",
        "Use a code of SUNAT's table 2: 1 DNI, 4 foreigner's card, 6 RUC, 7 passport, 0 others.",
    )


def test_a_party_has_a_number() -> None:
    assert_says(
        judged(extra=party(type="0", number="")),
        "identity_empty",
        "The party “Bazar Dora” has no identity document number.",
        "Give it the number of its document; without one use type 0 and a number of your own.",
    )


@pytest.mark.parametrize(
    ("kind", "number"), [("1", "1234567"), ("6", "2060123456"), ("A", "123"), ("4", "x y")]
)
def test_a_number_of_another_shape_is_a_warning(kind: str, number: str) -> None:
    assert_says(
        judged(extra=party(type=kind, number=number)),
        "identity_number",
        f"The party “Bazar Dora” has the number “{number}”, which a document of type {kind} cannot have.",
        "Compare it with the document: a DNI has 8 digits, a RUC 11.",
        severity=Severity.WARNING,
    )


def test_a_wrong_check_digit_of_a_ruc_is_a_warning() -> None:
    assert_says(
        judged(extra=party(number="20601234567")),
        "ruc_digit",
        "The RUC 20601234567 of “Bazar Dora” has a wrong check digit.",
        "Compare it with the ficha RUC; the legal books cannot be issued with it.",
        severity=Severity.WARNING,
    )


@pytest.mark.parametrize(("kind", "number"), [("1", "01234567"), ("0", "BANK"), ("7", "AB123456")])
def test_numbers_of_other_documents_have_no_check_digit(kind: str, number: str) -> None:
    assert judged(extra=party(type=kind, number=number)) == []


@pytest.mark.parametrize(("column", "kind", "number"), [("type", "", "20512333797"), ("number", "6", "")])
def test_a_party_is_named_whole_or_not_at_all(column: str, kind: str, number: str) -> None:
    assert_says(
        judged(f"UPDATE line SET party_{column} = '' WHERE debit = 118000"),
        "party_half",
        f"Line 1 of voucher {VOUCHER} names a party by halves: type “{kind}”, number “{number}”.",
        "Write both the identity document type and the number, or neither.",
        voucher=VOUCHER,
        line=1,
    )


def test_an_earlier_version_is_of_a_party_in_the_file() -> None:
    assert_says(
        judged(f"INSERT INTO party_ancestor VALUES ('1', '01234567', '{DIGEST}')"),
        "ancestor_without_party",
        "There is an earlier version of the party 1 01234567, which is not in the file.",
        AGAIN,
    )


def test_an_earlier_version_is_named_by_a_digest() -> None:
    assert_says(
        judged("INSERT INTO party_ancestor VALUES ('6', '20512333797', 'the old one')"),
        "ancestor_digest",
        "An earlier version of the party 6 20512333797 has “the old one” as digest.",
        AGAIN,
    )


def test_a_version_that_was_chosen_again_is_among_its_own_ancestors() -> None:
    own = "SELECT type, number, sha256(json_array(type, number, name, address, active)) FROM party"
    assert judged(f"INSERT INTO party_ancestor {own}") == []
