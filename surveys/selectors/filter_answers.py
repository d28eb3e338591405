"""The filter by what was answered to one question of the survey that is chosen.

It is written "survey.lineage.step", so that it falls away with its survey; the lineage
is the same question through all versions.
"""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.lookups import Exact

from surveys.models import Answer, Question, QuestionKind, Reply
from surveys.selectors.reading import step_word

_STEPS = {QuestionKind.FACES: len(Reply.Rating), QuestionKind.YES_PARTLY_NO: 3}
# Beyond it a step is made up: a question has at most this many options.
MOST_STEPS = 20


def read(text: str, survey: str) -> str:
    """Return ``text`` if it may be an answer to a question of ``survey``, else ""."""
    of, _dot, rest = text.partition(".")
    lineage, _dot, step = rest.partition(".")
    if not survey or of != survey or not (step.isascii() and step.isdigit()):
        return ""
    try:
        asked = UUID(lineage)
    except ValueError:
        return ""
    return f"{of}.{asked}.{int(step)}" if 0 < int(step[:4]) <= MOST_STEPS else ""


def says(answer: str) -> Exact:
    """Return the condition that a reply holds ``answer``: for lists.

    It asks each reply for its step. Of a join (as `Exists` is) PostgreSQL begins with
    the answers, of which it guesses that there are few, and reads all of them
    (measured: 0.7 s with a million, for twenty rows).
    """
    _survey, lineage, step = answer.split(".")
    rows = Answer.objects.filter(reply=OuterRef("pk"), question__lineage=lineage)
    return Exact(Subquery(rows.values("step")[:1]), int(step))


def choices(survey: str) -> list[tuple[str, str]]:
    """Return every answer that a question of ``survey`` can have, with its words."""
    if not survey:
        return []
    return [
        (f"{survey}.{question.lineage}.{step}", text)
        for question in _questions(survey)
        for step, text in _answers(question)
    ]


def name_of(answer: str) -> str:
    """Return the question and the answer in words; "" if there is no such question."""
    survey, lineage, step = answer.split(".")
    for question in _questions(survey):
        if str(question.lineage) == lineage:
            return dict(_answers(question)).get(int(step), question.text)
    return ""


def _questions(survey: str) -> list[Question]:
    """Return each question of ``survey`` as it was last asked, those of today first."""
    rows = Question.objects.filter(version__survey=UUID(survey))
    found: dict[UUID, Question] = {}
    for question in rows.order_by("-version__number", "position"):
        found.setdefault(question.lineage, question)
    return list(found.values())


def _answers(question: Question) -> Iterator[tuple[int, str]]:
    most = _STEPS.get(QuestionKind(question.kind), len(question.options))
    for step in range(1, min(most, MOST_STEPS) + 1):
        word = step_word(Answer(question=question, step=step))
        if word:
            yield step, f"{question.text} {word}"
