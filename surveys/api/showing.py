"""Rows as the API shows them, each list in a fixed number of queries."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from rest_framework.renderers import JSONRenderer

from feedback.accounts.models import Business
from feedback.customers.addresses import email_key
from feedback.customers.models import Customer, Interaction
from feedback.customers.selectors import suppressions_of_all
from surveys.api.shapes import BANDS, CustomerOut, HoldOut, InteractionOut
from surveys.models import ComplaintHold, Invitation

_BAND_OF = {kept: band for band, kept in BANDS.items()}
NO_SURVEY = "No survey follows this kind of work."
_STOPS = ("no_surveys", "no_review_requests", "no_marketing")
_ASKS = (Invitation.Status.PLANNED,)


def customers(business: Business, rows: Sequence[Customer]) -> list[dict[str, Any]]:
    """Return ``rows`` as they are shown."""
    wishes = suppressions_of_all(business, [row.email for row in rows])
    held = _open_holds(rows)
    return [
        _plain(
            CustomerOut(
                {
                    "id": row.pk,
                    "name": row.name,
                    "email": row.email,
                    "phone": row.phone,
                    "external_id": row.external_id,
                    "language": row.language,
                    "band": _BAND_OF.get(row.value, "usual"),
                    "do_not_ask": sorted(wishes.get(email_key(row.email), ())),
                    "paused_until": row.paused_until,
                    "hold": _hold_of(row, held),
                    "created_at": row.created_at,
                }
            ).data
        )
        for row in rows
    ]


def holds(rows: Iterable[ComplaintHold]) -> list[dict[str, Any]]:
    """Return ``rows`` (each with its customer) as they are shown."""
    return [
        _plain(
            HoldOut(
                {
                    "id": row.pk,
                    "customer_id": row.customer_id,
                    "external_id": row.customer.external_id,
                    "state": "open" if row.is_open else "lifted",
                    "why": row.why,
                    "opened_at": row.opened_at,
                    "lifted_at": row.lifted_at,
                    "lifted_how": row.lifted_how,
                    "changed_at": row.changed_at,
                    **dict.fromkeys(_STOPS, row.is_open),
                }
            ).data
        )
        for row in rows
    ]


def interactions(
    rows: Iterable[Interaction], decisions: Iterable[Invitation]
) -> list[dict[str, Any]]:
    """Return ``rows`` (each with its customer) as they are shown, with ``decisions``
    (each with its survey) about them.
    """
    about: dict[Any, list[Invitation]] = {}
    for decision in decisions:
        about.setdefault(decision.interaction_id, []).append(decision)
    return [_interaction(row, about.get(row.pk, [])) for row in rows]


def etag(shown: dict[str, Any]) -> str:
    """Return the mark of what is shown: it changes when anything of it does."""
    rendered = JSONRenderer().render(shown)
    return f'"{hashlib.sha256(rendered).hexdigest()[:32]}"'


def _open_holds(rows: Sequence[Customer]) -> dict[UUID, ComplaintHold]:
    marked = [row.pk for row in rows if row.complaint_open_since]
    if not marked:
        return {}
    found = ComplaintHold.objects.filter(customer__in=marked, lifted_at=None)
    return {hold.customer_id: hold for hold in found}


def _hold_of(row: Customer, held: dict[UUID, ComplaintHold]) -> dict[str, Any] | None:
    if row.complaint_open_since is None:
        return None
    hold = held.get(row.pk)
    return {
        "id": hold.pk if hold else None,
        "why": hold.why if hold else ComplaintHold.Why.MARKED,
        "opened_at": row.complaint_open_since,
        **dict.fromkeys(_STOPS, True),
    }


def _interaction(row: Interaction, decisions: list[Invitation]) -> dict[str, Any]:
    shown = {
        "id": row.pk,
        "customer": row.customer,
        "kind": row.kind,
        "happened_at": row.happened_at,
        "handler": row.handler,
        "reference": row.reference,
        "value": row.value,
        "attributes": row.attributes,
        "source": row.source,
        "asking": [_decision(decision) for decision in decisions],
        "asked_nothing_because": "" if decisions else NO_SURVEY,
        "created_at": row.created_at,
    }
    return _plain(InteractionOut(shown).data)


def _decision(decision: Invitation) -> dict[str, Any]:
    planned = decision.status in _ASKS
    return {
        "survey": decision.survey.name,
        "survey_id": decision.survey_id,
        "status": decision.status,
        "reason": decision.reason,
        "explanation": _explanation(decision),
        "planned_for": decision.due_at if planned else None,
        "asked_at": decision.asked_at,
    }


def _explanation(decision: Invitation) -> str:
    if decision.status == Invitation.Status.NOT_ASKED:
        return f"Not asked: {decision.get_reason_display()}."
    if decision.status in _ASKS:
        return (
            f"Will be asked on {date_format(localtime(decision.due_at), 'D j M, H:i')}."
        )
    return f"{decision.get_status_display()}."


def _plain(shown: Any) -> dict[str, Any]:
    return dict(shown)
