"""Writers lock the company's month first: importers and closers, and typists, one after the other."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction

from consolida.ledger.models import Month
from consolida.masters.models import Company


@contextmanager
def writing(company: Company, periods: Iterable[str]) -> Iterator[None]:
    """Hold a company's months inside one transaction; locked in one order, so none waits in a circle.

    On SQLite the transaction itself is the lock: it begins IMMEDIATE.
    """
    with transaction.atomic():
        wanted = sorted(set(periods))
        for period in wanted:
            Month.objects.get_or_create(company=company, period=period)
        list(Month.objects.select_for_update().filter(company=company, period__in=wanted).order_by("period"))
        yield
