"""A whole installation of its own in a folder: database, broker, and processes.

On SQLite and a folder as broker; with DATABASE_URL and REDIS_URL in the environment on
a database of its own there, and on Redis's database 9; or on the servers it is given.
"""

import json
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

from tests.processes.waiting import wait_until

__all__ = ["Installation", "installed", "wait_until"]

ROOT = Path(__file__).resolve().parents[2]
OURS_IN_REDIS = "/9"


@dataclass
class Installation:
    """Where it lives, and the processes that it started."""

    folder: Path
    database_url: str
    broker_url: str
    env: dict[str, str] = field(default_factory=dict)
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def run(self, *command: str, env: dict[str, str] | None = None) -> str:
        """Run Python with ``command`` to its end; return what it printed."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=env or self.env,
            check=False,
            text=True,
            capture_output=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *command: str, stdout: int | IO[str] | None = None) -> Any:
        """Start Python with ``command`` in a process group of its own."""
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.env,
                stdout=stdout or log,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def start_worker(self, name: str) -> Any:
        """Start a worker with two processes."""
        options = ("-c", "2", "-n", f"{name}@%h", "--without-gossip")
        return self.start("-m", "celery", "-A", "feedback", "worker", *options)

    def start_beat(self, name: str = "beat") -> Any:
        """Start a beat with a schedule of its own."""
        schedule = str(self.folder / f"schedule-{name}")
        return self.start("-m", "celery", "-A", "feedback", "beat", "-s", schedule)

    def revive(self, processes: dict[str, Any]) -> None:
        """Start anew whatever died by itself, as a service manager would: ``name`` of
        a beat begins with "beat".
        """
        for name, process in processes.items():
            if process.poll() is None:
                continue
            self.kill(process)
            starts = self.start_beat if name.startswith("beat") else self.start_worker
            processes[name] = starts(name)

    def kill(self, process: Any) -> None:
        """Kill a process that we started, with its children, as a power cut would."""
        if process in self.running:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            self.running.remove(process)
        if process.stdout is not None:
            process.stdout.close()

    def empty_broker(self) -> None:
        """Lose every message and binding."""
        if self.broker_url.startswith("redis"):
            with redis.Redis.from_url(self.broker_url) as broker:
                broker.flushdb()
            return
        for path in (self.folder / "broker").rglob("*"):
            if path.is_file():
                path.unlink(missing_ok=True)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement, across all businesses."""
        with closing(self._connect()) as connection:
            cursor = connection.cursor()
            cursor.execute(statement)
            return list(cursor.fetchall())

    def outbox_status(self) -> dict[str, Any]:
        """Return what the command of that name prints."""
        found: dict[str, Any] = json.loads(
            self.run("manage.py", "outbox_status", "--json")
        )
        return found

    def _connect(self) -> Any:
        if self.database_url.startswith("sqlite"):
            return sqlite3.connect(self.folder / "db.sqlite3", timeout=20)
        return psycopg2.connect(self.database_url)


@contextmanager
def installed(
    folder: Path, *, database: str = "", broker: str = "", **env: str
) -> Iterator[Installation]:
    """Make an installation in ``folder``, migrated; at the end nothing is left.

    ``database`` and ``broker`` are addresses of servers that are its own alone.
    """
    shared = os.environ.get("REDIS_URL", "")
    if shared and not broker:
        broker = urlunsplit(urlsplit(shared)._replace(path=OURS_IN_REDIS))
    with ExitStack() as stack:
        url = database or f"sqlite:///{folder / 'db.sqlite3'}"
        server = os.environ.get("DATABASE_URL", "")
        if server.startswith("postgres") and not database:
            url = stack.enter_context(_database_of_its_own(server))
        yield stack.enter_context(_running(folder, url, broker, env))


@contextmanager
def _running(
    folder: Path, database_url: str, broker: str, env: dict[str, str]
) -> Iterator[Installation]:
    made = Installation(folder, database_url, broker or "filesystem://localhost/")
    made.env = {
        **os.environ,
        "DEBUG": "true",
        "VAR_DIR": str(folder),
        "DATABASE_URL": database_url,
        "REDIS_URL": broker,
        "BROKER_URL": made.broker_url,
        "PYTHONWARNINGS": "error::DeprecationWarning:feedback",
        **env,
    }
    made.empty_broker()
    try:
        made.run("manage.py", "migrate", "-v0")
        yield made
    finally:
        for process in list(made.running):
            made.kill(process)
        made.empty_broker()


@contextmanager
def _database_of_its_own(server: str) -> Iterator[str]:
    name = f"test_processes_{secrets.token_hex(4)}"
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
            try:
                yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
            finally:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
