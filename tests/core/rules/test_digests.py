"""Tests of the rules on digests and the signature."""

from consolida.core.portable.format import FileKind
from support.files import OTHER_KEY
from support.judging import assert_says, judged

CHANGED = "It was changed after the file was made: have the file exported and sent again."
VOUCHER = "0001-05-110001"


def test_a_voucher_agrees_with_its_digest() -> None:
    findings = judged(after=["UPDATE voucher SET description = 'Another sale' WHERE number = '0001'"])
    assert_says(
        findings,
        "voucher_digest",
        f"Voucher {VOUCHER} does not agree with its own digest.",
        CHANGED,
        voucher=VOUCHER,
    )


def test_a_line_is_part_of_what_its_voucher_is_digested_from() -> None:
    (finding,) = judged(after=["UPDATE line SET description = 'Rice' WHERE debit = 118000"])
    assert (finding.rule, finding.voucher) == ("voucher_digest", VOUCHER)


def test_a_voucher_without_lines_agrees_with_its_digest() -> None:
    assert judged(text="05 0007 2026-11-03 Annulled annulled") == []


def test_the_vouchers_of_a_batch_agree_with_its_digest() -> None:
    assert_says(
        judged(after=[f"UPDATE batch SET digest = '{'0' * 64}'"]),
        "batch_digest",
        "The vouchers of T/O 05, November 2026, site 0001 do not agree with their digest.",
        CHANGED,
    )


def test_an_empty_batch_has_the_digest_of_nothing() -> None:
    findings = judged(
        "DELETE FROM line", "DELETE FROM voucher", after=[f"UPDATE batch SET digest = '{'0' * 64}'"]
    )
    assert [finding.rule for finding in findings] == ["batch_digest"]


def test_a_party_agrees_with_its_digest() -> None:
    assert_says(
        judged(after=["UPDATE party SET name = 'Mallory' WHERE number = '20512333797'"]),
        "party_digest",
        "The party 6 20512333797 “Mallory” does not agree with its own digest.",
        CHANGED,
    )


def test_a_master_agrees_with_its_fingerprint() -> None:
    rows = {"account": [{"code": "10", "name": "Cash"}]}
    assert judged(text="", extra=rows, kind=FileKind.MASTERS) == []
    assert_says(
        judged(text="", extra=rows, kind=FileKind.MASTERS, after=["UPDATE account SET name = 'Money'"]),
        "master_digest",
        "The master “account” does not agree with its fingerprint.",
        CHANGED,
    )


def test_a_fingerprint_counts_the_rows() -> None:
    (finding,) = judged(
        text="", kind=FileKind.MASTERS, after=["UPDATE master SET entries = 9 WHERE name = 'cost_center'"]
    )
    assert (finding.rule, finding.fields["name"]) == ("master_digest", "cost_center")


def test_a_file_of_vouchers_brings_a_part_of_the_masters() -> None:
    assert judged(f"INSERT INTO master VALUES ('account', 1700, '{'b' * 64}')") == []


def test_the_content_agrees_with_the_manifest() -> None:
    findings = judged(forged=["UPDATE account SET name = 'Money' WHERE code = '1212'"])
    assert_says(
        findings,
        "content_digest",
        "The file's content does not agree with the digest in its manifest.",
        CHANGED,
    )


def test_states_authors_and_times_agree_with_the_manifest() -> None:
    for change in ("UPDATE batch SET state = 'closed'", "UPDATE voucher SET created_by = 'mallory'"):
        assert_says(
            judged(forged=[change]),
            "annotation_digest",
            "The states, authors or times in the file do not agree with the digest in its manifest.",
            CHANGED,
        )


def test_the_manifest_is_signed() -> None:
    assert_says(
        judged(forged=["UPDATE manifest SET author = 'mallory'"]),
        "signature",
        "The file's signature is not right: it was not sealed by the installation it names.",
        "Do not use it; call the site and have the file exported and sent again.",
    )


def test_the_signature_of_another_key_is_not_right() -> None:
    (finding,) = judged(forged=[f"UPDATE manifest SET public_key = '{OTHER_KEY.public}'"])
    assert finding.rule == "signature"


def test_what_is_no_signature_at_all_is_not_right() -> None:
    (finding,) = judged(forged=["UPDATE manifest SET signature = 'none'"])
    assert finding.rule == "signature"
