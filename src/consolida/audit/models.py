"""The audit trail: plain text keys, no foreign keys, so that it outlives what it speaks of."""

from django.db import models


class Entry(models.Model):
    """One act; its digest covers its fields and the digest of the entry before it."""

    at = models.CharField(max_length=27)  # UTC, ISO 8601 with a Z
    by = models.CharField(max_length=150)
    act = models.CharField(max_length=40)
    company = models.CharField(max_length=11, blank=True)
    subject = models.CharField(max_length=200)
    details = models.TextField()  # canonical JSON
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("previous",), name="one_chain"),)
        indexes = (models.Index(fields=("company", "subject"), name="entries_of_a_subject"),)

    def __str__(self) -> str:
        return f"{self.at} {self.by} {self.act} {self.subject}"
