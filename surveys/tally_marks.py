"""The triggers by which the database itself notes that a counted day has changed.

Whatever changes what counts (a service, a sweep, an erasure that cascades, SQL typed by
hand) adds a `TallyMark` in its own transaction, so nothing can be forgotten and what is
rolled back was none. Something new of the last hours leaves no mark: answering stays as
cheap as it was, and the sweep counts the last days afresh anyway.
"""

from collections.abc import Iterator

from feedback import row_triggers
from feedback.row_triggers import Trigger, differs, hours_ago
from surveys.models import Invitation, Reply, TallyMark, Theme, ThemeQuote

# What came in this long ago may be in a day that the sweep has left behind: the day
# before yesterday ended at least 23 hours ago, whatever the clocks did.
SETTLED_HOURS = 20
REPLY_COLUMNS = (
    *("submitted_at", "edited_at", "heard_at", "words", "rating", "kind", "survey_id"),
    *("is_test", "is_suspicious", "is_verified", "channel"),
)
_MARKS = TallyMark._meta.db_table


def statements(vendor: str) -> Iterator[str]:
    """Yield what puts the triggers up, over those that stand."""
    yield from row_triggers.statements(vendor, _triggers(vendor))


def _triggers(vendor: str) -> Iterator[Trigger]:
    columns = REPLY_COLUMNS
    yield from _of(vendor, Reply._meta.db_table, "submitted_at", columns)
    counts = ("asked_at", "is_test", "channel", "status")
    yield from _of(vendor, Invitation._meta.db_table, "asked_at", counts, _reaching())
    placed = ("said_at", "is_removed", "theme_id")
    yield from _of(vendor, ThemeQuote._meta.db_table, "said_at", placed)
    themes = tuple(
        f"SELECT NEW.business_id, NULL, {theme} WHERE {theme} IS NOT NULL"
        for theme in ("NEW.id", "OLD.merged_into_id", "NEW.merged_into_id")
    )
    table, merged = Theme._meta.db_table, ("merged_into_id",)
    event = "UPDATE OF merged_into_id"
    yield _trigger(vendor, table, event, differs(vendor, merged), themes)


def _of(
    vendor: str, table: str, moment: str, columns: tuple[str, ...], unless: str = ""
) -> Iterator[Trigger]:
    """Yield the three triggers of a table whose rows count on the day of ``moment``."""
    settled = _settled(vendor)
    new, old = (
        f"SELECT {row}.business_id, {row}.{moment}, NULL"
        f" WHERE {row}.{moment} < {settled}"
        for row in ("NEW", "OLD")
    )
    is_late = f"NEW.{moment} < {settled}", f"OLD.{moment} < {settled}"
    yield _trigger(vendor, table, "INSERT", is_late[0], (new,))
    yield _trigger(vendor, table, "DELETE", is_late[1], (old,))
    changed = unless or f"({differs(vendor, columns)})"
    condition = f"({is_late[0]} OR {is_late[1]}) AND {changed}"
    event = f"UPDATE OF {', '.join(columns)}"
    yield _trigger(vendor, table, event, condition, (old, new))


def _reaching() -> str:
    """Return when a changed invitation counts otherwise. That somebody who was asked
    answered, or did not, changes none of its numbers: a submit leaves no mark.
    """
    reached = "({0}.status IN ('asked', 'answered', 'expired'))"
    same = " AND ".join(
        [
            "OLD.asked_at = NEW.asked_at",
            "OLD.is_test = NEW.is_test",
            "OLD.channel = NEW.channel",
            f"{reached.format('OLD')} = {reached.format('NEW')}",
        ]
    )
    return f"NOT COALESCE({same}, false)"


def _settled(vendor: str) -> str:
    return hours_ago(vendor, SETTLED_HOURS)


def _trigger(
    vendor: str, table: str, event: str, condition: str, adds: tuple[str, ...]
) -> Trigger:
    """Return a trigger that leaves a mark for each row of ``adds``: SELECTs of a
    business, a moment and a theme.
    """
    name = f"tally_mark_{table}_{event.split(maxsplit=1)[0].lower()}"
    inserts = tuple(_insert(vendor, add) for add in adds)
    return Trigger(name, table, event, condition, inserts)


def _insert(vendor: str, select: str) -> str:
    null = "NULL::{0}" if vendor == "postgresql" else "NULL"
    typed = select.replace(", NULL,", f", {null.format('timestamptz')},").replace(
        ", NULL WHERE", f", {null.format('uuid')} WHERE"
    )
    return f'INSERT INTO "{_MARKS}" (business_id, moment, theme_id) {typed}'
