"""Writers lock the company's month first: importers and closers, and typists, one after the other."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction

from consolida.audit.record import deferred
from consolida.core.disk import naming_failures
from consolida.ledger.bulk import engine
from consolida.ledger.models import Month
from consolida.masters.models import Company


@contextmanager
def writing(company: Company, periods: Iterable[str], *, shared: bool = False) -> Iterator[None]:
    """Hold a company's months inside one transaction: importers and closers alone, typists `shared`.

    Months are locked in one order and the audit chain last, so nobody waits in a circle.
    """
    with naming_failures(), transaction.atomic(), deferred():
        months = [
            Month.objects.get_or_create(company=company, period=period)[0].pk
            for period in sorted(set(periods))
        ]
        engine().lock_months(months, shared=shared)
        yield
