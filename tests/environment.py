"""The environment of every test run, set before Django's settings are read.

Loaded by ``-p tests.environment`` in pyproject.toml: pytest-django reads the settings
before any conftest.
"""

import os
import tempfile

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
