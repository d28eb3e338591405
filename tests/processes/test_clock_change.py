"""The real worker and beat through the night in which the clock is put forward, under
libfaketime (Debian's package ``faketime``): their whole process believes that date,
Celery, its timers and the database driver included. Twelve times as fast as ours.

Every other zone and both directions are tested with our own clock, which the suite
can set: see `tests.surveys.test_hours` and `tests.surveys.test_asking_sweep`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.processes.installation import Installation, installed
from tests.processes.night import JUMP, OPENINGS
from tests.processes.test_kill import Sink
from tests.processes.waiting import wait_until

# Three minutes before the jump are a quarter of a minute in which all must be up.
BEGINS = "@2026-03-29 00:57:00 x12"
LATEST = timedelta(minutes=2)
PATIENCE = 90.0


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Installation]:
    """An installation that will wake up shortly before the jump."""
    with installed(
        tmp_path, OUTBOX_LEASE_SECONDS="600", SWEEP_SECONDS="10", TZ="UTC"
    ) as home:
        yield home


def libfaketime() -> str:
    """Return the library, which CI must have."""
    found = list(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    assert found, "this test needs Debian's package faketime"
    return str(found[0])


@pytest.mark.processes
def test_mail_goes_when_the_clock_on_the_wall_says_so(night: Installation) -> None:
    night.run("-m", "tests.processes.plan_night")
    sink = Sink(night)
    night.env |= {"LD_PRELOAD": libfaketime(), "FAKETIME": BEGINS}
    # The beat first: a task that it sends must not be over for a worker behind it.
    night.start_beat()
    night.start_worker("one")
    soon = {opens: at for opens, at in OPENINGS.items() if at < JUMP + 4 * LATEST}
    wait_until(
        lambda: sink.count() >= len(soon), seconds=PATIENCE, what="the mails to go"
    )
    wait_until(lambda: len(went(night)) == len(soon), seconds=PATIENCE, what="the end")
    for opens, moment in went(night).items():
        assert soon[opens] <= moment <= soon[opens] + LATEST, opens
    assert sink.count() == len(soon)


def went(home: Installation) -> dict[str, datetime]:
    """Return when the mail of each business was accepted, by when it opens."""
    found = home.query(
        "SELECT slug, finished_at FROM mail_outboundmessage AS mail"
        " JOIN accounts_business AS business ON business.id = mail.business_id"
        " WHERE mail.status = 'accepted'"
    )
    return {f"{slug[-4:-2]}:{slug[-2:]}": as_moment(at) for slug, at in found}


def as_moment(stored: datetime | str) -> datetime:
    """Return what SQLite keeps as text as a moment."""
    moment = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
