"""Mails around a reply: the notice to the team, and the answer to the customer."""

from typing import Any

from django.urls import reverse
from django.utils import translation

from feedback import clock
from feedback.accounts.models import Business, Membership
from feedback.links import absolute
from feedback.mail.email import Email, render
from surveys import days
from surveys.models import Reply, TeamAnswer
from surveys.selectors import reading

POOR = (Reply.Rating.VERY_POOR, Reply.Rating.POOR)
PRODUCT = "Said & Done"


def notice_email(reply: Reply, reader: Membership) -> Email:
    """Return the mail that brings a customer's words to ``reader``: words first,
    then the other answers, then where to do something about it.

    Its links only show pages; nothing happens before a person presses a button.
    """
    page = absolute(reverse("surveys:reply-detail", kwargs={"pk": reply.pk}))
    context = _about(reply) | {
        "reader": reader,
        "answers": reading.steps_said(list(reading.answers_of(reply))),
        "headline": headline(reply),
        "is_theirs": reply.customer.relationship_owner_id == reader.pk,
        "page": page,
    }
    with translation.override(reply.business.language):
        rendered = render("notice_reply", context)
    return Email(
        to_email=reader.user.email,
        to_name=reader.user.name,
        from_name=PRODUCT,
        subject=rendered["subject"],
        text=rendered["text"],
        html=rendered["html"],
    )


def answer_email(answer: TeamAnswer) -> Email:
    """Return an answer as the customer gets it, over their own words."""
    reply, business = answer.reply, answer.reply.business
    context = _about(reply) | {
        "answer": answer,
        "quoted": "\n> ".join(reply.words.splitlines()),
        "sign_off_name": answer.author.user.name or business.voice,
    }
    with translation.override(business.language):
        rendered = render("team_answer", context)
    return Email(
        to_email=reply.customer.email,
        to_name=reply.customer.name,
        from_name=sender(business),
        reply_to=business.reply_to,
        subject=rendered["subject"],
        text=rendered["text"],
        html=rendered["html"],
    )


def headline(reply: Reply) -> str:
    """Return in a few words why the reply waits for a person."""
    business, name = reply.business, reply.customer.first_name or "A customer"
    if reply.rating in POOR:
        today = clock.today(business.zone)
        day = days.local_day(reply.invitation.interaction.happened_at, business)
        return f"{name} wasn’t happy {days.on_day(day, today=today)}"
    if reply.contact == Reply.Contact.PHONE:
        return f"{name} would like a call"
    if reply.contact == Reply.Contact.EMAIL:
        return f"{name} would like to hear from you"
    return f"{name} is waiting for an answer"


def sender(business: Business) -> str:
    """Return the name mails come from: "Ruth at Penrose Heating"."""
    if business.voice == business.name:
        return business.name
    return f"{business.voice} at {business.name}"


def _about(reply: Reply) -> dict[str, Any]:
    business = reply.business
    today = clock.today(business.zone)
    work = reply.invitation.interaction
    return {
        "reply": reply,
        "business": business,
        "customer": reply.customer,
        "job": days.job(work, business, today=today),
        "work": days.inside_sentence(work.kind),
        "lang": business.language,
    }
