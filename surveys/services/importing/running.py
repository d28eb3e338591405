"""The worker's part: take an import on by a lease and carry it on, a chunk at a time.

Each step is one transaction that also counts itself, so whoever carries on after a
crash begins where the last one ended. A lease that ran out may be taken by another;
the step of the one who lost it then finds no row and stores nothing.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID, uuid4

import structlog
from django.db import DatabaseError, OperationalError, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.customers.models import Import
from feedback.errors import Refused
from feedback.speaking import team_language
from surveys.services.importing import checking, planning, storing, undoing
from surveys.services.importing.moving import forget_file
from surveys.services.importing.parts import records_of

log = structlog.get_logger(__name__)
State = Import.State
LEASE = timedelta(seconds=90)
KEPT = timedelta(days=1)
MOST_FAILURES = 3
AT_ONCE_BYTES = 256 * 1024
# What one bad list can raise; a database that is out of reach is not its fault.
LIST_ERRORS = (
    ArithmeticError,
    AttributeError,
    DatabaseError,
    LookupError,
    TypeError,
    ValueError,
    OSError,
)
_BROKEN = gettext_lazy(
    "Something in this list stops us. We have noted it and look into it."
)
_NOT_STARTED = gettext_lazy("Nobody started it within a day, so the file was deleted.")


@dataclass(frozen=True, slots=True)
class Lease:
    """That one worker carries on one import."""

    business_id: UUID
    import_id: UUID
    key: UUID


def import_due(*, seconds: float) -> bool:
    """Carry on imports for about ``seconds``, the businesses in turn; True if there is
    more to do. Call it outside any business.
    """
    forget_abandoned(now=clock.now())
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        lease = claim(now=clock.now())
        if lease is None:
            return False
        with _spoken_in(lease.business_id):
            carry_on(lease, ends=ends)
    return True


def check_now(of: Import) -> None:
    """Check a small list at once: nobody has to wait for the worker. ``of`` has just
    been changed in the caller's transaction, so that no worker can have it.
    """
    if of.state != State.CHECKING or of.size > AT_ONCE_BYTES:
        return
    try:
        with ExitStack() as open_files:
            reading = _Reading(open_files)
            while reading.step(of):
                pass
    except Refused as error:
        forget_file(of)
        of.state, of.problem = State.FAILED, error.message[:300]
        of.finished_at, of.first_lines = clock.now(), []
    of.save()


def claim(*, now: datetime) -> Lease | None:
    """Return a lease on whatever has waited longest, if anything waits."""
    free = Q(lease=None) | Q(lease_until__lte=now)
    with tenancy.every_business():
        waiting = Import.objects.filter(free, state__in=Import.AT_WORK)
        waiting = waiting.order_by(F("lease_until").asc(nulls_first=True), "id")
        for business_id, pk in waiting.values_list("business_id", "id")[:5]:
            lease = Lease(business_id, pk, uuid4())
            row = Import.objects.filter(free, pk=pk, state__in=Import.AT_WORK)
            if row.update(lease=lease.key, lease_until=now + LEASE):
                return lease
    return None


def carry_on(lease: Lease, *, ends: float) -> None:
    """Do one step after the other until the time is over or there is nothing to do."""
    try:
        with ExitStack() as open_files:
            reading = _Reading(open_files)
            going = True
            while going:
                going = _step(lease, reading) and time.monotonic() < ends
    except OperationalError:
        raise
    except Refused as error:
        _fail(lease, error.message)
    except LIST_ERRORS as error:
        log.exception("import_failed", of=str(lease.import_id))
        _count_failure(lease, type(error).__name__)
    finally:
        _give_back(lease)


def forget_abandoned(*, now: datetime) -> None:
    """Delete the files that nobody began to take in within a day."""
    with tenancy.every_business():
        rows = Import.objects.filter(
            state__in=(State.UPLOADED, State.CHECKED, State.CHECKING),
            created_at__lt=now - KEPT,
        )
        found = list(rows.values_list("business_id", "id")[:50])
    for business_id, pk in found:
        with (
            _spoken_in(business_id),
            tenancy.enter(business_id),
            transaction.atomic(),
        ):
            of = Import.objects.select_for_update().get(pk=pk)
            forget_file(of)
            of.state, of.problem, of.first_lines = State.FAILED, str(_NOT_STARTED), []
            of.finished_at = now
            of.save()


@contextmanager
def _spoken_in(business_id: UUID) -> Iterator[None]:
    """Write down what is found in the language of the team that will read it."""
    with tenancy.enter(business_id):
        business = Business.objects.get(pk=business_id)
    with translation.override(team_language(None, business)):
        yield


class _Reading:
    """The file of the import at work: opened once, read on from step to step."""

    def __init__(self, open_files: ExitStack) -> None:
        self._open_files = open_files
        self._read: Callable[[Import], None] | None = None

    def step(self, of: Import) -> bool:
        """Read the next chunk of ``of``."""
        if self._read is None:
            found = self._open_files.enter_context(records_of(of))
            # What an earlier slice has read; reading it again is quick.
            for _ in islice(found, of.lines_read):
                pass
            layout = checking.layout_of(of, of.business)
            self._read = lambda of: checking.read_chunk(of, found, layout)
        self._read(of)
        return of.state == State.CHECKING


def _step(lease: Lease, reading: _Reading) -> bool:
    with tenancy.enter(lease.business_id), transaction.atomic():
        rows = Import.objects.select_for_update(of=("self",))
        rows = rows.select_related("business", "started_by")
        of = rows.filter(pk=lease.import_id, lease=lease.key).first()
        if of is None:
            return False
        steps: dict[str, Callable[[Import], bool]] = {
            State.CHECKING: reading.step,
            State.RUNNING: _store_next,
            State.PLANNING: _plan_next,
            State.UNDOING: _undo_next,
        }
        step = steps.get(of.state)
        if step is None:
            return False
        going = step(of)
        of.lease_until = clock.now() + LEASE
        of.failures = 0
        of.save()
        return going


def _store_next(of: Import) -> bool:
    if of.is_stopping or not storing.store_chunk(of):
        planning.begin_planning(of)
    return True


def _plan_next(of: Import) -> bool:
    if planning.plan_some(of):
        return True
    planning.end_planning(of)
    return False


def _undo_next(of: Import) -> bool:
    if undoing.undo_some(of):
        return True
    undoing.end_undoing(of)
    return False


def _fail(lease: Lease, problem: str) -> None:
    with tenancy.enter(lease.business_id), transaction.atomic():
        rows = Import.objects.select_for_update()
        of = rows.filter(pk=lease.import_id, lease=lease.key).first()
        if of is None or not of.is_at_work:
            return
        of.problem = problem[:300]
        if of.state == State.RUNNING:
            # What is in stays in, and its people are asked.
            of.is_stopping = True
            planning.begin_planning(of)
        else:
            forget_file(of)
            of.state, of.finished_at, of.first_lines = State.FAILED, clock.now(), []
        of.save()


def _count_failure(lease: Lease, name: str) -> None:
    with tenancy.enter(lease.business_id):
        rows = Import.objects.filter(pk=lease.import_id, lease=lease.key)
        rows.update(failures=F("failures") + 1)
        failures = rows.values_list("failures", flat=True).first() or 0
    if failures >= MOST_FAILURES:
        log.error("import_given_up", of=str(lease.import_id), error=name)
        _fail(lease, str(_BROKEN))


def _give_back(lease: Lease) -> None:
    with tenancy.enter(lease.business_id):
        rows = Import.objects.filter(pk=lease.import_id, lease=lease.key)
        # Whoever was served last comes last.
        rows.update(lease=None, lease_until=clock.now())
