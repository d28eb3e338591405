"""Writing history: every service that changes something says so here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from feedback.accounts.models import Membership
from feedback.columns import Columns, insert
from feedback.history.models import Event
from feedback.tenancy import TenantModel


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a member of the team, a customer, or the clock."""

    kind: str
    membership: Membership | None = None

    @classmethod
    def member(cls, membership: Membership) -> "Actor":
        """Return the actor for somebody who is logged in."""
        return cls(Event.ActorKind.MEMBER, membership)


CUSTOMER = Actor(Event.ActorKind.CUSTOMER)
CLOCK = Actor(Event.ActorKind.CLOCK)


def record(
    verb: str,
    target: TenantModel,
    *,
    by: Actor,
    customer_id: UUID | None = None,
    **change: tuple[Any, Any],
) -> Event:
    """Append an event in the caller's transaction.

    ``verb`` is a past participle ("answered", "moved"). Each keyword is one thing
    that changed, as ``name=(before, after)``: states, dates, ids and numbers only.
    """
    change_of = columns(verb, target, by=by, customer_id=customer_id, **change)
    return Event.objects.create(**change_of)


def columns(
    verb: str,
    target: TenantModel,
    *,
    by: Actor,
    customer_id: UUID | None = None,
    **change: tuple[Any, Any],
) -> dict[str, Any]:
    """Return what `record` would store, but for id and moment, for whoever stores it
    together with other rows.
    """
    return {
        "business_id": target.business_id,
        "actor_kind": by.kind,
        "actor_id": by.membership.pk if by.membership else None,
        "verb": verb,
        "target_type": target._meta.model_name or "",
        "target_id": target.pk,
        "customer_id": customer_id,
        "before": {name: _plain(pair[0]) for name, pair in change.items()},
        "after": {name: _plain(pair[1]) for name, pair in change.items()},
    }


def record_each(
    verb: str,
    targets: Sequence[tuple[TenantModel, UUID | None]],
    *,
    by: Actor,
    **change: tuple[Any, Any],
) -> None:
    """Append one event for each of ``targets`` (with whose timeline it belongs to) in
    a few statements: for batches, in which the same changed in each, or nothing that
    does not stand in the rows themselves.
    """
    if not targets:
        return
    first = targets[0][0]
    columns: Columns = {
        "target_id": [target.pk for target, _ in targets],
        "customer_id": [customer_id for _, customer_id in targets],
    }
    common = {
        "business_id": first.business_id,
        "actor_kind": by.kind,
        "actor_id": by.membership.pk if by.membership else None,
        "verb": verb,
        "target_type": first._meta.model_name or "",
        "before": {name: _plain(pair[0]) for name, pair in change.items()},
        "after": {name: _plain(pair[1]) for name, pair in change.items()},
    }
    insert(Event, columns, common)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value
