"""The weekly voices: what customers said, to everybody who works there, once a week."""

from datetime import datetime, timedelta

from django.db import transaction

from feedback import tenancy
from feedback.accounts import opening_days
from feedback.accounts.models import Business, Membership, NoticeChoice, Role
from feedback.mail import services as mail
from feedback.mail.services import Posting
from surveys import slots
from surveys.about_them import is_about
from surveys.emails_voices import voices_email
from surveys.models import Notice, Reply
from surveys.selectors import digests as selectors
from surveys.slots import Slot
from surveys.voices import Voices, choose, week_before

# Voices of last week on a Friday are no news: after a long outage they are left out.
LATEST = timedelta(days=3)
Choice = NoticeChoice


class _Posted(Exception):
    """Somebody else posted the same mail a moment ago."""


def send_voices(*, now: datetime) -> int:
    """Post the voices of last week wherever their morning has come; returns how many
    mails. Safe to run at any time, again and in parallel.
    """
    return sum(_business(business, now) for business in selectors.all_businesses())


def _business(business: Business, now: datetime) -> int:
    slot = slots.weekly(
        now, business.zone, lambda day: opening_days.asks_on(business, day)
    )
    if slot is None or now - slot.at > LATEST:
        return 0
    with tenancy.enter(business.id):
        return _week(business, slot, now)


def _week(business: Business, slot: Slot, now: datetime) -> int:
    readers = {_key(one, slot): one for one in selectors.hear_voices(business)}
    for key in selectors.sent_already(business, readers):
        del readers[key]
    if not readers:
        return 0
    start, end = week_before(slot.day, business.zone)
    said = list(selectors.said_between(business, start, end))
    asked = selectors.asked_between(business, start, end)
    alarming = selectors.alarming(said)
    posted = 0
    for key, reader in readers.items():
        voices = choose(_for(reader, said), alarming)
        if voices.people or (asked and reader.role != Role.OWN_ONLY):
            posted += _post(reader, voices, asked, key, now)
    return posted


def _for(reader: Membership, said: list[Reply]) -> list[Reply]:
    """Return what this reader may read."""
    if reader.role != Role.OWN_ONLY:
        return said
    return [reply for reply in said if is_about(reader, reply)]


def _post(
    reader: Membership, voices: Voices, asked: int, key: str, now: datetime
) -> int:
    try:
        with transaction.atomic():
            notices = _notices(reader, voices, key, now)
            email = voices_email(reader, voices, notices, asked=asked)
            if not mail.post(
                email, Posting(mail.Kind.NOTICE, key), business=reader.business
            ):
                raise _Posted
    except _Posted:
        return 0
    return 1


def _notices(
    reader: Membership, voices: Voices, key: str, now: datetime
) -> dict[object, Notice]:
    """Store what this person reads, by reply: the links in the mail name them."""
    Notice.objects.bulk_create(
        [
            Notice(
                business_id=reader.business_id,
                membership=reader,
                reply=voice.reply,
                topic=Choice.Topic.VOICES,
                pace=Choice.Pace.WEEKLY,
                dedupe_key=f"voices:{voice.reply.pk}",
                sent_at=now,
                batch=key,
            )
            for voice in voices.quoted
        ],
        ignore_conflicts=True,
    )
    rows = Notice.objects.filter(
        membership=reader,
        dedupe_key__in=[f"voices:{v.reply.pk}" for v in voices.quoted],
    )
    return {row.reply_id: row for row in rows}


def _key(reader: Membership, slot: Slot) -> str:
    return f"voices:{reader.pk}:{slot.day}"
