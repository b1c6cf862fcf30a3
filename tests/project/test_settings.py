"""The settings: what protects the visitor, what the environment changes, a start that says what is wrong."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

import consolida
from consolida.core.home import Home
from support.commands import as_user

SOURCE = Path(consolida.__file__).parent
REFERENCE = SOURCE.parents[1] / "docs" / "reference" / "settings.md"
READING = """
import json, sys
from consolida.project import web
names = sys.argv[1:]
print(json.dumps({name: getattr(web, name) for name in names}, default=str))
"""


def read(home: Path, *names: str, **environment: str) -> dict[str, Any]:
    """Read settings in a process of its own, as a start of the server would."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONSOLIDA_")}
    kept.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", READING, *names],
        capture_output=True,
        text=True,
        check=True,
        env={**kept, "CONSOLIDA_HOME": str(home), **environment},
    )
    return cast("dict[str, Any]", json.loads(done.stdout))


def test_no_configuration_at_all_starts_on_a_folder_of_one_s_own(tmp_path: Path) -> None:
    found = read(
        tmp_path / "lima",
        "ALLOWED_HOSTS",
        "SESSION_COOKIE_AGE",
        "SESSION_COOKIE_SECURE",
        "CONSOLIDA_MAX_UPLOAD",
        "CONSOLIDA_FOLDERS",
        "CONSOLIDA_HOME",
        "DATABASES",
    )
    database = found.pop("DATABASES")["default"]
    assert (database["ENGINE"], database["NAME"]) == (
        "django.db.backends.sqlite3",
        str(tmp_path / "lima" / "consolida.db"),
    )
    assert found == {
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
        "SESSION_COOKIE_AGE": 3600,
        "SESSION_COOKIE_SECURE": False,
        "CONSOLIDA_MAX_UPLOAD": 2 << 30,
        "CONSOLIDA_FOLDERS": [],
        "CONSOLIDA_HOME": str(tmp_path / "lima"),
    }
    assert not (tmp_path / "lima").exists()  # reading settings makes nothing


def test_the_environment_changes_them(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "ALLOWED_HOSTS",
        "SESSION_COOKIE_AGE",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "CONSOLIDA_MAX_UPLOAD",
        "CONSOLIDA_FOLDERS",
        CONSOLIDA_HOSTS="books.example",
        CONSOLIDA_SESSION_MINUTES="5",
        CONSOLIDA_HTTPS="true",
        CONSOLIDA_MAX_UPLOAD_MB="3",
        CONSOLIDA_FOLDERS=os.pathsep.join([str(tmp_path / "a"), str(tmp_path / "b")]),
    )
    assert found == {
        "ALLOWED_HOSTS": ["books.example"],
        "SESSION_COOKIE_AGE": 300,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "CONSOLIDA_MAX_UPLOAD": 3 << 20,
        "CONSOLIDA_FOLDERS": [str(tmp_path / "a"), str(tmp_path / "b")],
    }


def test_sessions_outlive_a_start_where_there_is_an_installation(tmp_path: Path) -> None:
    Home(tmp_path / "lima").make()
    secrets = [read(tmp_path / "lima", "SECRET_KEY")["SECRET_KEY"] for _ in range(2)]
    assert secrets[0] == secrets[1] == (tmp_path / "lima" / "secret").read_text("ascii")
    elsewhere = [read(tmp_path / "none", "SECRET_KEY")["SECRET_KEY"] for _ in range(2)]
    assert len({*secrets, *elsewhere}) == 3
    assert all(len(secret) >= 50 for secret in {*secrets, *elsewhere})


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("CONSOLIDA_SESSION_MINUTES", "una hora", "Write a whole number from 1 to 43200, or leave it out."),
        ("CONSOLIDA_MAX_UPLOAD_MB", "9000", "Write a whole number from 1 to 8192, or leave it out."),
        ("CONSOLIDA_HTTPS", "perhaps", "Write “true” or “false”, or leave it out."),
        ("CONSOLIDA_HOSTS", "a,,b", "Write one name or several with commas between them, or leave it out."),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_hint(tmp_path: Path, name: str, value: str, hint: str) -> None:
    refused = as_user("serve", "--no-browser", "--home", tmp_path / "lima", **{name: value})
    assert refused.status == 1
    assert refused.err == f"The variable {name} of the environment cannot be “{value}”. {hint}\n"
    assert not (tmp_path / "lima").exists()


def test_a_wrong_url_of_a_database_stops_every_start(tmp_path: Path) -> None:
    for words in (("serve", "--no-browser"), ("history",)):
        refused = as_user(*words, "--home", tmp_path, DATABASE_URL="mysql://db/books")
        assert refused.status == 1
        assert refused.err.startswith("DATABASE_URL names no PostgreSQL database: it begins with “mysql”.")


def test_commands_start_without_the_web_s_settings(tmp_path: Path) -> None:
    done = as_user("init", "--home", tmp_path / "lima", CONSOLIDA_HTTPS="perhaps")
    assert done.status == 0, done


def test_a_port_is_one_that_can_be() -> None:
    refused = as_user("serve", "--port", "99999")
    assert refused.status == 2
    assert refused.err.startswith("--port takes a whole number from 1 to 65535.")


def test_what_is_shown_comes_from_the_application_alone() -> None:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == ["'none'"]
    for directive in ("script-src", "style-src", "font-src", "connect-src", "form-action"):
        assert policy[directive] == ["'self'"], directive
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]


def test_cookies_and_frames_are_kept_close() -> None:
    assert not settings.DEBUG
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
    assert settings.X_FRAME_OPTIONS == "DENY"


def test_nobody_passes_the_door_by_default() -> None:
    order = list(settings.MIDDLEWARE)
    door = order.index("django.contrib.auth.middleware.LoginRequiredMiddleware")
    assert door > order.index("django.contrib.auth.middleware.AuthenticationMiddleware")
    assert order[-1] == "axes.middleware.AxesMiddleware"
    assert settings.AUTHENTICATION_BACKENDS[0] == "axes.backends.AxesStandaloneBackend"


def test_every_address_is_spanish_and_ends_in_a_slash_or_a_file() -> None:
    for pattern in get_resolver().url_patterns:
        route = str(pattern.pattern)
        assert route == "" or re.search(r"(/|<str:suffix>|<str:picture>|\.(csv|xlsx))$", route), route
        assert not re.search(r"[A-ZÁÉÍÓÚÑ]", re.sub(r"<[^>]*>", "", route)), route


def test_addresses_that_scripts_and_people_keep() -> None:
    assert reverse("home") == "/"
    assert reverse("import") == "/importar/"
    assert reverse("export") == "/exportar/"
    assert reverse("imported", kwargs={"number": 7}) == "/historial/importaciones/7/"
    assert reverse("masters_list", kwargs={"kind": "personas"}) == "/maestros/personas/"


def test_a_fixed_word_is_not_taken_for_a_voucher() -> None:
    resolver = get_resolver()
    for word in ("nuevo", "ofrecer/cuentas"):
        assert resolver.resolve(f"/comprobantes/{word}/").url_name != "voucher"
    assert resolver.resolve("/comprobantes/019a3bcf-0000-7000-8000-000000000001/").url_name == "voucher"


def variables() -> set[str]:
    """Find every variable of the environment that the source reads."""
    reading = re.compile(r'"(CONSOLIDA_[A-Z_]+|DATABASE_URL)"')
    return {name for path in SOURCE.rglob("*.py") for name in reading.findall(path.read_text("utf-8"))}


def test_every_variable_is_explained() -> None:
    explained = re.findall(r"^\| `([A-Z_]+)` \|", REFERENCE.read_text("utf-8"), re.MULTILINE)
    assert sorted(explained) == sorted(variables())
