"""What a sweep of reminders reads of one business, in a number of queries that does
not depend on how much is promised.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from actions.ladder import LATEST
from actions.models import OPEN, OWN_RUNGS, Action, Reminder
from actions.notices import AS_USUAL, Choice, Sent, Today, Topic
from actions.selectors.answering import staff_on
from actions.working_time import Calendar, Shift, next_working_day
from feedback.accounts.models import Business, Membership, NoticeChoice
from feedback.mail.models import OutboundMessage

ONE_DAY = timedelta(days=1)
# A business can be closed for half a year; the day before may be that far ahead.
FURTHEST_BEFORE = timedelta(days=200)
UNACKNOWLEDGED = Q(given_at__isnull=False, acknowledged_at=None)
DAILY = "deadlines"
Status = OutboundMessage.Status
# A mail that never left: what it told may be told again.
NEVER_WENT = (Status.EXPIRED, Status.CANCELLED)


def with_dates(now: datetime) -> QuerySet[Action]:
    """Return the open actions, of every business, that anybody could be about to hear
    of.
    """
    today = now.date()
    return _due(Action.objects.all(), today - ONE_DAY, today + FURTHEST_BEFORE)


def today_of(
    business: Business, calendar: Calendar, shift: Shift, *, now: datetime
) -> Today:
    """Return the working day that ``shift`` is, with who is there."""
    return Today(
        business=business,
        calendar=calendar,
        shift=shift,
        now=now,
        staff=staff_on(business, shift.day),
        choices=_choices(business),
        mailed=_mailed(business, shift.day),
    )


def due_actions(today: Today) -> list[Action]:
    """Return what can be heard of today, most urgent first."""
    # What lies in the days off after the next working day is reminded of on that day.
    tomorrow = next_working_day(today.day, today.calendar)
    until = next_working_day(tomorrow, today.calendar) - ONE_DAY
    until = max(until, today.week_end)
    rows = _due(Action.objects.filter(business=today.business), today.day, until)
    rows = rows.select_related("level").order_by("due_on", "id")
    dated = rows.annotate(moved_at=Max("date_changes__moved_at"))
    found: list[Action] = list(dated)
    for action in found:
        action.business = today.business
    return found


def sent_of(actions: Iterable[Action]) -> Sent:
    """Return what went already about ``actions``."""
    sent = Sent()
    rows = Reminder.objects.filter(action__in=list(actions))
    for row in rows:
        step = (row.action_id, row.about, row.rung)
        if row.rung in OWN_RUNGS:
            sent.own.add(step)
        else:
            sent.each.add((*step, row.membership_id))
        if row.rung == Reminder.Rung.GIVEN:
            sent.given[row.action_id, row.about] = row.created_at
    return sent


def choice_of(membership: Membership) -> Choice:
    """Return how one person wants to hear of dates."""
    return _choices(membership.business).get(membership.pk, AS_USUAL)


def mails_of(reader: Membership, day: date) -> QuerySet[OutboundMessage]:
    """Return the mails of one day to one person, taken back ones too."""
    return _notices(reader.business, f"{DAILY}:{reader.pk}:{day}")


def never_went(business: Business, since: datetime) -> QuerySet[Reminder]:
    """Return the reminders whose mail did not leave before it was too late."""
    late = _notices(business, "").filter(status__in=NEVER_WENT, created_at__gte=since)
    rows = Reminder.objects.filter(business=business, created_at__gte=since)
    return rows.filter(batch__in=late.values("dedupe_key"))


def still_waiting(action: Action) -> list[str]:
    """Return the mails about ``action`` that have not begun to go, by their key."""
    batches = Reminder.objects.filter(action=action).values("batch")
    rows = _notices(action.business, "").filter(status=Status.QUEUED)
    found = rows.filter(dedupe_key__in=batches)
    return list(found.values_list("dedupe_key", flat=True))


def _notices(business: Business, beginning: str) -> QuerySet[OutboundMessage]:
    rows = OutboundMessage.objects.filter(
        business=business, kind=OutboundMessage.Kind.NOTICE
    )
    return rows.filter(dedupe_key__startswith=beginning) if beginning else rows


def _due(rows: QuerySet[Action], today: date, until: date) -> QuerySet[Action]:
    """Return the open ones whose date is not beyond ``until``, nor long past, unless
    somebody kept it later or has yet to say that they have it.
    """
    since = today - LATEST
    dated = Q(due_on__gte=since) | Q(asks_again_on__gte=since)
    return rows.filter(dated & Q(due_on__lte=until) | UNACKNOWLEDGED, state__in=OPEN)


def _choices(business: Business) -> dict[UUID, Choice]:
    rows = NoticeChoice.objects.filter(business=business, topic=Topic.DEADLINES)
    return {row.membership_id: Choice(row.pace, row.at or AS_USUAL.at) for row in rows}


def _mailed(business: Business, day: date) -> dict[UUID, set[date]]:
    """Return on which days of this week who got a mail."""
    monday = day - day.weekday() * ONE_DAY
    # By when they were written, with a day to spare for every zone and night.
    since = datetime.combine(monday - ONE_DAY, time(0), UTC)
    rows = Reminder.objects.filter(business=business, created_at__gte=since)
    batches = rows.filter(batch__startswith=f"{DAILY}:").values_list("batch", flat=True)
    found: dict[UUID, set[date]] = {}
    for pk, sent_on in _read(batches.distinct()):
        if monday <= sent_on <= day:
            found.setdefault(pk, set()).add(sent_on)
    return found


def _read(keys: Iterable[str]) -> Iterator[tuple[UUID, date]]:
    for key in keys:
        _daily, person, day, *_again = key.split(":")
        yield UUID(person), date.fromisoformat(day)
