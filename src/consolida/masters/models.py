"""What vouchers refer to; masters carry no user column, who changed what is in the audit trail."""

from django.db import models


class ReplaceMode(models.TextChoices):
    """What an import removes: the file's site only, or every site's vouchers of the month and T/O."""

    SITES = "sites"
    ALL = "all"


class Installation(models.Model):
    """This installation, one row; a restored copy gets a new uid."""

    uid = models.CharField(max_length=36, unique=True)
    made_at = models.CharField(max_length=27)

    def __str__(self) -> str:
        return self.uid


class Company(models.Model):
    """A company, known by its RUC."""

    ruc = models.CharField(max_length=11, unique=True)
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3, default="PEN")  # what the books are kept in
    replace_mode = models.CharField(max_length=5, choices=ReplaceMode, default=ReplaceMode.SITES)

    class Meta:
        ordering = ("ruc",)

    def __str__(self) -> str:
        return f"{self.ruc} {self.name}"


class Site(models.Model):
    """A physical place; `here` means that its vouchers are typed in this installation.

    One that is not `active` any more keeps its history and its balances, and takes nothing new.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="sites")
    code = models.CharField(max_length=4)
    name = models.CharField(max_length=200)
    here = models.BooleanField(default=False)
    head_office = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("company", "code"), name="one_site_per_code"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class OperationType(models.Model):
    """The journal of a voucher (T/O); `book` is SUNAT table 8: 14 sales, 8 purchases."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="operation_types")
    code = models.CharField(max_length=4)
    name = models.CharField(max_length=200)
    book = models.CharField(max_length=4, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("company", "code"), name="one_operation_type_per_code"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Account(models.Model):
    """An account of the company's chart; the pair is where its destino lines go."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="accounts")
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=200)
    requires_party = models.BooleanField(default=False)
    requires_cost_center = models.BooleanField(default=False)
    requires_document = models.BooleanField(default=False)
    charge_account = models.CharField(max_length=24, blank=True)
    credit_account = models.CharField(max_length=24, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("company", "code"), name="one_account_per_code"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CostCenter(models.Model):
    """A cost centre; the pair is where the destino lines of its expenses go."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="cost_centers")
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=200)
    charge_account = models.CharField(max_length=24, blank=True)
    credit_account = models.CharField(max_length=24, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("company", "code"), name="one_cost_center_per_code"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CostCenterShare(models.Model):
    """A part of a cost centre's expenses, in hundredths of a percent, and the pair where it goes."""

    cost_center = models.ForeignKey(CostCenter, models.CASCADE, related_name="shares")
    charge_account = models.CharField(max_length=24)
    credit_account = models.CharField(max_length=24)
    share = models.PositiveIntegerField()

    class Meta:
        ordering = ("charge_account", "credit_account")
        constraints = (
            models.UniqueConstraint(
                fields=("cost_center", "charge_account", "credit_account"), name="one_share_per_pair"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cost_center} {self.charge_account}/{self.credit_account}"


class ExchangeRate(models.Model):
    """The SUNAT rates of a day, in millionths of the books' currency."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="exchange_rates")
    currency = models.CharField(max_length=3)
    date = models.CharField(max_length=10)
    buy = models.BigIntegerField()
    sell = models.BigIntegerField()

    class Meta:
        ordering = ("currency", "date")
        constraints = (
            models.UniqueConstraint(fields=("company", "currency", "date"), name="one_rate_per_day"),
        )

    def __str__(self) -> str:
        return f"{self.currency} {self.date}"


class Party(models.Model):
    """A person or entity, known by (identity document type, number); `digest` names the version kept."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="parties")
    type = models.CharField(max_length=1)
    number = models.CharField(max_length=15)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("type", "number")
        verbose_name_plural = "parties"
        constraints = (
            models.UniqueConstraint(fields=("company", "type", "number"), name="one_party_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class PartyAncestor(models.Model):
    """The digest of an earlier version of a party, own or merged."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="ancestors")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("party", "digest"), name="one_ancestor_per_digest"),)

    def __str__(self) -> str:
        return self.digest


class PartyDispute(models.Model):
    """A version that came from another site after both ends had changed the party; a person settles it."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="disputes")
    site = models.CharField(max_length=4)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True)
    digest = models.CharField(max_length=64)
    ancestors = models.JSONField(default=list)
    came_at = models.CharField(max_length=27)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("party", "digest"), name="one_dispute_per_version"),)

    def __str__(self) -> str:
        return f"{self.party} / {self.name}"


class AcceptedSender(models.Model):
    """An installation and key from which a site's files are accepted."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="senders")
    installation = models.CharField(max_length=36)
    public_key = models.CharField(max_length=64)
    accepted_at = models.CharField(max_length=27)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("site", "installation", "public_key"), name="one_sender_per_key"),
        )

    def __str__(self) -> str:
        return f"{self.site} {self.installation}"
