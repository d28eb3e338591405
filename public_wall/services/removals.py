"""Taking a comment off the page: on a listed ground, by two people, visibly."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from feedback import clock
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import CLOCK, Actor
from feedback.text import clean
from public_wall.models import Removal
from public_wall.rules import DECIDED_WITHIN
from public_wall.selectors.moderation import may_decide
from surveys.models import Reply

State = Removal.State
LONGEST_NOTE = 300


@transaction.atomic
def ask_removal(reply: Reply, *, ground: str, note: str, by: Actor) -> Removal:
    """Ask a second person to remove a comment; until they decide it is not shown.

    Raises `Refused` if the words are not for the public anyway, if ``ground`` is not
    on the closed list, or if the same ground was tried on the same words before;
    `Conflict` if a request is open or the comment is gone.
    """
    if by.membership is None:
        raise NotAllowed(_("Only somebody of the team can ask."))
    if ground not in Removal.Ground.values or not clean(note):
        raise Refused(_("Choose a ground from the list and say what exactly."))
    if _is_never_public(reply):
        raise Refused(_("These words are not public, so there is nothing to remove."))
    _close_lapsed(reply, now=clock.now())
    _refuse_second_try(reply, ground)
    request = Removal(
        business_id=reply.business_id,
        reply=reply,
        ground=ground,
        note=clean(note, longest=LONGEST_NOTE),
        asked_by=by.membership,
    )
    _insert(request)
    history.record(
        "asked_to_remove",
        reply,
        by=by,
        customer_id=reply.customer_id,
        ground=("", ground),
    )
    return request


@transaction.atomic
def decide_removal(removal: Removal, *, keep: bool, by: Actor) -> None:
    """Decide a request: ``keep`` the comment, or remove it for good.

    Raises `NotAllowed` unless the actor is a manager who did not ask, `Conflict` if
    somebody decided first or the seven days are over.
    """
    if by.membership is None or not may_decide(removal, by.membership):
        raise NotAllowed(
            _("A second person decides: a manager who did not ask for it.")
        )
    _claim(removal, keep=keep, decided_by=by.membership)
    _record(removal, keep=keep, by=by)


@transaction.atomic
def decide_removal_as_staff(removal: Removal, *, keep: bool) -> None:
    """Decide a request for a business that has nobody else who could.

    Only the people who run this installation get here, by a management command.
    """
    _claim(removal, keep=keep, decided_by_staff=True)
    _record(removal, keep=keep, by=CLOCK)


def _is_never_public(reply: Reply) -> bool:
    is_apart = reply.is_test or reply.is_suspicious
    return is_apart or not reply.words or not reply.may_be_shown


def _claim(removal: Removal, *, keep: bool, **decided: object) -> None:
    now = clock.now()
    open_one = Removal.objects.filter(
        pk=removal.pk, state=State.CHECKING, asked_at__gt=now - DECIDED_WITHIN
    )
    state = State.KEPT if keep else State.REMOVED
    if not open_one.update(state=state, decided_at=now, **decided):
        raise Conflict(_("This has been decided already, or its seven days are over."))
    removal.refresh_from_db()


def _record(removal: Removal, *, keep: bool, by: Actor) -> None:
    history.record(
        "kept" if keep else "removed",
        removal.reply,
        by=by,
        customer_id=removal.reply.customer_id,
        removal=(State.CHECKING, removal.state),
        ground=(removal.ground, removal.ground),
        by_staff=(None, removal.decided_by_staff),
    )


def _close_lapsed(reply: Reply, *, now: datetime) -> None:
    late = Removal.objects.filter(
        reply=reply, state=State.CHECKING, asked_at__lte=now - DECIDED_WITHIN
    )
    if late.update(state=State.LAPSED):
        history.record(
            "lapsed",
            reply,
            by=CLOCK,
            customer_id=reply.customer_id,
            removal=(State.CHECKING, State.LAPSED),
        )


def _refuse_second_try(reply: Reply, ground: str) -> None:
    tried = Removal.objects.filter(
        reply=reply, ground=ground, state__in=[State.KEPT, State.LAPSED]
    )
    if reply.edited_at:
        tried = tried.filter(asked_at__gt=reply.edited_at)
    if tried.exists():
        raise Refused(_("That was asked before on the same ground, and it was kept."))


def _insert(request: Removal) -> None:
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        rows = Removal.objects.filter(reply=request.reply_id)
        if rows.filter(state__in=[State.CHECKING, State.REMOVED]).exists():
            message = _("Somebody has asked for this already.")
            raise Conflict(message) from error
        raise
