"""The addresses to which businesses send copies of their mail, and what came there."""

import re
import secrets
from base64 import b32encode
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from feedback.accounts.models import Business
from feedback.connect.models import InboundAddress, InboundMail
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line

KEPT = timedelta(days=30)
# More in an hour is no copy of receipts but somebody who found the address.
MOST_AN_HOUR = 200
_TOKEN = r"[a-z2-7]{26}"
_ADDRESS = re.compile(rf"work\+({_TOKEN})@(.+)", re.IGNORECASE)
# As it stands in a body we cannot or will not parse: plain, form or mail encoded.
_ANYWHERE = re.compile(
    rf"work(?:\+|%2b|=2b)({_TOKEN})(?:@|%40|=40)".encode(), re.IGNORECASE
)


def is_on() -> bool:
    """Whether this installation takes mail in."""
    return bool(settings.INBOUND_DOMAIN)


def written(address: InboundAddress) -> str:
    """Return the address as people copy it."""
    return f"work+{address.token}@{settings.INBOUND_DOMAIN}"


def is_ours(address: str) -> bool:
    """Whether ``address`` is on the domain for copies, whoever's it is."""
    domain = address.rpartition("@")[2].lower()
    return is_on() and domain == settings.INBOUND_DOMAIN


def address_of(business: Business) -> InboundAddress | None:
    """Return the address that works now, if the business has asked for one."""
    rows = InboundAddress.objects.filter(business=business, ended_at=None)
    return rows.first()


@transaction.atomic
def renew_address(business: Business, *, now: datetime, by: Actor) -> InboundAddress:
    """End the address there is, if any, and return a new one."""
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    InboundAddress.objects.filter(business=business, ended_at=None).update(ended_at=now)
    address = InboundAddress.objects.create(business=business, token=_new_token())
    history.record("added", address, by=by)
    return address


@transaction.atomic
def end_address(address: InboundAddress, *, now: datetime, by: Actor) -> bool:
    """Take nothing in any more; False if that had ended."""
    rows = InboundAddress.objects.filter(pk=address.pk, ended_at=None)
    if not rows.update(ended_at=now):
        return False
    history.record("revoked", address, by=by)
    return True


def known_address(addresses: Iterable[str]) -> InboundAddress | None:
    """Return the first of ``addresses`` that is one of a business's and works.

    Works across businesses.
    """
    tokens = (
        match[1]
        for address in addresses
        if (match := _ADDRESS.fullmatch(address.strip())) and is_ours(address)
    )
    return next((found for token in tokens if (found := _by_token(token))), None)


def token_in(raw: bytes) -> str:
    """Return the token in a body that is not parsed, or nothing."""
    match = _ANYWHERE.search(raw)
    return match[1].decode().lower() if match else ""


def address_by_token(token: str) -> InboundAddress | None:
    """Return the address that works with this token. Works across businesses."""
    return _by_token(token) if token else None


@transaction.atomic
def note_mail(
    address: InboundAddress, *, dedupe_key: str, subject: str, outcome: str
) -> InboundMail | None:
    """Store that a mail came and what became of it; None if it came before, or if
    more come than we take in an hour (the first of those is noted as such).
    """
    mail = InboundMail(
        business_id=address.business_id,
        address=address,
        dedupe_key=dedupe_key,
        subject=one_line(subject, longest=200),
        outcome=outcome,
    )
    hour = InboundMail.objects.filter(
        business_id=address.business_id,
        received_at__gt=mail.received_at - timedelta(hours=1),
    )
    came = hour.count()
    if came > MOST_AN_HOUR:
        return None
    if came == MOST_AN_HOUR:
        mail.outcome = InboundMail.Outcome.LIMITED
    InboundMail.objects.bulk_create([mail], ignore_conflicts=True)
    return InboundMail.objects.filter(pk=mail.pk).first()


def unused_mails(business: Business) -> QuerySet[InboundMail]:
    """Return the mails that became nothing, the newest first."""
    rows = InboundMail.objects.filter(business=business)
    rows = rows.exclude(outcome=InboundMail.Outcome.DRAFT)
    return rows.order_by("-received_at", "-id")


def purge(*, now: datetime) -> int:
    """Forget mails after `KEPT`, with the drafts made of them; return how many rows.

    Works across businesses.
    """
    return InboundMail.objects.filter(received_at__lt=now - KEPT).delete()[0]


def _by_token(token: str) -> InboundAddress | None:
    rows = InboundAddress.objects.filter(token=token.lower(), ended_at=None)
    return rows.select_related("business").first()


def _new_token() -> str:
    return b32encode(secrets.token_bytes(17)).decode().lower()[:26]
