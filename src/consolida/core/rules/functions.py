"""The pure functions that the rules' queries use."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from enum import IntFlag

import apsw

from consolida.core import digest, identity, money, signing
from consolida.core.moment import shown_day
from consolida.core.portable import format as spec
from consolida.core.printable import is_printable


class Flaw(IntFlag):
    """What can be wrong with a text, and with the digest of the voucher it is part of."""

    ENCODING = 1  # not UTF-8
    CONTROL = 2
    FORM = 4  # not in Unicode's normal form C
    BLANKS = 8  # around it
    DIGEST = 16


# What nearly all texts are made of: ASCII without controls and backslash, and letters that join no other.
_PLAIN = bytes(code for code in range(0x20, 0x7F) if code != ord("\\"))
_LATIN = frozenset(letter for letter in map(chr, range(0xA1, 0x250)) if letter.isprintable())
_NOT_UTF8 = re.compile("[\udc80-\udcff]")  # what undecodable bytes become with surrogateescape


def flaws_of(text: str) -> Flaw:
    """Return what is wrong with one text that was decoded with surrogateescape."""
    flaws = Flaw(0)
    if _NOT_UTF8.search(text):
        flaws |= Flaw.ENCODING
    if not is_printable(_NOT_UTF8.sub("", text)):
        flaws |= Flaw.CONTROL
    if not unicodedata.is_normalized("NFC", text):
        flaws |= Flaw.FORM
    if text != text.strip():
        flaws |= Flaw.BLANKS
    return flaws


def text_flaws(raw: bytes) -> int:
    """Return what is wrong with the texts in an array of canonical JSON; nearly always nothing, fast."""
    if _is_clean(raw):
        return 0
    flaws = Flaw(0)
    for piece in _texts(json.loads(_decoded(raw))):
        flaws |= flaws_of(piece)
    return int(flaws)


def texts_flaws(raws: Sequence[bytes]) -> int:
    """Return what is wrong with the texts in any of some arrays of canonical JSON."""
    flaws = 0
    if not _is_clean(b"".join(raws)):
        for raw in raws:
            flaws |= text_flaws(raw)
    return flaws


def flawed_column(table: str, flaw: int, raw: bytes) -> str | None:
    """Return the first text column of a row that has a flaw; `raw` is the array of its text columns."""
    for name, text in zip(text_columns(table), json.loads(_decoded(raw)), strict=True):
        if flaws_of(text) & flaw:
            return name
    return None


def text_columns(table: str) -> tuple[str, ...]:
    """Return the names of a table's text columns."""
    return tuple(column.name for column in spec.columns(table) if column.is_text)


def register(connection: apsw.Connection) -> None:
    """Give a connection the functions that the rules' queries use."""
    digest.register(connection)
    for name, function, arguments in _FUNCTIONS:
        connection.create_scalar_function(
            name, function, arguments, deterministic=True, flags=apsw.SQLITE_DIRECTONLY
        )


def _is_clean(raw: bytes) -> bool:
    # In canonical JSON nothing but a text holds a backslash, or a blank beside a quotation mark.
    if b'" ' in raw or b' "' in raw:
        return False
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return False
    unusual = raw.translate(None, _PLAIN).decode()
    return _LATIN.issuperset(unusual) or (
        "\\" not in unusual and unusual.isprintable() and unicodedata.is_normalized("NFC", text)
    )


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _is_signed(public_key: str, signature: str, text: str) -> bool:
    return signing.signature_is_right(public_key=public_key, signature=signature, text=text)


_FUNCTIONS: tuple[tuple[str, Callable[..., "apsw.SQLiteValue"], int], ...] = (
    ("flawed_column", flawed_column, 3),
    ("shown_date", shown_day, 1),
    ("amount", money.format_amount, 1),
    ("rate", money.plain_rate, 1),
    ("identity_is_shaped", identity.number_is_shaped, 2),
    ("ruc_digit_is_right", identity.ruc_digit_is_right, 1),
    ("is_signed", _is_signed, 3),
)
