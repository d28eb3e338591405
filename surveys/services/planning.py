"""Deciding, for each thing that was done, whether and when its customer is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from feedback import clock
from feedback.accounts.models import Business
from feedback.customers.models import Customer, Interaction
from feedback.history import services as history
from feedback.history.services import Actor
from surveys import rules
from surveys.hours import next_sending_time
from surveys.models import Invitation, Survey
from surveys.rules import Reason, Standing
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
    """
    people = {interaction.customer_id for interaction in interactions}
    # Two plans for one person must see each other, or both would ask.
    list(
        Customer.objects.select_for_update()
        .filter(pk__in=people)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    decided = decide(business, interactions, now=clock.now())
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
    anything, one for each survey that follows. The newest work comes first: whoever
    came twice is asked about the last time.
    """
    works = sorted(interactions, key=lambda work: work.happened_at, reverse=True)
    surveys = selectors.asking_surveys(business)
    people = [work.customer for work in works]
    standings = selectors.standings(business, people, around=now)
    decided = []
    for work in works:
        for survey in _following(surveys, work):
            standing = standings[work.customer.pk]
            row = _decide(business, survey, work, standing, now)
            decided.append(row)
            met = (*standing.contacts, *rules.contacts_of(row))
            standings[work.customer.pk] = replace(standing, contacts=met)
    return decided


def _following(surveys: Sequence[Survey], work: Interaction) -> list[Survey]:
    following = [survey for survey in surveys if rules.follows(survey, work)]
    live = [s for s in following if s.status == Survey.Status.LIVE]
    return live or following[:1]


def _decide(
    business: Business,
    survey: Survey,
    work: Interaction,
    standing: Standing,
    now: datetime,
) -> Invitation:
    earliest = max(now, work.happened_at + timedelta(hours=survey.delay_hours))
    due_at = next_sending_time(business, earliest)
    reason = (
        rules.hard_reason(standing)
        or (Reason.SURVEY_PAUSED if survey.status != Survey.Status.LIVE else "")
        or (Reason.TOO_OLD if rules.is_too_old(survey, work, now=now) else "")
        or rules.soft_reason(business, standing, at=due_at)
    )
    return Invitation(
        business=business,
        survey=survey,
        interaction=work,
        customer=work.customer,
        status=Status.NOT_ASKED if reason else Status.PLANNED,
        reason=reason,
        due_at=due_at,
    )
