"""The mails that ask a customer: the question itself, and one reminder."""

import re
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from feedback import clock
from feedback.links import absolute, make_token
from feedback.mail.email import Email, render
from feedback.text import one_line
from surveys.days import full_day, inside_sentence, local_day
from surveys.emails_team import sender
from surveys.models import Invitation, Question, QuestionKind, Reply

WEEK = 6
NUMBERS = ("no", "one", "two", "three", "four", "five")
# A name that a mail may greet: letters of any script, joined as names are. Whatever
# else stands there (an address, a link, a phone number) is not said to anybody.
_NAME = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")


def invitation_email(invitation: Invitation) -> Email:
    """Return the mail that asks: the first question with its five words as links.

    ``invitation`` has its version and ``asked_at``. A first question of another
    kind is one button. The footer says why, how often, and how to leave.
    """
    return _email("invitation", invitation, invitation.asked_at)


def reminder_email(invitation: Invitation) -> Email:
    """Return the one reminder; as `invitation_email`, with ``reminded_at``."""
    return _email("reminder", invitation, invitation.reminded_at)


def _email(name: str, invitation: Invitation, at: datetime | None) -> Email:
    business, customer = invitation.business, invitation.customer
    language = invitation.version.language if invitation.version else business.language
    with translation.override(language):
        rendered = render(name, _context(invitation, at or clock.now(), language))
    leave = make_token("leave", business.id, customer.id)
    leave_url = absolute(reverse("surveys_public:leave", args=[leave]))
    return Email(
        to_email=customer.email,
        to_name=one_line(customer.name, longest=120),
        from_name=one_line(sender(business), longest=60),
        reply_to=business.reply_to,
        # RFC 8058: one POST to that address, without a question asked, is enough.
        headers={
            "List-Unsubscribe": f"<{leave_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        **rendered,
    )


def _context(invitation: Invitation, at: datetime, language: str) -> dict[str, Any]:
    business, work = invitation.business, invitation.interaction
    token = make_token("survey", business.id, invitation.id)
    today = local_day(at, business)
    day = local_day(work.happened_at, business)
    return {
        "business": business,
        "lang": language,
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
        "sign_off_name": business.sign_off,
        "speaks_alone": bool(business.sign_off),
        "name": _greeting_name(invitation.customer.first_name),
        "work": inside_sentence(one_line(work.kind)),
        "handler": _other_handler(work.handler, business.sign_off),
        "days_work": _days_work(one_line(work.kind), day, today=today),
        "on_day": _on_day(day, today=today),
        "date": full_day(day, today=today),
        "opening": invitation.version.opening if invitation.version else "",
        "rest_days": max(business.rest_days, 1),
        "is_test": invitation.is_test,
        "answer_url": absolute(reverse("surveys_public:survey", args=[token])),
        "stop_url": absolute(reverse("surveys_public:stop", args=[token])),
        **_questions(invitation, token),
    }


def _questions(invitation: Invitation, token: str) -> dict[str, Any]:
    asked = invitation.version.questions.all() if invitation.version else ()
    questions: list[Question] = list(asked)
    first = questions[0] if questions else None
    more = max(len(questions) - 1, 0)
    if first is None or first.kind != QuestionKind.FACES:
        return {"first": None, "more": NUMBERS[len(questions)], "count": len(questions)}
    words = [
        (label, absolute(reverse("surveys_public:rating", args=[token, rating])))
        for rating, label in Reply.Rating.choices
    ]
    return {"first": first, "words": words, "more": NUMBERS[more], "count": more}


def _days_work(kind: str, day: date, *, today: date) -> str:
    """Return "Tuesday’s boiler service", or "your boiler service on 3 November"."""
    work = inside_sentence(kind)
    if day == today:
        return f"today’s {work}"
    if 0 < (today - day).days <= WEEK:
        return f"{date_format(day, 'l')}’s {work}"
    return f"your {work} on {full_day(day, today=today)}"


def _on_day(day: date, *, today: date) -> str:
    if day == today:
        return "today"
    if 0 < (today - day).days <= WEEK:
        return f"on {date_format(day, 'l')}"
    return f"on {full_day(day, today=today)}"


def _greeting_name(name: str) -> str:
    return name if _NAME.fullmatch(name) and len(name) <= 40 else ""


def _other_handler(handler: str, sign_off: str) -> str:
    """Return who did it, unless it is whoever signs the mail."""
    words = one_line(handler, longest=80)
    if not words or not all(_NAME.fullmatch(word) for word in words.split()):
        return ""
    same = words.split()[0].casefold() == (sign_off.split() or [""])[0].casefold()
    return "" if same else words
