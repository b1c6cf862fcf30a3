"""What an installation of an earlier version holds means the same after the update."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from consolida.ledger.models import FiledBook
from consolida.masters.models import Company, OperationType
from support.companies import NOW
from support.places import Place

BEFORE = [("ledger", "0002_observations")]


def test_what_was_filed_keeps_the_books_that_its_types_had_at_the_update(
    lima: Place, company: Company
) -> None:
    books = dict(OperationType.objects.values_list("code", "book"))
    earlier = MigrationExecutor(connection)
    earlier.migrate(BEFORE)
    old = earlier.loader.project_state(BEFORE).apps.get_model("ledger", "FiledBook")
    old.objects.create(
        company_id=company.pk,
        period="2026-10",
        book=FiledBook.Book.SALES,
        constancia="77",
        filed_at=f"{NOW:%Y-%m-%dT%H:%M:%S.000Z}",
    )
    update = MigrationExecutor(connection)
    update.migrate(update.loader.graph.leaf_nodes())
    OperationType.objects.filter(code="05").update(book="X")
    fact = FiledBook.objects.get()
    assert fact.books == books
    assert books["05"] != "X"
