"""Opening a survey and answering it: what customers do, at the same time as others.

Opening is measured against a plain-text view of Django without middleware on the same
web server, answering against ``pgbench`` that writes the same rows into the same
tables in four trips; both wait for the disk. Only the web processes run.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from django.db import connection

from benchmarks import answering_rows, load
from benchmarks.load import Load
from benchmarks.measuring import ROUNDS, Result, in_turn
from benchmarks.processes import running_web
from feedback import tenancy
from feedback.accounts.models import Business
from surveys.models import Reply

PEOPLE, EACH = 156_000, 12_000
OPENED_A_SECOND, OPENED, SENT, SLOWEST, PAGE_KB = 5_000, 0.5, 0.25, 4.0, 15.0
PLAIN = "benchmarks.plain_site:application"


@dataclass
class Ground:
    """The web servers to ask, and the people who have not answered yet."""

    owner: Business
    folder: Path
    product: int
    plain: int
    used: int = 0
    loads: list[Load] = field(default_factory=list)

    def next_people(self) -> range:
        """Return people of whom nobody has been taken."""
        numbers = range(self.used, self.used + EACH)
        self.used += EACH
        assert self.used <= PEOPLE
        return numbers


def run() -> Iterator[Result]:
    """Measure opening a page, then answering it."""
    owner = answering_rows.asked(PEOPLE)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        product = stack.enter_context(running_web())
        plain = stack.enter_context(running_web(PLAIN))
        ground = Ground(owner, folder, product, plain)
        yield from _opening(ground)
        yield from _sending(ground)


def _opening(ground: Ground) -> Iterator[Result]:
    pages = answering_rows.looks(ground.folder / "pages", ground.owner, range(EACH))
    root = ground.folder / "root"
    root.write_text("/\n")
    load.on_web(ground.product, pages, seconds=2)
    load.on_web(ground.plain, root, seconds=2)

    def ours() -> float:
        ground.loads.append(load.on_web(ground.product, pages))
        return ground.loads[-1].per_second

    opened, plain = in_turn(ours, lambda: load.on_web(ground.plain, root).per_second)
    size = max(one.bytes / one.requests for one in ground.loads) / 1000
    yield Result("pages opened", opened, "pages/s", plain, OPENED)
    yield Result("pages opened, of 5000 a second", opened, "pages/s", 5_000, 1.0)
    yield Result("a page on the wire", size, "kB", 1.0, PAGE_KB, at_most=True)
    yield _slowest("opening: 99 of 100 against half", ground)


def _sending(ground: Ground) -> Iterator[Result]:
    file, values = answering_rows.trips(ground.folder / "trips.sql", ground.owner)

    def ours() -> float:
        sent = answering_rows.replies(
            ground.folder / "replies", ground.owner, ground.next_people()
        )
        before = _count(ground.owner)
        done = load.on_web(ground.product, sent)
        ground.loads.append(done)
        stored = _count(ground.owner) - before
        # Those that were under way when the time was up may have been stored too.
        assert done.requests <= stored <= done.requests + load.CONNECTIONS
        return done.per_second

    def trips() -> float:
        first = ground.next_people().start
        url = os.environ["DATABASE_URL"]
        return load.on_database(url, file, {**values, "first": first})

    ours()
    sent, four_trips = in_turn(ours, trips)
    yield Result("answers sent", sent, "replies/s", four_trips, SENT)
    yield _slowest("answering: 99 of 100 against half", ground)


def _slowest(name: str, ground: Ground) -> Result:
    some = ground.loads[-ROUNDS:]
    p99, p50 = (median(getattr(one, name) for one in some) for name in ("p99", "p50"))
    return Result(name, p99, "ms", p50, SLOWEST, at_most=True)


def _count(owner: Business) -> int:
    with tenancy.enter(owner.pk):
        count = Reply.objects.count()
    connection.close()
    return count
