"""The mail of a day to one customer: what became of what they said, and whether that
fixed it. One mail however many things there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from actions.models import Action, DateChange, Telling, Verdict
from actions.selectors.telling import Listener
from feedback.accounts.models import Business
from feedback.customers.models import Customer
from feedback.links import absolute, make_token
from feedback.mail.email import Email, render
from surveys import days, phrases
from surveys.emails_team import sender
from surveys.languages import direction, frame_for, frame_of_reply
from surveys.models import ComplaintHold, Reply
from surveys.threads import addresses
from surveys.ways_out import often_url

MOST_QUOTES = 3
LONGEST_QUOTE = 600
FIXED, SETTLED = "fixed", "settled"


@dataclass(frozen=True, slots=True)
class Word:
    """What one person is told: about what, in which words, and that others said it."""

    about: str
    words: str
    others: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell one person."""

    action: Action
    listener: Listener
    word: Word


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask one person: did what they were told of fix it?

    ``said`` is what they had been told; ``told_on`` when.
    """

    verdict: Verdict
    listener: Listener
    said: str
    told_on: date


@dataclass(frozen=True, slots=True)
class Daily:
    """Everything that is for one person on one day; ``hold`` if they are to be asked
    whether their complaint is settled. There is at least one thing in it.
    """

    customer: Customer
    news: Sequence[News] = ()
    questions: Sequence[Question] = ()
    hold: ComplaintHold | None = None

    @property
    def last_reply(self) -> Reply | None:
        """What of theirs the mail is about, by which an answer finds its place."""
        heard = [item.listener for item in self.news]
        heard += [item.listener for item in self.questions]
        return heard[0].replies[-1] if heard else None


def told_email(action: Action, listener: Listener, word: Word, *, today: date) -> Email:
    """Return what one person is told if there is nothing else for them that day.

    ``word.words`` is exactly what somebody of the team saw and sent.
    """
    news = News(action, listener, word)
    return daily_email(Daily(listener.customer, news=[news]), today=today)


def daily_email(daily: Daily, *, today: date) -> Email:
    """Return the mail with everything in ``daily``, in the customer's language."""
    customer, reply = daily.customer, daily.last_reply
    business = customer.business
    leave = _leave_url(business, customer)
    language = frame_of_reply(reply) if reply else frame_for(customer)
    with translation.override(language):
        context = _context(daily, today) | {
            "leave_url": leave,
            "lang": language,
            "dir": direction(language),
        }
        rendered = render("news", context)
    to = addresses.about_invitation(business, reply.invitation_id) if reply else ""
    return Email(
        to_email=customer.email,
        to_name=customer.name,
        from_name=sender(business),
        reply_to=to or business.reply_to,
        subject=rendered["subject"],
        text=rendered["text"],
        html=rendered["html"],
        headers={
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def quotes(replies: Sequence[Reply]) -> list[str]:
    """Return what was said, a few at most, each short enough for a mail."""
    said = [shortened(reply.words) for reply in replies if reply.words]
    return list(dict.fromkeys(said))[:MOST_QUOTES]


def shortened(words: str) -> str:
    """Return the words, cut at a space and marked as cut if they are long."""
    if len(words) <= LONGEST_QUOTE:
        return words
    return words[:LONGEST_QUOTE].rsplit(maxsplit=1)[0] + " …"


def fixed_url(verdict: Verdict, said: str = "") -> str:
    """Return the page that asks whether it is fixed, with ``said`` picked already."""
    token = make_token(FIXED, verdict.business_id, verdict.pk)
    if not said:
        return absolute(reverse("actions_public:fixed", kwargs={"token": token}))
    picked = {"token": token, "said": said}
    return absolute(reverse("actions_public:fixed-picked", kwargs=picked))


def _context(daily: Daily, today: date) -> dict[str, Any]:
    business = daily.customer.business
    parts = [_part(item, today) for item in daily.news]
    questions = [_question(item, today) for item in daily.questions]
    alone = parts[0] if len(parts) == 1 and not questions else None
    return {
        "business": business,
        "customer": daily.customer,
        "sign_off_name": business.sign_off or business.name,
        "parts": parts,
        "questions": questions,
        "alone": alone,
        "subject_words": _subject(parts, questions),
        "settled_url": _settled_url(daily.hold) if daily.hold else "",
        "wall_url": "" if _is_only_later(parts) else _wall_url(business),
        "often_url": often_url(daily.customer),
    }


def _subject(parts: list[dict[str, Any]], questions: list[dict[str, Any]]) -> str:
    if len(parts) > 1 or (parts and questions):
        return _("What became of what you told us")
    if questions:
        return _("Did we fix it for you?")
    if not parts:
        return _("Is it settled?")
    if parts[0]["about"] == Telling.About.LATER:
        return _("Later than we said")
    if parts[0]["about"] == Telling.About.NOT_THIS_TIME:
        return _("About what you asked us")
    sentence = _("You told us in %(month)s. Here’s what we changed.")
    return sentence % {"month": parts[0]["month"]}


def _part(item: News, today: date) -> dict[str, Any]:
    action, business = item.action, item.action.business
    replies = item.listener.replies
    said_on = days.local_day(replies[-1].submitted_at, business)
    done_on = action.done_at and days.local_day(action.done_at, business)
    return {
        "about": str(item.word.about),
        "month": phrases.month(said_on, today=today),
        "quotes": quotes(replies),
        "others": item.word.others,
        "words": item.word.words,
        "since": phrases_day(done_on, today),
        "until": phrases_day(action.due_on, today),
        "was_until": _was_until(action, today),
    }


def _question(item: Question, today: date) -> dict[str, Any]:
    Said = Verdict.Said
    picks = [
        (said.value, fixed_url(item.verdict, said.value), said.label)
        for said in (Said.YES, Said.PARTLY, Said.NO)
    ]
    return {
        "quotes": quotes(item.listener.replies),
        "said": shortened(item.said),
        "told_on": phrases_day(item.told_on, today),
        "picks": picks,
    }


def phrases_day(day: date | None, today: date) -> str:
    """Return a day in full words, or nothing."""
    return days.full_day(day, today=today) if day else ""


def _is_only_later(parts: list[dict[str, Any]]) -> bool:
    return all(part["about"] == Telling.About.LATER for part in parts)


def _was_until(action: Action, today: date) -> str:
    last = DateChange.objects.filter(action=action).order_by("-moved_at", "-id").first()
    return days.full_day(last.was_due_on, today=today) if last else ""


def _settled_url(hold: ComplaintHold) -> str:
    token = make_token(SETTLED, hold.business_id, hold.pk)
    return absolute(reverse("surveys_public:settled", kwargs={"token": token}))


def _leave_url(business: Business, customer: Customer) -> str:
    token = make_token("leave-updates", business.pk, customer.pk)
    return absolute(reverse("surveys_public:leave-updates", kwargs={"token": token}))


def _wall_url(business: Business) -> str:
    if not business.wall_is_public:
        return ""
    wall = reverse("public_wall_public:wall", kwargs={"slug": business.slug})
    return absolute(wall)
