"""Mails as they come, and the posts of providers that carry them."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from email.message import EmailMessage
from itertools import count
from typing import Any

from django.test import Client

from feedback import clock
from feedback.accounts.models import Business
from feedback.connect import inbound
from feedback.connect.models import InboundAddress, InboundMail
from feedback.history.services import CLOCK
from surveys.models import InteractionDraft

SECRET, SIGNING_KEY = "provider:s3cret-s3cret", "signing-key"
DOMAIN = "in.example.com"
MAIL_SETTINGS = {
    "INBOUND_DOMAIN": DOMAIN,
    "INBOUND_FROM": ["postmark", "mailgun", "sendgrid", "amazon_ses"],
    "ANYMAIL": {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY},
}
_number = count(1)


def address_of(business: Business) -> InboundAddress:
    """Return the address of the business that has been entered, made if need be."""
    known = inbound.address_of(business)
    return known or inbound.renew_address(business, now=clock.now(), by=CLOCK)


def drafted(business: Business, **values: Any) -> InteractionDraft:
    """Store a draft of a receipt; the business has been entered."""
    mail = InboundMail.objects.create(
        business=business,
        address=address_of(business),
        dedupe_key=f"mail-{next(_number)}",
        subject="Receipt 1042: Boiler service",
        outcome=InboundMail.Outcome.DRAFT,
    )
    fresh = {
        "name": "Margaret Ellis",
        "email": "margaret@example.com",
        "kind": "Boiler service",
        "happened_at": clock.now(),
        "guesses": {"email": "recipient", "kind": "known_kind"},
    }
    return InteractionDraft.objects.create(
        business=business, mail=mail, **{**fresh, **values}
    )


def receipt(**headers: str) -> EmailMessage:
    """Return a receipt from Penrose's till to a customer."""
    mail = EmailMessage()
    fresh = {
        "From": "Penrose Heating <till@penrose.example>",
        "To": "Margaret Ellis <margaret@example.com>",
        "Subject": "Your receipt: Boiler service",
        "Date": "Tue, 17 Nov 2026 14:30:00 +0000",
        "Message-ID": f"<{next(_number)}@till.penrose.example>",
    }
    for name, value in {**fresh, **headers}.items():
        if value:
            mail[name] = value
    mail.set_content(
        "Dear Mrs Ellis,\n\nthank you.\n\nInvoice no: INV-1042\nEngineer: Dan Rowe\n"
        "Subtotal 107.92\nVAT 21.58\nTotal: £129.50\n"
    )
    return mail


def postmark(mail: EmailMessage, to: str) -> Any:
    """Return a post of Postmark with the raw mail in it, as arguments of a client."""
    payload = {
        "FromFull": {"Email": "till@penrose.example", "Name": ""},
        "OriginalRecipient": to,
        "MessageID": f"postmark-{next(_number)}",
        "RawEmail": mail.as_bytes().decode("utf-8", "surrogateescape"),
        "Headers": [{"Name": "Return-Path", "Value": "<till@penrose.example>"}],
    }
    return json_post(payload)


def postmark_parsed(to: str, **values: Any) -> Any:
    """Return a post of Postmark with the mail taken apart."""
    payload = {
        "FromName": "Penrose Heating",
        "From": "till@penrose.example",
        "FromFull": {"Email": "till@penrose.example", "Name": "Penrose Heating"},
        "To": "margaret@example.com",
        "ToFull": [{"Email": "margaret@example.com", "Name": "Margaret Ellis"}],
        "CcFull": [],
        "BccFull": [{"Email": to, "Name": ""}],
        "OriginalRecipient": to,
        "Subject": "Your receipt: Boiler service",
        "MessageID": f"postmark-{next(_number)}",
        "Date": "Tue, 17 Nov 2026 14:30:00 +0000",
        "TextBody": "Total: £129.50",
        "HtmlBody": "",
        "Headers": [{"Name": "Message-ID", "Value": f"<{next(_number)}@till.example>"}],
        "Attachments": [],
    }
    return json_post({**payload, **values})


def mailgun(mail: EmailMessage, to: str) -> Any:
    """Return a signed post of a Mailgun route (raw mail)."""
    token, stamp = f"{next(_number):050d}", "1795000000"
    signature = hmac.new(
        SIGNING_KEY.encode(), f"{stamp}{token}".encode(), hashlib.sha256
    ).hexdigest()
    return {
        "data": {
            "recipient": to,
            "sender": "till@penrose.example",
            "timestamp": stamp,
            "token": token,
            "signature": signature,
            "body-mime": mail.as_string(),
        }
    }


def sendgrid(mail: EmailMessage, to: str) -> Any:
    """Return a post of SendGrid's inbound parse with the fields taken apart."""
    headers = "\n".join(f"{name}: {value}" for name, value in mail.items())
    return {
        "data": {
            "headers": headers,
            "envelope": json.dumps({"from": "till@penrose.example", "to": [to]}),
            "from": mail["From"] or "",
            "to": mail["To"] or "",
            "subject": mail["Subject"] or "",
            "text": mail.get_content(),
            "charsets": json.dumps({"text": "utf-8"}),
            "spam_score": "0.1",
        }
    }


def amazon_ses(mail: EmailMessage, to: str) -> Any:
    """Return a notification of SNS with the mail inside."""
    message = {
        "notificationType": "Received",
        "mail": {"source": "till@penrose.example", "messageId": f"ses-{next(_number)}"},
        "receipt": {
            "recipients": [to],
            "spamVerdict": {"status": "PASS"},
            "action": {"type": "SNS", "encoding": "BASE64"},
        },
        "content": base64.b64encode(mail.as_bytes()).decode(),
    }
    return json_post(
        {"Type": "Notification", "MessageId": "x", "Message": json.dumps(message)},
        HTTP_X_AMZ_SNS_MESSAGE_TYPE="Notification",
        HTTP_X_AMZ_SNS_MESSAGE_ID="x",
    )


PROVIDERS: dict[str, Callable[[EmailMessage, str], Any]] = {
    "postmark": postmark,
    "mailgun": mailgun,
    "sendgrid": sendgrid,
    "amazon_ses": amazon_ses,
}


def json_post(payload: Any, **more: str) -> Any:
    """Return the arguments of a test client that post JSON."""
    raw = payload if isinstance(payload, bytes) else json.dumps(payload)
    return {"data": raw, "content_type": "application/json", **more}


def deliver(esp: str, post: Any, *, secret: str | None = SECRET) -> Any:
    """Post as the provider does; ``secret`` None says none."""
    said = {}
    if secret is not None:
        said["HTTP_AUTHORIZATION"] = (
            "Basic " + base64.b64encode(secret.encode()).decode()
        )
    return Client().post(f"/hooks/mail/inbound/{esp}/", **post, **said)
