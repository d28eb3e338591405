"""Answering: what a customer sends becomes a reply, once, and stays theirs."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from feedback import clock
from feedback.errors import Conflict, Gone
from feedback.history import services as history
from feedback.history.services import CUSTOMER
from feedback.mail import services as mail
from surveys.models import ASKED_CHANNELS, Invitation, Reply
from surveys.models import ReplyRevision as Revision
from surveys.services import suspecting
from surveys.services.drafting_replies import drop_draft
from surveys.services.facets import take_facets
from surveys.services.hearing import notice_reply
from surveys.services.photos import change_photos, store_photos
from surveys.services.summing import needs_person, store_answers, take_over
from surveys.standing import Standing
from surveys.submission import Submission, submission_of
from surveys.suspecting import Evidence


class AlreadyAnswered(Conflict):
    """The invitation has its one reply."""

    def __init__(self) -> None:
        super().__init__(_("You have answered this already."))


@transaction.atomic
def record_reply(
    invitation: Invitation,
    submission: Submission,
    *,
    now: datetime,
    mailed: str | None = None,
    evidence: Evidence | None = None,
) -> Reply:
    """Store the one reply to ``invitation``; whoever comes second changes nothing.

    ``mailed`` are the words of a mail: whoever writes one waits for a person, and is
    never too late. ``evidence`` is how a page came back; if a machine may have sent it,
    the reply is kept and counted nowhere (see `surveys.services.suspecting`).

    Raises `AlreadyAnswered`, and `Gone` if the invitation is not open.
    """
    doubt = suspecting.weigh(invitation, evidence, now=now) if evidence else None
    _claim(invitation, now, whenever=mailed is not None)
    reply = fresh_reply(invitation, submission, now=now)
    reply.words = reply.words or mailed or ""
    reply.waits_for_person = mailed is not None or reply.waits_for_person
    reply.is_suspicious = doubt is not None and doubt.is_serious
    reply.save(force_insert=True)
    store_answers(reply, submission)
    store_photos(reply, submission)
    _drop_draft(invitation)
    reminder = f"reminder:{invitation.pk}:1"
    mail.cancel(
        reply.business, mail.Kind.REMINDER, reminder, why=gettext_noop("answered")
    )
    _remember("answered", reply, **first_promises(reply))
    if doubt and doubt.is_serious:
        suspecting.suspect(reply, doubt, now=now)
    else:
        notice_reply(reply)
    return reply


def fresh_reply(
    invitation: Invitation, submission: Submission, *, now: datetime
) -> Reply:
    """Return the reply that ``submission`` makes of ``invitation``; stores nothing."""
    reply = _fresh(invitation, now)
    take_over(reply, submission, now=now)
    reply.waits_for_person = needs_person(reply)
    take_facets(reply)
    return reply


def first_promises(reply: Reply) -> dict[str, tuple[Any, Any]]:
    """Return what history keeps of ``reply`` when it comes."""
    return {"contact_by": (None, reply.contact_by), "consent": (None, reply.consent)}


@transaction.atomic
def edit_reply(
    reply: Reply,
    submission: Submission,
    *,
    now: datetime,
    evidence: Evidence | None = None,
) -> Reply:
    """Put ``submission`` in place of what ``reply`` says; sending the same again
    changes nothing. What it said before is kept as a revision.

    A reply that was done is new again, unless only the permission to show it changed,
    and one that newly needs a person waits for one; no edit makes it wait less. One
    that a machine may have sent is a person's once ``evidence`` says that a person
    changed it.
    Raises `Gone` once the days to change it are over.
    """
    held = _lock(reply)
    check_editable(held, now=now)
    former = submission_of(held)
    if former == submission:
        _settle(held, evidence, now)
        return held
    before = Standing.of(held)
    _keep_revision(held, now)
    needed = needs_person(held)
    take_over(held, submission, now=now)
    if replace(former, consent="") != replace(submission, consent=""):
        _move(held, is_news=needs_person(held) and not needed)
    held.edited_at = now
    held.save(update_fields=_EDITED)
    held.answers.all().delete()
    store_answers(held, submission)
    change_photos(held, submission)
    _remember("edited", held, **before.changes(Standing.of(held)))
    if not _settle(held, evidence, now):
        notice_reply(held)
    return held


@transaction.atomic
def withdraw_words(reply: Reply, *, now: datetime) -> bool:
    """Take back the permission to show the words of ``reply``, at once.

    Returns False if there was none to take back.
    """
    shown = Reply.objects.filter(pk=reply.pk, consent__in=Reply.MAY_SHOW)
    before = shown.values_list("consent", flat=True).first()
    if not shown.update(consent=Reply.Consent.NO, consent_at=now):
        return False
    reply.consent, reply.consent_at = Reply.Consent.NO, now
    _remember("withdrew", reply, consent=(before, reply.consent))
    return True


def is_open(invitation: Invitation, *, now: datetime) -> bool:
    """Whether ``invitation`` was sent, not answered, and has not run out."""
    ends = invitation.expires_at
    asked = invitation.status == Invitation.Status.ASKED
    return asked and (ends is None or now < ends)


def check_open(invitation: Invitation, *, now: datetime) -> None:
    """Raise `Gone` unless ``invitation`` may be answered at ``now``."""
    if not is_open(invitation, now=now):
        raise Gone(_("This link has closed."))


def check_editable(reply: Reply, *, now: datetime) -> None:
    """Raise `Gone` once the days to change ``reply`` are over."""
    if now >= reply.editable_until:
        raise Gone(_("Answers can be changed for seven days, and those are over."))


# Whoever answers the mail got it, whatever we took its fate for.
_ONCE_ASKED = (
    Invitation.Status.ASKED,
    Invitation.Status.EXPIRED,
    Invitation.Status.NOT_ASKED,
)
_EDITED = [
    "language",
    "rating",
    "words",
    "feeling",
    "goal",
    "was_pressed",
    "contact",
    "contact_phone",
    "contact_by",
    "consent",
    "consent_at",
    "edited_at",
    "state",
    "waits_for_person",
    "waits_since",
    "done_at",
]


def _claim(invitation: Invitation, now: datetime, *, whenever: bool = False) -> None:
    still_open = Q(expires_at=None) | Q(expires_at__gt=now)
    once = Q(status__in=_ONCE_ASKED, version__isnull=False, asked_at__isnull=False)
    open_now = Q(still_open, status=Invitation.Status.ASKED)
    asked = Invitation.objects.filter(once if whenever else open_now, pk=invitation.pk)
    if asked.update(status=Invitation.Status.ANSWERED, reason="", answered_at=now):
        invitation.status, invitation.answered_at = Invitation.Status.ANSWERED, now
        return
    invitation.refresh_from_db(fields=["status"])
    if invitation.status == Invitation.Status.ANSWERED:
        raise AlreadyAnswered
    raise Gone(_("This link has closed."))


def _fresh(invitation: Invitation, now: datetime) -> Reply:
    return Reply(
        business=invitation.business,
        invitation=invitation,
        version=invitation.version,
        customer=invitation.customer,
        is_test=invitation.is_test,
        channel=invitation.channel,
        is_verified=invitation.channel in ASKED_CHANNELS,
        language=invitation.language,
        submitted_at=now,
    )


def _drop_draft(invitation: Invitation) -> None:
    """Forget the draft that this page was begun with. One that another device keeps
    at this very moment goes with the next sweep.
    """
    # Whoever read the invitation for its page knows already whether there is one: see
    # `selectors.answering.invitation_behind`. Open channels keep no drafts.
    if invitation.channel in ASKED_CHANNELS and hasattr(invitation, "draft"):
        drop_draft(invitation)


def _lock(reply: Reply) -> Reply:
    """Queue at the row, so that two edits at once are one after the other."""
    Reply.objects.select_for_update().get(pk=reply.pk)
    rows = Reply.objects.select_related("business", "customer", "version", "invitation")
    return rows.get(pk=reply.pk)


def _move(reply: Reply, *, is_news: bool) -> None:
    if reply.state == Reply.State.DONE:
        reply.state, reply.done_at = Reply.State.NEW, None
    if is_news and not reply.waits_for_person:
        reply.waits_for_person, reply.waits_since = True, clock.now()


def _remember(verb: str, reply: Reply, **change: tuple[Any, Any]) -> None:
    customer_id = reply.customer_id
    history.record(verb, reply, by=CUSTOMER, customer_id=customer_id, **change)


def _settle(reply: Reply, evidence: Evidence | None, now: datetime) -> bool:
    """Whether ``reply`` was suspicious; it no longer is if a person changed it."""
    if not reply.is_suspicious:
        return False
    if (
        evidence
        and not suspecting.weigh(reply.invitation, evidence, now=now).is_serious
    ):
        suspecting.clear(reply, by=CUSTOMER, now=now)
    return True


def _keep_revision(reply: Reply, now: datetime) -> None:
    Revision.objects.create(
        business_id=reply.business_id,
        reply=reply,
        replaced_at=now,
        rating=reply.rating,
        words=reply.words,
        feeling=reply.feeling,
        goal=reply.goal,
        was_pressed=reply.was_pressed,
        consent=reply.consent,
    )
