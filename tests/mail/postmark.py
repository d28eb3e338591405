"""What Postmark posts about a mail (its documented samples, cut to what is read)."""

import base64
import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from feedback.mail.models import OutboundMessage

URL = "/hooks/mail/events/postmark/"
SECRET = "postmark:a-long-secret"


def auth(secret: str = SECRET) -> str:
    """Return the header that carries the secret."""
    return "Basic " + base64.b64encode(secret.encode()).decode()


def tell(events: Any, *, secret: str = SECRET, url: str = URL) -> HttpResponse:
    """Post events as the provider does."""
    body = events if isinstance(events, bytes | str) else json.dumps(events)
    return Client().post(
        url,
        body,
        content_type="application/json",
        headers={"authorization": auth(secret)},
    )


def delivered(row: OutboundMessage, **values: Any) -> dict[str, Any]:
    """Return a delivery."""
    return (
        _about(row)
        | {
            "RecordType": "Delivery",
            "Recipient": row.to_email,
            "DeliveredAt": "2026-11-18T11:58:00Z",
        }
        | values
    )


def bounced(row: OutboundMessage, **values: Any) -> dict[str, Any]:
    """Return a hard bounce."""
    return (
        _about(row)
        | {
            "RecordType": "Bounce",
            "Type": "HardBounce",
            "Email": row.to_email,
            "BouncedAt": "2026-11-18T11:59:00Z",
            "Description": f"550 5.1.1 <{row.to_email}> unknown",
        }
        | values
    )


def soft_bounced(row: OutboundMessage, **values: Any) -> dict[str, Any]:
    """Return a bounce that may pass."""
    soft = {"Type": "SoftBounce", "Description": "452 4.2.2 mailbox full"}
    return bounced(row) | soft | values


def complained(row: OutboundMessage, **values: Any) -> dict[str, Any]:
    """Return a complaint."""
    event = {"RecordType": "SpamComplaint", "Type": "SpamComplaint"}
    return bounced(row) | event | values


def unsubscribed(row: OutboundMessage, **values: Any) -> dict[str, Any]:
    """Return somebody's use of the provider's own way out."""
    event = {
        "RecordType": "SubscriptionChange",
        "Recipient": row.to_email,
        "SuppressSending": True,
        "SuppressionReason": "ManualSuppression",
        "ChangedAt": "2026-11-18T11:59:00Z",
    }
    return _about(row) | event | values


def _about(row: OutboundMessage) -> dict[str, Any]:
    return {
        "MessageID": "b7bc2f4a-e38e-4336-af7d-e6c392c2f817",
        "Metadata": {"uid": str(row.uid)},
    }
