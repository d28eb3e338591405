"""The triggers by which the database itself notes that a public page has changed.

Whatever changes what a page shows (a service, a sweep, an erasure that cascades, SQL
typed by hand) adds a `WallMark` in its own transaction, so nothing can be forgotten
and a change that is rolled back was none. Marks are only added: a counter of versions
would make everybody who writes for one business wait for each other.

A reply or an asking of late leaves no mark, so that answering stays cheap: the numbers
of the last days are counted afresh (`public_wall.selectors.kept`), and processes look
at the newest replies beside the marks (`public_wall.watching`).
"""

from collections.abc import Iterator
from dataclasses import replace

from django.apps import apps
from django.db import models

from feedback import row_triggers
from feedback.accounts.models import Business, Membership, User
from feedback.customers.models import Customer
from feedback.row_triggers import Trigger, differs, hours_ago
from public_wall.models import (
    EmbedOrigin,
    PublicName,
    PublicReply,
    PublicReplyRevision,
    Removal,
    Update,
    UpdateRevision,
    UpdateText,
    WallDomain,
    WallMark,
)
from surveys.models import Invitation, Reply, Theme

# What came in this long ago is in a day whose numbers may be kept already: the day
# before yesterday ended at least 23 hours ago, whatever the clocks did.
SETTLED_HOURS = 20
# Every change of these shows, or may; so does what becomes of an action.
SHOWN: tuple[type[models.Model], ...] = (
    *(Update, UpdateRevision, UpdateText, PublicReply, PublicReplyRevision, Removal),
    *(PublicName, WallDomain, EmbedOrigin, Theme),
)
REPLY_COLUMNS = (
    *("customer_id", "invitation_id", "submitted_at", "edited_at", "words", "rating"),
    *("consent", "is_test", "is_suspicious", "is_verified", "channel", "language"),
    *("heard_at", "waits_for_person", "kind"),
)
ASKING_COLUMNS = ("customer_id", "asked_at", "is_test", "channel", "status")
BUSINESS_COLUMNS = (
    *("name", "slug", "about", "place", "website", "zone", "language", "rest_days"),
    *("brand_color", "logo_key", "wall_is_public"),
)
_MARKS = WallMark._meta.db_table


def statements(vendor: str) -> Iterator[str]:
    """Yield what puts the triggers up, over those that stand. They look across
    businesses, as somebody of the team may be in several.
    """
    marking = (
        replace(trigger, adds=tuple(_insert(vendor, add) for add in trigger.adds))
        for trigger in _triggers(vendor)
    )
    yield from row_triggers.statements(vendor, marking, across=True)


def _triggers(vendor: str) -> Iterator[Trigger]:
    for model in (*SHOWN, *apps.get_app_config("actions").get_models()):
        yield from _shown(model._meta.db_table)
    yield from _replies(vendor)
    yield from _askings(vendor)
    yield from _names()


def _shown(table: str) -> Iterator[Trigger]:
    for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        name = f"wall_mark_{table}_{event.lower()}"
        yield Trigger(name, table, event, "", (_mark(f"{row}.business_id"),))


def _replies(vendor: str) -> Iterator[Trigger]:
    table = Reply._meta.db_table
    new, old = _whole("NEW", "submitted_at"), _whole("OLD", "submitted_at")
    late = f"NEW.submitted_at < {_settled(vendor)}"
    yield Trigger(f"wall_mark_{table}_insert", table, "INSERT", late, (new,))
    yield Trigger(f"wall_mark_{table}_delete", table, "DELETE", "", (old,))
    yield Trigger(
        f"wall_mark_{table}_update",
        table,
        f"UPDATE OF {', '.join(REPLY_COLUMNS)}",
        differs(vendor, REPLY_COLUMNS),
        (old, new),
    )


def _askings(vendor: str) -> Iterator[Trigger]:
    table = Invitation._meta.db_table
    new, old = _whole("NEW", "asked_at"), _whole("OLD", "asked_at")
    reply = (
        "SELECT business_id, submitted_at, customer_id"
        f' FROM "{Reply._meta.db_table}" WHERE invitation_id = NEW.id'
    )
    settled = _settled(vendor)
    is_late = f"(NEW.asked_at < {settled} OR OLD.asked_at < {settled})"
    late = f"NEW.asked_at < {settled}"
    yield Trigger(f"wall_mark_{table}_insert", table, "INSERT", late, (new,))
    late = f"OLD.asked_at < {settled}"
    yield Trigger(f"wall_mark_{table}_delete", table, "DELETE", late, (old,))
    # That somebody who was asked answered, or did not, changes none of its numbers.
    counts = "({0}.status IN ('asked', 'answered', 'expired'))"
    changed = " OR ".join(
        [
            differs(vendor, [name for name in ASKING_COLUMNS if name != "status"]),
            f"{counts.format('OLD')} <> {counts.format('NEW')}",
        ]
    )
    yield Trigger(
        f"wall_mark_{table}_update",
        table,
        f"UPDATE OF {', '.join(ASKING_COLUMNS)}",
        f"{is_late} AND ({changed})",
        (old, new, reply),
    )


def _names() -> Iterator[Trigger]:
    """Mark the names that pages print: of customers, people of the team, businesses."""
    table = Customer._meta.db_table
    replied = f'FROM "{Reply._meta.db_table}" WHERE customer_id = NEW.id LIMIT 1'
    yield Trigger(
        f"wall_mark_{table}_update",
        table,
        "UPDATE OF name",
        "OLD.name <> NEW.name",
        (f"SELECT business_id, NULL, NULL {replied}",),
    )
    table = Business._meta.db_table
    columns = ", ".join(BUSINESS_COLUMNS)
    name = f"wall_mark_{table}_update"
    yield Trigger(name, table, f"UPDATE OF {columns}", "", (_mark("NEW.id"),))
    table = Membership._meta.db_table
    name, mark = f"wall_mark_{table}_update", _mark("NEW.business_id")
    yield Trigger(name, table, "UPDATE OF role, is_active", "", (mark,))
    places = f'FROM "{table}" WHERE user_id = NEW.id'
    table = User._meta.db_table
    yield Trigger(
        f"wall_mark_{table}_update",
        table,
        "UPDATE OF name",
        "OLD.name <> NEW.name",
        (f"SELECT business_id, NULL, NULL {places}",),
    )


def _mark(business: str) -> str:
    return f"SELECT {business}, NULL, NULL"


def _whole(row: str, moment: str) -> str:
    return f"SELECT {row}.business_id, {row}.{moment}, {row}.customer_id"


def _settled(vendor: str) -> str:
    return hours_ago(vendor, SETTLED_HOURS)


def _insert(vendor: str, select: str) -> str:
    """Return what adds a mark for each row of ``select``: a business, a moment, and a
    customer.
    """
    typed = "NULL::timestamptz, NULL::uuid"
    null = typed if vendor == "postgresql" else "NULL, NULL"
    columns = "business_id, moment, customer_id"
    return f'INSERT INTO "{_MARKS}" ({columns}) {select.replace("NULL, NULL", null)}'
