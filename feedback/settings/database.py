"""Database, cache and sessions: SQLite to try it, PostgreSQL and Redis by address."""

from datetime import timedelta
from typing import Any

from feedback.settings.ground import VAR, env

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
