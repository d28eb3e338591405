"""The public page as its readers get it, from the processes that the product runs.

Two web processes of granian, 16 connections of ``wrk``, everything on one machine. In
the same run, in turn: a plain-text view of Django without any middleware on the same
server with the same settings, and nginx with two workers that sends the same
compressed file. Then how long drawing the page takes after a change, with many replies
against few. ``BENCH_REPLIES`` sets how many "many" are.
"""

import gzip
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import Request, urlopen

from django.core.management import call_command
from django.db import connection
from django.test import Client

from benchmarks import reply_rows, rows
from benchmarks.ground import free_port
from benchmarks.measuring import Result, in_turn, seconds
from feedback.accounts.models import Business
from public_wall.services import folding

FEW, MANY = 10_000, int(os.environ.get("BENCH_REPLIES", "1000000"))
CONNECTIONS, SECONDS, TURNS = 16, 3, 7
A_SECOND, OF_PLAIN, OF_NGINX, MOST_GROWTH = 5_000, 0.5, 0.30, 2.0
PRODUCT, PLAIN = "feedback.wsgi:application", "benchmarks.plain_view:application"
_NGINX = """
daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{ access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; gzip_static on;
open_file_cache max=16; keepalive_requests 100000000;
client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
types {{ text/html html; }}
server {{ listen 127.0.0.1:{port}; root {folder}; index index.html; }} }}
"""


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the three answer, and what says that a reader has the page already."""

    product: str
    plain: str
    nginx: str
    etag: str


def run() -> Iterator[Result]:
    """Measure reading the page, then drawing it."""
    call_command("collectstatic", interactive=False, verbosity=0)
    owner = rows.business("big-co")
    Business.objects.filter(pk=owner.pk).update(wall_is_public=True)
    reply_rows.fill(owner, start=0, count=FEW, total=MANY)
    few, folded = _drawing()
    reply_rows.fill(owner, start=FEW, count=MANY - FEW, total=MANY)
    many, folded = _drawing()
    yield Result("wall.folding_all", folded, "s", 60, 1, at_most=True)
    yield Result("wall.drawing", many, "ms", few, MOST_GROWTH, at_most=True)
    with ExitStack() as stack:
        yield from _reading(stack)


def _reading(stack: ExitStack) -> Iterator[Result]:
    product = stack.enter_context(_granian(PRODUCT))
    plain = stack.enter_context(_granian(PLAIN))
    page = f"{product}w/big-co/"
    with urlopen(Request(page, headers={"Accept-Encoding": "gzip"})) as answer:
        packed, etag = answer.read(), answer.headers["ETag"]
    nginx = stack.enter_context(_nginx(packed))
    at = Servers(page, plain, nginx, etag)
    for address in (at.product, at.plain, at.nginx):
        _load(address, seconds=1)
    unchanged = f"If-None-Match: {at.etag}"
    ours, theirs = in_turn(lambda: _load(at.product), lambda: _load(at.plain))
    yield Result("wall.pages", ours, "requests/s", theirs, OF_PLAIN)
    yield Result("wall.pages_a_second", ours, "requests/s", A_SECOND, 1.0)
    ours, theirs = in_turn(lambda: _load(at.product), lambda: _load(at.nginx))
    yield Result("wall.pages_of_nginx", ours, "requests/s", theirs, OF_NGINX)
    ours, theirs = in_turn(
        lambda: _load(at.product, unchanged), lambda: _load(at.plain)
    )
    yield Result("wall.unchanged", ours, "requests/s", theirs, OF_PLAIN)
    yield Result("wall.unchanged_a_second", ours, "requests/s", A_SECOND, 1.0)
    kilobytes = len(packed) / 1000
    yield Result("wall.on_the_wire", kilobytes, "kB", 25, 1, at_most=True)


def _drawing() -> tuple[float, float]:
    """Return the milliseconds that drawing takes, and the seconds of folding before."""
    reply_rows.tidy()
    # Loading left no marks: count again from the start.
    folded = seconds(folding.fold_all)
    client = Client(SERVER_NAME="feedback.example.com")

    def draw() -> None:
        answer = client.get("/w/big-co/", secure=True)
        assert answer.status_code == 200, answer.status_code

    draw()
    took = median(seconds(draw) for _turn in range(TURNS)) * 1000
    connection.close()
    return took, folded


def _load(address: str, *headers: str, seconds: int = SECONDS) -> float:
    """Return how many requests were answered in a second; all must be answered well."""
    named = [part for header in headers for part in ("-H", header)]
    command = (
        *("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"),
        *("-H", "Accept-Encoding: gzip", *named, address),
    )
    done = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in done, done
    assert "Socket errors" not in done, done
    found = re.search(r"Requests/sec:\s+([\d.]+)", done)
    assert found is not None, done
    return float(found[1])


@contextmanager
def _granian(application: str) -> Iterator[str]:
    """Start two web processes as the product starts them; yield their address."""
    port = free_port()
    env = {**os.environ, "ALLOWED_HOSTS": "127.0.0.1"}
    env["BASE_URL"] = f"http://127.0.0.1:{port}"
    command = (
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "2"),
        *("--blocking-threads", "4", "--log-level", "warning", application),
    )
    yield from _running(command, f"http://127.0.0.1:{port}/", env)


@contextmanager
def _nginx(packed: bytes) -> Iterator[str]:
    """Let nginx send the same file, compressed before."""
    port = free_port()
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "index.html.gz").write_bytes(packed)
        (folder / "index.html").write_bytes(gzip.decompress(packed))
        (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, port=port))
        command = ("nginx", "-c", str(folder / "nginx.conf"))
        yield from _running(command, f"http://127.0.0.1:{port}/", dict(os.environ))


def _running(
    command: tuple[str, ...], address: str, env: dict[str, str]
) -> Iterator[str]:
    process = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        _wait(lambda: urlopen(address, timeout=1).close())
        yield address
    finally:
        process.terminate()
        process.wait(60)


def _wait(ask: Callable[[], None]) -> None:
    for _ in range(300):
        try:
            ask()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("a server does not answer")
