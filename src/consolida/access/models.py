"""Users and their roles by company and site."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from consolida.masters.models import Company, Site


class User(AbstractUser):
    """A person who works with the installation."""


class Role(models.Model):
    """What a user may do in a company, or at one of its sites only."""

    class Name(models.TextChoices):
        """The three people who use the program, and one who only looks."""

        ASSISTANT = "assistant"
        ACCOUNTANT = "accountant"
        ADMINISTRATOR = "administrator"
        READER = "reader"

    user = models.ForeignKey(User, models.CASCADE, related_name="roles")
    company = models.ForeignKey(Company, models.CASCADE)
    site = models.ForeignKey(Site, models.CASCADE, null=True, blank=True)
    name = models.CharField(max_length=13, choices=Name)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "company", "site"), name="one_role_per_site"),
            models.UniqueConstraint(
                fields=("user", "company"), condition=models.Q(site=None), name="one_role_per_company"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.name}"
