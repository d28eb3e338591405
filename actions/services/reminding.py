"""Reminding: one mail a person and working day, with everything that is due in it.

What somebody hears is worked out from the dates each time (`actions.notices`); what
went is a row for each step and person, unique, stored with the mail in one transaction.
So any number of sweeps at once send it once, and after an outage only the highest step
of each ladder goes, in one mail. A mail lives until the end of the working day on which
it was written; what did not leave until then is forgotten, and the next day says how it
stands by then.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from actions.emails import Item, deadlines_email
from actions.ladder import Rung
from actions.models import OPEN, Action, Reminder
from actions.notices import Notice, Pace, Today, mail_at, notices_of
from actions.selectors import reminders as selectors
from actions.selectors.board import with_words
from actions.working_time import NeverWorks, Shift, calendar_of
from feedback import tenancy
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Membership
from feedback.history import services as history
from feedback.history.services import CLOCK
from feedback.ids import uuid7
from feedback.mail import services as mail
from feedback.mail.services import Posting

log = structlog.get_logger(__name__)
# No mail is written so late that it would hardly leave before the day ends.
LAST_CALL = timedelta(minutes=10)
FORGETS_WITHIN = timedelta(days=7)


def remind_due(*, now: datetime) -> int:
    """Post every mail of reminders that is due at ``now``, in all businesses; returns
    how many.

    Only while a business works; safe to run at any time, again and in parallel.
    """
    return sum(_business(pk, now) for pk in _businesses(now))


def cancel_reminders(action: Action) -> None:
    """Take what still waits in the outbox about this action out of it: it was closed,
    moved or given to somebody else before the mail went. What else the mail told is
    told in another.
    """
    why = gettext_noop("the action was closed or its date moved")
    for key in selectors.still_waiting(action):
        if mail.cancel(action.business, mail.Kind.NOTICE, key, why=why):
            Reminder.objects.filter(business=action.business, batch=key).delete()


def _businesses(now: datetime) -> list[UUID]:
    with tenancy.every_business():
        rows = selectors.with_dates(now)
        return list(rows.order_by().values_list("business_id", flat=True).distinct())


def _business(business_id: UUID, now: datetime) -> int:
    business = accounts.business_by_id(business_id)
    calendar = calendar_of(business)
    try:
        shift = calendar.shift_at(now)
        if shift is None or not _has_time(shift, now):
            return 0
        with tenancy.enter(business_id):
            today = selectors.today_of(business, calendar, shift, now=now)
            return _remind(today)
    except NeverWorks:
        log.warning("never works", business=str(business_id))
        return 0


def _has_time(shift: Shift, now: datetime) -> bool:
    return now < shift.end - min(LAST_CALL, shift.length / 4)


def _remind(today: Today) -> int:
    since = today.now - FORGETS_WITHIN
    selectors.never_went(today.business, since).delete()
    actions = selectors.due_actions(today)
    sent = selectors.sent_of(actions)
    wanted: dict[UUID, list[Notice]] = defaultdict(list)
    for action in actions:
        for notice in notices_of(action, today, sent):
            wanted[notice.reader.pk].append(notice)
    return sum(_person(notices, today) for notices in wanted.values())


def _person(notices: list[Notice], today: Today) -> int:
    """Post what one person is to hear: their mail of the day if its hour has come, and
    what cannot wait for the next.
    """
    reader = notices[0].reader
    hour = mail_at(today.day, today.choice(reader).at, today.calendar)
    if not today.has_mail(reader) and hour is not None and hour <= today.now:
        key = _daily_key(reader, today)
        return _post(notices, key, today) if key else 0
    at_once = [notice for notice in notices if _cannot_wait(notice, today)]
    return sum(_post([one], _given_key(one), today) for one in at_once)


def _cannot_wait(notice: Notice, today: Today) -> bool:
    """Whether somebody hears at once of what they were given: by their choice, or
    because it is due before their next mail.
    """
    if notice.rung != Rung.GIVEN:
        return False
    if today.choice(notice.reader).pace == Pace.NOW:
        return True
    return today.has_mail(notice.reader) and notice.action.due_on <= today.day


def _daily_key(reader: Membership, today: Today) -> str:
    """Return the key of the mail of the day, another if one was taken back; nothing if
    one is on its way whose actions are all gone.
    """
    mails = selectors.mails_of(reader, today.day)
    gone = mails.filter(status__in=selectors.NEVER_WENT).count()
    if gone < mails.count():
        return ""
    again = f":{gone}" if gone else ""
    return f"{selectors.DAILY}:{reader.pk}:{today.day}{again}"


def _given_key(notice: Notice) -> str:
    return f"given:{notice.action.pk}:{notice.about}"


def _post(notices: list[Notice], key: str, today: Today) -> int:
    """Store one mail with what it tells; 0 if another sweep was faster or nothing of
    it is so any more.
    """
    try:
        with transaction.atomic():
            return _store(notices, key, today)
    except IntegrityError:
        log.info("reminded elsewhere", key=key)
        return 0


def _store(notices: list[Notice], key: str, today: Today) -> int:
    fresh = _as_they_are(notice.action for notice in notices)
    still = [one for one in notices if _holds(one.action, fresh.get(one.action.pk))]
    if not still:
        return 0
    rows = [_row(notice, key) for notice in still]
    email = deadlines_email(
        still[0].reader, _items(still, rows, fresh), today=today.day
    )
    posting = Posting(mail.Kind.NOTICE, key, expires_at=today.shift.end)
    if not mail.post(email, posting, business=today.business):
        return 0
    Reminder.objects.bulk_create(rows)
    for notice in still:
        rung, reader = (None, str(notice.rung)), (None, notice.reader.pk)
        history.record("reminded", notice.action, by=CLOCK, rung=rung, to=reader)
    return 1


def _as_they_are(actions: Iterable[Action]) -> dict[UUID, Action]:
    """Return the actions as they stand now, held until the mail is stored."""
    ids = {action.pk for action in actions}
    held = Action.objects.select_for_update().filter(pk__in=ids, state__in=OPEN)
    open_ids = list(held.order_by("pk").values_list("pk", flat=True))
    rows = with_words(Action.objects.filter(pk__in=open_ids))
    return {row.pk: row for row in rows.select_related("given_by__user")}


def _holds(seen: Action, fresh: Action | None) -> bool:
    if fresh is None:
        return False
    columns = ("due_on", "asks_again_on", "owner_id", "given_at", "acknowledged_at")
    return all(getattr(seen, name) == getattr(fresh, name) for name in columns)


def _row(notice: Notice, key: str) -> Reminder:
    return Reminder(
        id=uuid7(),
        business_id=notice.action.business_id,
        action_id=notice.action.pk,
        membership_id=notice.reader.pk,
        rung=notice.rung,
        about=notice.about,
        batch=key,
    )


def _items(
    notices: list[Notice], rows: list[Reminder], fresh: dict[UUID, Action]
) -> list[Item]:
    """Return one item for each action, in order, with the weightiest of its steps: the
    last, as a date weighs more than having been given it.
    """
    items: dict[UUID, Item] = {}
    for notice, row in zip(notices, rows, strict=True):
        items[notice.action.pk] = Item(fresh[notice.action.pk], notice.rung, row.pk)
    return list(items.values())
