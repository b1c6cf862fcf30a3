"""The access application."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Registers the access models."""

    name = "consolida.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
