"""Who is to hear of which step of which action today. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from actions.ladder import Rung, Step, acknowledge_within, step_on
from actions.models import OWN_RUNGS, Action
from actions.selectors.answering import Staff
from actions.working_time import Calendar, Shift, add, working_day_from
from feedback.accounts.models import Business, Membership, NoticeChoice
from feedback.local_time import at_local
from surveys.pacing import USUAL

Pace, Topic = NoticeChoice.Pace, NoticeChoice.Topic
USUAL_HOUR: Final = time(9)
ONE_DAY: Final = timedelta(days=1)
# What somebody hears of their own dates, at the pace that they chose.
DATES: Final = (Rung.BEFORE, Rung.ON, Rung.OVERDUE, Rung.AGAIN)


@dataclass(frozen=True, slots=True)
class Choice:
    """How one person wants to hear of dates: how often, and at which hour."""

    pace: str = USUAL[Topic.DEADLINES]
    at: time = USUAL_HOUR


AS_USUAL = Choice()


@dataclass(frozen=True, slots=True)
class Notice:
    """One step of one action for one person. ``about``: which ladder it belongs to."""

    action: Action
    reader: Membership
    rung: Rung
    about: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What went already: steps of own dates, steps to one person each, and when
    somebody was told that they were given something.
    """

    own: set[tuple[UUID, str, str]] = field(default_factory=set)
    each: set[tuple[UUID, str, str, UUID]] = field(default_factory=set)
    given: dict[tuple[UUID, str], datetime] = field(default_factory=dict)

    def has(self, notice: Notice) -> bool:
        """Whether this went."""
        step = (notice.action.pk, notice.about, str(notice.rung))
        if notice.rung in OWN_RUNGS:
            return step in self.own
        return (*step, notice.reader.pk) in self.each


@dataclass(frozen=True, slots=True)
class Today:
    """The working day that is going on in one business, and who is there."""

    business: Business
    calendar: Calendar
    shift: Shift
    now: datetime
    staff: Staff
    choices: Mapping[UUID, Choice]
    # On which days of this week each person got their mail.
    mailed: Mapping[UUID, set[date]]

    @property
    def day(self) -> date:
        """The date of it; after midnight still that on which the night began."""
        return self.shift.day

    @property
    def week_end(self) -> date:
        """The Sunday of this week."""
        return self.day + (6 - self.day.weekday()) * ONE_DAY

    def choice(self, reader: Membership) -> Choice:
        """Return how this person wants to hear."""
        return self.choices.get(reader.pk, AS_USUAL)

    def has_mail(self, reader: Membership) -> bool:
        """Whether their mail of today exists."""
        return self.day in self.mailed.get(reader.pk, set())

    def hears_of_dates(self, reader: Membership) -> bool:
        """Whether their own dates belong in their mail of today: weekly on the first
        working day of the week, or later if that was missed.
        """
        pace = self.choice(reader).pace
        if pace != Pace.WEEKLY:
            return pace != Pace.NEVER
        monday = self.day - self.day.weekday() * ONE_DAY
        is_first = working_day_from(monday, self.calendar) == self.day
        return is_first or not self.mailed.get(reader.pk)


def mail_at(day: date, at: time, calendar: Calendar) -> datetime | None:
    """Return the moment of the working ``day`` at which a mail comes that is wanted at
    the hour ``at``; outside the hours of work, when work begins. None on a day off.
    """
    shift = calendar.shift_on(day)
    if shift is None:
        return None
    for date_of_hour in (day, day + ONE_DAY):
        moment = at_local(date_of_hour, at, calendar.zone)
        if shift.start <= moment < shift.end:
            return moment
    return shift.start


def notices_of(action: Action, today: Today, sent: Sent) -> Iterator[Notice]:
    """Yield what is to be heard of ``action`` today and did not go yet.

    ``action.moved_at`` is when its date was last moved, if it was.
    """
    reader = today.staff.answering(action.owner_id)
    if reader is None:
        return
    for notice in (*_given(action, reader, today, sent), *_step(action, reader, today)):
        if not sent.has(notice):
            yield notice


def _given(
    action: Action, reader: Membership, today: Today, sent: Sent
) -> Iterator[Notice]:
    """Yield that it was given to somebody, and once they had their time to say so,
    that they did not.
    """
    if not action.waits_for_acknowledgement or action.given_at is None:
        return
    about = action.given_at.isoformat()
    yield Notice(action, reader, Rung.GIVEN, about)
    told_at = sent.given.get((action.pk, about))
    if told_at is None:
        return
    if today.now < add(told_at, acknowledge_within(action), today.calendar):
        return
    giver = action.given_by_id and today.staff.answering(action.given_by_id)
    above = [giver] if giver else []
    for boss in {one.pk: one for one in [*above, *today.staff.managers()]}.values():
        if boss.pk != reader.pk:
            yield Notice(action, boss, Rung.UNSEEN, about)


def _step(action: Action, reader: Membership, today: Today) -> Iterator[Notice]:
    step = step_on(today.day, action, today.calendar)
    if step is None:
        step = _this_week(action, reader, today)
    if step is None or _was_promised_after(action, step, reader, today):
        return
    if step.rung in DATES:
        if today.hears_of_dates(reader):
            yield Notice(action, reader, step.rung, step.about)
        return
    yield from _up(action, step, reader, today)


def _up(
    action: Action, step: Step, reader: Membership, today: Today
) -> Iterator[Notice]:
    """Yield the highest step for each: owners, managers, and whoever promised it. Who
    has nobody above hears it themselves.
    """
    owners = _but(reader, today.staff.owners())
    managers = _but(reader, today.staff.managers())
    steps: dict[UUID, Notice] = {}
    if step.rung == Rung.TOP:
        for boss in owners or managers or [reader]:
            steps[boss.pk] = Notice(action, boss, Rung.TOP, step.about)
    for boss in managers or owners or [reader]:
        notice = Notice(action, boss, Rung.ESCALATED, step.about)
        steps.setdefault(boss.pk, notice)
    yield from steps.values()
    if reader.pk not in steps and today.hears_of_dates(reader):
        late = Rung.AGAIN if action.asks_again_on else Rung.OVERDUE
        yield Notice(action, reader, late, step.about)


def _this_week(action: Action, reader: Membership, today: Today) -> Step | None:
    """Return the step of a date later in the week, for whoever hears once a week."""
    is_ahead = today.day < action.due_on <= today.week_end
    if today.choice(reader).pace != Pace.WEEKLY or not is_ahead:
        return None
    return Step(Rung.BEFORE, today.day, action.due_on.isoformat())


def _was_promised_after(
    action: Action, step: Step, reader: Membership, today: Today
) -> bool:
    """Whether the date was set after the mail that told of the step: nobody is
    reminded of tomorrow's promise a minute after giving it.
    """
    if step.rung not in (Rung.BEFORE, Rung.ON):
        return False
    moved: datetime | None = getattr(action, "moved_at", None)
    promised = max(filter(None, (action.created_at, moved)))
    comes = mail_at(step.day, today.choice(reader).at, today.calendar)
    return comes is not None and promised >= comes


def _but(reader: Membership, people: list[Membership]) -> list[Membership]:
    return [one for one in people if one.pk != reader.pk]
