"""Whether this installation can do its work: for load balancers and alarms.

Only the database is asked, by whoever wants to know: an alarm that needed the worker,
beat, the broker or the mail provider would be silent exactly when one of them is.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from feedback import clock, tenancy
from feedback.mail import selectors

SILENCE_SECONDS = 300


class Alarm(StrEnum):
    """Why mail that is due does not go out, as far as one can see from here."""

    SILENT = "silent"
    REFUSED = "refused"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Health:
    """What was looked at; seconds are rounded, None means nothing to measure."""

    database: bool
    migrations: bool = False
    oldest_due_seconds: int | None = None
    sweep_seconds: int | None = None
    refused_seconds: int | None = None

    @property
    def alarm(self) -> Alarm | None:
        """What is wrong with the mail, the cause before what follows from it."""
        if (self.sweep_seconds or 0) > SILENCE_SECONDS:
            return Alarm.SILENT
        if settings.SENDING_DISABLED:
            return None
        if (self.refused_seconds or 0) > SILENCE_SECONDS:
            return Alarm.REFUSED
        late = (self.oldest_due_seconds or 0) > SILENCE_SECONDS
        return Alarm.LATE if late else None

    @property
    def is_ready(self) -> bool:
        """Whether everything works, and mail that is due goes out."""
        return self.database and self.migrations and self.alarm is None

    def as_json(self) -> dict[str, object]:
        """Return everything, for an answer without personal data."""
        return {"ready": self.is_ready, "alarm": self.alarm, **asdict(self)}


def look() -> Health:
    """Ask the database; a broken one is an answer, not an error."""
    now = clock.now()
    try:
        if not _migrated():
            return Health(database=True)
        with tenancy.every_business():
            mail = _mail(now)
    except (DatabaseError, InterfaceError):
        return Health(database=False)
    return mail


def alarm_for_business(now: datetime) -> Alarm | None:
    """Return what is wrong with the mail of the business entered, for its people."""
    return _mail(now).alarm


def _mail(now: datetime) -> Health:
    sweep, refused = selectors.pulse_seconds(now)
    return Health(
        database=True,
        migrations=True,
        oldest_due_seconds=_rounded(selectors.oldest_due_seconds(now)),
        sweep_seconds=_rounded(sweep),
        refused_seconds=_rounded(refused),
    )


def _migrated() -> bool:
    return not _wanted() - set(MigrationRecorder(connection).applied_migrations())


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    # The code of a process does not change, so its migrations are read once.
    on_disk = MigrationLoader(None).disk_migrations
    return frozenset(key for key, one in on_disk.items() if not one.replaces)


def _rounded(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
