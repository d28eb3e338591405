"""Servers of our own, so that stopping and emptying them harms nobody else."""

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import redis

from tests.processes.waiting import wait_until

PATIENCE = 60.0


@dataclass
class RedisServer:
    """A Redis that can be emptied and taken away."""

    port: int
    folder: Path
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def url(self) -> str:
        """Return the address of its first database."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, empty: nothing is kept."""
        options = ("--save", "", "--appendonly", "no", "--dir", str(self.folder))
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), *options],
            stdout=subprocess.DEVNULL,
        )
        wait_until(self._answers, seconds=PATIENCE, what="our Redis")

    def stop(self) -> None:
        """Stop it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def flush(self) -> None:
        """Lose everything in it."""
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def _answers(self) -> bool:
        with suppress(redis.ConnectionError), redis.Redis(port=self.port) as client:
            return bool(client.ping())
        return False


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Run a Redis on a free port."""
    with tempfile.TemporaryDirectory() as folder:
        server = RedisServer(free_port(), Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@dataclass
class PostgresServer:
    """A PostgreSQL cluster in a folder, that can be restarted."""

    port: int
    folder: Path
    programs: Path

    @property
    def url(self) -> str:
        """Return the address of its first database."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, *command: str) -> None:
        """Run one of its programs as the user it insists on."""
        first = self.programs / command[0]
        subprocess.run(
            ["runuser", "-u", "postgres", "--", first, "-D", self.folder, *command[1:]],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -c unix_socket_directories= -c fsync=on"
        self.run("pg_ctl", "-w", "-o", options, "-l", f"{self.folder}/log", "start")
        wait_until(self._answers, seconds=PATIENCE, what="our PostgreSQL")

    def crash_and_restart(self) -> None:
        """Let it die without a checkpoint, and recover."""
        self.run("pg_ctl", "-w", "-m", "immediate", "stop")
        self.start()

    def _answers(self) -> bool:
        with suppress(psycopg2.OperationalError):
            psycopg2.connect(self.url).close()
            return True
        return False


def postgres_programs() -> Path | None:
    """Return where PostgreSQL's programs are, if this machine has a server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found and shutil.which("runuser") else None


@contextmanager
def postgres_server(programs: Path) -> Iterator[PostgresServer]:
    """Run a PostgreSQL on a free port, on files that are removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="said-and-done-postgresql-"))
    server = PostgresServer(free_port(), folder / "data", programs)
    try:
        server.folder.mkdir()
        for path in (folder, server.folder):
            shutil.chown(path, "postgres")
        server.run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8")
        server.start()
        yield server
    finally:
        with suppress(subprocess.CalledProcessError):
            server.run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
