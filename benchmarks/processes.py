"""The product as it is hosted, to be asked from outside: web, worker and beat."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from benchmarks.ground import free_port

CELERY = (sys.executable, "-m", "celery", "-A", "feedback")


@dataclass(frozen=True, slots=True)
class Product:
    """The running product: its port, and the process that leads the workers."""

    port: int
    worker: int

    def worker_peak_mb(self) -> float:
        """Return the most memory that any one process of the worker ever held."""
        parents = {pid: _status(pid).get("PPid", "") for pid in _pids()}
        pids = [p for p in parents if str(self.worker) in (p, parents[p])]
        return max(int(_status(p)["VmHWM"].split()[0]) for p in pids) / 1024


@contextmanager
def running_product() -> Iterator[Product]:
    """Start what the Dockerfile and docker-compose.yml start, on the database and the
    Redis in the environment; stop it afterwards.
    """
    port = free_port()
    env = _environment(port)
    _collect_static(env)
    started = []
    try:
        for command in (
            _web(port),
            (*CELERY, "worker", "--loglevel", "WARNING"),
            (*CELERY, "beat", "--loglevel", "WARNING"),
        ):
            process = subprocess.Popen(command, env=env, start_new_session=True)
            started.append(process)
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield Product(port, started[1].pid)
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(60)


@contextmanager
def running_web(application: str = "feedback.wsgi:application") -> Iterator[int]:
    """Start the web processes alone, for ``application``; yield their port."""
    port = free_port()
    env = _environment(port)
    _collect_static(env)
    process = subprocess.Popen(_web(port, application), env=env, start_new_session=True)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield port
    finally:
        process.terminate()
        process.wait(60)


def _environment(port: int) -> dict[str, str]:
    return {
        **os.environ,
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "EMAIL_URL": "dummymail://",
    }


def _web(port: int, application: str = "feedback.wsgi:application") -> tuple[str, ...]:
    return (
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "2"),
        *("--blocking-threads", "4", "--log-level", "warning"),
        application,
    )


def _collect_static(env: dict[str, str]) -> None:
    collect = (sys.executable, "manage.py", "collectstatic", "--noinput", "-v0")
    subprocess.run(collect, env=env, check=True)


def _pids() -> Iterator[str]:
    return (one.name for one in Path("/proc").iterdir() if one.name.isdigit())


def _status(pid: str) -> dict[str, str]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:  # it has ended
        return {}
    return {
        name: said.strip() for name, _, said in (one.partition(":") for one in lines)
    }


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            with urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer")
