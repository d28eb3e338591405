"""Waiting for other processes."""

import time
from collections.abc import Callable

POLL_SECONDS = 0.02


def wait_until(holds: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Return as soon as ``holds()``; fail after ``seconds``."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, f"waited {seconds} s for: {what}"
        time.sleep(POLL_SECONDS)
