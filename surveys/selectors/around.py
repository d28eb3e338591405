"""What there is about a reply besides what it says: asked once, so that a reading pane
looks up only what is there. Most replies have none of it.
"""

from typing import NamedTuple

from django.db import connection

from feedback.history.models import Event
from surveys.models import (
    CustomerMessage,
    Reply,
    ReplyRevision,
    TeamAnswer,
    TeamNote,
    ThemeQuote,
    Understanding,
    WritingDraft,
)


class Around(NamedTuple):
    """Whether there is any of each about one reply."""

    answers: bool = True
    messages: bool = True
    notes: bool = True
    drafts: bool = True
    revisions: bool = True
    quotes: bool = True
    understanding: bool = True
    events: bool = True


# For whoever has not asked.
PERHAPS = Around()
_TABLES = (
    *(TeamAnswer, CustomerMessage, TeamNote, WritingDraft),
    *(ReplyRevision, ThemeQuote, Understanding),
)
_ASKED = ", ".join(
    [
        *(
            f"EXISTS (SELECT 1 FROM {model._meta.db_table} WHERE reply_id = %s)"
            for model in _TABLES
        ),
        f"EXISTS (SELECT 1 FROM {Event._meta.db_table}"
        " WHERE business_id = %s AND target_id = %s)",
    ]
)


def around(reply: Reply) -> Around:
    """Return what there is about ``reply``, in one query."""
    key = Reply._meta.pk.get_db_prep_value(reply.pk, connection)
    owner = Reply._meta.pk.get_db_prep_value(reply.business_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_ASKED}", [*[key] * len(_TABLES), owner, key])
        return Around(*map(bool, cursor.fetchone()))
