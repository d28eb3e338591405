"""Writing up what was done: publish, edit, take back."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from actions.models import Action
from feedback import clock
from feedback.accounts.models import Membership
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import clean
from public_wall.models import Update
from public_wall.selectors.updates import is_quotable, quotable_reply
from public_wall.services.wordings import keep_wording
from public_wall.writing_up import standing

LONGEST_SAID = 300
LONGEST_DID = 1000


@transaction.atomic
def publish_update(action: Action, *, said: str, did: str, by: Actor) -> Update:
    """Put "you said, we did" about a decided action on the public page.

    Who is quoted follows from a fixed rule (see `quotable_reply`), never from a
    choice. An open action whose date was moved can be written up as "later". Raises
    `Refused` if the action is otherwise still open, if no customer raised it, or if
    there is neither a quote nor ``said``; `Conflict` if it is published.
    """
    said_now = standing(action)
    quoted = quotable_reply(action)
    if not quoted and not clean(said):
        raise Refused(
            _("Nobody may be quoted, so say in your own words what they said.")
        )
    update = Update(
        business_id=action.business_id,
        action=action,
        quoted_reply=quoted,
        said=clean(said, longest=LONGEST_SAID),
        did=_did(did),
        published_by=_member(by),
        **said_now.columns(),
    )
    _insert(update)
    history.record("published", update, by=by, kind=("", update.kind))
    return update


@transaction.atomic
def edit_update(update: Update, *, said: str, did: str, by: Actor) -> Update:
    """Change the business's words of an update; the page says that it was edited, and
    keeps what it said before for everybody to read.

    The kind, the day and the number of people follow the action as it is now.
    Raises `Conflict` if somebody changed it since ``update`` was read.
    """
    action, before = update.action, update.edited_at
    if not is_quotable(update.quoted_reply) and not clean(said):
        raise Refused(
            _("Nobody may be quoted, so say in your own words what they said.")
        )
    now = clock.now()
    values = {
        "said": clean(said, longest=LONGEST_SAID),
        "did": _did(did),
        **standing(action).columns(),
    }
    held = Update.objects.filter(pk=update.pk, edited_at=before).first()
    if held and not any(getattr(held, name) != v for name, v in values.items()):
        return held
    same = Update.objects.filter(pk=update.pk, edited_at=before)
    if held is None or not same.update(**values, edited_at=now):
        raise Conflict(
            _("Somebody else changed this in the meantime. Look at it again.")
        )
    keep_wording(held, now=now)
    held.texts.update(needs_check=True)
    update.refresh_from_db()
    history.record("edited", update, by=by, edited_at=(before, update.edited_at))
    return update


@transaction.atomic
def withdraw_update(update: Update, *, by: Actor) -> None:
    """Take an update off the page; the numbers say how many were taken back."""
    now = clock.now()
    shown = Update.objects.filter(pk=update.pk, withdrawn_at=None)
    if not shown.update(withdrawn_at=now):
        raise Conflict(_("That has been taken off the page already."))
    update.refresh_from_db()
    history.record("withdrawn", update, by=by, withdrawn_at=(None, now))


@transaction.atomic
def restore_update(update: Update, *, by: Actor) -> None:
    """Put an update that was taken back on the page again."""
    before = update.withdrawn_at
    gone = Update.objects.filter(pk=update.pk, withdrawn_at__isnull=False)
    if not gone.update(withdrawn_at=None):
        raise Conflict(_("That is on the page already."))
    update.refresh_from_db()
    history.record("restored", update, by=by, withdrawn_at=(before, None))


def _did(did: str) -> str:
    kept = clean(did, longest=LONGEST_DID)
    if not kept:
        raise Refused(_("Say what you did, or decided, in a sentence."))
    return kept


def _member(by: Actor) -> Membership:
    if by.membership is None:
        raise NotAllowed(_("Only somebody of the team can publish."))
    return by.membership


def _insert(update: Update) -> None:
    try:
        with transaction.atomic():
            update.save(force_insert=True)
    except IntegrityError as error:
        if Update.objects.filter(action=update.action_id).exists():
            raise Conflict(_("This is written up already.")) from error
        raise
