"""What the manifest says of the file itself."""

from consolida.core import sunat
from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.portable.format import FileKind
from consolida.core.rules.rule import EVERY_KIND, Rule, Stage
from consolida.core.rules.sql import (
    HEADER_FORMAT,
    is_no_code,
    is_no_digest,
    is_no_month,
    is_no_stamp,
    is_no_uuid,
    listed,
)

# A number that leaves room for every later one.
LARGEST_EXPORT_NUMBER = 999_999_999

_AGAIN = noop("Export the file again with the program that made it.")
_OF_VOUCHERS = frozenset({FileKind.VOUCHERS})


def _rule(
    name: str,
    *,
    condition: str,
    fields: str,
    message: str,
    remedy: str = _AGAIN,
    kinds: frozenset[FileKind] = EVERY_KIND,
    stage: Stage = Stage.CONTENT,
) -> Rule:
    return Rule(
        name=name,
        severity=Severity.ERROR,
        sql=f"SELECT {fields} FROM main.manifest WHERE {condition}",
        message=message,
        remedy=remedy,
        kinds=kinds,
        stage=stage,
    )


RULES = (
    Rule(
        name="one_manifest",
        severity=Severity.ERROR,
        stage=Stage.SHAPE,
        sql="SELECT count(*) AS count FROM main.manifest HAVING count(*) <> 1",
        message=noop("The file has {count} manifests instead of one."),
        remedy=_AGAIN,
    ),
    _rule(
        "format",
        condition=f"format <> {HEADER_FORMAT}",
        fields=f"format, {HEADER_FORMAT} AS header",
        message=noop("The file says it is of format {format}, and in its header of format {header}."),
        stage=Stage.SHAPE,
    ),
    _rule(
        "company_ruc",
        condition="NOT ruc_digit_is_right(ruc)",
        fields="ruc",
        message=noop("The file is of a company with the RUC “{ruc}”, which is not valid."),
        remedy=noop("Correct the company's RUC where the file was made and export again."),
    ),
    _rule(
        "books_currency",
        condition=f"currency NOT IN {listed(sunat.Table.CURRENCIES)}",
        fields="currency",
        message=noop("The file's books are kept in the currency “{currency}”, which does not exist."),
        remedy=noop("Use a code of SUNAT's table 4, such as PEN, USD or EUR."),
    ),
    _rule(
        "file_uid",
        condition=is_no_uuid("file_uid"),
        fields="file_uid",
        message=noop("The file's uid “{file_uid}” is not a UUID in its usual form."),
    ),
    _rule(
        "installation",
        condition=is_no_uuid("installation"),
        fields="installation",
        message=noop(
            "The installation that made the file, “{installation}”, is not a UUID in its usual form."
        ),
    ),
    _rule(
        "export_number",
        condition=f"export_number NOT BETWEEN iif(kind = 'vouchers', 1, 0) AND {LARGEST_EXPORT_NUMBER}",
        fields="export_number",
        message=noop("The file has the export number {export_number}, which no export can have."),
    ),
    _rule(
        "previous_export",
        condition=f"previous <> '' AND {is_no_digest('previous')}",
        fields="previous",
        message=noop("The digest of the previous export, “{previous}”, is not one."),
    ),
    _rule(
        "file_month",
        condition=is_no_month("period"),
        fields="period",
        message=noop("The file says it holds the month “{period}”, which is not one."),
        remedy=noop("Months are written like 2026-11 and go from 01 to 12; export the file again."),
        kinds=_OF_VOUCHERS,
    ),
    _rule(
        "file_site",
        # What this installation loads or keeps for undoing comes from no site.
        condition=f"(kind = 'vouchers' OR site <> '') AND {is_no_code('site')}",
        fields="site",
        message=noop("The file says it comes from the site “{site}”, which cannot be a site's code."),
        remedy=noop("A site's code has one to four letters and digits; correct it and export again."),
    ),
    _rule(
        "file_operation_type",
        condition=f"operation_type <> '' AND {is_no_code('operation_type')}",
        fields="operation_type",
        message=noop("The file says it holds the T/O “{operation_type}”, which cannot be a T/O's code."),
        remedy=noop("A T/O's code has one to four letters and digits; correct it and export again."),
        kinds=_OF_VOUCHERS,
    ),
    _rule(
        "file_scope",
        condition="period <> '' OR operation_type <> ''",
        fields="period, operation_type",
        message=noop(
            "The file holds no month's vouchers to be imported and still names the month “{period}” or the "
            "T/O “{operation_type}”."
        ),
        kinds=EVERY_KIND - _OF_VOUCHERS,
    ),
    _rule(
        "cutoff",
        condition=is_no_stamp("cutoff"),
        fields="cutoff",
        message=noop(
            "The file says it was cut off at “{cutoff}”; times are written like 2026-12-03T15:42:07.125Z."
        ),
    ),
)
