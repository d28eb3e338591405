"""What the reading pane shows of a conversation, as the context of its templates."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback import clock
from feedback.accounts.models import Membership
from feedback.accounts.selectors import team
from feedback.http import BusinessRequest
from surveys.forms.notes import NoteForm
from surveys.models import Reply, TeamAnswer, WritingDraft
from surveys.selectors import conversation
from surveys.selectors.around import Around
from surveys.selectors.conversation import Thread
from surveys.threads import addresses

MOST_NAMED = 8
Kind = WritingDraft.Kind


def thread_context(
    request: BusinessRequest,
    reply: Reply,
    thread: Thread,
    *,
    sent: list[TeamAnswer],
    there: Around,
    note_form: NoteForm | None = None,
) -> dict[str, Any]:
    """Return what stands around the composer; ``note_form`` is one that was refused."""
    mine, others = _drafts(request, reply) if there.drafts else ({}, [])
    draft = mine.get(Kind.NOTE, "")
    count = len(thread.notes)
    return {
        "thread": thread,
        "unanswered": thread.since(sent),
        "drafts": mine,
        "writing": writing_now(others),
        "note_form": note_form or NoteForm(reply=reply, count=count, draft=draft),
        "can_be_named": _names(request.membership),
        "answers_to": addresses.about_invitation(request.business, reply.invitation_id),
        "comes_here": addresses.comes_here(),
    }


def _drafts(request: BusinessRequest, reply: Reply) -> tuple[dict[str, str], list[str]]:
    return conversation.drafts_about(reply, request.membership, now=clock.now())


def writing_now(names: list[str]) -> str:
    """Return the sentence about who else is writing, or nothing."""
    if not names:
        return ""
    said = ngettext(
        "%(names)s is writing to them at this moment.",
        "%(names)s are writing to them at this moment.",
        len(names),
    )
    return said % {"names": _(", ").join(names)}


def _names(me: Membership) -> list[str]:
    """Return how some of the others are called in a note."""
    others = team(me.business).exclude(pk=me.pk)[:MOST_NAMED]
    return [f"@{one.user.first_name}" for one in others if one.user.first_name]
