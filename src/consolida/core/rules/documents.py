"""Documents, means of payment, currencies and exchange rates."""

from consolida.core import sunat
from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.money import RATE_OF_BOOKS_CURRENCY
from consolida.core.rules.rule import scanned
from consolida.core.rules.scan import LINES, VOUCHERS
from consolida.core.rules.sql import BOOKS_CURRENCY, listed

LARGEST_RATE = 999_999_999_999

_DOCUMENT_REMEDY = noop(
    "Use a code of SUNAT's table 10: 01 invoice, 03 sales slip, 07 credit note, 00 others."
)
_CURRENCY_REMEDY = noop("Use a code of SUNAT's table 4, such as PEN, USD or EUR.")

RULES = (
    scanned(
        LINES,
        "document_type",
        condition=f"l.document_type <> '' AND l.document_type NOT IN {listed(sunat.Table.DOCUMENTS)}",
        fields="l.document_type AS type",
        message=noop(
            "Line {line} of voucher {voucher} has the document type “{type}”, which does not exist."
        ),
        remedy=_DOCUMENT_REMEDY,
    ),
    scanned(
        LINES,
        "modified_type",
        condition=f"l.modified_type <> '' AND l.modified_type NOT IN {listed(sunat.Table.DOCUMENTS)}",
        fields="l.modified_type AS type",
        message=noop(
            "Line {line} of voucher {voucher} modifies a document of type “{type}”, which does not exist."
        ),
        remedy=_DOCUMENT_REMEDY,
    ),
    scanned(
        LINES,
        "document_without_type",
        severity=Severity.WARNING,
        condition="l.document_type = '' AND (l.document_series <> '' OR l.document_number <> '')",
        fields="trim(l.document_series || ' ' || l.document_number) AS document",
        message=noop("Line {line} of voucher {voucher} has the document {document} without a type."),
        remedy=_DOCUMENT_REMEDY,
    ),
    scanned(
        LINES,
        "payment_means",
        condition=f"l.payment_means <> '' AND l.payment_means NOT IN {listed(sunat.Table.PAYMENT_MEANS)}",
        fields="l.payment_means AS means",
        message=noop(
            "Line {line} of voucher {voucher} has the means of payment “{means}”, which does not exist."
        ),
        remedy=noop("Use a code of SUNAT's table 1: 001 deposit, 003 transfer, 008 or 009 cash."),
    ),
    scanned(
        VOUCHERS,
        "voucher_currency",
        condition=f"v.currency NOT IN {listed(sunat.Table.CURRENCIES)}",
        fields="v.currency AS currency",
        message=noop("Voucher {voucher} has the currency “{currency}”, which does not exist."),
        remedy=_CURRENCY_REMEDY,
    ),
    scanned(
        LINES,
        "line_currency",
        # Of a voucher in such a currency it is said once.
        condition=f"l.currency NOT IN {listed(sunat.Table.CURRENCIES)} AND l.currency <> v.currency",
        fields="l.currency AS currency",
        message=noop("Line {line} of voucher {voucher} has the currency “{currency}”, which does not exist."),
        remedy=_CURRENCY_REMEDY,
    ),
    scanned(
        VOUCHERS,
        "exchange_rate",
        condition=f"v.exchange_rate NOT BETWEEN 1 AND {LARGEST_RATE}",
        fields="rate(v.exchange_rate) AS exchange_rate",
        message=noop("Voucher {voucher} has the exchange rate {exchange_rate}."),
        remedy=noop("Write a rate greater than zero with up to six decimals, like 3.752."),
    ),
    scanned(
        VOUCHERS,
        "rate_of_own_currency",
        condition=f"""v.currency = {BOOKS_CURRENCY} AND v.exchange_rate <> {RATE_OF_BOOKS_CURRENCY}
            AND v.exchange_rate BETWEEN 1 AND {LARGEST_RATE}""",
        fields="v.currency AS currency, rate(v.exchange_rate) AS exchange_rate",
        message=noop("Voucher {voucher} is in {currency}, the books' currency, at the rate {exchange_rate}."),
        remedy=noop("Write the rate 1.000, or the foreign currency the voucher is in."),
    ),
)
