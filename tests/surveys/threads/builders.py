"""Rows of conversations for tests. All work inside an entered business."""

from itertools import count
from typing import Any

from surveys.models import CustomerMessage, MessageAttachment, Reply
from tests import builders

_number = count(1)


def message(to: Reply | None = None, **values: Any) -> CustomerMessage:
    """Store a mail that a customer wrote back."""
    reply = to or builders.reply()
    fresh = {
        "words": "It leaks again.",
        "whole": "It leaks again.\n\n> We are glad.",
        "subject": "Re: How was it?",
        "from_email": reply.customer.email,
        "dedupe_key": f"{next(_number):064d}",
    }
    return CustomerMessage.objects.create(
        business_id=reply.business_id, reply=reply, **{**fresh, **values}
    )


def file(to: CustomerMessage | None = None, **values: Any) -> MessageAttachment:
    """Store a file that came with a mail."""
    mail = to or message()
    body = values.pop("body", b"%PDF-1.7")
    fresh = {"name": "invoice.pdf", "content_type": "application/pdf", "digest": "x"}
    return MessageAttachment.objects.create(
        business_id=mail.business_id,
        message=mail,
        body=body,
        size=len(body),
        **{**fresh, **values},
    )
