"""The only reader of the clock.

Everything that decides by time takes ``now=`` or ``on=`` and gets it from here
at the edge: a view, a task or a command. Tests move time with `set_to`; tests of
the real processes move it with a file (``TEST_CLOCK_FILE``) that holds a number
of seconds to add.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

_fixed: datetime | None = None


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    if _fixed is not None:
        return _fixed
    return datetime.now(UTC) + _test_offset()


def today(zone: str) -> date:
    """Return today's date on a wall calendar in the IANA zone ``zone``."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` (aware) inside the block, for tests and samples.

    It holds for the whole process, so that a test's server threads agree with it.
    """
    global _fixed
    before, _fixed = _fixed, moment.astimezone(UTC)
    try:
        yield
    finally:
        _fixed = before


def _test_offset() -> timedelta:
    if not settings.TEST_CLOCK_FILE:
        return timedelta()
    path = Path(settings.TEST_CLOCK_FILE)
    if not path.exists():
        return timedelta()
    return timedelta(seconds=float(path.read_text() or 0))
