"""What a person does with an import, each a claim on its state."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback import clock
from feedback.customers.models import ColumnMatching, Import, ImportChunk
from feedback.errors import Conflict
from feedback.history import services as history
from feedback.history.services import Actor
from surveys.rows import headings as known
from surveys.services.importing import bell, undoing

State = Import.State
_TOO_LATE = gettext_lazy(
    "That is no longer possible: somebody was faster. Load the page again."
)


@transaction.atomic
def choose_columns(
    of: Import, columns: dict[str, Any], *, has_headings: bool | None = None, by: Actor
) -> None:
    """Say which column is what, and let the list be checked; ``has_headings`` if we
    were wrong about its first line. Raises `Conflict`.
    """
    _claim(of, (State.UPLOADED, State.CHECKED), State.CHECKING)
    of.columns = columns
    if has_headings is not None and has_headings != of.has_headings:
        _turn_headings(of)
    _begin_again(of)
    of.save()
    if of.headings:
        signature = known.signature(of.headings)
        ColumnMatching.objects.update_or_create(
            business=of.business,
            signature=signature,
            defaults={"columns": columns, "used_at": clock.now()},
        )
    bell.ring_on_commit()


@transaction.atomic
def choose_date_order(of: Import, order: Import.DateOrder, *, by: Actor) -> None:
    """Say whether the day or the month comes first, and check again. Raises
    `Conflict`.
    """
    _claim(of, (State.CHECKED,), State.CHECKING)
    of.date_order = order
    _begin_again(of)
    of.save()
    bell.ring_on_commit()


@transaction.atomic
def start(of: Import, *, by: Actor) -> None:
    """Let the worker take the list in. Raises `Conflict`."""
    now = clock.now()
    _claim(
        of,
        (State.CHECKED,),
        State.RUNNING,
        started_at=now,
        started_by=by.membership,
        failures=0,
    )
    history.record("started", of, by=by, rows=(None, of.counts.get("good", 0)))
    bell.ring_on_commit()


@transaction.atomic
def stop(of: Import, *, by: Actor) -> None:
    """Stop at the next chunk if it runs; forget the list if it has not begun. Raises
    `Conflict`.
    """
    running = Import.objects.filter(pk=of.pk, state=State.RUNNING, is_stopping=False)
    if running.update(is_stopping=True):
        bell.ring_on_commit()
        return
    waiting = (State.UPLOADED, State.CHECKING, State.CHECKED)
    _claim(of, waiting, State.CANCELLED, finished_at=clock.now(), first_lines=[])
    forget_file(of)
    history.record("discarded", of, by=by)


@transaction.atomic
def undo(of: Import, *, by: Actor, now: datetime) -> None:
    """Take everything of ``of`` out again; from now on it asks nobody. Raises
    `Conflict` when the ten minutes are over.
    """
    rows = Import.objects.filter(
        pk=of.pk, state__in=(State.DONE, State.CANCELLED), undo_until__gt=now
    )
    if not rows.update(state=State.UNDOING, started_by=by.membership, failures=0):
        raise Conflict(_("The ten minutes to undo this are over."))
    of.refresh_from_db()
    undoing.call_off(of)
    bell.ring_on_commit()


def forget_file(of: Import) -> None:
    """Delete the file and the rows read from it that are not stored."""
    of.parts.all().delete()
    ImportChunk.objects.filter(of=of).exclude(content=b"").update(content=b"")


def _turn_headings(of: Import) -> None:
    of.has_headings = not of.has_headings
    if of.has_headings:
        of.headings, *of.first_lines = of.first_lines or [[]]
    else:
        of.headings, of.first_lines = [], [of.headings, *of.first_lines]


def _begin_again(of: Import) -> None:
    of.chunks.all().delete()
    of.lines_read = of.chunks_done = of.rows_done = of.failures = 0
    of.is_read, of.counts, of.lease, of.lease_until = False, {}, None, None


def _claim(of: Import, before: tuple[State, ...], after: State, **values: Any) -> None:
    rows = Import.objects.filter(pk=of.pk, state__in=before)
    if not rows.update(state=after, **values):
        raise Conflict(_TOO_LATE)
    of.refresh_from_db()
