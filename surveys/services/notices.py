"""Notices: the one way in which a person of the team hears of anything by mail.

What somebody is to hear of is a row first, unique for the person and the thing. At
the pace "now" its mail is posted in the same transaction; otherwise it waits for the
digest (`surveys.services.digests`). "Never" leaves a row too, so that whoever changes
their mind does not get the past.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from feedback import clock
from feedback.accounts.models import Membership, NoticeChoice, Role
from feedback.errors import Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.mail import services as mail
from feedback.mail.services import Posting
from surveys import emails_hearing, pacing
from surveys.about_them import is_about
from surveys.models import Alert, Notice, Reply
from surveys.selectors import hearing as selectors

Pace = NoticeChoice.Pace
DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing for one person. ``dedupe_key`` (80 characters at most) names the
    thing: "reply:<id>", "mention:<note>", "message:<customer message>".
    """

    membership: Membership
    topic: str
    dedupe_key: str
    reply: Reply | None = None
    alert: Alert | None = None
    rule_name: str = ""


def tell(
    membership: Membership,
    *,
    topic: str,
    dedupe_key: str,
    reply: Reply | None = None,
    alert: Alert | None = None,
    rule_name: str = "",
) -> Notice | None:
    """Let one person hear of one thing, at the pace they chose for ``topic``.

    Again changes nothing. Returns None then, and for whoever left or may not see the
    reply, and of a reply that is a try-out or perhaps a machine's.
    """
    telling = Telling(membership, topic, dedupe_key, reply, alert, rule_name)
    stored = tell_each([telling])
    return stored[0] if stored else None


@transaction.atomic
def tell_each(tellings: Sequence[Telling]) -> list[Notice]:
    """Do as `tell` for several people; returns what was new."""
    open_to = [t for t in tellings if may_hear(t.membership, t.reply)]
    chosen = selectors.choices_of_many(t.membership for t in open_to)
    known = selectors.known_notices({t.dedupe_key for t in open_to})
    stored = []
    for telling in open_to:
        if (telling.membership.pk, telling.dedupe_key) in known:
            continue
        notice = _notice(
            telling, pacing.pace(chosen[telling.membership.pk], telling.topic)
        )
        if _store(notice):
            stored.append(notice)
    for notice in stored:
        if notice.pace == Pace.NOW:
            _post(notice)
    return stored


def may_hear(membership: Membership, reply: Reply | None) -> bool:
    """Whether this person may get these words at all, whatever they chose."""
    if not (membership.is_active and membership.user.is_active):
        return False
    if reply is None:
        return bool(membership.role != Role.OWN_ONLY)
    if reply.is_test or reply.is_suspicious:
        return False
    return membership.role != Role.OWN_ONLY or is_about(membership, reply)


@transaction.atomic
def choose(
    membership: Membership, wanted: Mapping[str, str], *, by: Actor
) -> dict[str, str]:
    """Store how soon this person hears of what; returns what changed.

    What waits for a digest follows: sooner things come with the next digest, and of
    what they never want to hear nothing waits any more. Raises `Refused` for a pace
    that the subject does not have.
    """
    before = selectors.choices_of(membership)
    changed = {
        topic: chosen
        for topic, chosen in wanted.items()
        if pacing.pace(before, topic) != _checked(topic, chosen)
    }
    for topic, chosen in changed.items():
        NoticeChoice.objects.update_or_create(
            business_id=membership.business_id,
            membership=membership,
            topic=topic,
            defaults={"pace": chosen},
        )
        _move_waiting(membership, topic, chosen)
    if changed:
        change = {t: (str(pacing.pace(before, t)), str(p)) for t, p in changed.items()}
        history.record("chose notices", membership, by=by, customer_id=None, **change)
    return changed


def _checked(topic: str, chosen: str) -> str:
    if topic not in pacing.OFFERED or chosen not in pacing.OFFERED[pacing.Topic(topic)]:
        raise Refused("There is no such choice.")
    return chosen


def _move_waiting(membership: Membership, topic: str, chosen: str) -> None:
    waiting = Notice.objects.filter(membership=membership, topic=topic, sent_at=None)
    if chosen == Pace.NEVER:
        waiting.exclude(pace=Pace.NEVER).update(pace=Pace.NEVER, batch=DROPPED)
        return
    following = Pace.DAILY if chosen == Pace.NOW else chosen
    waiting.exclude(pace=Pace.NEVER).update(pace=following)


def _notice(telling: Telling, pace: str) -> Notice:
    return Notice(
        business_id=telling.membership.business_id,
        membership=telling.membership,
        reply=telling.reply,
        alert=telling.alert,
        topic=telling.topic,
        pace=pace,
        dedupe_key=telling.dedupe_key,
        rule_name=telling.rule_name[:80],
    )


def _store(notice: Notice) -> bool:
    """Store the row unless the same one is there, whoever was first."""
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except IntegrityError:
        key = (notice.membership_id, notice.dedupe_key)
        if key in selectors.known_notices({notice.dedupe_key}):
            return False
        raise
    return True


def _post(notice: Notice) -> None:
    email = emails_hearing.notice_email(notice)
    key = f"{notice.dedupe_key}:{notice.membership_id}"
    customer_id = notice.reply.customer_id if notice.reply else None
    posting = Posting(mail.Kind.NOTICE, key, customer_id)
    mail.post(email, posting, business=notice.membership.business)
    notice.sent_at, notice.batch = clock.now(), key
    notice.save(update_fields=["sent_at", "batch"])
