"""Deciding about visits one after the other, each decision knowing those before it.

No database: planning stores what comes out, the simulator counts it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from feedback.accounts.models import Business
from feedback.customers.models import Interaction
from surveys import rules
from surveys.hours import next_sending_time
from surveys.models import Invitation, Survey
from surveys.reach import channel_for, standing_for
from surveys.rules import Reason, Standing

Status = Invitation.Status


@dataclass(slots=True)
class Desk:
    """One business's rules, and what they have decided so far.

    ``standings`` has everybody who is decided about, by the customer's id, and is
    kept up to date. ``displaced`` collects what was planned and gave way.
    """

    business: Business
    standings: dict[UUID, Standing]
    displaced: list[Invitation] = field(default_factory=list)

    def decide(self, survey: Survey, work: Interaction, *, now: datetime) -> Invitation:
        """Return the decision of ``survey`` about ``work`` at ``now``, unsaved."""
        standing = self.standings[work.customer.pk]
        earliest = max(now, work.happened_at + timedelta(hours=survey.delay_hours))
        due_at = next_sending_time(self.business, earliest)
        channel = channel_for(survey, work.customer)
        reason = self._reason(survey, work, due_at, now)
        row = Invitation(
            business=self.business,
            survey=survey,
            interaction=work,
            customer=work.customer,
            channel=channel,
            status=Status.NOT_ASKED if reason else Status.PLANNED,
            reason=reason,
            due_at=due_at,
        )
        if not reason:
            gone = rules.in_the_way(self.business, standing, at=due_at)
            self.displaced += gone
            stay = tuple(other for other in standing.planned if other not in gone)
            self.standings[work.customer.pk] = replace(standing, planned=(*stay, row))
        return row

    def _reason(
        self, survey: Survey, work: Interaction, due_at: datetime, now: datetime
    ) -> str:
        customer = work.customer
        standing = self.standings[customer.pk]
        channel = channel_for(survey, customer)
        standing = standing_for(channel, customer, standing)
        return (
            rules.hard_reason(standing)
            or (Reason.SURVEY_PAUSED if survey.status != Survey.Status.LIVE else "")
            or (Reason.TOO_OLD if rules.is_too_old(survey, work, now=now) else "")
            or rules.soft_reason(self.business, standing, at=due_at)
            or ("" if rules.is_drawn(survey, work) else Reason.SAMPLED_OUT)
            or self._crowded(survey, standing, due_at, now)
        )

    def _crowded(
        self, survey: Survey, standing: Standing, due_at: datetime, now: datetime
    ) -> str:
        planned = rules.in_the_way(self.business, standing, at=due_at)
        stays = [row for row in planned if not rules.gives_way(row, survey, now=now)]
        return rules.crowded_reason(survey, stays) if stays else ""


def in_order(
    surveys: Sequence[Survey], works: Iterable[Interaction]
) -> list[tuple[Survey, Interaction]]:
    """Return what is to be decided, in the order in which it is: the survey with the
    higher priority first, then the newest work (whoever came twice is asked about
    the last time), then the oldest survey.

    ``surveys`` are all of the business, the oldest first.
    """
    newest_first = sorted(works, key=lambda work: work.happened_at, reverse=True)
    pairs = [(s, work) for work in newest_first for s in following(surveys, work)]
    return sorted(pairs, key=lambda pair: -pair[0].priority)


def following(surveys: Sequence[Survey], work: Interaction) -> list[Survey]:
    """Return the surveys that ask about ``work``; if none does but paused ones would,
    the first of those, which keeps the reason.
    """
    found = [survey for survey in surveys if rules.follows(survey, work)]
    live = [survey for survey in found if survey.status == Survey.Status.LIVE]
    return live or found[:1]
