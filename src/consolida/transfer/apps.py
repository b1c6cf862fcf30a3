"""The transfer application."""

from django.apps import AppConfig


class TransferConfig(AppConfig):
    """Registers the transfer models."""

    name = "consolida.transfer"
    label = "transfer"
    default_auto_field = "django.db.models.BigAutoField"
