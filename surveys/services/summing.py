"""What a reply sums up: rating, words, promise and permission, out of its answers."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from surveys.models import Answer, Question, QuestionKind, Reply
from surveys.submission import Submission

WORKING_DAYS_TO_CONTACT = 2
SATURDAY = 5


def take_over(reply: Reply, submission: Submission, *, now: datetime) -> None:
    """Set the columns of ``reply`` that sum up ``submission``; nothing is stored."""
    questions = list(reply.version.questions.all())
    reply.rating = _rating(questions, submission)
    said = [submission.words[q.pk] for q in questions if q.pk in submission.words]
    reply.words = "\n\n".join(said)
    added = submission.added
    reply.feeling, reply.goal = added.feeling, added.goal
    reply.was_pressed = added.was_pressed
    _take_over_contact(reply, submission, now)
    reply.language = submission.language or reply.language
    if reply.consent != submission.consent:
        reply.consent, reply.consent_at = submission.consent, now


def store_answers(reply: Reply, submission: Submission) -> None:
    """Store an answer for each question that ``submission`` answers."""
    rows = answers_in(reply, submission)
    Answer.objects.bulk_create(Answer(**columns) for columns in rows)


def answers_in(reply: Reply, submission: Submission) -> list[dict[str, Any]]:
    """Return the columns of an answer to each question that ``submission`` answers, but
    for its id.
    """
    steps, words = submission.steps, submission.words
    return [
        {
            "business_id": reply.business_id,
            "reply_id": reply.pk,
            "question_id": question_id,
            "step": steps.get(question_id),
            "words": words.get(question_id, ""),
        }
        for question_id in (*steps, *words)
    ]


def needs_person(reply: Reply) -> bool:
    """Whether it asks to be contacted, or rates poor or very poor."""
    poor = reply.rating is not None and reply.rating <= Reply.Rating.POOR
    return bool(reply.contact) or poor


def working_days_after(day: date, count: int) -> date:
    """Return the day ``count`` working days (Monday to Friday) after ``day``."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def _take_over_contact(reply: Reply, submission: Submission, now: datetime) -> None:
    """Promise a date once contact is asked for, and keep it through later edits."""
    reply.contact, reply.contact_phone = submission.contact, submission.phone
    if not submission.contact:
        reply.contact_by = None
    elif reply.contact_by is None:
        today = now.astimezone(ZoneInfo(reply.business.zone)).date()
        reply.contact_by = working_days_after(today, WORKING_DAYS_TO_CONTACT)


def _rating(questions: list[Question], submission: Submission) -> int | None:
    faces = [q for q in questions if q.kind == QuestionKind.FACES]
    given = [submission.steps[q.pk] for q in faces if q.pk in submission.steps]
    return given[0] if given else None
