"""The environment of every test run, set before Django's settings are read.

Loaded by ``-p tests.environment`` in pyproject.toml: pytest-django reads the settings
before any conftest.
"""

import os
import tempfile
from urllib.parse import urlsplit

os.environ["DEBUG"] = "true"
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="said-and-done-tests-")
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["BROKER_URL"] = "memory://"
os.environ["LOG_LEVEL"] = "WARNING"
# Playwright's synchronous interface runs a loop in the thread that uses the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# Tests with threads need a file: SQLite's memory serves one writer only.
if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
    in_file = os.path.join(os.environ["VAR_DIR"], "test.sqlite3")
    os.environ.setdefault("TEST_DATABASE_NAME", in_file)
# Each worker of a run has a Redis database of its own: one that empties its cache
# must not take the sessions of another's tests away.
if os.environ.get("REDIS_URL"):
    address = urlsplit(os.environ["REDIS_URL"])
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    number = int(address.path.lstrip("/") or 0) + worker
    os.environ["REDIS_URL"] = address._replace(path=f"/{number}").geturl()
