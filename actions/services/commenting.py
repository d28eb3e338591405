"""Commenting: what the team says among themselves about an action.

A comment is edited by saying it again: each wording stays, for whoever wants to know
what was said before. Somebody it names hears of it once, at the pace they chose for
mentions, however often it is edited.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from actions.models import Action, ActionComment, CommentWording
from actions.selectors.work import newest_wording
from actions.services.claims import hold, person
from feedback import clock
from feedback.accounts.models import Membership, Role
from feedback.accounts.selectors import team
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import clean
from surveys.pacing import Topic
from surveys.services.notices import Telling, may_hear, tell_each
from surveys.services.noting import mentioned

LONGEST_COMMENT = 5_000
MOST_COMMENTS = 500
SAME_COMMENT_WITHIN = timedelta(minutes=1)
COMMENT = "comment"


@transaction.atomic
def comment(action: Action, *, words: str, by: Actor) -> ActionComment:
    """Store a comment, and let those it names hear of it.

    The same words by the same person within a minute are one comment. Raises
    `Refused` for none, or for too many; `Conflict` if the action went elsewhere.
    """
    author, said = person(by), _said(words)
    held = hold(action)
    same = _just_said(held, author, said)
    if same is not None:
        return same
    if held.comments.count() >= MOST_COMMENTS:
        raise Refused(_("That is as much as one action holds. Talk to each other."))
    made = ActionComment.objects.create(
        business_id=held.business_id, action=held, author=author
    )
    wording = _word(made, said)
    history.record("commented", held, by=by, wording=(None, wording.pk))
    _mention(made, said)
    return made


@transaction.atomic
def edit_comment(
    made: ActionComment, *, words: str, by: Actor, expected: object = None
) -> bool:
    """Say a comment of one's own in other words; False if they are the same.

    ``expected`` is the id of the wording that was on the screen, if it is known.
    Raises `NotAllowed` for somebody else's, `Conflict` if it was edited or taken away
    meanwhile.
    """
    author, said = person(by), _said(words)
    held = _held(made, author)
    before = newest_wording(held)
    if expected is not None and str(expected) != str(before.pk):
        raise Conflict(_("This comment was changed meanwhile. Here is how it stands."))
    if before.words == said:
        return False
    wording = _word(held, said)
    change = (before.pk, wording.pk)
    history.record("comment_edited", held.action, by=by, wording=change)
    _mention(held, said)
    return True


@transaction.atomic
def remove_comment(made: ActionComment, *, by: Actor) -> bool:
    """Take a comment away; False if it is. What it said stays for who looks for it.

    Raises `NotAllowed` unless its author does it, or a manager.
    """
    who = person(by)
    hold(made.action)
    if made.author_id != who.pk and not who.may(Role.MANAGER):
        raise NotAllowed(_("Only whoever wrote it can do that, or a manager."))
    rows = ActionComment.objects.filter(pk=made.pk, removed_at=None)
    if not rows.update(removed_at=clock.now(), removed_by=who):
        return False
    history.record("comment_removed", made.action, by=by, comment=(made.pk, None))
    return True


@transaction.atomic
def restore_comment(made: ActionComment, *, by: Actor) -> bool:
    """Undo `remove_comment`; False if it never went. Raises `NotAllowed` as it does."""
    who = person(by)
    hold(made.action)
    if made.author_id != who.pk and not who.may(Role.MANAGER):
        raise NotAllowed(_("Only whoever wrote it can do that, or a manager."))
    rows = ActionComment.objects.filter(pk=made.pk, removed_at__isnull=False)
    if not rows.update(removed_at=None, removed_by=None):
        return False
    history.record("comment_restored", made.action, by=by, comment=(None, made.pk))
    return True


def mentionable(action: Action) -> list[Membership]:
    """Return who of the team may be named in a comment on ``action``."""
    return [one for one in team(action.business) if may_hear(one, None)]


def _said(words: str) -> str:
    said = clean(words, longest=LONGEST_COMMENT)
    if not said:
        raise Refused(_("Write a few words first."))
    return said


def _just_said(action: Action, author: Membership, said: str) -> ActionComment | None:
    since = clock.now() - SAME_COMMENT_WITHIN
    recent = action.comments.filter(
        author=author, written_at__gte=since, removed_at=None
    )
    return next((one for one in recent if newest_wording(one).words == said), None)


def _held(made: ActionComment, author: Membership) -> ActionComment:
    """Return the comment as it stands, with its action held."""
    hold(made.action)
    held = ActionComment.objects.select_related("action").get(pk=made.pk)
    if held.author_id != author.pk:
        raise NotAllowed(_("Only whoever wrote it can change it."))
    if held.removed_at:
        raise Conflict(_("This comment was taken away. Put it back first."))
    return held


def _word(made: ActionComment, said: str) -> CommentWording:
    return CommentWording.objects.create(
        business_id=made.business_id,
        comment=made,
        action_id=made.action_id,
        words=said,
    )


def _mention(made: ActionComment, said: str) -> None:
    if "@" not in said:
        return
    named = mentioned(said, mentionable(made.action))
    tell_each(
        [
            Telling(one, Topic.MENTION, f"{COMMENT}:{made.pk}")
            for one in named
            if one.pk != made.author_id
        ]
    )
