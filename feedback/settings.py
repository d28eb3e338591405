"""All settings, from the environment. ``.env.example`` explains each.

Without ``DEBUG`` this is production: it refuses to start half configured.
"""

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import environ

from feedback import logs, security

ROOT = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(ROOT / ".env")

# --- The installation --------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
VAR = Path(env("VAR_DIR", default=str(ROOT / "var")))
VAR.mkdir(parents=True, exist_ok=True)
SECRET_KEY: str = env("SECRET_KEY", default="only-for-trying-it-out" if DEBUG else "")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ADDRESS_HASH_KEY: str = env("ADDRESS_HASH_KEY", default="")
BASE_URL: str = env("BASE_URL", default="http://127.0.0.1:8000" if DEBUG else "")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else []
)
CSRF_TRUSTED_ORIGINS = env.list(
    "CSRF_TRUSTED_ORIGINS", default=[BASE_URL] if BASE_URL else []
)
TEST_CLOCK_FILE = env("TEST_CLOCK_FILE", default="")
security.refuse_half_configured(
    {"SECRET_KEY": SECRET_KEY, "ALLOWED_HOSTS": ALLOWED_HOSTS, "BASE_URL": BASE_URL},
    movable_clock=bool(TEST_CLOCK_FILE),
    trying_out=DEBUG,
)

# --- Applications ------------------------------------------------------------
INSTALLED_APPS = [
    "feedback.accounts",
    "feedback.history",
    "feedback.customers",
    "feedback.mail",
    "surveys",
    "actions",
    "public_wall",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "anymail",
    "csp",
]
if find_spec("django_linear_migrations"):
    # A tool of ours: installed where tests and gates run, and only there.
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    # allauth insists on finding itself here; it costs public pages next to nothing.
    "allauth.account.middleware.AccountMiddleware",
    "feedback.middleware.AnswerRefusals",
    "feedback.middleware.PrivateStack",
]
# Only the pages behind a login run through these; see `PrivateStack`.
PRIVATE_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "feedback.middleware.BusinessMiddleware",
]
PUBLIC_PREFIXES = ("/s/", "/r/", "/u/", "/w/", "/healthz", "/readyz")

ROOT_URLCONF = "feedback.urls"
WSGI_APPLICATION = "feedback.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["feedback.templatetags.parts"],
            "libraries": {"parts": "feedback.templatetags.parts"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "feedback.accounts.context.business",
                "surveys.context.navigation",
                "actions.context.navigation",
            ],
        },
    }
]
FORM_RENDERER = "feedback.forms.Renderer"

# --- Database: SQLite to try it, PostgreSQL by DATABASE_URL ------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'db.sqlite3'}")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ON_POSTGRESQL = "postgresql" in DATABASES["default"]["ENGINE"]
# The role the application works in; it owns no table, so row level security binds
# it. Empty when DATABASE_URL already logs in as that role (as behind pgbouncer).
DATABASE_ROLE = env("DATABASE_ROLE", default="said_and_done_app")
if ON_POSTGRESQL:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 600),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }
else:
    # Measured: with IMMEDIATE and a busy timeout no competing write fails.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
        ),
    }
DATABASES["default"]["TEST"] = {"NAME": env("TEST_DATABASE_NAME", default=None)}

# --- Cache, sessions, broker -------------------------------------------------
REDIS_URL = env("REDIS_URL", default="")
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "feedback.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "said",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())

BROKER_FOLDER = VAR / "broker"
CELERY_BROKER_URL = env("BROKER_URL", default=REDIS_URL or "filesystem://localhost/")
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 600,
    "socket_timeout": 30,
    "socket_connect_timeout": 1,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
if CELERY_BROKER_URL.startswith("filesystem"):
    BROKER_FOLDER.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER),
        "data_folder_out": str(BROKER_FOLDER),
        "control_folder": str(BROKER_FOLDER / "control"),
    }
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_ENABLE_UTC = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Interval ticks only: what is due stands in the database, in UTC.
SWEEP_SECONDS = env.int("SWEEP_SECONDS", 15)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    name: {
        "task": name,
        "schedule": every,
        "options": {"expires": max(every, 10)},
    }
    for name, every in (
        ("surveys.ask_due", SWEEP_SECONDS),
        ("mail.deliver_due", SWEEP_SECONDS),
        ("actions.remind_due", SWEEP_SECONDS * 4),
        ("mail.purge_bodies", 3600),
    )
}

# --- Mail ------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail://{VAR / 'mail'}")
vars().update(EMAIL_CONFIG)
EMAIL_BACKEND = env("EMAIL_BACKEND", default=EMAIL_CONFIG["EMAIL_BACKEND"])
if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
    # Django's, able to say whether a mail had left when the line went dead.
    EMAIL_BACKEND = "feedback.mail.smtp.EmailBackend"
EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_TIMEOUT = 20
ANYMAIL = env.json("ANYMAIL", default={})
MAIL_FROM = env("MAIL_FROM", default="feedback@localhost.example")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
# SENDING_DISABLED=true: a restored copy must not write to anybody's customers.
SENDING_DISABLED = env.bool("SENDING_DISABLED", False)
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", 120)
MAIL_BODY_DAYS = 30

# --- Accounts ------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_VALIDATORS}UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "surveys:reply-list"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FORM_CLASS = "feedback.accounts.forms.SignupForm"
ACCOUNT_ADAPTER = "feedback.mail.account_mail.OutboxAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_SESSION_REMEMBER = True
# Beside allauth's own limits. A person mistypes a password a few times; only machines
# try five in five minutes at one address, or a hundred a day from one place.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,100/d/ip,5/5m/key",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,3/10m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
TRIAL_DAYS = 30

# --- Time and language: stored in UTC, shown in each business's zone ---------
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [ROOT / "locale"]

# --- Static files ------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# --- Security ------------------------------------------------------------
HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000 if HTTPS else 0)
SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", False)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_REFERRER_POLICY = "same-origin"
if env.bool("BEHIND_TLS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "SAMEORIGIN"
# Both run, in PRIVATE_MIDDLEWARE, where these checks do not look.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W003"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
CONTENT_SECURITY_POLICY = security.CONTENT_SECURITY_POLICY

# --- Logs ------------------------------------------------------------
LOGGING = logs.configuration(env("LOG_LEVEL", default="INFO"))
