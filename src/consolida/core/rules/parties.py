"""Persons and entities: identity documents and the versions a party descends from."""

from consolida.core import identity, sunat
from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.rules.rule import Rule, scanned
from consolida.core.rules.scan import LINES
from consolida.core.rules.sql import is_no_digest, listed

_ANCESTOR = "SELECT a.type, a.number AS party, a.digest FROM main.party_ancestor AS a"
_AGAIN = noop("Export the file again with the program that made it.")

RULES = (
    Rule(
        name="identity_type",
        severity=Severity.ERROR,
        sql=f"""
            SELECT type, number AS party FROM main.party
            WHERE type NOT IN {listed(sunat.Table.IDENTITY_DOCUMENTS)}""",
        message=noop("The party {party} has the identity document type “{type}”, which does not exist."),
        remedy=noop("Use a code of SUNAT's table 2: 1 DNI, 4 foreigner's card, 6 RUC, 7 passport, 0 others."),
    ),
    Rule(
        name="identity_empty",
        severity=Severity.ERROR,
        sql="SELECT type, name FROM main.party WHERE number = ''",
        message=noop("The party “{name}” has no identity document number."),
        remedy=noop("Give it the number of its document; without one use type 0 and a number of your own."),
    ),
    Rule(
        name="identity_number",
        severity=Severity.WARNING,
        sql=f"""
            SELECT type, number AS party, name FROM main.party
            WHERE number <> '' AND type IN {listed(sunat.Table.IDENTITY_DOCUMENTS)}
            AND NOT identity_is_shaped(type, number)""",
        message=noop(
            "The party “{name}” has the number “{party}”, which a document of type {type} cannot have."
        ),
        remedy=noop("Compare it with the document: a DNI has 8 digits, a RUC 11."),
    ),
    Rule(
        name="ruc_digit",
        severity=Severity.WARNING,
        sql=f"""
            SELECT number AS party, name FROM main.party
            WHERE type = '{identity.RUC}' AND identity_is_shaped(type, number)
            AND NOT ruc_digit_is_right(number)""",
        message=noop("The RUC {party} of “{name}” has a wrong check digit."),
        remedy=noop("Compare it with the ficha RUC; the legal books cannot be issued with it."),
    ),
    scanned(
        LINES,
        "party_half",
        condition="(l.party_type = '') <> (l.party_number = '')",
        fields="l.party_type AS type, l.party_number AS party",
        message=noop(
            "Line {line} of voucher {voucher} names a party by halves: type “{type}”, number “{party}”."
        ),
        remedy=noop("Write both the identity document type and the number, or neither."),
    ),
    Rule(
        name="ancestor_without_party",
        severity=Severity.ERROR,
        sql=f"""
            {_ANCESTOR}
            WHERE NOT EXISTS (SELECT 1 FROM main.party AS p WHERE p.type = a.type AND p.number = a.number)""",
        message=noop("There is an earlier version of the party {type} {party}, which is not in the file."),
        remedy=_AGAIN,
    ),
    Rule(
        name="ancestor_digest",
        severity=Severity.ERROR,
        sql=f"{_ANCESTOR} WHERE {is_no_digest('a.digest')}",
        message=noop("An earlier version of the party {type} {party} has “{digest}” as digest."),
        remedy=_AGAIN,
    ),
)
