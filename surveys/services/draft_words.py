"""What somebody has typed and not sent, kept on the server as they go."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from feedback import tenancy
from feedback.accounts.models import Membership
from feedback.text import clean
from surveys.models import Reply, TeamAnswer, TeamNote, WritingDraft

LONGEST_DRAFT = 10_000
KEPT = timedelta(days=30)
JUST_NOW = timedelta(minutes=1)
Kind = WritingDraft.Kind


@transaction.atomic
def save_draft(
    reply: Reply, author: Membership, kind: str, *, words: str, now: datetime
) -> None:
    """Keep ``words`` in place of what ``author`` had typed; nothing ends the draft."""
    said = clean(words, longest=LONGEST_DRAFT)
    if not said or _was_just_sent(reply, author, kind, said, now):
        drop_draft(reply, author, kind)
        return
    rows = WritingDraft.objects.filter(reply=reply, author=author, kind=kind)
    if rows.update(words=said, saved_at=now):
        return
    try:
        with transaction.atomic():
            WritingDraft.objects.create(
                business_id=reply.business_id,
                reply=reply,
                author=author,
                kind=kind,
                words=said,
                saved_at=now,
            )
    except IntegrityError:
        # Two windows of one person: the later words win.
        rows.update(words=said, saved_at=now)


def drop_draft(reply: Reply, author: Membership, kind: str) -> bool:
    """Forget a draft, sent or thrown away; False if there was none."""
    rows = WritingDraft.objects.filter(reply=reply, author=author, kind=kind)
    return bool(rows.delete()[0])


def _was_just_sent(
    reply: Reply, author: Membership, kind: str, said: str, now: datetime
) -> bool:
    """Whether the draft was on its way while its words were sent."""
    just_now = now - JUST_NOW
    sent: list[str] = []
    if kind == Kind.ANSWER:
        answers = TeamAnswer.objects.filter(reply=reply, author=author)
        answers = answers.filter(sent_at__gt=just_now)
        sent = list(answers.values_list("words", flat=True))
    elif kind == Kind.NOTE:
        notes = TeamNote.objects.filter(reply=reply, author=author)
        notes = notes.filter(written_at__gt=just_now)
        sent = list(notes.values_list("words", flat=True))
    return any(words.startswith(said) for words in sent)


def purge_drafts(*, now: datetime) -> int:
    """Forget drafts that nobody came back to; return how many. Works across
    businesses and is safe to run twice.
    """
    with tenancy.every_business():
        old = WritingDraft.objects.filter(saved_at__lt=now - KEPT)
        return old.delete()[0]
