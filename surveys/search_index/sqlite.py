"""SQLite: a full-text table (FTS5) beside the replies.

``reply`` and ``business`` are words of it too, so that an entry is found by its reply
without reading all of them. English word endings are known, accents make no difference.
"""

from collections.abc import Iterator

TABLE = "surveys_replysearch"

_SAID = """
    reply.words || ' ' || reply.goal || ' ' || coalesce((
        SELECT name FROM customers_customer WHERE id = reply.customer_id), '')
    || ' ' || coalesce((
        SELECT group_concat(words, ' ') FROM surveys_customermessage
        WHERE reply_id = reply.id), '')
"""


def statements() -> Iterator[str]:
    """Yield the table, what fills it where it is behind, and the triggers."""
    yield (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5("
        "reply, business, said, tokenize = "
        "\"porter unicode61 remove_diacritics 2 categories 'L* N* Co So'\")"
    )
    for name, event, gone, come in _TRIGGERS:
        yield f"DROP TRIGGER IF EXISTS {name}"
        body = "; ".join(
            [*([_forget(gone)] if gone else []), *([_add(come)] * bool(come))]
        )
        yield f"CREATE TRIGGER {name} AFTER {event} BEGIN {body}; END"
    yield _add(f"reply.id NOT IN (SELECT reply FROM {TABLE})")


# Name, event, whose entries go, and which replies are entered.
_TRIGGERS = (
    ("search_insert", "INSERT ON surveys_reply", "", "reply.id = NEW.id"),
    (
        "search_update",
        "UPDATE OF words, goal, customer_id ON surveys_reply",
        "SELECT OLD.id AS id",
        "reply.id = NEW.id",
    ),
    ("search_delete", "DELETE ON surveys_reply", "SELECT OLD.id AS id", ""),
    (
        "search_name",
        "UPDATE OF name ON customers_customer WHEN OLD.name IS NOT NEW.name",
        "SELECT id FROM surveys_reply WHERE customer_id = NEW.id",
        "reply.customer_id = NEW.id",
    ),
    (
        "search_message_insert",
        "INSERT ON surveys_customermessage",
        "SELECT NEW.reply_id AS id",
        "reply.id = NEW.reply_id",
    ),
    (
        "search_message_update",
        "UPDATE OF words ON surveys_customermessage",
        "SELECT NEW.reply_id AS id",
        "reply.id = NEW.reply_id",
    ),
    (
        "search_message_delete",
        "DELETE ON surveys_customermessage",
        "SELECT OLD.reply_id AS id",
        "reply.id = OLD.reply_id",
    ),
)


def _forget(replies: str) -> str:
    return (
        f"DELETE FROM {TABLE} WHERE rowid IN (SELECT entry.rowid"
        f" FROM ({replies}) AS gone JOIN {TABLE} AS entry"
        f" ON entry.{TABLE} MATCH 'reply:' || gone.id)"
    )


def _add(which: str) -> str:
    return (
        f"INSERT INTO {TABLE} (reply, business, said)"
        f" SELECT reply.id, reply.business_id, {_SAID}"
        f" FROM surveys_reply AS reply WHERE {which}"
    )
