"""The short story of one reply: asked, said, changed, answered, taken on, done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.history.selectors import events_about
from feedback.mail.models import OutboundMessage
from surveys.models import ASKED_CHANNELS, CustomerMessage, Reply, TeamAnswer
from surveys.selectors.around import Around
from surveys.selectors.conversation import Thread

MOST_EVENTS = 20
MOST_EARLIER = 3
VERBS = {
    "closed": _("Done"),
    "reopened": _("Opened again"),
    "taken_on": _("Taken on"),
    "let_go": _("No longer being acted on"),
}
Status = OutboundMessage.Status
# What the author of an answer must know about its mail.
TROUBLE = {
    Status.FAILED: _("The mail could not be delivered."),
    Status.DEAD: _("The mail could not be sent."),
    Status.EXPIRED: _("The mail could not be sent in time."),
    Status.CANCELLED: _("The mail was not sent."),
    Status.UNCERTAIN: _("The mail may not have arrived."),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: when, what, by whom, and words if there were any."""

    at: datetime
    what: str | Promise
    who: str = ""
    words: str = ""
    trouble: str | Promise = ""
    reply: Reply | None = None
    message: CustomerMessage | None = None
    is_note: bool = False


def moments_of(
    reply: Reply, answers: list[TeamAnswer], thread: Thread, there: Around
) -> list[Moment]:
    """Return the story of ``reply``, newest first; ``answers`` are the team's, and
    ``thread`` is what came back and what was noted.
    """
    all_of_them = [
        *_asked_and_said(reply),
        *_answered(reply, answers),
        *_wrote(thread),
        *_noted(thread),
        *(_moved(reply) if there.events else ()),
        *_earlier(reply),
    ]
    return sorted(all_of_them, key=lambda moment: moment.at, reverse=True)


def _asked_and_said(reply: Reply) -> Iterator[Moment]:
    invitation = reply.invitation
    if invitation.asked_at and invitation.channel in ASKED_CHANNELS:
        yield Moment(invitation.asked_at, _("Asked"))
    if invitation.reminded_at:
        yield Moment(invitation.reminded_at, _("Reminded"))
    yield Moment(reply.submitted_at, _("Said"), words=_brief(reply))
    if reply.edited_at:
        yield Moment(reply.edited_at, _("Changed what they said"))


def _answered(reply: Reply, answers: list[TeamAnswer]) -> Iterator[Moment]:
    troubles = _troubles(reply) if answers else {}
    for answer in answers:
        who = answer.author.user.first_name
        trouble = troubles.get(f"answer:{answer.pk}", "")
        yield Moment(
            answer.sent_at, "answered", who, words=answer.words, trouble=trouble
        )


def _wrote(thread: Thread) -> Iterator[Moment]:
    for message in thread.messages:
        if not message.is_reply:
            what = CustomerMessage.What(message.what).label
            yield Moment(
                message.received_at, what, words=message.words, message=message
            )


def _noted(thread: Thread) -> Iterator[Moment]:
    for note in thread.notes:
        who = note.author.user.first_name
        yield Moment(note.written_at, "noted", who, words=note.words, is_note=True)


def _troubles(reply: Reply) -> dict[str, str]:
    mails = OutboundMessage.objects.filter(
        business_id=reply.business_id,
        customer_id=reply.customer_id,
        kind=OutboundMessage.Kind.ANSWER,
        status__in=list(TROUBLE),
    )
    found = mails.values_list("dedupe_key", "status")
    return {key: str(TROUBLE[Status(status)]) for key, status in found}


def _moved(reply: Reply) -> Iterator[Moment]:
    moves = events_about(reply.business, reply.pk).filter(verb__in=VERBS)
    for event in moves.reverse()[:MOST_EVENTS]:
        who = event.actor.user.first_name if event.actor else ""
        yield Moment(event.at, VERBS[event.verb], who)


def _earlier(reply: Reply) -> Iterator[Moment]:
    others = Reply.objects.filter(
        business_id=reply.business_id,
        customer_id=reply.customer_id,
        submitted_at__lt=reply.submitted_at,
    )
    for other in others.only("submitted_at", "words").order_by("-submitted_at")[
        :MOST_EARLIER
    ]:
        yield Moment(other.submitted_at, _("Said"), words=_brief(other), reply=other)


def _brief(reply: Reply) -> str:
    flat = " ".join(reply.words.split())
    return flat if len(flat) <= 90 else flat[:89].rstrip() + "…"
