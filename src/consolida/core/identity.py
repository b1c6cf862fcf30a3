"""Identity documents: RUC, DNI and the other types of SUNAT table 2."""

import re

from stdnum.exceptions import ValidationError
from stdnum.pe import ruc as stdnum_ruc

from consolida.core.errors import ConsolidaError
from consolida.core.language import noop

NO_PARTY = ""
RUC = "6"
DNI = "1"
OTHER = "0"

# SUNAT table 2 with the shape of each number (PLE general rule on identity documents)
SHAPES = {
    "0": re.compile(r"[0-9A-Za-z-]{1,15}"),
    "1": re.compile(r"[0-9]{8}"),
    "4": re.compile(r"[0-9A-Za-z-]{1,12}"),
    "6": re.compile(r"[0-9]{11}"),
    "7": re.compile(r"[0-9A-Za-z-]{1,12}"),
    "A": re.compile(r"[0-9]{15}"),
}


class NotARuc(ConsolidaError):
    """A text cannot be the RUC of a company."""

    message = noop("“{text}” is not a valid RUC.")
    remedy = noop("A RUC has 11 digits and the last one checks the others; copy it again from the ficha RUC.")


def ruc_is_shaped(text: str) -> bool:
    """Tell whether a text has the eleven digits of a RUC."""
    return SHAPES[RUC].fullmatch(text) is not None


def ruc_digit_is_right(text: str) -> bool:
    """Tell whether the check digit of a RUC is right (modulo 11)."""
    return ruc_is_shaped(text) and stdnum_ruc.calc_check_digit(text[:-1]) == text[-1]


def require_ruc(text: str) -> str:
    """Return the RUC of a company or refuse it."""
    try:
        return str(stdnum_ruc.validate(text))
    except ValidationError as problem:
        raise NotARuc(text=text) from problem


def number_is_shaped(kind: str, number: str) -> bool:
    """Tell whether a number has the shape its identity document type demands."""
    shape = SHAPES.get(kind)
    return shape is not None and shape.fullmatch(number) is not None
