"""The mails that ask a customer: the question itself, and one reminder."""

import re
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import translation

from feedback import clock
from feedback.accounts.models import Business
from feedback.links import absolute, make_token
from feedback.mail.email import Email, render
from feedback.text import one_line
from surveys import phrases
from surveys.days import local_day
from surveys.emails_team import sender
from surveys.languages import frame, same, shown_words
from surveys.models import Invitation, QuestionKind, Reply
from surveys.threads import addresses
from surveys.words import Words

# What differs from person to person, all of it text: see `_personal`. A template may
# print it and ask whether it is there, nothing else, so that `surveys.press` can
# render once for many. Whatever else a template is given is the same for everybody
# who is asked the same questions by the same business in the same language.
PERSONAL = ("token", "name", "work", "handler", "days_work", "on_day", "date")
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


def language_of(invitation: Invitation) -> str:
    """Return the language in which ``invitation`` is written."""
    version = invitation.version
    base = version.language if version else invitation.business.language
    return invitation.language or base


def personal(invitation: Invitation, today: date) -> dict[str, str]:
    """Return what only this person's mail says, in the language that is active."""
    business, work = invitation.business, invitation.interaction
    day = local_day(work.happened_at, business)
    said = about_work(work.kind, work.handler, day, business, today)
    return {**about_person(invitation), **said}


def about_person(invitation: Invitation) -> dict[str, str]:
    """Return the part of `personal` that is said to nobody else, in any language."""
    return {
        "token": make_token("survey", invitation.business_id, invitation.pk),
        "name": greeting_name(one_line(invitation.customer.first_name)),
    }


def about_work(
    kind: str, handler: str, day: date, business: Business, today: date
) -> dict[str, str]:
    """Return the rest, the same for everybody for whom the same was done that day."""
    kind = one_line(kind)
    return {
        "work": phrases.inside_sentence(kind),
        "handler": other_handler(handler, business.sign_off),
        "days_work": phrases.days_work(kind, day, today=today),
        "on_day": phrases.mail_day(day, today=today),
        "date": phrases.full_day(day, today=today),
    }


def context(invitation: Invitation, person: dict[str, str]) -> dict[str, Any]:
    """Return everything the templates are given, with ``person`` as `personal`."""
    business, version = invitation.business, invitation.version
    language, token = language_of(invitation), person["token"]
    around = frame(language, business)
    words = shown_words(version, language) if version else Words(())
    return {
        **person,
        "business": business,
        "lang": around,
        "words_lang": "" if same(language, around) else language,
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
        "sign_off_name": business.sign_off,
        "speaks_alone": bool(business.sign_off),
        "opening": words.opening,
        "rest_days": max(business.rest_days, 1),
        "is_test": invitation.is_test,
        "reaches_us": addresses.can_answer(business),
        "answer_url": absolute(reverse("surveys_public:survey", args=[token])),
        "stop_url": absolute(reverse("surveys_public:stop", args=[token])),
        **_questions(words, token),
    }


def leave_headers(leave_url: str) -> dict[str, str]:
    """Return the headers with which a mail program offers to leave (RFC 8058): one
    POST to that address, without a question asked, is enough.
    """
    return {
        "List-Unsubscribe": f"<{leave_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _email(name: str, invitation: Invitation, at: datetime | None) -> Email:
    business, customer = invitation.business, invitation.customer
    today = local_day(at or clock.now(), business)
    with translation.override(frame(language_of(invitation), business)):
        person = personal(invitation, today)
        rendered = render(name, context(invitation, person))
        from_name = sender(business)
    leave = make_token("leave", business.pk, customer.pk)
    return Email(
        to_email=customer.email,
        to_name=one_line(customer.name, longest=120),
        from_name=one_line(from_name, longest=60),
        reply_to=addresses.about_invitation(business, invitation.pk),
        headers=leave_headers(absolute(reverse("surveys_public:leave", args=[leave]))),
        **rendered,
    )


def _questions(words: Words, token: str) -> dict[str, Any]:
    count = len(words.questions)
    first = words.questions[0] if count else None
    if first is None or first.kind != QuestionKind.FACES:
        return {"first": None, "more": phrases.number(count), "count": count}
    more = count - 1
    links = [
        (label, absolute(reverse("surveys_public:rating", args=[token, rating])))
        for rating, label in Reply.Rating.choices
    ]
    return {"first": first, "words": links, "more": phrases.number(more), "count": more}


def greeting_name(name: str) -> str:
    """Return ``name`` if a mail may greet it, or nothing."""
    return name if _NAME.fullmatch(name) and len(name) <= 40 else ""


def other_handler(handler: str, sign_off: str) -> str:
    """Return who did it, unless it is whoever signs the mail."""
    words = one_line(handler, longest=80)
    if not words or not all(_NAME.fullmatch(word) for word in words.split()):
        return ""
    same = words.split()[0].casefold() == (sign_off.split() or [""])[0].casefold()
    return "" if same else words
