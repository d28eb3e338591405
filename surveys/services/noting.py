"""Noting: what the team says among themselves about a reply, and to whom of them."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.accounts.selectors import team
from feedback.errors import NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import clean
from surveys.models import Mention, Reply, TeamNote, WritingDraft
from surveys.pacing import Topic
from surveys.services.draft_words import drop_draft
from surveys.services.notices import may_hear, tell

LONGEST_NOTE = 5_000
SAME_NOTE_WITHIN = timedelta(minutes=1)
_AT = re.compile(r"(?<![\w@.])@(?=\w)")


@transaction.atomic
def add_note(reply: Reply, *, words: str, by: Actor) -> TeamNote:
    """Store a note about ``reply`` and let those it names hear of it.

    The same words by the same person within a minute are one note. Raises `Refused`
    if there are none.
    """
    if by.membership is None:
        raise NotAllowed(_("Only somebody of the team can write a note."))
    said = clean(words, longest=LONGEST_NOTE)
    if not said:
        raise Refused(_("Write a few words first."))
    # One row per reply to queue at, so that a double click notes once.
    Reply.objects.select_for_update().get(pk=reply.pk)
    note = _just_noted(reply, by.membership, said)
    return note or _store(reply, by.membership, said, by)


def mentioned(words: str, people: Sequence[Membership]) -> list[Membership]:
    """Return those of ``people`` whom ``words`` name: "@Dan", "@Dan Rowe".

    The longest name that fits counts. If two share a first name, both are meant.
    """
    found: dict[object, Membership] = {}
    for match in _AT.finditer(words):
        for member in _named(words[match.end() :].casefold(), people):
            found.setdefault(member.pk, member)
    return list(found.values())


def mentionable(reply: Reply) -> list[Membership]:
    """Return who of the team may be named in a note about ``reply``."""
    return [one for one in team(reply.business) if may_hear(one, reply)]


def _store(reply: Reply, author: Membership, said: str, by: Actor) -> TeamNote:
    note = TeamNote.objects.create(
        business_id=reply.business_id, reply=reply, author=author, words=said
    )
    people = mentionable(reply) if "@" in said else []
    others = [one for one in mentioned(said, people) if one.pk != author.pk]
    Mention.objects.bulk_create(
        Mention(business_id=reply.business_id, note=note, membership=one)
        for one in others
    )
    for one in others:
        key = f"mention:{note.pk}"
        tell(one, topic=Topic.MENTION, dedupe_key=key, reply=reply)
    drop_draft(reply, author, WritingDraft.Kind.NOTE)
    history.record("noted", reply, by=by, customer_id=reply.customer_id)
    return note


def _named(rest: str, people: Sequence[Membership]) -> list[Membership]:
    names = [(name, one) for one in people for name in _names(one)]
    fitting = [(name, one) for name, one in names if _begins(rest, name)]
    longest = max((len(name) for name, _one in fitting), default=0)
    return [one for name, one in fitting if len(name) == longest]


def _names(member: Membership) -> Iterator[str]:
    name = " ".join(member.user.name.casefold().split())
    if name:
        yield name
        yield name.split()[0]
    yield member.user.email.casefold()


def _begins(rest: str, name: str) -> bool:
    after = rest[len(name) : len(name) + 1]
    return rest.startswith(name) and not (after.isalnum() or after == "_")


def _just_noted(reply: Reply, author: Membership, said: str) -> TeamNote | None:
    since = clock.now() - SAME_NOTE_WITHIN
    same = TeamNote.objects.filter(
        reply=reply, author=author, words=said, written_at__gte=since
    )
    return same.first()
