"""Reading one reply: what was asked in its exact words, and what was answered."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from surveys.models import Answer, QuestionKind, Reply, ReplyRevision

_YES_PARTLY_NO = {1: _("Yes"), 2: _("Partly"), 3: _("No")}


@dataclass(frozen=True, slots=True)
class Said:
    """A question as it was asked, and the answer to it."""

    question: str
    answer: str


def answers_of(reply: Reply) -> QuerySet[Answer]:
    """Return the answers in the order asked, with their questions."""
    return reply.answers.select_related("question").order_by("question__position")


def revisions_of(reply: Reply) -> list[ReplyRevision]:
    """Return what the reply said before, the newest first."""
    return list(reply.revisions.order_by("-replaced_at"))


def steps_said(answers: list[Answer]) -> list[Said]:
    """Return the answers that were picked, without the questions left blank."""
    picked = ((a.question.text, step_word(a)) for a in answers)
    return [Said(question, word) for question, word in picked if word]


def words_said(reply: Reply, answers: list[Answer]) -> list[Said]:
    """Return what was written, each under its question.

    Words that belong to no question stand alone, so that none is ever left out.
    """
    written = [
        Said(a.question.text, a.words)
        for a in answers
        if a.question.kind == QuestionKind.WORDS and a.words
    ]
    if written or not reply.words:
        return written
    return [Said("", reply.words)]


def step_word(answer: Answer) -> str:
    """Return the word or option that was picked; empty if none was."""
    step, question = answer.step, answer.question
    if step is None:
        return ""
    if question.kind == QuestionKind.FACES:
        return str(dict(Reply.Rating.choices).get(step, ""))
    if question.kind == QuestionKind.YES_PARTLY_NO:
        return str(_YES_PARTLY_NO.get(step, ""))
    if question.kind == QuestionKind.CHOICE and 1 <= step <= len(question.options):
        return str(question.options[step - 1])
    return ""
