"""Whether this installation can do its work: for load balancers and alarms."""

from dataclasses import asdict, dataclass
from functools import cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from feedback import clock, tenancy
from feedback.mail import selectors

SILENCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Health:
    """What was looked at; seconds are rounded, None means nothing to measure."""

    database: bool
    migrations: bool = False
    oldest_due_seconds: int | None = None
    sweep_seconds: int | None = None

    @property
    def is_ready(self) -> bool:
        """Whether everything works, and the sweeps have not fallen silent."""
        due = 0 if settings.SENDING_DISABLED else self.oldest_due_seconds or 0
        sweep = self.sweep_seconds or 0
        return self.database and self.migrations and max(due, sweep) <= SILENCE_SECONDS

    def as_json(self) -> dict[str, object]:
        """Return everything, for an answer without personal data."""
        return {"ready": self.is_ready, **asdict(self)}


def look() -> Health:
    """Ask the database; a broken one is an answer, not an error."""
    now = clock.now()
    try:
        if not _migrated():
            return Health(database=True)
        with tenancy.every_business():
            due = selectors.oldest_due_seconds(now)
        sweep = selectors.pulse_seconds(now)
    except (DatabaseError, InterfaceError):
        return Health(database=False)
    return Health(True, True, _rounded(due), _rounded(sweep))


def _migrated() -> bool:
    return not _wanted() - set(MigrationRecorder(connection).applied_migrations())


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    # The code of a process does not change, so its migrations are read once.
    on_disk = MigrationLoader(None).disk_migrations
    return frozenset(key for key, one in on_disk.items() if not one.replaces)


def _rounded(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
