"""Rows of the outbox for tests."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from typing import Any

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.mail import services
from feedback.mail.email import Email
from feedback.mail.models import OutboundMessage

Kind = OutboundMessage.Kind
Status = OutboundMessage.Status
_number = count(1)


def queued(business: Business | None, **values: Any) -> OutboundMessage:
    """Post a mail as the product does, then change what the test names.

    Without business it is an account mail. Each is due, a little after the one before.
    """
    number = next(_number)
    kind = values.pop("kind", Kind.INVITATION if business else Kind.ACCOUNT)
    email = Email(
        to_email=values.pop("to", f"margaret{number}@example.com"),
        to_name="Margaret Ellis",
        subject="How was the boiler service?",
        text="Dear Margaret,\nhow was it?\n",
        html="<p>Dear Margaret, how was it?</p>",
        from_name="Ruth at Penrose Heating",
        reply_to="ruth@penrose.example",
        headers={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    own = {name: values.pop(name) for name in ("text", "html") if name in values}
    values |= {f"own_{name}": words for name, words in own.items()}
    due = clock.now() - timedelta(minutes=10) + timedelta(milliseconds=number)
    posting = services.Posting(
        kind, values.pop("key", f"invite:{number}"), due_at=values.pop("due_at", due)
    )
    with tenancy.every_business():
        assert services.post(email, posting, business=business)
        row = OutboundMessage.objects.get(
            business=business, kind=kind, dedupe_key=posting.dedupe_key
        )
        OutboundMessage.objects.filter(pk=row.pk).update(**values)
    return again(row)


def again(row: OutboundMessage) -> OutboundMessage:
    """Return the row as it is stored now."""
    with tenancy.every_business():
        return OutboundMessage.objects.get(pk=row.pk)


def states(rows: Iterable[OutboundMessage]) -> list[str]:
    """Return the rows' states as they are stored now."""
    return [again(row).status for row in rows]
