"""Rows as the API shows them, each list in a fixed number of queries."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from rest_framework.renderers import JSONRenderer

from feedback.accounts.models import Business
from feedback.customers.addresses import email_key
from feedback.customers.models import Customer, Interaction
from feedback.customers.selectors import suppressions_of_all
from surveys.api.shapes import BANDS, CustomerOut, InteractionOut
from surveys.models import Invitation

_BAND_OF = {kept: band for band, kept in BANDS.items()}
NO_SURVEY = "No survey follows this kind of work."
_ASKS = (Invitation.Status.PLANNED,)


def customers(business: Business, rows: Sequence[Customer]) -> list[dict[str, Any]]:
    """Return ``rows`` as they are shown."""
    wishes = suppressions_of_all(business, [row.email for row in rows])
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
                    "created_at": row.created_at,
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
