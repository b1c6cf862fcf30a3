"""Reading single cells: dates, amounts, rates, words; what cannot be read says why."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from consolida.core import sunat
from consolida.core.language import noop
from consolida.core.money import NotAnAmount, NotARate, parse_amount, parse_rate
from consolida.core.percent import NotAPercentage, parse_percent
from consolida.core.portable.format import VoucherKind
from consolida.core.wording import counted
from consolida.intake.complaints import Complaint

Cell = str | int


class BadCell(Exception):
    """A cell cannot be read; `complaint` says why, `fields` what it needs beside row, column and text."""

    def __init__(self, complaint: Complaint, **fields: object) -> None:
        super().__init__(complaint.rule)
        self.complaint = complaint
        self.fields = fields


BAD_DATE = Complaint(
    "load_date",
    noop("Row {row}, column “{column}”: “{text}” is not a date."),
    noop("Write it like 2026-11-03 or 03/11/2026, day before month."),
)
BAD_AMOUNT = Complaint(
    "load_amount",
    noop("Row {row}, column “{column}”: “{text}” is not an amount."),
    noop("Write it with a dot and two decimals and no thousands separator, like 1234567.50."),
)
NEGATIVE_AMOUNT = Complaint(
    "load_negative_amount",
    noop("Row {row}, column “{column}”: “{text}” is below zero."),
    noop("Write the amount in the other column, debit or credit, without its sign."),
)
BAD_RATE = Complaint(
    "load_rate",
    noop("Row {row}, column “{column}”: “{text}” is not an exchange rate."),
    noop("Write it with a dot and up to six decimals, like 3.752."),
)
BAD_PERCENT = Complaint(
    "load_percent",
    noop("Row {row}, column “{column}”: “{text}” is no percentage."),
    NotAPercentage.remedy,
)
BAD_FLAG = Complaint(
    "load_yes_no",
    noop("Row {row}, column “{column}”: “{text}” is neither yes nor no."),
    noop("Write 1 or 0, or yes or no; an empty cell is no."),
)
BAD_KIND = Complaint(
    "load_kind",
    noop("Row {row}, column “{column}”: “{text}” is not a kind of voucher."),
    noop("Write A (opening), M (movement) or C (closing); an empty cell is M."),
)
TOO_LONG = Complaint(
    "load_too_long",
    counted(
        "Row {row}, column “{column}”: {length} characters, {limit} is allowed.",
        "Row {row}, column “{column}”: {length} characters, {limit} are allowed.",
        by="limit",
    ),
    noop("Shorten it in the program it comes from."),
)
CONTROL = Complaint(
    "load_control_character",
    noop("Row {row}, column “{column}”: there is a character that is not text in “{text}”."),
    noop("Type the text of that cell again."),
)

BAD_CURRENCY = Complaint(
    "load_currency",
    noop("Row {row}, column “{column}”: “{text}” is not the code of a currency."),
    noop("Write a code of SUNAT's table 4, such as PEN, USD or EUR; an empty cell is the books' currency."),
)

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_LATIN = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
_YES = {"1", "si", "yes", "true", "verdadero", "x"}
_NO = {"", "0", "no", "false", "falso"}
_KINDS = {
    "": VoucherKind.MOVEMENT,
    "a": VoucherKind.OPENING,
    "opening": VoucherKind.OPENING,
    "apertura": VoucherKind.OPENING,
    "m": VoucherKind.MOVEMENT,
    "movement": VoucherKind.MOVEMENT,
    "movimiento": VoucherKind.MOVEMENT,
    "c": VoucherKind.CLOSING,
    "closing": VoucherKind.CLOSING,
    "cierre": VoucherKind.CLOSING,
}


def folded(text: str) -> str:
    """Return a text without case, accents and punctuation, words joined by `_`: `T/O` is `t_o`."""
    plain = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return "_".join(re.findall(r"[a-z0-9]+", letters))


def text_of(limit: int) -> Callable[[str], str]:
    """Return a reader of texts of at most so many characters."""

    def read(text: str) -> str:
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if not text.isprintable():
            text = _without_breaks(text)
        if len(text) > limit:
            raise BadCell(TOO_LONG, length=len(text), limit=limit)
        return text

    return read


def _without_breaks(text: str) -> str:
    """Return a text whose line breaks, tabs and odd blanks are spaces; other control characters refuse it."""
    text = " ".join(text.split())
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise BadCell(CONTROL)
    return text


@lru_cache(maxsize=4096)
def date_of(text: str) -> str:
    """Read a date as ISO text; an empty cell is ''."""
    if not text:
        return ""
    if (iso := _ISO.fullmatch(text)) is not None:
        year, month, day = iso.groups()
    elif (latin := _LATIN.fullmatch(text)) is not None:
        day, month, year = latin.groups()
    else:
        raise BadCell(BAD_DATE)
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError as problem:
        raise BadCell(BAD_DATE) from problem


@lru_cache(maxsize=256)
def currency_of(text: str) -> str:
    """Read a currency's code; an empty cell is ''."""
    code = text.upper()
    if code and code not in sunat.codes(sunat.Table.CURRENCIES):
        raise BadCell(BAD_CURRENCY)
    return code


def amount_of(text: str) -> int:
    """Read a signed amount as céntimos; an empty cell is zero."""
    try:
        return parse_amount(text)
    except NotAnAmount as problem:
        raise BadCell(BAD_AMOUNT) from problem


def unsigned_amount_of(text: str) -> int:
    """Read a debit or credit as céntimos."""
    cents = amount_of(text)
    if cents < 0:
        raise BadCell(NEGATIVE_AMOUNT)
    return cents


@lru_cache(maxsize=4096)
def rate_of(text: str) -> int:
    """Read an exchange rate as millionths."""
    try:
        return parse_rate(text)
    except NotARate as problem:
        raise BadCell(BAD_RATE) from problem


def percent_of(text: str) -> int:
    """Read a percentage as hundredths of a percent; an empty cell is zero."""
    try:
        return parse_percent(text) if text else 0
    except NotAPercentage as problem:
        raise BadCell(BAD_PERCENT) from problem


@lru_cache(maxsize=256)
def flag_of(text: str) -> int:
    """Read yes or no as 1 or 0."""
    word = folded(text)
    if word in _YES:
        return 1
    if word in _NO:
        return 0
    raise BadCell(BAD_FLAG)


@lru_cache(maxsize=256)
def kind_of(text: str) -> str:
    """Read a kind of voucher: A, M or C."""
    kind = _KINDS.get(folded(text))
    if kind is None:
        raise BadCell(BAD_KIND)
    return kind.value
