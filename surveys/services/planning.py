"""Deciding, for each thing that was done, whether and when its customer is asked."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from feedback import clock
from feedback.accounts.models import Business
from feedback.customers.models import Customer, Interaction
from feedback.history import services as history
from feedback.history.services import Actor
from surveys.deciding import Desk, in_order
from surveys.models import Invitation
from surveys.rules import Reason
from surveys.selectors import asking as selectors

Status = Invitation.Status


def plan_invitations(interaction: Interaction, *, by: Actor) -> list[Invitation]:
    """Store the decision about ``interaction`` for every survey that follows it.

    Returns what is stored now for those surveys: planned with ``due_at``, or not
    asked with the reason. What was decided before stays as it is. If no survey asks
    about it but a paused one would, that one keeps the reason.
    """
    return plan_all(interaction.business, [interaction], by=by)


@transaction.atomic
def plan_all(
    business: Business, interactions: Sequence[Interaction], *, by: Actor
) -> list[Invitation]:
    """Store the decisions about ``interactions`` of one business; as
    `plan_invitations`.

    Two surveys that want to ask one person within the rest cannot both: the one with
    the higher priority asks, and takes the place of what a lower one has planned but
    is not due yet. The other keeps the reason `OTHER_SURVEY`.
    """
    people = {interaction.customer_id for interaction in interactions}
    # Two plans for one person must see each other, or both would ask.
    list(
        Customer.objects.select_for_update()
        .filter(pk__in=people)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    desk, decided = _decide(business, interactions, now=clock.now())
    if not make_room(desk.displaced, by=by):
        # One of them was asked a moment ago: it stands in the way now, for good.
        desk, decided = _decide(business, interactions, now=clock.now())
        make_room(desk.displaced, by=by)
    Invitation.objects.bulk_create(decided, ignore_conflicts=True, batch_size=500)
    rows = Invitation.objects.filter(interaction__in=[i.pk for i in interactions])
    stored = {(row.interaction_id, row.survey_id): row for row in rows}
    mine = {row.pk for row in stored.values()}
    made = [(row, row.customer_id) for row in decided if row.pk in mine]
    history.record_each("planned", made, by=by)
    return [stored[row.interaction_id, row.survey_id] for row in decided]


def decide(
    business: Business, interactions: Iterable[Interaction], *, now: datetime
) -> list[Invitation]:
    """Return the decisions about ``interactions`` (stored or not) without storing
    anything, one for each survey that follows, in the order of `deciding.in_order`.
    """
    return _decide(business, interactions, now=now)[1]


def decide_and_displace(
    business: Business, interactions: Iterable[Interaction], *, now: datetime
) -> tuple[list[Invitation], list[Invitation]]:
    """Return the decisions as `decide`, and what was planned and gives way to them:
    whoever stores the one must `make_room` first, in the same transaction.
    """
    desk, decided = _decide(business, interactions, now=now)
    return decided, desk.displaced


def make_room(displaced: Sequence[Invitation], *, by: Actor) -> bool:
    """Let what is only planned give way to a survey that matters more; False if some
    of it was asked meanwhile.
    """
    gone = [row for row in displaced if _give_way(row)]
    history.record_each("gave way", [(row, row.customer_id) for row in gone], by=by)
    return len(gone) == len(displaced)


def _give_way(planned: Invitation) -> bool:
    rows = Invitation.objects.filter(pk=planned.pk, status=Status.PLANNED)
    return bool(rows.update(status=Status.NOT_ASKED, reason=Reason.OTHER_SURVEY))


def _decide(
    business: Business, interactions: Iterable[Interaction], *, now: datetime
) -> tuple[Desk, list[Invitation]]:
    works = list(interactions)
    surveys = selectors.asking_surveys(business)
    people = [work.customer for work in works]
    desk = Desk(business, selectors.standings(business, people, around=now))
    pairs = in_order(surveys, works)
    return desk, [desk.decide(survey, work, now=now) for survey, work in pairs]
