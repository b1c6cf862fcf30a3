"""Imports of files from sites that stand: nobody undid them."""

from django.db.models import QuerySet

from consolida.ledger.models import Import
from consolida.masters.models import Company


def in_force(company: Company) -> QuerySet[Import]:
    """Select a company's imports in force; loads and undos are none."""
    return Import.objects.filter(company=company, act=Import.Act.IMPORT, undone_by=None)
