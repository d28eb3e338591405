"""Writing down what happened for every endpoint that wants to hear of it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from feedback.connect.models import Delivery, Endpoint
from feedback.connect.webhooks.kinds import TEST

Facts = Mapping[str, str | int | bool | None]


def announce(
    business_id: UUID, kind: str, facts: Facts, *, dedupe_key: str, now: datetime
) -> int:
    """Let every endpoint hear of an event, in the caller's transaction; returns how
    many will.

    ``facts`` are ids, times and states, never anybody's words, names or addresses:
    whoever needs those reads them by the API. The same ``dedupe_key`` again changes
    nothing.
    """
    rows = Endpoint.objects.filter(business=business_id, off="", removed_at=None)
    hearing = [row for row in rows if not row.kinds or kind in row.kinds]
    body = _body(kind, facts, now)
    Delivery.objects.bulk_create(
        (_delivery(row, kind, body, dedupe_key, now) for row in hearing),
        ignore_conflicts=True,
    )
    return len(hearing)


def try_out(endpoint: Endpoint, *, now: datetime) -> Delivery:
    """Send an event that says nothing, so that somebody sees whether it arrives."""
    body = _body(TEST, {"endpoint": str(endpoint.pk)}, now)
    row = _delivery(endpoint, TEST, body, f"test:{now:%Y-%m-%dT%H:%M:%S.%f}", now)
    row.save(force_insert=True)
    return row


def _delivery(
    endpoint: Endpoint, kind: str, body: str, dedupe_key: str, now: datetime
) -> Delivery:
    return Delivery(
        business_id=endpoint.business_id,
        endpoint=endpoint,
        kind=kind,
        dedupe_key=dedupe_key,
        body=body,
        due_at=now,
        created_at=now,
    )


def _body(kind: str, facts: Facts, now: datetime) -> str:
    said: dict[str, Any] = {
        "type": str(kind),
        "timestamp": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "data": dict(facts),
    }
    return json.dumps(said, separators=(",", ":"))
