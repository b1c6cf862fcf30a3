"""Settings of the ledger, from the environment; no configuration at all starts on SQLite in one folder.

The web application has more of them, in `web`: commands start without them.
"""

import os
from pathlib import Path

from consolida.core.home import Home
from consolida.core.language import DEFAULT, LOCALE_DIR
from consolida.project.database import database

CONSOLIDA_HOME = Path(os.environ.get("CONSOLIDA_HOME") or Path.home() / "consolida").expanduser().absolute()

DATABASES = {
    "default": database(os.environ.get("DATABASE_URL", ""), file=str(Home(CONSOLIDA_HOME).database)),
}
SECRET_KEY = Home(CONSOLIDA_HOME).session_secret()
DEBUG = False
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "consolida.audit",
    "consolida.masters",
    "consolida.access",
    "consolida.ledger",
    "consolida.transfer",
]
AUTH_USER_MODEL = "access.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "America/Lima"
LANGUAGE_CODE = DEFAULT
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [LOCALE_DIR]
