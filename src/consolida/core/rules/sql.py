"""Pieces of SQL that several families of rules share."""

from consolida.core import sunat
from consolida.core.portable import format as spec

_STAMP = "[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9].[0-9][0-9][0-9]Z"
_HEX = "[0-9a-f]"
_UUID = "-".join(_HEX * count for count in (8, 4, 4, 4, 12))

HEADER_FORMAT = "(SELECT user_version FROM pragma_user_version)"
BOOKS_CURRENCY = "(SELECT currency FROM main.manifest)"


def is_no_date(column: str) -> str:
    """Return the condition that a text is no real day since 1900, written `2026-12-03`."""
    return f"({column} < '1900' OR date({column}, '+0 days') IS NOT {column})"


def is_no_stamp(column: str) -> str:
    """Return the condition that a text is no real moment as `core.moment` writes it."""
    return (
        f"({column} NOT GLOB '{_STAMP}' OR {is_no_date(f'substr({column}, 1, 10)')} "
        f"OR substr({column}, 12, 2) > '23')"
    )


def is_no_month(column: str) -> str:
    """Return the condition that a text is no month, written `2026-12`."""
    return (
        f"({column} NOT GLOB '[12][09][0-9][0-9]-[01][0-9]' OR substr({column}, 1, 2) NOT IN ('19', '20') "
        f"OR substr({column}, 6) NOT BETWEEN '01' AND '12')"
    )


def is_no_code(column: str) -> str:
    """Return the condition that a text is no code of a site or T/O: one to four letters and digits."""
    return f"(octet_length({column}) NOT BETWEEN 1 AND 4 OR {column} GLOB '*[^0-9A-Za-z]*')"


def is_no_uuid(column: str) -> str:
    """Return the condition that a text is no UUID in its canonical form."""
    return f"{column} NOT GLOB '{_UUID}'"


def is_no_digest(column: str) -> str:
    """Return the condition that a text is no SHA-256 in hexadecimal."""
    return f"(octet_length({column}) <> 64 OR {column} GLOB '*[^0-9a-f]*')"


def listed(table: int) -> str:
    """Return the codes of an official table as the right side of IN."""
    return "(" + ", ".join(f"'{code}'" for code in sorted(sunat.codes(table))) + ")"


def entry(table: str, alias: str) -> str:
    """Return the expression that names a row of a table by its primary key."""
    return "concat_ws(' ', " + ", ".join(f"{alias}.{name}" for name in spec.primary_key(table)) + ")"
