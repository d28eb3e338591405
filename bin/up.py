"""Try the product on this machine: migrate, sample data, web, worker and beat.

Ctrl-C stops all of it cleanly. PORT chooses another port than 8000.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
PORT = int(os.environ.get("PORT", "8000"))
ADDRESS = f"http://127.0.0.1:{PORT}"
STOP_SECONDS = 20
os.environ.setdefault("DEBUG", "true")
os.environ.setdefault("BASE_URL", ADDRESS)
os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
CELERY = (sys.executable, "-m", "celery", "-A", "feedback")
PROCESSES: dict[str, Sequence[str]] = {
    "web": (
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(PORT)),
        *("--workers", "2", "--blocking-threads", "4", "--no-access-log"),
        *("--log-level", "warning", "feedback.wsgi:application"),
    ),
    "worker": (*CELERY, "worker", "--concurrency", "1", "--loglevel", "WARNING"),
    "beat": (*CELERY, "beat", "--loglevel", "WARNING"),
}


def main() -> int:
    """Start everything, wait until somebody stops it or a part dies, stop it."""
    if _port_is_taken():
        print(f"Port {PORT} is taken. Try: make up PORT=8001")
        return 1
    _manage("migrate", "--verbosity", "0")
    sample = json.loads(_manage("seed_demo", "--json"))
    signal.signal(signal.SIGTERM, _interrupt)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in PROCESSES.items():
            # A session of its own: Ctrl-C reaches this program only, which then
            # stops the parts in order.
            running[name] = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        _wait_for_web(running["web"])
        _greet(sample)
        return _watch(running)
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
        return 0
    finally:
        _stop(running)


def _port_is_taken() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", PORT)) == 0


def _manage(*arguments: str) -> str:
    command = (sys.executable, "manage.py", *arguments)
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _wait_for_web(web: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        try:
            with urlopen(f"{ADDRESS}/healthz", timeout=1):
                return
        except OSError:
            if web.poll() is not None:
                return
            time.sleep(0.1)


def _greet(sample: dict[str, Any]) -> None:
    print(f"\nSaid & Done is at {ADDRESS}")
    for login in sample.get("logins", []):
        print(f"  {login['role']}: {login['email']}  password: {login['password']}")
    for name, link in sample.get("links", {}).items():
        print(f"  {name}: {link}")
    print("  mails sent from here: var/mail/ and, logged in, /mail/")
    print("Ctrl-C stops it.\n", flush=True)


def _watch(running: "dict[str, subprocess.Popen[bytes]]") -> int:
    while True:
        for name, process in running.items():
            if process.poll() is not None:
                print(f"The {name} process ended with status {process.returncode}.")
                return 1
        time.sleep(0.5)


def _stop(running: "dict[str, subprocess.Popen[bytes]]") -> None:
    for process in running.values():
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for name, process in running.items():
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            print(f"The {name} process did not stop in time; ending it.")
            os.killpg(process.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
