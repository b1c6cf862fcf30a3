"""The audit application."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the audit trail."""

    name = "consolida.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
