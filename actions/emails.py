"""Mails of this part: reminders for the team, and the word to those who raised it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import translation

from actions.dates import Rung
from actions.models import Action, DateChange, Telling
from actions.selectors.telling import Listener
from feedback.accounts.models import Business, Membership
from feedback.customers.models import Customer
from feedback.links import absolute, make_token
from feedback.mail.email import Email, render
from surveys import days, phrases
from surveys.emails_hearing import team_mail
from surveys.emails_team import sender
from surveys.languages import direction, frame_of_reply, language_of_member
from surveys.models import Reply
from surveys.threads import addresses
from surveys.ways_out import often_url

MOST_QUOTES = 3
LONGEST_QUOTE = 600
TEMPLATES = {
    Telling.About.DID: "told",
    Telling.About.NOT_THIS_TIME: "not_this_time",
    Telling.About.LATER: "later",
}


@dataclass(frozen=True, slots=True)
class Word:
    """What one person is told: about what, in which words, and that others said it."""

    about: str
    words: str
    others: bool = False


def reminder_email(action: Action, reader: Membership, *, rung: Rung) -> Email:
    """Return the reminder of a promise to whoever gave it: words, promise, link."""
    context = _for_team(action, reader) | {"rung": str(rung)}
    return _to_team("reminder_action", reader, context)


def escalation_email(action: Action, reader: Membership, *, today: date) -> Email:
    """Return the mail that tells a boss of a promise that is late on ``today``."""
    late = (today - action.due_on).days
    context = _for_team(action, reader) | {"days_late": late}
    return _to_team("escalation", reader, context)


def told_email(action: Action, listener: Listener, word: Word, *, today: date) -> Email:
    """Return what one person is told: their own words, then ours.

    ``word.words`` is exactly what somebody of the team saw and sent.
    """
    business, customer = action.business, listener.customer
    leave = _leave_url(business, customer)
    language = frame_of_reply(listener.replies[-1])
    with translation.override(language):
        context = _for_customer(action, listener, word, today)
        context |= {"leave_url": leave, **_spoken(language)}
        rendered = render(TEMPLATES[Telling.About(word.about)], context)
    return Email(
        to_email=customer.email,
        to_name=customer.name,
        from_name=sender(business),
        reply_to=addresses.about_invitation(
            business, listener.replies[-1].invitation_id
        ),
        subject=rendered["subject"],
        text=rendered["text"],
        html=rendered["html"],
        headers={
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def quotes(replies: tuple[Reply, ...] | list[Reply]) -> list[str]:
    """Return what was said, a few at most, each short enough for a mail."""
    said = [_shortened(reply.words) for reply in replies if reply.words]
    return list(dict.fromkeys(said))[:MOST_QUOTES]


def _for_team(action: Action, reader: Membership) -> dict[str, Any]:
    links = action.links.select_related("reply__customer").order_by("added_at", "id")
    replies = [link.reply for link in links]
    page = reverse("actions:action-detail", kwargs={"pk": action.pk})
    people = len({reply.customer_id for reply in replies})
    return {
        "action": action,
        "business": action.business,
        "reader": reader,
        "is_mine": reader.pk == action.owner_id,
        "said": [(r.customer, _shortened(r.words)) for r in replies if r.words][:3],
        "others": people - 1,
        "page": absolute(page),
    }


def _to_team(name: str, reader: Membership, context: dict[str, Any]) -> Email:
    language = language_of_member(reader)
    with translation.override(language):
        return team_mail(reader, name, context | _spoken(language))


def _for_customer(
    action: Action, listener: Listener, word: Word, today: date
) -> dict[str, Any]:
    business = action.business
    said_on = days.local_day(listener.replies[-1].submitted_at, business)
    done_on = action.done_at and days.local_day(action.done_at, business)
    return {
        "business": business,
        "customer": listener.customer,
        "sign_off_name": business.sign_off or business.name,
        "month": phrases.month(said_on, today=today),
        "quotes": quotes(listener.replies),
        "others": word.others,
        "words": word.words,
        "since": days.full_day(done_on, today=today) if done_on else "",
        "until": days.full_day(action.due_on, today=today),
        "was_until": _was_until(action, today),
        "wall_url": _wall_url(business),
        "often_url": often_url(listener.customer),
    }


def _spoken(language: str) -> dict[str, str]:
    return {"lang": language, "dir": direction(language)}


def _was_until(action: Action, today: date) -> str:
    last = DateChange.objects.filter(action=action).order_by("-moved_at", "-id").first()
    return days.full_day(last.was_due_on, today=today) if last else ""


def _leave_url(business: Business, customer: Customer) -> str:
    token = make_token("leave-updates", business.pk, customer.pk)
    return absolute(reverse("surveys_public:leave-updates", kwargs={"token": token}))


def _wall_url(business: Business) -> str:
    if not business.wall_is_public:
        return ""
    wall = reverse("public_wall_public:wall", kwargs={"slug": business.slug})
    return absolute(wall)


def _shortened(words: str) -> str:
    """Return the words, cut at a space and marked as cut if they are long."""
    if len(words) <= LONGEST_QUOTE:
        return words
    return words[:LONGEST_QUOTE].rsplit(maxsplit=1)[0] + " …"
