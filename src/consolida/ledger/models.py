"""Batches, vouchers, lines and balances as the ledger keeps them.

Lines and vouchers keep codes, dates and times exactly as a transfer file writes them (codes and ISO
texts, '' where absent), so that extracting and inserting are plain copies (docs/decisions).
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from consolida.core.batches import BatchKey
from consolida.masters.models import Company, OperationType, Site

if TYPE_CHECKING:
    _RowIdBase = models.BigIntegerField[int, int]
else:
    _RowIdBase = models.BigIntegerField

VOUCHER_BITS = 24  # vouchers of a batch
LINE_BITS = 16  # lines of a voucher


class RowIdField(_RowIdBase):
    """A 64-bit key that SQLite keeps as its own row number."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """Return `integer` on SQLite, where only that word makes a row number."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class Month(models.Model):
    """A company's month; its row is what writers lock first."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="months")
    period = models.CharField(max_length=7)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("company", "period"), name="one_month"),)

    def __str__(self) -> str:
        return self.period


class SiteMonth(models.Model):
    """A site's month; where it is closed, no T/O of it takes a voucher, not even one that has none yet."""

    company = models.ForeignKey(Company, models.PROTECT)
    site = models.ForeignKey(Site, models.PROTECT, related_name="months")
    period = models.CharField(max_length=7)
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("site", "period"), name="one_site_month"),)

    def __str__(self) -> str:
        return f"{self.site} {self.period}"


class FiledBook(models.Model):
    """A month's book was sent to SUNAT; the constancia is SUNAT's receipt."""

    class Book(models.TextChoices):
        """What is filed on its own."""

        SALES = "sales"  # SIRE ventas
        PURCHASES = "purchases"  # SIRE compras
        JOURNAL = "journal"  # diario and mayor

    company = models.ForeignKey(Company, models.PROTECT, related_name="filed_books")
    period = models.CharField(max_length=7)
    book = models.CharField(max_length=9, choices=Book)
    constancia = models.CharField(max_length=40)
    filed_at = models.CharField(max_length=27)
    books = models.JSONField(default=dict)  # the book of each T/O when this one was filed

    class Meta:
        constraints = (models.UniqueConstraint(fields=("company", "period", "book"), name="filed_once"),)

    def __str__(self) -> str:
        return f"{self.period} {self.book}"


class ArchivedFile(models.Model):
    """A transfer file that the installation keeps: received, or the before-image of a replacement."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="archived_files")
    file_uid = models.CharField(max_length=36)
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=255)  # as people knew it
    site = models.CharField(max_length=4, blank=True)
    period = models.CharField(max_length=7, blank=True)
    operation_type = models.CharField(max_length=4, blank=True)
    installation = models.CharField(max_length=36)
    export_number = models.BigIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    content_digest = models.CharField(max_length=64)
    public_key = models.CharField(max_length=64)
    kept_at = models.CharField(max_length=27)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("company", "file_uid"), name="archived_once"),)

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """The vouchers of one company, site, month and T/O; every replacement makes a new row with a new key."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="batches", db_index=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="batches")
    period = models.CharField(max_length=7)
    operation_type = models.ForeignKey(OperationType, models.PROTECT, related_name="batches")
    closed = models.BooleanField(default=False)
    definitive = models.BooleanField(default=False)
    installation = models.CharField(max_length=36, blank=True)  # whose export made it current
    export_number = models.BigIntegerField(default=0)
    vouchers = models.BigIntegerField(default=0)
    lines = models.BigIntegerField(default=0)
    debit = models.BigIntegerField(default=0)
    credit = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    last_number = models.BigIntegerField(default=0)  # highest voucher number ever given
    last_voucher = models.BigIntegerField(default=0)  # highest place ever given in the batch's range of keys
    file = models.ForeignKey(ArchivedFile, models.PROTECT, null=True)  # an archived file equal to it

    class Meta:
        verbose_name_plural = "batches"
        constraints = (
            models.UniqueConstraint(
                fields=("company", "period", "site", "operation_type"),
                name="one_batch_per_site_month_and_type",
            ),
        )

    def __str__(self) -> str:
        return f"{self.operation_type.code} {self.period} {self.site.code}"

    @property
    def first_voucher_id(self) -> int:
        """The key below which none of its vouchers lies."""
        return self.pk << VOUCHER_BITS


class Voucher(models.Model):
    """A voucher's header; its key lies in its batch's range."""

    id = RowIdField(primary_key=True)
    company = models.ForeignKey(Company, models.PROTECT, db_index=False)
    batch = models.ForeignKey(Batch, models.PROTECT, db_index=False, related_name="+")
    period = models.CharField(max_length=7)
    uid = models.CharField(max_length=36, unique=True)
    number = models.CharField(max_length=20)
    cuo = models.CharField(max_length=40)
    kind = models.CharField(max_length=1)
    date = models.CharField(max_length=10)
    description = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3)
    exchange_rate = models.BigIntegerField()
    annulled = models.SmallIntegerField(default=0)
    ple_state = models.SmallIntegerField(default=1)
    ple_period = models.CharField(max_length=7, blank=True)
    ple_cuo = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64)
    created_by = models.CharField(max_length=150)
    created_at = models.CharField(max_length=27)
    changed_by = models.CharField(max_length=150)
    changed_at = models.CharField(max_length=27)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("batch", "number"), name="one_voucher_per_number"),
            models.UniqueConstraint(fields=("company", "period", "cuo"), name="one_voucher_per_cuo"),
        )
        indexes = (  # costs nothing but for the few
            models.Index(
                fields=("batch", "number"), condition=models.Q(annulled=1), name="annulled_vouchers"
            ),
        )

    def __str__(self) -> str:
        return self.cuo

    @property
    def lines(self) -> models.QuerySet["Line"]:
        """Its lines, in their order."""
        first = self.pk << LINE_BITS
        return Line.objects.filter(pk__gte=first, pk__lt=first + (1 << LINE_BITS)).order_by("pk")


class Line(models.Model):
    """A voucher's line; its key is the voucher's key and the line's number."""

    id = RowIdField(primary_key=True)
    company = models.ForeignKey(Company, models.DO_NOTHING, db_index=False, db_constraint=False)
    account = models.CharField(max_length=24)
    cost_center = models.CharField(max_length=24, blank=True)
    party_type = models.CharField(max_length=1, blank=True)
    party_number = models.CharField(max_length=15, blank=True)
    document_type = models.CharField(max_length=2, blank=True)
    document_series = models.CharField(max_length=20, blank=True)
    document_number = models.CharField(max_length=20, blank=True)
    document_date = models.CharField(max_length=10, blank=True)
    due_date = models.CharField(max_length=10, blank=True)
    modified_type = models.CharField(max_length=2, blank=True)
    modified_series = models.CharField(max_length=20, blank=True)
    modified_number = models.CharField(max_length=20, blank=True)
    modified_date = models.CharField(max_length=10, blank=True)
    payment_means = models.CharField(max_length=3, blank=True)
    currency = models.CharField(max_length=3)
    original_amount = models.BigIntegerField()
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()
    description = models.CharField(max_length=200, blank=True)
    automatic = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.voucher_id} {self.number}"

    @property
    def voucher_id(self) -> int:
        """The key of its voucher."""
        return self.pk >> LINE_BITS

    @property
    def number(self) -> int:
        """Its number in the voucher, from 1."""
        return self.pk & ((1 << LINE_BITS) - 1)


class Balance(models.Model):
    """What a batch moved in an account; kept in the transaction that moves it."""

    company = models.ForeignKey(Company, models.PROTECT, db_index=False)
    batch = models.ForeignKey(Batch, models.CASCADE, db_index=False, related_name="balances")
    kind = models.CharField(max_length=1)
    account = models.CharField(max_length=24)
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("batch", "kind", "account"), name="one_balance"),)

    def __str__(self) -> str:
        return f"{self.batch} {self.kind} {self.account}"


class Import(models.Model):
    """One passage through the one door: an import, a load or an undo."""

    class Act(models.TextChoices):
        """What brought the vouchers in."""

        IMPORT = "import"
        LOAD = "load"
        UNDO = "undo"

    company = models.ForeignKey(Company, models.PROTECT, related_name="imports")
    act = models.CharField(max_length=6, choices=Act)
    at = models.CharField(max_length=27)
    by = models.CharField(max_length=150)
    mode = models.CharField(max_length=5)
    reason = models.CharField(max_length=300, blank=True)
    added = models.BigIntegerField()
    removed = models.BigIntegerField()
    changed = models.BigIntegerField()
    equal = models.BigIntegerField()
    undone_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="undoes")
    files = models.ManyToManyField(ArchivedFile, related_name="imports")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.pk} {self.act} {self.at}"


class Observation(models.Model):
    """What the rules remarked in a file that an import let in; somebody is to look at it, once."""

    of_import = models.ForeignKey(Import, models.CASCADE, related_name="observations")
    site = models.CharField(max_length=4)
    period = models.CharField(max_length=7)
    operation_type = models.CharField(max_length=4, blank=True)  # '' of a whole month's file
    findings = models.JSONField()  # the first of them, as `observations` writes and reads them
    count = models.BigIntegerField()
    seen_by = models.CharField(max_length=150, blank=True)
    seen_at = models.CharField(max_length=27, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("of_import", "site", "period", "operation_type"), name="one_observation_per_file"
            ),
        )

    def __str__(self) -> str:
        return f"{self.of_import_id} {self.site} {self.period}"


class ImportedBatch(models.Model):
    """A batch that an import replaced: where its former content is kept and what the import left."""

    of_import = models.ForeignKey(Import, models.CASCADE, related_name="batches")
    site = models.CharField(max_length=4)
    period = models.CharField(max_length=7)
    operation_type = models.CharField(max_length=4)
    before = models.ForeignKey(ArchivedFile, models.PROTECT, null=True, related_name="+")
    before_digest = models.CharField(max_length=64, blank=True)  # '' where the batch did not exist
    before_vouchers = models.BigIntegerField(default=0)
    before_installation = models.CharField(max_length=36, blank=True)
    before_export_number = models.BigIntegerField(default=0)
    before_definitive = models.BooleanField(default=False)
    after_digest = models.CharField(max_length=64)
    after_vouchers = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("of_import", "site", "period", "operation_type"), name="one_batch_per_import"
            ),
        )

    def __str__(self) -> str:
        return f"{self.operation_type} {self.period} {self.site}"

    @property
    def key(self) -> BatchKey:
        """What names the batch."""
        return BatchKey(self.site, self.period, self.operation_type)


class BroughtMasters(models.Model):
    """What an import brought to one master, named as in a transfer file; it stays after an undo."""

    of_import = models.ForeignKey(Import, models.CASCADE, related_name="brought")
    master = models.CharField(max_length=14)
    added = models.BigIntegerField()
    changed = models.BigIntegerField()
    codes = models.JSONField(default=list)  # of the first of them

    class Meta:
        ordering = ("master",)
        constraints = (models.UniqueConstraint(fields=("of_import", "master"), name="one_master_per_import"),)

    def __str__(self) -> str:
        return f"{self.of_import_id} {self.master} +{self.added} ~{self.changed}"

    @property
    def count(self) -> int:
        """How many rows came, new or in place of others."""
        return self.added + self.changed
