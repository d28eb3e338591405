"""The mail that says that an endpoint was turned off."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation

from feedback.accounts.models import Membership
from feedback.accounts.selectors import bosses
from feedback.connect.models import Endpoint
from feedback.history import services as history
from feedback.history.services import CLOCK
from feedback.links import absolute
from feedback.mail import services as mail
from feedback.mail.email import Email, render
from feedback.mail.models import OutboundMessage
from feedback.mail.notices import PRODUCT


def tell_managers_off(endpoint: Endpoint, why: str, *, now: datetime) -> None:
    """Tell every manager and owner that we turned ``endpoint`` off, and why."""
    history.record("turned off", endpoint, by=CLOCK, off=("", str(why)))
    for reader in bosses(endpoint.business):
        if reader.user.is_active:
            key = f"webhook_off:{endpoint.pk}:{now:%Y-%m-%dT%H:%M}:{reader.pk}"
            posting = mail.Posting(OutboundMessage.Kind.NOTICE, key)
            email = off_email(endpoint, reader, why)
            mail.post(email, posting, business=endpoint.business)


def off_email(endpoint: Endpoint, reader: Membership, why: str) -> Email:
    """Return the mail to one of them."""
    page = reverse("connect:webhook-detail", kwargs={"pk": endpoint.pk})
    context = {
        "business": endpoint.business,
        "endpoint": endpoint,
        "is_gone": why == Endpoint.Off.GONE,
        "page": absolute(page),
        "sign_off_name": PRODUCT,
        "reader": reader,
    }
    with translation.override(reader.user.language or endpoint.business.language):
        parts = render("webhook_off", context)
    return Email(
        to_email=reader.user.email,
        to_name=reader.user.name,
        from_name=PRODUCT,
        subject=parts["subject"],
        text=parts["text"],
        html=parts["html"],
    )
