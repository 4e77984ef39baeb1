# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Django's settings. Everything an operator decides comes from the environment; docs/operating.md lists it."""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured

from config.environment import DEMO_MARK, Environment, database
from sociallook.base import log

ROOT = Path(__file__).resolve().parent.parent
environment = Environment()

MODE = environment.text("SOCIALLOOK_MODE", "production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured("SOCIALLOOK_MODE must be production, demo or test.")
PRODUCTION = MODE == "production"
DEBUG = False

# --- What an operator must say -------------------------------------------------------------------------------

SECRET_KEY = environment.secret("SOCIALLOOK_SECRET_KEY", "It signs sessions and forms.", demo_allowed=not PRODUCTION)
VERIFIER_KEY = environment.secret(
    "SOCIALLOOK_VERIFIER_KEY",
    "It protects the login verifiers and must not lie in the database.",
    demo_allowed=not PRODUCTION,
)
VAPID_PRIVATE_KEY = environment.secret(
    "SOCIALLOOK_VAPID_PRIVATE_KEY", "It signs push messages (RFC 8292).", demo_allowed=not PRODUCTION
).removeprefix(DEMO_MARK)
VAPID_CONTACT = environment.needed(
    "SOCIALLOOK_VAPID_CONTACT", "Push services need an address, for example mailto:technik@example.org."
)
PUSH_HOSTS = environment.text(
    "SOCIALLOOK_PUSH_HOSTS",
    "fcm.googleapis.com jmt17.google.com *.push.services.mozilla.com *.push.apple.com *.notify.windows.com",
).split()
"""Push services that may be called. Their addresses come from browsers, so no others are."""
PUSH_LOOPBACK = environment.text("SOCIALLOOK_PUSH_LOOPBACK")
"""Only in tests: the origin of a push service on this machine, http allowed."""
ORIGIN = environment.needed(
    "SOCIALLOOK_ORIGIN", "It is the one address of this installation, for example https://helfen.example.org."
).rstrip("/")
DATABASE_URL = environment.needed(
    "DATABASE_URL", "It names the database and the role of the application: postgresql://app:password@host/name"
)
DATABASE_OWNER_URL = environment.text("DATABASE_OWNER_URL")
TRUSTED_PROXIES = environment.number("SOCIALLOOK_TRUSTED_PROXIES", 1 if PRODUCTION else 0)
"""How many proxies of ours stand in front and write X-Forwarded-For; limits against guessing need the true address."""
BLOBS = Path(environment.text("SOCIALLOOK_BLOBS", str(ROOT / "build" / "blobs")))
"""The folder of the sealed blobs. In production an absolute path outside the program."""
S3 = environment.group("SOCIALLOOK_S3_")
"""Instead of the folder: bucket, endpoint_url, access_key, secret_key and what else django-storages takes."""

OPERATOR = environment.group("SOCIALLOOK_OPERATOR_")
"""The operator's own words for imprint, privacy and help; sociallook/shell/operator.py names them."""
PROVIDERS_PUBLISH = environment.text("SOCIALLOOK_PROVIDERS_PUBLISH") == "yes"
"""Whether what providers change in their own offers is published at once; else an editor looks at it first."""
MAIL = environment.group("SOCIALLOOK_MAIL_")
"""The mail server for letters to providers: host, port, user, password, security (starttls, tls, none), from."""
MAIL_PORT = environment.number("SOCIALLOOK_MAIL_PORT", 587)
LEAVE_ADDRESS = environment.text("SOCIALLOOK_LEAVE_ADDRESS", "about:blank")
"""Where "Seite schnell verlassen" leads. An empty page needs no network and tells no third party who was here."""
MAP_TILES = environment.text("SOCIALLOOK_MAP_TILES")
"""Ground of the map: https://…/{z}/{x}/{y}.png, or a file of Protomaps (….pmtiles). Empty: our outlines only."""
MAP_SOURCE = environment.text("SOCIALLOOK_MAP_SOURCE")
"""Whose tiles these are, as their licence asks to be named."""

if MAP_TILES and not (MAP_TILES.startswith(("https://", "/")) and ("{z}" in MAP_TILES or ".pmtiles" in MAP_TILES)):
    environment.complaints.append("SOCIALLOOK_MAP_TILES must be https://…/{z}/{x}/{y}.png or a file ….pmtiles.")
if MAP_TILES and not MAP_SOURCE:
    environment.complaints.append("SOCIALLOOK_MAP_SOURCE is missing. The licence of the tiles says what stands there.")
if PRODUCTION and urlsplit(ORIGIN).scheme == "http":
    environment.complaints.append("SOCIALLOOK_ORIGIN must begin with https:// in production.")
if PRODUCTION:
    environment.either("SOCIALLOOK_BLOBS", "SOCIALLOOK_S3_BUCKET", "One of them says where the sealed documents lie.")
if PUSH_LOOPBACK and MODE != "test":
    environment.complaints.append("SOCIALLOOK_PUSH_LOOPBACK is for tests only.")
if environment.complaints:
    raise ImproperlyConfigured("\n".join(["Sociallook cannot start:", *environment.complaints]))


def _built(in_checkout: str, in_wheel: str) -> Path:
    """Where the build left its files: in a checkout at the root, in an installed wheel beside the rooms."""
    installed = ROOT / "sociallook" / in_wheel
    return installed if installed.is_dir() else ROOT / in_checkout


# --- Composition ---------------------------------------------------------------------------------------------

ROOMS = [
    "home",
    "messaging",
    "documents",
    "rights",
    "vault",
    "directory",
    "statistics",
    "institutions",
    "notifications",
    "accounts",
    "shell",
    "base",
]
"""Top floor to cellar."""

INSTALLED_APPS = [
    *(f"sociallook.{room}" for room in ROOMS),
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "sociallook.shell.headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sociallook.base.log.RequestLog",
    "sociallook.shell.compression.Compression",
    "sociallook.shell.language.Language",
    "sociallook.accounts.middleware.OwnPagesOnly",
    "django.middleware.csrf.CsrfViewMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ],
        },
    }
]

ALLOWED_HOSTS = [urlsplit(ORIGIN).hostname or ""]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = ORIGIN.startswith("https://")
CSRF_COOKIE_HTTPONLY = SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sociallook.shell.refusals.forged"
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Strict"

LOGGING = log.set_up(environment.text("SOCIALLOOK_LOG_LEVEL", "INFO"))

# --- Data ----------------------------------------------------------------------------------------------------

DATABASES = {"default": database(DATABASE_URL)}
DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": environment.number("SOCIALLOOK_POOL", 10)}
if DATABASE_OWNER_URL:
    DATABASES["owner"] = database(DATABASE_OWNER_URL)
STORAGES = dict(global_settings.STORAGES)
if "bucket" in S3:
    options = {"bucket_name" if name == "bucket" else name: value for name, value in S3.items()}
    STORAGES["blobs"] = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}}}

# --- Mail, only to offices that publish offers -----------------------------------------------------------------

MAIL_WORKS = bool(MAIL.get("host")) or not PRODUCTION
_BACKENDS = {"demo": "console", "test": "locmem"}
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL.get('host') else _BACKENDS.get(MODE, 'dummy')}.EmailBackend"
EMAIL_HOST = MAIL.get("host", "")
EMAIL_PORT = MAIL_PORT
EMAIL_HOST_USER = MAIL.get("user", "")
EMAIL_HOST_PASSWORD = MAIL.get("password", "")
EMAIL_USE_TLS = MAIL.get("security", "starttls") == "starttls"
EMAIL_USE_SSL = MAIL.get("security") == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = MAIL.get("from") or OPERATOR.get("email", "nobody@example.org")

# --- Words ---------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [_built("locale", "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# --- Files ---------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BROWSER_ASSETS = _built("build/browser", "browser")
"""What hatch_build.py wrote."""
WHITENOISE_USE_FINDERS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"-[0-9A-Z]{8}\.[a-z0-9]+$"
WHITENOISE_ALLOW_ALL_ORIGINS = True  # the closed frame that draws a PDF has an origin of its own
