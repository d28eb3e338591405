"""Reminding: the day before, on the day, when overdue, and then somebody above.

Nothing about it is stored but the mails: a rung of an action's date is a dedupe key
of the outbox, so that any number of sweeps at once send it once, and a new date is a
new ladder. Each person hears at most once a day of one action, of its highest rung.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_noop

from actions.dates import (
    LATEST_REMINDER,
    Rung,
    highest_rung,
    may_remind,
    reminds_until,
    rung_at,
)
from actions.emails import escalation_email, reminder_email
from actions.models import OPEN, Action
from feedback import tenancy
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business, Membership
from feedback.history import services as history
from feedback.history.services import CLOCK
from feedback.mail import services as mail
from feedback.mail.email import Email
from feedback.mail.models import OutboundMessage
from feedback.mail.services import Posting

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Notice:
    """One reminder to one person, and the key under which it exists once."""

    action: Action
    reader: Membership
    rung: Rung

    @property
    def key(self) -> str:
        """The dedupe key: of the rung, or of the rung and whom it is escalated to."""
        if self.rung == Rung.ESCALATED:
            return _escalation_key(self.action, self.reader)
        return _reminder_key(self.action, self.rung)


def remind_due(*, now: datetime) -> int:
    """Post every reminder that is due at ``now``, in all businesses; returns how many.

    Between 09:00 and 20:00 on each business's own clock; safe to run at any time,
    again and in parallel.
    """
    return sum(_remind_business(pk, now) for pk in _businesses(now))


def cancel_reminders(action: Action) -> None:
    """Take what still waits in the outbox about this date out of it: the promise is
    kept, dropped or moved before the reminder went.
    """
    why = gettext_noop("the action was closed or its date moved")
    keys = [_reminder_key(action, r) for r in Rung if r != Rung.ESCALATED]
    keys += [_escalation_key(action, b) for b in accounts.bosses(action.business)]
    waiting = OutboundMessage.objects.filter(
        business_id=action.business_id,
        kind=mail.Kind.NOTICE,
        status=mail.Status.QUEUED,
        dedupe_key__in=keys,
    )
    for key in waiting.values_list("dedupe_key", flat=True):
        mail.cancel(action.business, mail.Kind.NOTICE, key, why=why)


def _businesses(now: datetime) -> list[UUID]:
    """Return the businesses where anything can be due on anybody's calendar."""
    with tenancy.every_business():
        rows = _due(Action.objects.all(), now.date(), slack=ONE_DAY)
        return list(rows.order_by().values_list("business_id", flat=True).distinct())


def _remind_business(business_id: UUID, now: datetime) -> int:
    business = accounts.business_by_id(business_id)
    if not may_remind(now, business.zone):
        return 0
    today = now.astimezone(ZoneInfo(business.zone)).date()
    with tenancy.enter(business_id):
        return sum(_post(notice, today) for notice in _unsent(business, today))


def _unsent(business: Business, today: date) -> list[Notice]:
    rows = _due(Action.objects.filter(business=business), today)
    rows = rows.select_related("owner__user", "business")
    due = list(rows.annotate(moved_at=Max("date_changes__moved_at")))
    if not due:
        return []
    bosses = [b for b in accounts.bosses(business) if b.user.is_active]
    wanted = {
        notice.key: notice
        for action in due
        for notice in _notices(action, bosses, today)
    }
    sent = OutboundMessage.objects.filter(
        business=business, kind=mail.Kind.NOTICE, dedupe_key__in=wanted
    )
    for key in sent.values_list("dedupe_key", flat=True):
        del wanted[key]
    return list(wanted.values())


def _due(
    rows: QuerySet[Action], today: date, slack: timedelta = timedelta(0)
) -> QuerySet[Action]:
    return rows.filter(
        state__in=OPEN,
        due_on__gte=today - LATEST_REMINDER - slack,
        due_on__lte=today + ONE_DAY + slack,
    )


def _notices(action: Action, bosses: list[Membership], today: date) -> Iterator[Notice]:
    rung = highest_rung(action.due_on, today=today)
    if rung is None or _was_promised_after(action, rung):
        return
    owner = _reader(action, bosses)
    if rung != Rung.ESCALATED:
        yield from (Notice(action, reader, rung) for reader in owner)
        return
    above = [boss for boss in bosses if boss not in owner] or owner
    yield from (Notice(action, boss, rung) for boss in above)
    yield from (Notice(action, o, Rung.OVERDUE) for o in owner if o not in above)


def _was_promised_after(action: Action, rung: Rung) -> bool:
    """Whether the date was set after the moment of the rung: nobody is reminded
    tomorrow's promise a minute after giving it.
    """
    promised = max(filter(None, (action.created_at, action.moved_at)))  # type: ignore[attr-defined]  # annotated in _unsent
    zone = action.business.zone
    return bool(promised >= rung_at(rung, action.due_on, zone))


def _reader(action: Action, bosses: list[Membership]) -> list[Membership]:
    """Return who answers for the action: its owner, or a boss once they have left."""
    owner = action.owner
    return [owner] if owner.is_active and owner.user.is_active else bosses[:1]


@transaction.atomic
def _post(notice: Notice, today: date) -> int:
    """Store one mail, unless the action was closed or moved since it was read."""
    action, business = notice.action, notice.action.business
    held = Action.objects.select_for_update().filter(
        pk=action.pk, state__in=OPEN, due_on=action.due_on
    )
    if not held.exists():
        return 0
    posting = Posting(mail.Kind.NOTICE, notice.key, expires_at=_expiry(notice, today))
    if not mail.post(_email(notice, today), posting, business=business):
        return 0
    rung, reader = (None, str(notice.rung)), (None, notice.reader.pk)
    history.record("reminded", action, by=CLOCK, rung=rung, to=reader)
    return 1


def _email(notice: Notice, today: date) -> Email:
    if notice.rung == Rung.ESCALATED:
        return escalation_email(notice.action, notice.reader, today=today)
    return reminder_email(notice.action, notice.reader, rung=notice.rung)


def _expiry(notice: Notice, today: date) -> datetime | None:
    """Return when the mail stops being true: "due today" is so until the evening."""
    if notice.rung in (Rung.BEFORE, Rung.ON):
        return reminds_until(today, notice.action.business.zone)
    return None


def _reminder_key(action: Action, rung: Rung) -> str:
    return f"remind:{action.pk}:{rung}:{action.due_on}"


def _escalation_key(action: Action, reader: Membership) -> str:
    return f"esc:{action.pk}:{action.due_on}:{reader.pk}"
