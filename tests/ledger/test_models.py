"""How rows of the ledger read in a log."""

from consolida.ledger.models import ArchivedFile, Import, ImportedBatch, Line
from consolida.masters.models import Company
from support.places import Place
from support.senders import SALE, Sender


def test_rows_name_themselves(lima: Place, company: Company) -> None:
    mail = lima.home.path / "mail"
    mail.mkdir()
    file = Sender(mail, "0001").send(SALE)
    lima.welcome(file)
    assert str(ArchivedFile.objects.get()) == file.name
    noted = Import.objects.get()
    assert str(noted) == f"{noted.pk} import {noted.at}"
    assert str(ImportedBatch.objects.get()) == "05 2026-11 0001"
    assert [line.number for line in Line.objects.order_by("pk")] == [1, 2, 3]
