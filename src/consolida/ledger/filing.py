"""What was filed with SUNAT: noted, taken back, and asked before anything changes in it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from consolida.audit.record import record
from consolida.core.actor import Actor, Right
from consolida.core.batches import BatchKey
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, noop
from consolida.core.moment import stamp
from consolida.ledger.locks import writing
from consolida.ledger.models import FiledBook
from consolida.masters import entering
from consolida.masters.locks import hold_masters
from consolida.masters.models import Company, OperationType

# SUNAT table 8: the registers that SIRE files on their own.
_BOOK_CODES = {FiledBook.Book.SALES: "14", FiledBook.Book.PURCHASES: "8"}
NAMES = {
    FiledBook.Book.SALES: noop("the sales register (SIRE)"),
    FiledBook.Book.PURCHASES: noop("the purchases register (SIRE)"),
    FiledBook.Book.JOURNAL: noop("the journal and the ledger"),
}


class FiledAlready(ConsolidaError):
    """The book of the month was noted as filed before."""

    message = noop("For {period} this is noted as filed already: {book}, constancia {constancia}.")
    remedy = noop("If the constancia is wrong, take the note back first, with a reason.")


class NotFiled(ConsolidaError):
    """Nothing was noted as filed that could be taken back."""

    message = noop("For {period} this is not noted as filed: {book}.")
    remedy = noop("“consolida month list” shows what is.")


class NoReason(ConsolidaError):
    """A note is taken back only with a reason."""

    message = noop("To take back what is noted as filed for {period}, {book}, a reason is needed.")
    remedy = noop("Say why; it is kept in the audit trail.")


class ConstanciaMissing(ConsolidaError):
    """A filed book has SUNAT's receipt number."""

    message = noop("To note {book} as filed for {period}, the constancia's number is needed.")
    remedy = noop("Copy it from SUNAT's Constancia de Recepción.")


def book_name(book: str) -> str:
    """Name a book in the active language."""
    return gettext(NAMES[FiledBook.Book(book)])


def filed(
    company: Company, keys: Iterable[BatchKey], *, also: Mapping[str, str] | None = None
) -> dict[BatchKey, FiledBook]:
    """Return, for the batches that lie in a filed book, which one.

    A T/O that has another book since lies where it lay when the book was filed. `also` has the books of
    T/O that the company does not have yet.
    """
    wanted = list(keys)
    facts = list(FiledBook.objects.filter(company=company, period__in={key.period for key in wanted}))
    if not facts:
        return {}
    books = {**(also or {}), **_books(company)}
    return {
        key: fact
        for fact in facts
        for key in wanted
        if key.period == fact.period and _covers(fact, (books | fact.books).get(key.operation_type, ""))
    }


def _books(company: Company) -> dict[str, str]:
    return dict(OperationType.objects.filter(company=company).values_list("code", "book"))


def _covers(fact: FiledBook, book: str) -> bool:
    return fact.book == FiledBook.Book.JOURNAL or book == _BOOK_CODES[FiledBook.Book(fact.book)]


def file_book(
    company: Company, *, period: str, book: FiledBook.Book, constancia: str, by: Actor, at: datetime
) -> FiledBook:
    """Note that a month's book was sent to SUNAT, for all sites."""
    by.require(Right.FILE, company=company.ruc)
    if not constancia.strip():
        raise ConstanciaMissing(book=book_name(book), period=period)
    number = entering.text(constancia, what="constancia", most=entering.CONSTANCIA_LIMIT)
    with writing(company, [period]):
        fact = FiledBook.objects.filter(company=company, period=period, book=book).first()
        if fact is not None:
            raise FiledAlready(book=book_name(book), period=period, constancia=fact.constancia)
        hold_masters(company)  # whoever changes a T/O's book waits
        fact = FiledBook.objects.create(
            company=company,
            period=period,
            book=book,
            constancia=number,
            filed_at=stamp(at),
            books=_books(company),
        )
        _note("book-filed", fact, {}, by=by, at=at)
    return fact


def take_back(
    company: Company, *, period: str, book: FiledBook.Book, reason: str, by: Actor, at: datetime
) -> None:
    """Take back a note that was wrong, with a reason."""
    by.require(Right.FILE, company=company.ruc)
    if not reason.strip():
        raise NoReason(book=book_name(book), period=period)
    with writing(company, [period]):
        fact = FiledBook.objects.filter(company=company, period=period, book=book).first()
        if fact is None:
            raise NotFiled(book=book_name(book), period=period)
        _note("book-filed-taken-back", fact, {"reason": reason.strip()}, by=by, at=at)
        fact.delete()


def _note(act: str, fact: FiledBook, more: dict[str, str], *, by: Actor, at: datetime) -> None:
    details = {"period": fact.period, "book": str(fact.book), "constancia": fact.constancia} | more
    ruc = fact.company.ruc
    record(by=by.name, at=at, act=act, company=ruc, subject=f"{fact.period} {fact.book}", details=details)
