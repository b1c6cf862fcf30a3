r"""The digest tree: voucher, batch and content digests, and the verification code read over the phone.

A digest is SHA-256 in lower-case hexadecimal. What is digested is canonical JSON: arrays without
white space, text with `"` and `\` escaped and nothing else, integers in decimal. SQLite's json_array()
writes it, and so does json.dumps(..., ensure_ascii=False, separators=(",", ":")), because texts with
control characters are refused before (docs/file-format.md, Digests).
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import apsw

from consolida.core.chunks import chunks
from consolida.core.portable import format as spec

# Annotations travel but are not accounting: they change no voucher, batch or content digest.
VOUCHER_ANNOTATIONS = ("created_by", "created_at", "changed_by", "changed_at")
BATCH_ANNOTATIONS = ("state", "definitive", "installation", "export_number")
# Each with the format from which on files have it.
_CONTENT_TABLES = {
    "batch": 1,
    "party": 1,
    "party_ancestor": 1,
    "account": 1,
    "cost_center": 1,
    spec.SHARES: 2,
    "operation_type": 1,
    "exchange_rate": 1,
    "master": 1,
}
_NO_MASTERS = ("batch", "party", "party_ancestor", "master")

_TEXTS_AT_ONCE = 500

Value = str | int


def content_tables(version: int = spec.NEWEST) -> tuple[str, ...]:
    """Return the tables that the content digest of a format covers, in the order in which it does."""
    return tuple(table for table, since in _CONTENT_TABLES.items() if since <= version)


def masters(version: int = spec.NEWEST) -> tuple[str, ...]:
    """Return the tables of a format that are masters and have a fingerprint, in their order."""
    return tuple(table for table in content_tables(version) if table not in _NO_MASTERS)


def canonical(values: Sequence[object]) -> str:
    """Write an array as canonical JSON."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def of_text(text: str) -> str:
    """Return the digest of a text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def of_texts(texts: Iterable[str]) -> str:
    """Return the digest of many texts, each followed by a line feed."""
    sha = hashlib.sha256()
    for some in chunks(texts, _TEXTS_AT_ONCE):
        sha.update("\n".join([*some, ""]).encode())
    return sha.hexdigest()


def voucher_header_columns() -> tuple[str, ...]:
    """Return the voucher's accounting columns, in the order in which they are digested."""
    skipped = {"uid", "digest", *VOUCHER_ANNOTATIONS}
    return tuple(name for name in spec.names("voucher") if name not in skipped)


def line_columns() -> tuple[str, ...]:
    """Return the line's accounting columns, in the order in which they are digested."""
    return tuple(name for name in spec.names("line") if name != "uid")


def of_voucher(header: Sequence[Value], lines: Sequence[Sequence[Value]]) -> str:
    """Return a voucher's digest from its accounting columns and its lines in the order of their numbers."""
    return of_text(canonical([list(header), [list(line) for line in lines]]))


def of_batch(vouchers: Iterable[tuple[str, str]]) -> str:
    """Return a batch's digest from the (uid, digest) of its vouchers in the order of their uids."""
    return of_texts(f"{uid}:{digest}" for uid, digest in vouchers)


EMPTY_BATCH = of_batch(())


def of_party(*, kind: str, number: str, name: str, address: str, active: int) -> str:
    """Return the digest that names a version of a party."""
    return of_text(canonical([kind, number, name, address, active]))


@dataclass(frozen=True, slots=True)
class VoucherDigests:
    """What the vouchers of a file give together; a batch without vouchers is not listed."""

    batches: list[tuple[str, str, str, str, int]]  # site, period, T/O, digest, vouchers
    annotations: str


class Gathering:
    """The digests of batches and of annotations, made voucher by voucher in the order of their uids."""

    def __init__(self, connection: apsw.Connection) -> None:
        names, key = ", ".join(annotation_columns("batch")), ", ".join(spec.primary_key("batch"))
        rows = connection.execute(f"SELECT CAST(json_array({names}) AS BLOB) FROM main.batch ORDER BY {key}")
        self._annotations = hashlib.sha256(b"\n".join([b"batch", *(raw for (raw,) in rows), b"voucher\n"]))
        self._batches: dict[bytes, Any] = {}
        self._counts = Counter[bytes]()

    def add(self, batch: bytes, entry: bytes, annotations: bytes) -> None:
        """Go on with a voucher."""
        self._annotations.update(annotations + b"\n")
        sha = self._batches.get(batch)
        if sha is None:
            if len(self._batches) == spec.MAX_BATCHES:
                return  # a rule refuses the file for that
            sha = self._batches[batch] = hashlib.sha256()
        sha.update(entry)
        self._counts[batch] += 1

    def result(self) -> VoucherDigests:
        """Return the digests of all vouchers so far."""
        batches = [
            (*json.loads(key.decode("utf-8", "surrogateescape")), sha.hexdigest(), self._counts[key])
            for key, sha in self._batches.items()
        ]
        return VoucherDigests(sorted(batches), self._annotations.hexdigest())


def _sha256(*values: "apsw.SQLiteValue") -> str:
    return of_text(str(values[0]))


def register(connection: apsw.Connection) -> None:
    """Give a connection the pure function `sha256(text)`."""
    connection.create_scalar_function("sha256", _sha256, 1, deterministic=True)


def voucher_text_expression(schema: str = "main") -> str:
    """Return the expression of the canonical JSON that is digested for the voucher `v`."""
    header = ", ".join(f"v.{name}" for name in voucher_header_columns())
    line = ", ".join(line_columns())
    # Joining the lines' texts takes two thirds of the time of json_group_array over whole rows.
    return f"""'[' || json_array({header}) || ',[' || coalesce((
        SELECT group_concat(text)
        FROM (SELECT json_array({line}) AS text FROM {schema}.line AS l WHERE l.uid = v.uid ORDER BY l.line)
        ), '') || ']]'"""


def voucher_digest_expression(schema: str = "main") -> str:
    """Return the expression that recomputes the digest of the voucher `v` from its columns and lines."""
    return f"sha256({voucher_text_expression(schema)})"


def of_rows(connection: apsw.Connection, table: str, columns: Sequence[str]) -> str:
    """Return the digest of a table's rows as canonical JSON, in the order of their primary key."""
    return of_texts(_rows(connection, table, columns))


def of_content(connection: apsw.Connection) -> str:
    """Return the content digest of the transfer file a connection has open, from its batch digests."""
    return of_texts(
        text
        for table in content_tables(spec.format_of(connection))
        for text in _titled(table, _rows(connection, table, content_columns(table)))
    )


def of_vouchers(connection: apsw.Connection) -> VoucherDigests:
    """Return what the vouchers of an open file and their digests give, in one pass.

    Annotations are what travels without being accounting: states, numbers, authors and times.
    """
    gathering = Gathering(connection)
    for batch, entry, annotations in connection.execute(
        f"SELECT {gathered_columns()} FROM main.voucher AS v ORDER BY v.uid"
    ):
        gathering.add(batch, entry, annotations)
    return gathering.result()


def manifest_text(values: Sequence[Value]) -> str:
    """Return what is signed: the manifest's columns but the last, the signature, as canonical JSON."""
    return canonical(values[: len(spec.names("manifest")) - 1])


def _rows(connection: apsw.Connection, table: str, columns: Sequence[str]) -> Iterable[str]:
    names, key = ", ".join(columns), ", ".join(spec.primary_key(table))
    statement = f"SELECT json_array({names}) FROM {spec.source(table)} ORDER BY {key}"
    return (str(text) for (text,) in connection.execute(statement))


def _titled(title: str, rows: Iterable[str]) -> Iterable[str]:
    yield title
    yield from rows


def content_columns(table: str) -> tuple[str, ...]:
    """Return the columns of a table that the content digest covers."""
    skipped = BATCH_ANNOTATIONS if table == "batch" else ()
    return tuple(name for name in spec.names(table) if name not in skipped)


def annotation_columns(table: str) -> tuple[str, ...]:
    """Return the columns of `batch` or `voucher` that the annotation digest covers."""
    extra = BATCH_ANNOTATIONS if table == "batch" else VOUCHER_ANNOTATIONS
    return (*spec.primary_key(table), *extra)


def gathered_columns() -> str:
    """Return what a Gathering adds of the voucher `v`, as bytes, at which no decoder stops."""
    expressions = (
        "json_array(v.site, v.period, v.operation_type)",
        "v.uid || ':' || v.digest || char(10)",
        f"json_array({', '.join(f'v.{name}' for name in annotation_columns('voucher'))})",
    )
    return ", ".join(f"CAST({expression} AS BLOB)" for expression in expressions)


def verification_code(content_digest: str) -> str:
    """Return the first twelve characters of a content digest in fours, to be read over the phone."""
    return " ".join(content_digest[start : start + 4] for start in (0, 4, 8)).upper()
