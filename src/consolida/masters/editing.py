"""Accounts, cost centres, operation types and rates entered by hand: added and changed, never deleted."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from consolida.audit.record import acting, record
from consolida.core.actor import Actor, Right
from consolida.core.errors import ConsolidaError, Refused
from consolida.core.findings import Finding, errors
from consolida.core.language import noop
from consolida.core.moment import shown_day
from consolida.core.portable import format as spec
from consolida.masters import entering, shares
from consolida.masters.compare import MODELS, Key, Row, as_fields, key_of, put_shares
from consolida.masters.judging import findings_of
from consolida.masters.locks import hold_masters
from consolida.masters.models import Company


class RowExists(ConsolidaError):
    """The master has a row of that code."""

    message = noop("{code} is in the master already.")
    remedy = noop("Open it and change it, or give the new one another code.")


class RateExists(RowExists):
    """The master has a rate of that currency and day."""

    remedy = noop("Open it and change it, or give the new one another currency or another day.")


class NoSuchRow(ConsolidaError):
    """The master has no row of that code."""

    message = noop("{code} is not in the master.")
    remedy = noop("Look for it in the list.")


def row_of(company: Company, table: str, key: Key) -> dict[str, str | int]:
    """Return a row as a transfer file has it."""
    found = _rows(company, table, key).values(*spec.names(table)).first()
    if found is None:
        raise NoSuchRow(code=_code_in_words(table, key))
    row = {name: int(value) if isinstance(value, bool) else value for name, value in found.items()}
    if table == "cost_center":
        row[shares.COLUMN] = shares.of_company(company, [str(row["code"])]).get(str(row["code"]), "")
    return row


def add(company: Company, table: str, row: Row, *, by: Actor, at: datetime) -> tuple[Finding, ...]:
    """Add a row; returns the rules' warnings, or refuses with their errors."""
    by.require(Right.MASTERS, company=company.ruc)
    values = _completed(table, row)
    key = key_of(table, values)
    with acting():
        hold_masters(company)
        if _rows(company, table, key).exists():
            exists = RateExists if table == "exchange_rate" else RowExists
            raise exists(code=_code_in_words(table, key))
        findings = _judged(company, table, values, at=at)
        MODELS[table].create(company=company, **as_fields(values))
        put_shares(company, table, [values])
        _record("master-added", company, table, key, {"after": values}, by=by, at=at)
    return findings


def change(
    company: Company, table: str, key: Key, changes: Row, *, by: Actor, at: datetime
) -> tuple[Finding, ...]:
    """Change a row, but its key; returns the rules' warnings. The same content changes nothing."""
    by.require(Right.MASTERS, company=company.ruc)
    with acting():
        hold_masters(company)
        before = row_of(company, table, key)
        values = _completed(table, {**before, **changes, **_named(table, key)})
        findings = _judged(company, table, values, at=at)
        if values != before:
            content = {name: value for name, value in values.items() if name not in spec.primary_key(table)}
            _rows(company, table, key).update(**as_fields(content))
            put_shares(company, table, [values])
            _record("master-changed", company, table, key, {"before": before, "after": values}, by=by, at=at)
    return findings


def _judged(company: Company, table: str, values: Row, *, at: datetime) -> tuple[Finding, ...]:
    findings = findings_of(company, table, values, at=at)
    if errors(findings):
        raise Refused(findings, what=_code_in_words(table, key_of(table, values)))
    return findings


def _completed(table: str, row: Row) -> dict[str, str | int]:
    """Return a whole row, its texts cleaned of what is invisible; what is not given is empty, but active."""
    values: dict[str, str | int] = {}
    for column in spec.columns(table):
        value = row.get(column.name, "" if column.is_text else int(column.name == "active"))
        values[column.name] = _cleaned(str(value)) if column.is_text else int(value)
    if table == "cost_center":
        values[shares.COLUMN] = str(row.get(shares.COLUMN, ""))
    if "name" in values:
        values["name"] = entering.text(str(values["name"]), what="name")
    return values


def _cleaned(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _rows(company: Company, table: str, key: Key) -> models.QuerySet[Any]:
    found: models.QuerySet[Any] = MODELS[table].filter(company=company, **_named(table, key))
    return found


def _named(table: str, key: Key) -> dict[str, str | int]:
    return dict(zip(spec.primary_key(table), key, strict=True))


def _code(key: Key) -> str:
    return " ".join(map(str, key))


def _code_in_words(table: str, key: Key) -> str:
    return _code(key if table != "exchange_rate" else tuple(shown_day(str(part)) for part in key))


def _record(
    act: str,
    company: Company,
    table: str,
    key: Key,
    details: Mapping[str, object],
    *,
    by: Actor,
    at: datetime,
) -> None:
    record(by=by.name, at=at, act=act, company=company.ruc, subject=f"{table} {_code(key)}", details=details)
