"""Mails around a reply: why it waits, and the answer to the customer.

What the team gets about it: see `surveys.emails_hearing`.
"""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from feedback import clock
from feedback.accounts.models import Business
from feedback.mail.email import Email, render
from surveys import days, phrases
from surveys.languages import direction, frame_of_reply
from surveys.models import Reply, TeamAnswer
from surveys.threads import addresses
from surveys.threads.so_far import SoFar
from surveys.ways_out import often_url

POOR = (Reply.Rating.VERY_POOR, Reply.Rating.POOR)
PRODUCT = "Said & Done"


def answer_email(answer: TeamAnswer, so_far: SoFar) -> Email:
    """Return an answer as the customer gets it, over their own words, as the next
    mail of what they have in their mail program ``so_far``.
    """
    reply, business = answer.reply, answer.reply.business
    language = frame_of_reply(reply)
    with translation.override(language):
        context = _about(reply, language) | {
            "answer": answer,
            "reaches_us": addresses.can_answer(business),
            "quoted": "\n> ".join(reply.words.splitlines()),
            "sign_off_name": answer.author.user.name or business.voice,
            "often_url": often_url(reply.customer),
        }
        rendered = render("team_answer", context)
    return Email(
        to_email=reply.customer.email,
        to_name=reply.customer.name,
        from_name=sender(business),
        reply_to=addresses.about_invitation(business, reply.invitation_id),
        subject=so_far.subject or rendered["subject"],
        text=rendered["text"],
        html=rendered["html"],
        headers=so_far.headers,
    )


def headline(reply: Reply) -> str:
    """Return in a few words why the reply waits for a person."""
    business, name = reply.business, reply.customer.first_name or _("A customer")
    if reply.rating in POOR:
        today = clock.today(business.zone)
        day = days.local_day(reply.invitation.interaction.happened_at, business)
        when = days.on_day(day, today=today)
        return _("%(name)s wasn’t happy %(on_day)s") % {"name": name, "on_day": when}
    if reply.contact == Reply.Contact.PHONE:
        return _("%(name)s would like a call") % {"name": name}
    if reply.contact == Reply.Contact.EMAIL:
        return _("%(name)s would like to hear from you") % {"name": name}
    return _("%(name)s is waiting for an answer") % {"name": name}


def sender(business: Business) -> str:
    """Return the name mails come from: "Ruth at Penrose Heating"."""
    return phrases.sender(business.voice, business.name)


def _about(reply: Reply, language: str) -> dict[str, Any]:
    business = reply.business
    today = clock.today(business.zone)
    work = reply.invitation.interaction
    return {
        "reply": reply,
        "business": business,
        "customer": reply.customer,
        "job": days.job(work, business, today=today),
        "work": days.inside_sentence(work.kind),
        "lang": language,
        "dir": direction(language),
    }
