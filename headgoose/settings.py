"""Settings, read from the environment once. HEADGOOSE_HOME holds the data, DATABASE_URL names the database."""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pysqlite3
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

# The distribution's SQLite 3.40.1 lies in the range of a WAL corruption bug (3.7.0 to 3.51.2).
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
if pysqlite3.sqlite_version_info < (3, 51, 3):
    raise ImproperlyConfigured(f"SQLite {pysqlite3.sqlite_version} can corrupt a WAL database; 3.51.3 is needed.")

PACKAGE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("HEADGOOSE_HOME", "var")).resolve()


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def _secret() -> str:
    """The key that signs sessions: from the environment, else made once and kept in HOME, readable by its owner."""
    if given := os.environ.get("HEADGOOSE_SECRET"):
        return given
    kept = HOME / "secret"
    if not kept.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(get_random_secret_key())
    return kept.read_text()


def database(url: str) -> dict[str, Any]:
    """A Django database entry from a URL: `sqlite:///path` or `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path.removeprefix("/")) or ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY",
            },
            # A thread keeps its connection: opening one and warming its cache costs more than most pages.
            "CONN_MAX_AGE": None,
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            # Allows `run_prepared` to have statements prepared; Django's own carry their values and never are.
            "OPTIONS": {"prepare_threshold": 5},
        }
    raise ImproperlyConfigured(f"DATABASE_URL must begin with sqlite:/// or postgresql://, not {parts.scheme!r}.")


SECRET_KEY = _secret()
# What was signed or encrypted with these is still read, so that the secret can be changed.
SECRET_KEY_FALLBACKS = [secret for secret in os.environ.get("HEADGOOSE_SECRETS_BEFORE", "").split(",") if secret]
DEBUG = _flag("HEADGOOSE_DEBUG")
DEMO = _flag("HEADGOOSE_DEMO")
ALLOWED_HOSTS = os.environ.get("HEADGOOSE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
BEHIND_TLS = _flag("HEADGOOSE_TLS")

DATABASES = {"default": database(os.environ.get("DATABASE_URL", f"sqlite:///{HOME / 'headgoose.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"

ROOMS = ["records", "places", "people", "personal", "orders", "access", "notices", "elections", "training", "dispatch"]
ROOMS += ["careers", "ledger", "casework", "briefing", "api", "web"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "csp",
    "headgoose.access.apps.AllauthAccountConfig",
    "allauth.mfa",
    "headgoose.kernel",
    "headgoose.look",
    *(f"headgoose.{room}" for room in ROOMS),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "headgoose.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "headgoose.access.middleware.ActorMiddleware",
    "headgoose.web.middleware.PlainAnswerMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "headgoose.urls"
WSGI_APPLICATION = "headgoose.wsgi.application"
# Where residents ask, many at once; see `kernel/lane.py`.
ONE_BY_ONE = ("/ask/", "/open311/")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "headgoose.look.shell.shell",
            ],
            "builtins": ["headgoose.look.templatetags.parts"],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = _flag("HEADGOOSE_PLAIN_STATIC")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not _flag("HEADGOOSE_PLAIN_STATIC")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = HOME / "media"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}},
    # Survives a restart, so that the past need not be counted again; may be deleted at any time.
    "figures": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}

# Keys of encrypted values lie beside the data or, better, elsewhere; never in a backup.
KEYS_FILE = Path(os.environ.get("HEADGOOSE_KEYS") or HOME / "keys.json")
CIPHER = os.environ.get("HEADGOOSE_CIPHER") or "aes-256-gcm"
if CIPHER not in {"aes-256-gcm", "sm4-gcm"}:
    raise ImproperlyConfigured(f"HEADGOOSE_CIPHER must be aes-256-gcm or sm4-gcm, not {CIPHER!r}.")

# Seals of the trail. Their heads go to a file that belongs on another disk or machine, and by mail to those named.
SEAL_HASH = os.environ.get("HEADGOOSE_SEAL_HASH") or "sha256"
if SEAL_HASH not in {"sha256", "sm3"}:
    raise ImproperlyConfigured(f"HEADGOOSE_SEAL_HASH must be sha256 or sm3, not {SEAL_HASH!r}.")
SEAL_FILE = Path(os.environ.get("HEADGOOSE_SEAL_FILE") or HOME / "seals" / "heads.txt")
SEAL_MAIL = [address for address in os.environ.get("HEADGOOSE_SEAL_MAIL", "").replace(",", " ").split() if address]
# Duties of the running server; `headgoose serve` turns them on.
CHORES = _flag("HEADGOOSE_CHORES")

EMAIL_HOST = os.environ.get("HEADGOOSE_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("HEADGOOSE_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("HEADGOOSE_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HEADGOOSE_MAIL_PASSWORD", "")
EMAIL_USE_TLS = _flag("HEADGOOSE_MAIL_STARTTLS")
EMAIL_USE_SSL = _flag("HEADGOOSE_MAIL_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("HEADGOOSE_MAIL_FROM", "headgoose@localhost")

# Services over which people may have notices sent; whatever is not named stays in the inbox. A demo sends nothing.
NOTICE_SERVICES = frozenset(os.environ.get("HEADGOOSE_NOTICE_SERVICES", "").replace(",", " ").split())
if unknown := NOTICE_SERVICES - {"mail", "wecom", "dingtalk", "feishu"}:
    raise ImproperlyConfigured(f"HEADGOOSE_NOTICE_SERVICES knows mail, wecom, dingtalk, feishu, not {sorted(unknown)}.")
if DEMO:
    NOTICE_SERVICES = frozenset()
# Where readers find this site, for links in what goes out; without it there are none.
NOTICE_SITE = os.environ.get("HEADGOOSE_NOTICE_SITE", "").rstrip("/")
if NOTICE_SITE and not NOTICE_SITE.startswith(("https://", "http://")):
    raise ImproperlyConfigured(f"HEADGOOSE_NOTICE_SITE must begin with https://, not {NOTICE_SITE!r}.")
NOTICE_TIMEOUT_S = 10.0

LOGIN_URL = "sign-in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username",)},
    },
    {"NAME": "headgoose.access.passwords.NotOneOfTheLast"},
]
LOGIN_REDIRECT_URL = "home"
# From county level up a password alone does not open; the cast of a demo enters by one click.
SECOND_FACTOR_REQUIRED = _flag("HEADGOOSE_SECOND_FACTOR", not DEMO)
SIGN_IN_WINDOW_S = 15 * 60
SIGN_IN_FAILURES = 5
# A proxy's word for where a request came from is taken only where it is known to write it itself.
FORWARDED_ADDRESS = _flag("HEADGOOSE_FORWARDED")
# An office shares an address: one forgetful person must not lock the door for all. 0 where all seem to come from one.
SIGN_IN_FAILURES_PER_ADDRESS = 0 if BEHIND_TLS and not FORWARDED_ADDRESS else 50
MFA_ADAPTER = "headgoose.access.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Headgoose"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"

SESSION_ENGINE = "headgoose.access.writing.sessions"
SESSION_COOKIE_NAME = "__Host-session" if BEHIND_TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if BEHIND_TLS else "csrf"
SESSION_IDLE_S = 30 * 60
SESSION_LONGEST_S = 8 * 3600
SESSION_COOKIE_AGE = SESSION_LONGEST_S
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "headgoose.web.views.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
API_REQUESTS_A_MINUTE = int(os.environ.get("HEADGOOSE_API_REQUESTS", "600"))
# Of requests without a valid token from one address; with one they pass all the same.
API_FAILURES_A_MINUTE = int(os.environ.get("HEADGOOSE_API_FAILURES", "60"))
# How often residents may ask without an account (headgoose/casework/limiting.py); turned off to measure or to fill.
PUBLIC_LIMITS = _flag("HEADGOOSE_PUBLIC_LIMITS", True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # What these two say of their own accord may hold the key or the address that something was sent to.
    "loggers": {"apprise": {"level": "CRITICAL"}, "urllib3": {"level": "CRITICAL"}},
}
