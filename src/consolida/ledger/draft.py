"""A voucher as it is typed, and its proof by the rules: a one-voucher transfer file in memory."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from typing import Any

import apsw

from consolida.core import rules
from consolida.core.batches import BatchKey
from consolida.core.digest import masters
from consolida.core.findings import Finding
from consolida.core.money import RATE_OF_BOOKS_CURRENCY
from consolida.core.portable import connect, write
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind, VoucherKind
from consolida.core.portable.manifest import Origin
from consolida.core.signing import SigningKey
from consolida.masters.models import Account, Company, CostCenter, OperationType, Party, PartyAncestor


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """One line; the original amount is signed, positive for the debit side."""

    account: str
    debit: int = 0
    credit: int = 0
    original_amount: int | None = None  # None: the amount in the books' currency
    currency: str = ""  # '': the voucher's
    cost_center: str = ""
    party_type: str = ""
    party_number: str = ""
    document_type: str = ""
    document_series: str = ""
    document_number: str = ""
    document_date: str = ""
    due_date: str = ""
    modified_type: str = ""
    modified_series: str = ""
    modified_number: str = ""
    modified_date: str = ""
    payment_means: str = ""
    description: str = ""
    automatic: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A voucher before it has a number of its own; `number` keeps one that is given."""

    operation_type: str
    date: str
    lines: Sequence[DraftLine]
    number: str = ""
    kind: str = VoucherKind.MOVEMENT.value
    description: str = ""
    currency: str = ""  # '': the books'
    exchange_rate: int = RATE_OF_BOOKS_CURRENCY
    annulled: int = 0
    ple_state: int = 1
    ple_period: str = ""
    ple_cuo: str = ""


# What begins as another voucher corrects no earlier month: that a person says of each.
ORDINARY: Mapping[str, Any] = {"ple_state": 1, "ple_period": "", "ple_cuo": ""}
VOUCHER_FIELDS = tuple(
    field.name
    for field in fields(Draft)
    if field.name not in {"operation_type", "lines", "currency", "number"}
)
LINE_FIELDS = tuple(
    field.name for field in fields(DraftLine) if field.name not in {"currency", "original_amount"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A draft's digest and what the rules say of it."""

    digest: str
    findings: tuple[Finding, ...]


def line_values(company: Company, draft: Draft, line: DraftLine) -> dict[str, str | int]:
    """Complete a line with what it takes from its voucher and the company."""
    amount = line.debit - line.credit
    values: dict[str, str | int] = {name: getattr(line, name) for name in LINE_FIELDS}
    values["currency"] = line.currency or draft.currency or company.currency
    values["original_amount"] = amount if line.original_amount is None else line.original_amount
    return values


def voucher_values(company: Company, draft: Draft) -> dict[str, str | int]:
    """Complete a voucher's accounting columns that the draft knows."""
    values: dict[str, str | int] = {name: getattr(draft, name) for name in VOUCHER_FIELDS}
    values["currency"] = draft.currency or company.currency
    return values


def judge(
    company: Company, draft: Draft, *, key: BatchKey, names: dict[str, str], stamps: dict[str, str]
) -> Judged:
    """Put a draft through the same rules as any file; `names` are its uid, number and CUO."""
    place = key._asdict()
    with closing(connect.create(":memory:")) as connection:
        write.put(connection, "batch", {**place, "state": "open"})
        write.put(connection, "voucher", {**place, **names, **stamps, **voucher_values(company, draft)})
        for number, line in enumerate(draft.lines, start=1):
            own: dict[str, str | int] = {"uid": names["uid"], "line": number}
            write.put(connection, "line", {**own, **line_values(company, draft, line)})
        _insert_masters(connection, company, draft)
        write.seal(
            connection,
            origin=Origin(
                ruc=company.ruc,
                company=company.name,
                currency=company.currency,
                site=key.site,
                site_name=key.site,
                installation=names["uid"],
                export_number=1,
                previous="",
                author=stamps["created_by"],
                program="draft",
            ),
            kind=FileKind.VOUCHERS,
            period=key.period,
            operation_type=key.operation_type,
            definitive=False,
            file_uid=names["uid"],
            cutoff=stamps["created_at"],
            key=SigningKey.generate(),
        )
        _attach_masters(connection, company, draft)
        findings = rules.check(connection, kind=FileKind.VOUCHERS, with_masters=True)
        digest = str(connection.execute("SELECT digest FROM voucher").get)
    return Judged(digest=digest, findings=tuple(findings))


def _insert_masters(connection: apsw.Connection, company: Company, draft: Draft) -> None:
    """Add the masters that the draft uses, where the company has them."""
    for account in Account.objects.filter(company=company, code__in={line.account for line in draft.lines}):
        write.put(connection, "account", _coded(account))
    centers = {line.cost_center for line in draft.lines}
    for center in CostCenter.objects.filter(company=company, code__in=centers):
        write.put(connection, "cost_center", _coded(center))
    operation_type = company.operation_types.get(code=draft.operation_type)
    write.put(connection, "operation_type", {**_coded(operation_type), "active": 1})
    wanted = {(line.party_type, line.party_number) for line in draft.lines}
    for party in Party.objects.filter(company=company, number__in={number for _, number in wanted}):
        if (party.type, party.number) in wanted:
            key = {"type": party.type, "number": party.number}
            content = {"name": party.name, "address": party.address}
            write.put(connection, "party", {**key, **content, "active": int(party.active)})
            for ancestor in PartyAncestor.objects.filter(party=party):
                write.put(connection, "party_ancestor", {**key, "digest": ancestor.digest})


def _coded(row: Account | CostCenter | OperationType) -> dict[str, str | int]:
    return {"code": row.code, "name": row.name, "active": int(row.active)}


def _attach_masters(connection: apsw.Connection, company: Company, draft: Draft) -> None:
    """Attach what the rules ask the company's masters about a draft, as a receiver attaches its own."""
    connection.execute("ATTACH ':memory:' AS masters")
    for table in masters(spec.LOWEST):
        connection.execute(f"CREATE TABLE masters.{table} AS SELECT * FROM main.{table} WHERE false")
    for account in _accounts(company, {line.account for line in draft.lines}):
        demands = {name: int(getattr(account, name)) for name in _DEMANDS}
        write.put(connection, "account", {**_coded(account), **demands}, schema="masters")
    connection.execute("INSERT INTO masters.cost_center SELECT * FROM main.cost_center")
    for operation_type in company.operation_types.filter(code=draft.operation_type):
        write.put(connection, "operation_type", _coded(operation_type), schema="masters")
    if company.exchange_rates.filter(currency=draft.currency).exists():
        rate = {"currency": draft.currency, "date": draft.date}
        write.put(connection, "exchange_rate", rate, schema="masters")


_DEMANDS = ("requires_party", "requires_cost_center", "requires_document")


def _accounts(company: Company, codes: set[str]) -> Iterator[Account]:
    """Yield the accounts of a draft, each with the first that divides it."""
    yield from company.accounts.filter(code__in=codes)
    for code in codes:
        child = (
            company.accounts.filter(code__startswith=code).exclude(code__in=codes).order_by("code").first()
        )
        if child is not None:
            yield child
