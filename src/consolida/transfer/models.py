"""What left this installation."""

from django.db import models

from consolida.ledger.models import ArchivedFile
from consolida.masters.models import Company


class ExportSeries(models.Model):
    """The last export number of a company here, and the digest of that export: the chain's end."""

    company = models.OneToOneField(Company, models.PROTECT, related_name="export_series")
    last_number = models.BigIntegerField(default=0)
    last_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name_plural = "export series"

    def __str__(self) -> str:
        return f"{self.company} {self.last_number}"


class Export(models.Model):
    """One file that was made here, kept in the archive."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="exports")
    file = models.OneToOneField(ArchivedFile, models.PROTECT, related_name="export")
    number = models.BigIntegerField()
    definitive = models.BooleanField(default=False)
    at = models.CharField(max_length=27)
    by = models.CharField(max_length=150)
    vouchers = models.BigIntegerField()
    lines = models.BigIntegerField()
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()
    destination = models.CharField(max_length=500)  # where it was asked
    delivered_to = models.CharField(max_length=500, blank=True)  # '' until the file stands where it was asked

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("company", "number"), name="one_export_per_number"),)

    def __str__(self) -> str:
        return self.file.name
