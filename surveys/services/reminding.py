"""After asking: one reminder at most, and letting go; as `claiming`, for a few
hundred rows of one business at once.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from feedback.history import services as history
from feedback.history.services import CLOCK
from feedback.mail.bulk import Sender, post_all
from feedback.mail.models import OutboundMessage
from surveys import rules
from surveys.hours import next_sending_time
from surveys.languages import WORDING
from surveys.models import Invitation, Survey, SurveyVersion
from surveys.press import Press
from surveys.rules import Reason, Standing
from surveys.selectors import asking as selectors
from surveys.services.claiming import held_all, mail_key, one_a_person

Status = Invitation.Status
Mail = OutboundMessage.Status
NEVER_LEFT = (Mail.FAILED, Mail.EXPIRED, Mail.CANCELLED, Mail.DEAD)
STILL_HERE = (Mail.QUEUED, Mail.SENDING)
# A link that ends sooner than this is not worth a reminder.
LEAST_LEFT = timedelta(days=1)
A_DAY = timedelta(days=1)


def remind_many(ids: Collection[UUID], now: datetime) -> int:
    """Remind the customers of invitations that nobody answered; return how many mails
    were put into the outbox. Call it in a transaction, inside their business.

    Whoever may not be asked any more, or was asked about something else meanwhile,
    is not reminded, now or later.
    """
    rows = [row for row in held_all(ids, Status.ASKED) if _is_due(row, now)]
    return sum(_remind_people(turn, now) for turn in one_a_person(rows))


def let_go_many(ids: Collection[UUID], now: datetime) -> int:
    """End invitations that nobody answered in time; never a mail, so always 0."""
    rows = held_all(ids, Status.ASKED)
    rows = [row for row in rows if row.expires_at and row.expires_at <= now]
    fates = _fates(rows)
    unsent = [row for row in rows if fates.get(mail_key(row), "") in NEVER_LEFT]
    for turn in one_a_person(unsent):
        _not_delivered(turn, now)
    lost = {row.pk for row in unsent}
    _asked([row for row in rows if row.pk not in lost]).update(status=Status.EXPIRED)
    return 0


def remind_one(invitation_id: UUID, now: datetime) -> bool:
    """Remind one, as `remind_many`; True if a mail was put into the outbox."""
    return remind_many([invitation_id], now) == 1


def let_go(invitation_id: UUID, now: datetime) -> bool:
    """End one that nobody answered in time, as `let_go_many`."""
    return bool(let_go_many([invitation_id], now))


def _is_due(invitation: Invitation, now: datetime) -> bool:
    if invitation.survey.status != Survey.Status.LIVE or invitation.reminded_at:
        return False
    return invitation.remind_at is not None and invitation.remind_at <= now


def _remind_people(rows: Sequence[Invitation], now: datetime) -> int:
    business = rows[0].business
    fates = _fates(rows)
    unsent = [row for row in rows if fates.get(mail_key(row)) in NEVER_LEFT]
    waiting = [row for row in rows if fates.get(mail_key(row)) in STILL_HERE]
    settled = {row.pk for row in (*unsent, *waiting)}
    arrived = [row for row in rows if row.pk not in settled]
    if unsent:
        _not_delivered(unsent, now)
    if waiting:
        _move(waiting, next_sending_time(business, now + A_DAY))
    standings = selectors.standings_now(business, arrived, now=now)
    better_not = [row for row in arrived if _better_not(row, standings[row.pk], now)]
    _move(better_not, None)
    skipped = {row.pk for row in better_not}
    willing = [row for row in arrived if row.pk not in skipped]
    if not willing:
        return 0
    opening = next_sending_time(business, now)
    if opening > now:
        _move(willing, opening)
        return 0
    return _remind(willing, now)


def _fates(rows: Sequence[Invitation]) -> dict[str, str]:
    """Return what became of the mails that asked, by `mail_key`, where we can tell."""
    mails = OutboundMessage.objects.filter(
        business_id__in={row.business_id for row in rows},
        kind=OutboundMessage.Kind.INVITATION,
        dedupe_key__in=[mail_key(row) for row in rows],
    )
    return dict(mails.values_list("dedupe_key", "status"))


def _better_not(invitation: Invitation, standing: Standing, now: datetime) -> bool:
    remind_at, expires_at = invitation.remind_at, invitation.expires_at
    if remind_at and now - remind_at > rules.LATEST:
        return True
    if expires_at and expires_at - now < LEAST_LEFT:
        return True
    soft = rules.soft_reason(invitation.business, standing, at=now)
    return bool(rules.hard_reason(standing) or soft)


def _remind(rows: Sequence[Invitation], now: datetime) -> int:
    """Remind all of ``rows``, which are held, so that nobody else can."""
    _asked(rows).filter(reminded_at=None).update(reminded_at=now)
    _give_versions(rows)
    business = rows[0].business
    press = Press("reminder", business, now=now)
    mails = [press.write(row, key=_reminder_key) for row in rows]
    post_all(mails, OutboundMessage.Kind.REMINDER, sender=Sender(business, now))
    people = [(row, row.customer_id) for row in rows]
    history.record_each("reminded", people, by=CLOCK)
    return len(rows)


def _reminder_key(invitation: Invitation) -> str:
    return f"reminder:{invitation.pk}:1"


def _give_versions(rows: Sequence[Invitation]) -> None:
    """Give ``rows`` the versions they were asked with, each read once."""
    versions = SurveyVersion.objects.prefetch_related(*WORDING).in_bulk(
        {row.version_id for row in rows if row.version_id}
    )
    for row in rows:
        if row.version_id:
            row.version = versions[row.version_id]


def _not_delivered(rows: Sequence[Invitation], now: datetime) -> None:
    standings = selectors.standings_now(rows[0].business, rows, now=now)
    reasons: dict[str, list[Invitation]] = {}
    for row in rows:
        reason = rules.hard_reason(standings[row.pk]) or Reason.NOT_DELIVERED
        reasons.setdefault(str(reason), []).append(row)
    for reason, unasked in reasons.items():
        _asked(unasked).update(status=Status.NOT_ASKED, reason=reason)
        people = [(row, row.customer_id) for row in unasked]
        history.record_each("could not ask", people, by=CLOCK, reason=(None, reason))


def _move(rows: Sequence[Invitation], remind_at: datetime | None) -> None:
    if rows:
        _asked(rows).update(remind_at=remind_at)


def _asked(rows: Sequence[Invitation]) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        pk__in=[row.pk for row in rows], status=Status.ASKED
    )
