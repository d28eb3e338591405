"""Whom an import asks: decided when all of it is in, whole people at a time, so that
somebody who stands in the list three times is asked about the last visit.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from feedback import clock
from feedback.customers.models import Customer, Import, Interaction
from feedback.history import services as history
from surveys.models import Invitation, Survey
from surveys.services.importing.storing import actor_of
from surveys.services.planning import decide_and_displace, make_room

PEOPLE_AT_ONCE = 500
UNDO = timedelta(minutes=10)
# What deciding takes: the ten minutes begin when the page says that it is done.
PER_ROW = timedelta(milliseconds=2)
Status = Invitation.Status


def begin_planning(of: Import) -> None:
    """Let no more rows of ``of`` (locked) in, and decide whom to ask.

    Until when it can be undone is said here, before anybody is planned: nobody is
    due earlier, whatever happens to the worker in between.
    """
    of.state = Import.State.PLANNING
    of.undo_until = clock.now() + UNDO + of.counts.get("added", 0) * PER_ROW
    of.parts.all().delete()
    of.chunks.exclude(content=b"").update(content=b"")


@transaction.atomic
def plan_some(of: Import) -> bool:
    """Decide about the next people of ``of`` (locked); False if all are decided."""
    people = _next_people(of)
    if not people:
        return False
    # Two plans for one person must see each other, or both would ask.
    list(Customer.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    works = Interaction.objects.filter(
        business=of.business_id, came_with=of.pk, customer__in=people
    ).select_related("customer")
    _plan(of, list(works), now=of.undo_until or clock.now())
    of.planned_up_to = people[-1]
    return True


def end_planning(of: Import) -> None:
    """Say that all of ``of`` (locked) is in and decided."""
    now = clock.now()
    of.state = Import.State.CANCELLED if of.is_stopping else Import.State.DONE
    of.finished_at = now
    of.first_lines = []
    by = actor_of(of)
    verb = "stopped" if of.is_stopping else "imported"
    history.record(verb, of, by=by, added=(None, of.counts.get("added", 0)))


def _next_people(of: Import) -> list[UUID]:
    if not Survey.objects.filter(business=of.business_id).exists():
        return []
    rows = Interaction.objects.filter(business=of.business_id, came_with=of.pk)
    if of.planned_up_to:
        rows = rows.filter(customer__gt=of.planned_up_to)
    people = rows.order_by("customer_id").values_list("customer_id", flat=True)
    return list(people.distinct()[:PEOPLE_AT_ONCE])


def _plan(of: Import, works: list[Interaction], *, now: datetime) -> None:
    by = actor_of(of)
    decided, displaced = decide_and_displace(of.business, works, now=now)
    if not make_room(displaced, by=by):
        # One of them was asked a moment ago: it stands in the way now, for good.
        decided, displaced = decide_and_displace(of.business, works, now=now)
        make_room(displaced, by=by)
    Invitation.objects.bulk_create(decided, ignore_conflicts=True, batch_size=500)
    history.record_each("planned", [(row, row.customer_id) for row in decided], by=by)
    for row in decided:
        name = "asked" if row.status == Status.PLANNED else f"not_{row.reason}"
        of.counts[name] = of.counts.get(name, 0) + 1
