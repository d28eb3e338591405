"""“My feedback”: everything one person said to one business, behind the same link."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from feedback import clock
from feedback.links import make_token
from surveys import days
from surveys.languages import original, same, shown_question
from surveys.models import Answer, Question, Reply
from surveys.public_views.gate import Guest, by_invitation
from surveys.public_views.pages import SeeOther, draw
from surveys.selectors import answering as selectors
from surveys.services import answering
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


@require_safe
@by_invitation
def mine(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Show what they said, who has it and what became of it."""
    replies = selectors.said(guest.customer)[: selectors.MOST_REPLIES]
    said = [_said(reply) for reply in replies]
    answered = any(s.reply.invitation_id == guest.invitation.pk for s in said)
    is_open = answering.is_open(guest.invitation, now=clock.now())
    return draw(
        "mine",
        guest.business,
        guest.language,
        customer=guest.customer,
        said=said,
        survey_url=guest.url("survey") if is_open and not answered else "",
        stop_url=guest.stop_url,
    )


@require_POST
@by_invitation
def withdraw_words(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Take the words of this reply off every public page, at once."""
    reply = selectors.reply_to(guest.invitation)
    if reply is not None:
        answering.withdraw_words(reply, now=clock.now())
    return SeeOther(guest.url("mine"))


def _said(reply: Reply) -> Said:
    business = reply.business
    today = clock.today(business.zone)
    editable = clock.now() < reply.editable_until
    return Said(
        reply=reply,
        job=days.job(reply.invitation.interaction, business, today=today),
        answers=_answers(reply),
        language=reply.said_in,
        is_late=bool(reply.contact_by and reply.contact_by < today),
        edit_url=_own_url(reply, "edit") if editable else "",
        withdraw_url=_own_url(reply, "words-withdrawal") if reply.may_be_shown else "",
    )


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


def _own_url(reply: Reply, name: str) -> str:
    """Return a page behind this reply's own link, whichever link led here."""
    token = make_token("survey", reply.business_id, reply.invitation_id)
    return reverse(f"surveys_public:{name}", kwargs={"token": token})
