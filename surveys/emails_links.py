"""Mails with a link that somebody asked for, or that asks whether it was them.

Their links only show pages; nothing happens before a person presses a button there.
"""

from typing import Any

from django.urls import reverse
from django.utils import translation

from feedback.accounts.models import Business
from feedback.customers.models import Customer
from feedback.links import absolute, make_token
from feedback.mail.email import Email, render
from surveys import languages, phrases
from surveys.days import local_day
from surveys.emails import greeting_name
from surveys.emails_team import sender
from surveys.models import HistoryLink, Reply
from surveys.threads import addresses


def confirm_email(reply: Reply) -> Email:
    """Return the mail that asks whether it was them who answered."""
    work, business = reply.invitation.interaction, reply.business
    language = languages.frame_of_reply(reply)
    with translation.override(language):
        day = local_day(work.happened_at, business)
        said_on = local_day(reply.submitted_at, business)
        more = {
            "work": phrases.job(work.kind, day, work.handler, today=said_on),
            "url": _url("confirm", "confirm", business, reply.invitation_id),
        }
        return _email(
            "confirm_reply",
            reply.customer,
            language,
            addresses.about_invitation(business, reply.invitation_id),
            more,
        )


def history_email(link: HistoryLink) -> Email:
    """Return the mail with the link that opens everything they said, once."""
    customer = link.customer
    language = languages.frame_for(customer)
    with translation.override(language):
        url = _url("history-door", "history", customer.business, link.pk)
        return _email(
            "history_link",
            customer,
            language,
            addresses.about_customer(customer.business, customer.pk),
            {"url": url, "until": link.expires_at},
        )


def _url(name: str, purpose: str, business: Business, pk: Any) -> str:
    token = make_token(purpose, business.pk, pk)
    return absolute(reverse(f"surveys_public:{name}", args=[token]))


def _email(
    name: str, customer: Customer, language: str, reply_to: str, more: dict[str, Any]
) -> Email:
    business = customer.business
    context = {
        "business": business,
        "sign_off_name": business.sign_off,
        "name": greeting_name(customer.first_name),
        "lang": language,
        "dir": languages.direction(language),
        **more,
    }
    rendered = render(name, context)
    return Email(
        to_email=customer.email,
        to_name=customer.name,
        from_name=sender(business),
        reply_to=reply_to,
        subject=rendered["subject"],
        text=rendered["text"],
        html=rendered["html"],
    )
