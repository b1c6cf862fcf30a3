"""The shares of cost centres: what part of an expense each pair of accounts takes as its destino."""

from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.percent import WHOLE
from consolida.core.portable.format import SHARES
from consolida.core.rules.rule import Rule, Stage


def _rule(name: str, *, sql: str, message: str, remedy: str, stage: Stage = Stage.CONTENT) -> Rule:
    return Rule(name=name, severity=Severity.ERROR, sql=sql, message=message, remedy=remedy, stage=stage)


# With parts below the whole, what adds up to it has two at least: one alone is the cost centre's own pair.
RULES = (
    _rule(
        "share_range",
        stage=Stage.SHAPE,
        sql=f"""
            SELECT cost_center, charge_account, credit_account, amount(share) AS share
            FROM {SHARES} WHERE share NOT BETWEEN 1 AND {WHOLE - 1}""",
        message=noop("The cost centre {cost_center} sends {share} % to {charge_account} / {credit_account}."),
        remedy=noop(
            "A part is more than 0.00 % and less than 100.00 %; what takes all is the cost centre's own pair."
        ),
    ),
    _rule(
        "share_cost_center",
        sql=f"""
            SELECT DISTINCT cost_center FROM {SHARES}
            WHERE cost_center NOT IN (SELECT code FROM main.cost_center)""",
        message=noop("There are destino percentages of the cost centre “{cost_center}”, which is missing."),
        remedy=noop("Add the cost centre, or take its percentages out."),
    ),
    _rule(
        "share_account",
        sql=f"""
            SELECT cost_center, charge_account, credit_account FROM {SHARES}
            WHERE charge_account = '' OR charge_account GLOB '*[^0-9A-Za-z.-]*'
            OR credit_account = '' OR credit_account GLOB '*[^0-9A-Za-z.-]*'""",
        message=noop(
            "The cost centre {cost_center} sends a part to “{charge_account}” / “{credit_account}”, "
            "which are not two accounts."
        ),
        remedy=noop("Give each part both accounts, the one charged and the one credited."),
    ),
    _rule(
        "share_sum",
        sql=f"""
            SELECT cost_center, amount(sum(share)) AS sum FROM {SHARES}
            GROUP BY cost_center HAVING sum(share) <> {WHOLE}""",
        message=noop("The destino percentages of the cost centre {cost_center} add up to {sum} %."),
        remedy=noop("Correct them so that they add up to 100.00 %."),
    ),
    _rule(
        "share_and_pair",
        sql=f"""
            SELECT code, name FROM main.cost_center
            WHERE (charge_account <> '' OR credit_account <> '')
            AND code IN (SELECT cost_center FROM {SHARES})""",
        message=noop("The cost centre {code} “{name}” has a destino pair of its own and percentages too."),
        remedy=noop("Keep the pair, which takes everything, or the percentages."),
    ),
)
