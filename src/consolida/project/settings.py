"""Settings from the environment; no configuration at all starts on SQLite in one folder."""

from pathlib import Path

from environs import Env

from consolida.core.home import Home
from consolida.core.language import DEFAULT, LOCALE_DIR
from consolida.project.database import database

env = Env()

CONSOLIDA_HOME = Path(env.str("CONSOLIDA_HOME", str(Path.home() / "consolida"))).expanduser().absolute()

DATABASES = {
    "default": database(env.str("DATABASE_URL", ""), embedded=str(Home(CONSOLIDA_HOME).database)),
}
SECRET_KEY = "unused until the web application keeps sessions"  # noqa: S105 - no sessions are signed yet
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
