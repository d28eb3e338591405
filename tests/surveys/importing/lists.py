"""Lists for tests, and the steps from a file to its rows."""

import io
from typing import Any

from feedback.customers.models import Import
from surveys.services import importing
from tests.conftest import World

HEADINGS = "Name,Email,Job,Date,Engineer,Invoice,Total"
LINES = (
    "Ann,ann@a.example,Visit,2026-11-17,Dan,R1,10.50",
    "Tom,tom@a.example,Visit,2026-11-16,Dan,R2,",
    "Kim,,Visit,2026-11-16,Lee,R3,",
)


def text_of(*lines: str, headings: str = HEADINGS) -> bytes:
    """Return a CSV file."""
    return "\n".join([headings, *lines, ""]).encode()


def received(world: World, content: bytes, *, name: str = "list.csv") -> Import:
    """Store a file."""
    return importing.receive(
        world.business, io.BytesIO(content), name=name, size=len(content), by=world.by
    )


def checked(world: World, content: bytes, **columns: Any) -> Import:
    """Store a file and check it with the columns that we would suggest."""
    of = received(world, content)
    importing.choose_columns(of, {**of.columns, **columns}, by=world.by)
    importing.check_now(of)
    return of


def imported(world: World, content: bytes, **columns: Any) -> Import:
    """Take a file in, all of it."""
    of = checked(world, content, **columns)
    importing.start(of, by=world.by)
    work()
    of.refresh_from_db()
    return of


def work(*, seconds: float = 60.0) -> bool:
    """Do what the worker would."""
    return importing.import_due(seconds=seconds)
