"""Opening the installation: the ledger's framework, the folder, who acts and when."""

import os

import django


def prepare() -> None:
    """Start the ledger's framework, once, on the folder that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consolida.project.settings")
    django.setup()
