"""Settings of the web application: those of the ledger, and what a browser needs."""

from datetime import timedelta

from consolida.project import environment
from consolida.project.settings import *  # noqa: F403 - these settings are those and more
from consolida.project.settings import INSTALLED_APPS as LEDGER_APPS

ALLOWED_HOSTS = environment.names("CONSOLIDA_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
INSTALLED_APPS = [
    *LEDGER_APPS,
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
    "consolida.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "consolida.web.compress.CompressText",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # nothing is shown to nobody, by default
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "consolida.web.preferences.SpeakTheVisitorsLanguage",
    "django_htmx.middleware.HtmxMiddleware",
    "consolida.web.problems.SayWhatFailed",
    "consolida.web.no_nul.TakeTextOnly",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["consolida.web.templatetags.reading", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "consolida.web.context.everywhere",
            ],
        },
    }
]
ROOT_URLCONF = "consolida.project.urls"
CSRF_FAILURE_VIEW = "consolida.web.problems.old_form"
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "log_in", "home", "log_in"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "start/locked.html"
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 60 * environment.whole_number("CONSOLIDA_SESSION_MINUTES", 60, most=60 * 24 * 30)
SESSION_SAVE_EVERY_REQUEST = True  # the minutes count from the last page
SECURE_SCHEME = environment.switch("CONSOLIDA_HTTPS")  # behind a server that speaks HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SCHEME
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # Bootstrap's icons are in its style sheet
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
STATIC_URL = "estaticos/"
WHITENOISE_USE_FINDERS = True  # the wheel's own folder serves; nothing is collected
FILE_UPLOAD_HANDLERS = ["consolida.web.no_uploads.TakeNone"]  # a view that takes files brings its own
# Bytes of one file
CONSOLIDA_MAX_UPLOAD = environment.whole_number("CONSOLIDA_MAX_UPLOAD_MB", 2048, most=8192) << 20
# Folders of the server that the browser may read from and write to, and all that lies in them
CONSOLIDA_FOLDERS = environment.folders("CONSOLIDA_FOLDERS")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 << 20  # files are streamed to disk and not counted here
DATA_UPLOAD_MAX_NUMBER_FIELDS = 30_000  # a voucher of a thousand lines is one form
