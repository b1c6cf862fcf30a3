"""The web application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers templates and static files; it has no models."""

    name = "consolida.web"
    label = "web"
