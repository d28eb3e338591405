"""Answering a comment in public."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from feedback import clock
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import clean
from public_wall.models import PublicReply, PublicReplyRevision
from public_wall.selectors.panel import standing
from surveys.models import Reply

LONGEST_ANSWER = 2000


@transaction.atomic
def reply_publicly(reply: Reply, *, words: str, by: Actor) -> PublicReply:
    """Put the business's words under a comment, or change those that are there.

    Words that changed are marked as edited, and what they were stays readable. They
    are shown as long as the comment is. Raises `Refused` if the customer's words are
    not for the public page.
    """
    kept = clean(words, longest=LONGEST_ANSWER)
    if not kept:
        raise Refused(_("Write a few words."))
    if by.membership is None:
        raise NotAllowed(_("Only somebody of the team can reply."))
    where = standing(reply.business, reply, now=clock.now())
    if not where.takes_answer:
        raise Refused(
            _("Their words are not on your public page, so a reply cannot be.")
        )
    if where.public_reply:
        return _change(where.public_reply, words=kept, by=by)
    given = PublicReply(
        business_id=reply.business_id, reply=reply, words=kept, author=by.membership
    )
    _insert(given)
    history.record(
        "replied_publicly",
        reply,
        by=by,
        customer_id=reply.customer_id,
        public_reply=(None, given.pk),
    )
    return given


@transaction.atomic
def withdraw_public_reply(given: PublicReply, *, by: Actor) -> None:
    """Take the business's own words away again; the comment stays."""
    reply, key = given.reply, given.pk
    deleted = PublicReply.objects.filter(pk=key).delete()[0]
    if not deleted:
        raise Conflict(_("That reply has been taken away already."))
    history.record(
        "withdrew_public_reply",
        reply,
        by=by,
        customer_id=reply.customer_id,
        public_reply=(key, None),
    )


def _change(given: PublicReply, *, words: str, by: Actor) -> PublicReply:
    if given.words == words:
        return given
    before = given.edited_at
    same = PublicReply.objects.filter(pk=given.pk, edited_at=before)
    now = clock.now()
    if not same.update(words=words, author=by.membership, edited_at=now):
        raise Conflict(_("Somebody else changed this reply in the meantime."))
    PublicReplyRevision.objects.create(
        business_id=given.business_id,
        public_reply=given,
        words=given.words,
        written_at=before or given.published_at,
        replaced_at=now,
    )
    given.refresh_from_db()
    history.record(
        "edited_public_reply",
        given.reply,
        by=by,
        customer_id=given.reply.customer_id,
        edited_at=(before, given.edited_at),
    )
    return given


def _insert(given: PublicReply) -> None:
    try:
        with transaction.atomic():
            given.save(force_insert=True)
    except IntegrityError as error:
        if PublicReply.objects.filter(reply=given.reply_id).exists():
            raise Conflict(_("Somebody else has just replied in public.")) from error
        raise
