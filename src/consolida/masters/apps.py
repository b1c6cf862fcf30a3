"""The masters application."""

from django.apps import AppConfig


class MastersConfig(AppConfig):
    """Registers the masters models."""

    name = "consolida.masters"
    label = "masters"
    default_auto_field = "django.db.models.BigAutoField"
