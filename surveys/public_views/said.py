"""Replies as their author sees them."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from feedback import clock
from feedback.links import make_token
from surveys import days
from surveys.languages import original, same, shown_question
from surveys.models import Answer, Question, Reply
from surveys.survey_page import step_labels
from surveys.words import QuestionWords


@dataclass(frozen=True, slots=True)
class Said:
    """One reply as its author sees it."""

    reply: Reply
    job: str
    answers: list[tuple[str, str]]
    language: str
    is_late: bool
    edit_url: str
    withdraw_url: str
    names: list[tuple[str, str]]


def said(reply: Reply, *, name_url: str = "", withdraw_url: str = "") -> Said:
    """Return ``reply`` to be shown; ``name_url`` is where they say under which name
    their words stand, ``withdraw_url`` where they take them back.
    """
    business = reply.business
    today = clock.today(business.zone)
    editable = clock.now() < reply.editable_until
    return Said(
        reply=reply,
        job=days.job(reply.invitation.interaction, business, today=today),
        answers=_answers(reply),
        language=reply.said_in,
        is_late=bool(reply.contact_by and reply.contact_by < today),
        edit_url=own_url(reply, "edit") if editable else "",
        withdraw_url=withdraw_url if reply.may_be_shown else "",
        names=_names(reply) if name_url and reply.words else [],
    )


def own_url(reply: Reply, name: str) -> str:
    """Return a page behind this reply's own link, whichever link led here."""
    token = make_token("survey", reply.business_id, reply.invitation_id)
    return reverse(f"surveys_public:{name}", kwargs={"token": token})


def _names(reply: Reply) -> list[tuple[str, str]]:
    """Return how their words may be shown, by value; without a name that anybody has
    checked only the last ones.
    """
    offered: list[Any] = [*Reply.MAY_SHOW, Reply.Consent.NO]
    if not reply.is_verified:
        offered = offered[2:]
    return [(choice.value, str(choice.label)) for choice in offered]


def _answers(reply: Reply) -> list[tuple[str, str]]:
    """Return each question that was answered, with what was picked or written."""
    answers = reply.answers.all()
    read = [(_as_read(reply, answer.question), answer) for answer in answers]
    pairs = [(asked.text, _label(asked, answer)) for asked, answer in read]
    return [(asked, answered) for asked, answered in pairs if answered]


def _as_read(reply: Reply, question: Question) -> QuestionWords:
    """Return the question in the language in which this person read it."""
    if same(reply.said_in, reply.version.language):
        return original(question)
    return shown_question(question, reply.said_in)


def _label(asked: QuestionWords, answer: Answer) -> str:
    if not answer.step:
        return answer.words
    return step_labels(asked.kind, asked.options)[answer.step - 1]
