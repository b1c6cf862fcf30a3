"""The ledger application."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Registers the ledger models."""

    name = "consolida.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
