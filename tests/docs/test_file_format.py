"""The description of the file is true: a stranger reads and writes files from it, without our code."""

import ast
import hashlib
import re
import shutil
from pathlib import Path

import apsw
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consolida.core import rules
from consolida.core.period import Period
from consolida.core.portable import format as spec
from consolida.core.portable.package import SUMMARY_NAME
from consolida.core.portable.verify import verify
from consolida.core.uids import derived_uid
from scripts import file_format
from support import files, hostile, stranger

DOCUMENT = file_format.DOCUMENT.read_text("utf-8")
FIXTURES = Path(__file__).parents[1] / "fixtures"


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _columns(table: str) -> list[tuple[str, bool, int]]:
    part = DOCUMENT.split(f"\n### {table}\n")[1].split("\n### ")[0].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (text|integer) \| *(\d*) *\|", part, re.MULTILINE)
    return [(name, kind == "text", int(limit or 0)) for name, kind, limit in rows]


def test_what_the_document_says_by_rote_is_true() -> None:
    assert file_format.text() == DOCUMENT, "run “make reference”"


@pytest.mark.parametrize("table", spec.statements())
def test_every_column_is_described_with_its_type_and_limit(table: str) -> None:
    assert _columns(table) == [(column.name, column.is_text, column.limit) for column in spec.columns(table)]


def test_every_rule_that_needs_nothing_else_is_listed() -> None:
    listed = re.findall(
        r"^\| `(\w+)` \| (?:error|warning|note) \|", stranger.sections(DOCUMENT)["rules"], re.MULTILINE
    )
    assert listed == [rule.name for rule in rules.all_rules() if not rule.needs_masters]


def test_the_header_is_as_described() -> None:
    assert f"`{spec.APPLICATION_ID:08X}`" == "`434F4E53`"
    assert "`43 4F 4E 53`" in DOCUMENT
    assert f"`00 00 00 {spec.LOWEST:02d}` or `00 00 00 {spec.NEWEST:02d}`" in DOCUMENT
    assert f"writers use {spec.PAGE_SIZE}" in DOCUMENT
    assert SUMMARY_NAME in DOCUMENT


def test_the_names_are_as_described() -> None:
    names = [
        spec.file_name(
            ruc="20131312955", period="2026-11", operation_type="05", site="0001", export_number=7
        ),
        spec.file_name(ruc="20131312955", period="2026-11", operation_type="", site="0001", export_number=7),
        spec.file_name(ruc="20131312955", period="", operation_type="", site="0000", export_number=3),
    ]
    assert [name for name in names if f"`{name}`" not in DOCUMENT] == []


def test_the_uid_of_another_programs_voucher_is_derived_as_described() -> None:
    digested = hashlib.sha256(b"20131312955|0001|2026-11|05|C-17").digest()
    raw = bytearray((1_793_491_200_000).to_bytes(6) + digested[:10])
    raw[6] = raw[6] & 0x0F | 0x80
    raw[8] = raw[8] & 0x3F | 0x80
    uid = derived_uid(
        ruc="20131312955", site="0001", period=Period("2026-11"), operation_type="05", source="C-17"
    )
    assert uid.replace("-", "") == raw.hex()


class TestWorkedExample:
    """Recomputed from the text alone."""

    said = stranger.sections(DOCUMENT)

    def test_the_digests_are_of_the_texts(self) -> None:
        assert self.said["voucher-digest"] == _sha(self.said["voucher-text"])
        assert self.said["batch-digest"] == _sha(self.said["batch-text"] + "\n")
        assert self.said["party-digest"] == _sha(self.said["party-text"])
        assert self.said["content-digest"] == _sha(self.said["content-text"] + "\n")
        assert self.said["content-digest-2"] == _sha(self.said["content-text-2"] + "\n")
        assert self.said["annotation-digest"] == _sha(self.said["annotation-text"] + "\n")

    def test_the_digests_form_a_tree(self) -> None:
        assert self.said["batch-text"].endswith(f":{self.said['voucher-digest']}")
        assert self.said["batch-digest"] in self.said["content-text"]
        assert self.said["party-digest"] in self.said["content-text"]
        assert self.said["content-digest"] in self.said["signed-text"]
        assert self.said["annotation-digest"] in self.said["signed-text"]

    def test_the_texts_are_canonical_json(self) -> None:
        for name in ("voucher-text", "party-text", "signed-text"):
            assert stranger.canonical(ast.literal_eval(self.said[name])) == self.said[name]

    def test_the_signature_is_of_the_manifest(self) -> None:
        values = dict(re.findall(r"^\| (.+?) \| `(.+?)` \|$", self.said["signature"], re.MULTILINE))
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(values["private key (seed)"]))
        assert key.public_key().public_bytes_raw().hex() == values["public key"]
        assert key.sign(self.said["signed-text"].encode()).hex() == values["signature"]
        assert values["verification code"].replace(" ", "").lower() == self.said["content-digest"][:12]

    def test_the_schema_makes_an_empty_file(self) -> None:
        connection = apsw.Connection(":memory:")
        for version, section in ((1, "schema"), (2, "schema-2")):
            connection.execute(self.said[section])
            made = connection.execute("SELECT name, sql FROM sqlite_schema").fetchall()
            assert [name for name, _ in made] == list(spec.statements(version))
            assert all(spec.same_statement(str(sql), str(name)) for name, sql in made)


class TestStrangersReader:
    @pytest.mark.parametrize(
        "name", ["format-1.db", "format-1-masters.db", "format-2.db", "format-2-masters.db"]
    )
    def test_it_verifies_our_fixtures(self, name: str) -> None:
        assert stranger.problems(FIXTURES / name) == []

    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            ("UPDATE voucher SET description = 'x' WHERE number = '0002'", "voucher"),
            ("UPDATE line SET debit = debit + 1 WHERE line = 1", "voucher"),
            ("UPDATE batch SET credit = 0 WHERE operation_type = '05'", "batch"),
            ("UPDATE batch SET state = 'open'", "annotations"),
            ("UPDATE voucher SET created_by = 'mallory'", "annotations"),
            ("UPDATE party SET name = 'x'", "party"),
            ("UPDATE account SET name = 'x'", "content"),
            ("DELETE FROM party_ancestor", "content"),
            ("UPDATE manifest SET export_number = 8", "signature"),
            ("PRAGMA user_version = 3", "header"),
            ("UPDATE cost_center_share SET share = 5000", "content"),
            ("UPDATE cost_center_share SET share = 5000 WHERE charge_account = '94'", "shares"),
            ("DELETE FROM cost_center_share", "content"),
            ("DELETE FROM master WHERE name = 'cost_center_share'", "masters"),
        ],
    )
    def test_it_sees_what_we_see(self, tmp_path: Path, change: str, problem: str) -> None:
        spoilt = tmp_path / "a.db"
        shutil.copyfile(
            FIXTURES / ("format-2.db" if "cost_center_share" in change else "format-1.db"), spoilt
        )
        files.edit(spoilt, change)
        assert any(found.startswith(problem) for found in stranger.problems(spoilt))
        assert isinstance(hostile.judge(spoilt), hostile.Refusal)

    def test_its_digests_are_ours_whatever_the_text(self, tmp_path: Path) -> None:
        path = tmp_path / "a.db"
        connection = files.draft(path)
        connection.execute("""UPDATE voucher SET description = '“\\/" ñ 日本 € 👍'""")
        files.seal(connection)
        connection.close()
        assert stranger.problems(path) == []


class TestStrangersWriter:
    @pytest.mark.parametrize("version", [1, 2])
    def test_we_accept_what_it_writes(self, tmp_path: Path, version: int) -> None:
        path, uid = tmp_path / "a.db", "0191a2b3-c4d5-7e6f-8a9b-0c1d2e3f4051"
        place: stranger.Row = {"site": "0001", "period": "2026-11", "operation_type": "05"}
        line: stranger.Row = {"uid": uid, "currency": "PEN"}
        voucher: stranger.Row = {
            **place,
            "uid": uid,
            "number": "0001",
            "cuo": "0001-05-110001",
            "kind": "M",
            "date": "2026-11-02",
            "description": "Señor",
            "currency": "PEN",
            "exchange_rate": 1_000_000,
            "ple_state": 1,
        }
        manifest: stranger.Row = {
            "file_uid": "0191a2b3-c4d5-7e6f-8a9b-000000000002",
            "kind": "vouchers",
            "ruc": "20131312955",
            "company": "Comercial Andina S.A.C.",
            "currency": "PEN",
            "site": "0001",
            "installation": "0191a2b3-c4d5-7e6f-8a9b-000000000001",
            "export_number": 1,
            "period": "2026-11",
            "definitive": 1,
            "cutoff": "2026-12-03T15:42:07.125Z",
            "program": "stranger 1",
        }
        debit: stranger.Row = {**line, "line": 1, "account": "1212", "original_amount": 5000, "debit": 5000}
        party: stranger.Row = {"party_type": "6", "party_number": "20512333797"}
        credit: stranger.Row = {
            **line,
            "line": 2,
            "account": "70111",
            "original_amount": -5000,
            "credit": 5000,
        }
        rows: dict[str, list[stranger.Row]] = {
            "batch": [{**place, "state": "closed"}],
            "voucher": [voucher],
            "line": [{**debit, **party}, credit],
            "party": [{"type": "6", "number": "20512333797", "name": "Bob", "active": 1}],
            "account": [{"code": code, "name": "Cuenta", "active": 1} for code in ("1212", "70111")],
            "operation_type": [{"code": "05", "name": "Ventas", "book": "14", "active": 1}],
        }
        if version == 2:
            rows["cost_center"] = [{"code": "0101", "name": "Taller", "active": 1}]
            rows["cost_center_share"] = [
                {"cost_center": "0101", "charge_account": code, "credit_account": "79", "share": 5_000}
                for code in ("94", "95")
            ]
        stranger.write(path, DOCUMENT, rows, {**manifest, "format": version})
        verified = verify(path, name="a.db")
        assert verified.findings == []
        assert verified.manifest.format == version
        assert [(row.vouchers, row.debit) for row in verified.batches] == [(1, 5000)]
        assert stranger.problems(path) == []
