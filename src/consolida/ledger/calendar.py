"""A month as it stands: each site's T/O with their state, and the books that were filed."""

from collections.abc import Sequence
from dataclasses import dataclass

from consolida.core.totals import Totals
from consolida.ledger.batches import in_scope
from consolida.ledger.models import Batch, FiledBook, SiteMonth
from consolida.masters.models import Company, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStanding:
    """A site's month: closed as a whole or not, and its batches by T/O."""

    site: Site
    closed: bool
    batches: Sequence[Batch]

    @property
    def totals(self) -> Totals:
        """What its batches hold together."""
        return Totals.of(*self.batches)


def standings(company: Company, period: str) -> list[SiteStanding]:
    """Return every site's month, by site and T/O; a site that is not in use only where it has something."""
    closed = set(
        SiteMonth.objects.filter(company=company, period=period, closed=True).values_list(
            "site_id", flat=True
        )
    )
    batches = sorted(in_scope(company, period=period), key=lambda batch: batch.operation_type.code)
    found = [
        SiteStanding(
            site=site,
            closed=site.pk in closed,
            batches=[batch for batch in batches if batch.site_id == site.pk],
        )
        for site in company.sites.all()
    ]
    return [one for one in found if one.site.active or one.batches]


def filed_books(company: Company, period: str) -> dict[FiledBook.Book, FiledBook | None]:
    """Return each book that is filed on its own, and the note that it was."""
    facts = {fact.book: fact for fact in FiledBook.objects.filter(company=company, period=period)}
    return {book: facts.get(book.value) for book in FiledBook.Book}
