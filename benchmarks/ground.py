"""What the workloads stand on: a database of their own, a server that takes mail."""

import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

SINK = Path("/usr/sbin/smtp-sink")
SERVER = "postgres://postgres@127.0.0.1:5432/postgres"
REDIS = "redis://127.0.0.1:6379/7"


@contextmanager
def own_database() -> Iterator[str]:
    """Make a database on the server of DATABASE_URL, yield its address, drop it."""
    server = os.environ.get("DATABASE_URL", SERVER)
    name = f"bench_{secrets.token_hex(4)}"
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
            try:
                yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
            finally:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def smtp_sink() -> Iterator[int]:
    """Run Postfix's ``smtp-sink`` on a free port and yield the port."""
    port = free_port()
    process = subprocess.Popen([SINK, "-u", "nobody", f"127.0.0.1:{port}", "128"])
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"smtp-sink does not listen on port {port}")
