"""What rules would have done with last month's visits. Stores nothing.

Each visit is decided by the code that plans (`surveys.deciding.Desk`), in the order
of time, as if it had been entered the moment it happened, and what is planned then
is asked when it is due. A reminder counts as sent: that nobody would have needed one
cannot be known. The same visits under the same rules give the same answer.
"""

from collections import Counter
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feedback.accounts.models import Business
from feedback.customers.models import Interaction
from surveys.deciding import Desk, following
from surveys.hours import next_sending_time
from surveys.models import Invitation, Survey
from surveys.rules import Reason, Standing
from surveys.selectors.asking import WRITTEN_TO
from surveys.selectors.simulating import Month

Status = Invitation.Status
REALLY_ASKED = (*WRITTEN_TO, Status.PLANNED)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rules to try: those of one survey, and the rest between two askings."""

    kinds: tuple[str, ...]
    delay_hours: int
    reminder_days: int
    sample_percent: int
    rest_days: int

    @classmethod
    def of(cls, survey: Survey) -> "Chosen":
        """Return the rules that are stored."""
        return cls(
            tuple(survey.kinds),
            survey.delay_hours,
            survey.reminder_days,
            survey.sample_percent,
            survey.business.rest_days,
        )


@dataclass(slots=True)
class Simulation:
    """What would have become of each visit that the survey asks about.

    ``asked`` would have been, ``left`` would not, each by its reason; ``others`` are
    visits of kinds that it does not ask about. The two differences to what really
    happened: ``missed`` would have been asked and were not, ``spared`` were asked and
    would not have been.
    """

    asked: list[Invitation] = field(default_factory=list)
    left: dict[str, list[Invitation]] = field(default_factory=dict)
    others: int = 0
    missed: list[Invitation] = field(default_factory=list)
    spared: list[Invitation] = field(default_factory=list)
    really_asked: int = 0

    @property
    def total(self) -> int:
        """How many visits it was about."""
        return len(self.asked) + sum(len(rows) for rows in self.left.values())

    def counts(self) -> list[tuple[str, int]]:
        """Return each reason with how many it left alone, the most first."""
        counted = Counter({reason: len(rows) for reason, rows in self.left.items()})
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def simulate(survey: Survey, chosen: Chosen, month: Month) -> Simulation:
    """Return what ``survey`` would have done in ``month`` under the ``chosen`` rules,
    asking, whether or not it is paused, beside the others as they are.
    """
    business = copy(survey.business)
    business.rest_days = chosen.rest_days
    tried = _tried(survey, chosen)
    surveys = [tried if row.pk == survey.pk else row for row in month.surveys]
    desk = Desk(business, dict(month.standings))
    mine = [row for work in month.works for row in _decided(desk, surveys, tried, work)]
    found = _sorted_out(mine, desk.displaced)
    found.others = len(month.works) - len(mine)
    _compare(found, month)
    return found


def _tried(survey: Survey, chosen: Chosen) -> Survey:
    tried = copy(survey)
    tried.kinds = list(chosen.kinds)
    tried.delay_hours = chosen.delay_hours
    tried.reminder_days = chosen.reminder_days
    tried.sample_percent = chosen.sample_percent
    tried.status = Survey.Status.LIVE
    return tried


def _decided(
    desk: Desk, surveys: Sequence[Survey], tried: Survey, work: Interaction
) -> list[Invitation]:
    """Decide about one visit for every survey; return the decision of ``tried``."""
    now = work.happened_at
    standing = desk.standings[work.customer_id]
    if standing.planned:
        desk.standings[work.customer_id] = _later(desk.business, standing, now)
    first = sorted(following(surveys, work), key=lambda survey: -survey.priority)
    rows = [desk.decide(survey, work, now=now) for survey in first]
    return [row for row in rows if row.survey is tried]


def _later(business: Business, standing: Standing, now: datetime) -> Standing:
    """Return where somebody stands once what was due by ``now`` has been asked."""
    asked = [row for row in standing.planned if row.due_at <= now]
    contacts = [at for row in asked for at in _contacts(business, row)]
    open_ones = tuple(row for row in standing.planned if row.due_at > now)
    met = (*standing.contacts, *contacts)
    return replace(standing, planned=open_ones, contacts=met)


def _contacts(business: Business, row: Invitation) -> list[datetime]:
    days = row.survey.reminder_days
    if not days:
        return [row.due_at]
    return [
        row.due_at,
        next_sending_time(business, row.due_at + timedelta(days=days)),
    ]


def _sorted_out(
    rows: Sequence[Invitation], displaced: Sequence[Invitation]
) -> Simulation:
    found = Simulation()
    gone = {id(row) for row in displaced}
    for row in rows:
        reason = Reason.OTHER_SURVEY if id(row) in gone else row.reason
        if reason:
            found.left.setdefault(str(reason), []).append(row)
        else:
            found.asked.append(row)
    return found


def _compare(found: Simulation, month: Month) -> None:
    really = {pk for pk, row in month.really.items() if row.status in REALLY_ASKED}
    would = {row.interaction_id for row in found.asked}
    left = [row for rows in found.left.values() for row in rows]
    found.really_asked = len(really)
    found.missed = [row for row in found.asked if row.interaction_id not in really]
    found.spared = [row for row in left if row.interaction_id in really - would]
