"""The product as it really runs: web, worker, beat and an SMTP sink."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.request import urlopen

import psycopg2
from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parent.parent.parent
CELERY = (sys.executable, "-m", "celery", "-A", "feedback")
T = TypeVar("T")


class Sink:
    """An SMTP server that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the message (aiosmtpd calls this)."""
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append(parsed)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Return what was sent to one address, oldest first."""
        return [m for m in self.messages if address in str(m["To"])]


class Stack:
    """Start, move the clock of, ask and stop the whole product in a folder of its own.

    On SQLite and a filesystem broker, or on PostgreSQL and Redis when DATABASE_URL
    and REDIS_URL are set: then in a database that it makes and drops.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="said-and-done-e2e-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.clock = self.folder / "clock"
        self.sink = Sink()
        self.running: list[subprocess.Popen[bytes]] = []
        self.database = ""
        self.env = {
            **os.environ,
            "SUSPECT_MACHINES": "false",
            "DEBUG": "true",
            "VAR_DIR": str(self.folder),
            "BASE_URL": self.url,
            "TEST_CLOCK_FILE": str(self.clock),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.controller.port}",
            "SWEEP_SECONDS": "1",
            "BROKER_URL": os.environ.get("REDIS_URL", "filesystem://"),
        }

    def __enter__(self) -> "Stack":
        """Migrate and start everything; returns once the web answers."""
        self._make_database()
        self.sink.controller.start()
        self.manage("migrate", "--verbosity", "0")
        web = (
            *(sys.executable, "-m", "granian", "--interface", "wsgi"),
            *("--host", "127.0.0.1", "--port", str(self.port), "--workers", "2"),
            *("--blocking-threads", "4", "--log-level", "warning"),
            "feedback.wsgi:application",
        )
        self.start(web)
        self.start((*CELERY, "worker", "--concurrency", "1", "--loglevel", "WARNING"))
        self.start((*CELERY, "beat", "--loglevel", "WARNING"))
        self.until(self._answers, "the web to answer")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop what was started, and only that."""
        for process in self.running:
            process.send_signal(signal.SIGTERM)
        for process in self.running:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.sink.controller.stop()
        self._drop_database()

    def start(self, command: tuple[str, ...]) -> None:
        """Start one process in a session of its own, logging to the folder."""
        log = (self.folder / f"process-{len(self.running)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.running.append(process)

    def manage(self, *arguments: str) -> str:
        """Run a management command; return what it printed."""
        command = (sys.executable, "manage.py", *arguments)
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, stdout=subprocess.PIPE
        )
        return done.stdout.decode()

    def shell(self, code: str) -> str:
        """Run Python inside the product; return what it printed."""
        return self.manage("shell", "--no-imports", "-c", code)

    def move_clock(self, *, hours: float) -> None:
        """Set every process's clock ``hours`` ahead of the real time."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(str(hours * 3600))
        fresh.replace(self.clock)

    def until(self, look: Callable[[], T], what: str, *, seconds: int = 60) -> T:
        """Look again and again until it is true; fail with ``what`` after a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = look()
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(f"Waited {seconds} s for {what}.\n{self.logs()}")

    def logs(self) -> str:
        """Return the end of every process's log."""
        paths = sorted(self.folder.glob("process-*.log"))
        return "\n".join(f"{p.name}: {p.read_text()[-2000:]}" for p in paths)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=1):
                return True
        except (URLError, OSError):
            return False

    def _make_database(self) -> None:
        given = os.environ.get("DATABASE_URL", "")
        if not given.startswith("postgres"):
            self.env["DATABASE_URL"] = f"sqlite:///{self.folder / 'db.sqlite3'}"
            return
        self.database = f"said_e2e_{os.getpid()}_{self.port}"
        self._on_server(given, f'CREATE DATABASE "{self.database}"')
        self.env["DATABASE_URL"] = re.sub(r"/[^/]*$", f"/{self.database}", given)

    def _drop_database(self) -> None:
        if self.database:
            given = os.environ["DATABASE_URL"]
            self._on_server(given, f'DROP DATABASE "{self.database}" WITH (FORCE)')

    @staticmethod
    def _on_server(url: str, statement: str) -> None:
        connection = psycopg2.connect(url)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()


def free_port() -> int:
    """Return a port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def links_in(message: EmailMessage) -> list[str]:
    """Return every address in the plain text of a mail."""
    body = message.get_body(("plain",))
    assert body is not None
    return re.findall(r"https?://[^\s<>\"]+", body.get_content())
