"""What a customer sent, read by hand: whatever is odd is left out, never an error."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from feedback.pictures import Picture
from feedback.text import LONGEST, clean, one_line
from surveys.extras import (
    NO_EXTRAS,
    NOTHING_ADDED,
    Added,
    Extras,
    added_to,
    chosen_in_added,
    digests,
    read_added,
)
from surveys.models import MOST_PHOTOS, Question, QuestionKind, Reply
from surveys.survey_page import (
    CONSENT,
    CONSENTS,
    CONTACT,
    CONTACT_WAYS,
    NO_CONTACT,
    PHONE,
)

LONGEST_PHONE = 40
FACES, YES_PARTLY_NO = 5, 3


@dataclass(frozen=True, slots=True)
class Submission:
    """Answers by the id of their question, and what else the page asked.

    ``contact`` is a `Reply.Contact`, ``consent`` a `Reply.Consent`; both are empty
    when nothing was chosen. ``language`` is the one the questions were read in; the
    same answers given in another one are the same answers. ``added`` is what was said
    to the extras; ``pictures`` are those of its photos that are not stored yet.
    """

    steps: Mapping[UUID, int]
    words: Mapping[UUID, str]
    contact: str = ""
    phone: str = ""
    consent: str = ""
    added: Added = NOTHING_ADDED
    language: str = field(default="", compare=False)
    pictures: Sequence[Picture] = field(default=(), compare=False)

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing at all: no answer, and no wish to be contacted."""
        said = self.steps or self.words or self.contact
        return not (said or self.added.is_something)

    @property
    def is_cut(self) -> bool:
        """Whether somebody wrote more than we keep."""
        return any(len(text) >= LONGEST for text in self.words.values())


def with_photos(
    submission: Submission, pictures: Sequence[Picture], *, kept: Iterable[str] = ()
) -> Submission:
    """Return ``submission`` with the photos whose digests are ``kept`` and those in
    ``pictures``, at most `MOST_PHOTOS` in all.
    """
    photos = digests([*kept, *(picture.digest for picture in pictures)])[:MOST_PHOTOS]
    added = replace(submission.added, photos=photos)
    return replace(submission, added=added, pictures=tuple(pictures))


def read_submission(
    post: Mapping[str, str],
    questions: Iterable[Question],
    *,
    asks_contact: bool,
    extras: Extras = NO_EXTRAS,
    language: str = "",
) -> Submission:
    """Return what ``post`` answers to ``questions``.

    Unknown fields, unknown values and empty words are left out; of a field sent
    twice the last counts, as in any form.
    """
    asked = list(questions)
    steps = {q.pk: _step(post, q) for q in asked if q.kind != QuestionKind.WORDS}
    words = {
        q.pk: clean(post.get(field_of(q), ""))
        for q in asked
        if q.kind == QuestionKind.WORDS
    }
    contact, phone = _contact(post) if asks_contact else ("", "")
    return Submission(
        steps={pk: step for pk, step in steps.items() if step},
        words={pk: text for pk, text in words.items() if text},
        contact=contact,
        phone=phone,
        consent=_one_of(CONSENTS, post.get(CONSENT, "")),
        added=read_added(post, extras),
        language=language,
    )


def submission_of(reply: Reply) -> Submission:
    """Return what ``reply`` says, as if it were sent again."""
    answers = list(reply.answers.all())
    return Submission(
        steps={a.question_id: a.step for a in answers if a.step},
        words={a.question_id: a.words for a in answers if a.words},
        contact=reply.contact,
        phone=reply.contact_phone,
        consent=reply.consent,
        added=added_to(reply),
        language=reply.language,
    )


def chosen_in(submission: Submission) -> dict[str, str]:
    """Return ``submission`` as the page shows it (see `SurveyPage.chosen`)."""
    picked = {f"q-{pk}": str(step) for pk, step in submission.steps.items()}
    typed = {f"q-{pk}": text for pk, text in submission.words.items()}
    return {
        **picked,
        **typed,
        CONTACT: submission.contact,
        PHONE: submission.phone,
        CONSENT: submission.consent,
        **chosen_in_added(submission.added),
    }


def field_of(question: Question) -> str:
    """Return the name of the input of ``question``."""
    return f"q-{question.pk}"


def _contact(post: Mapping[str, str]) -> tuple[str, str]:
    """Return how to get back to the person, and their number if that is by phone.

    Who wants a call but leaves no number gets a mail instead of an error: a missing
    number must not cost us their words.
    """
    contact = _one_of(CONTACT_WAYS, post.get(CONTACT, ""))
    if contact != Reply.Contact.PHONE:
        return "" if contact == NO_CONTACT else contact, ""
    phone = one_line(post.get(PHONE, ""), longest=LONGEST_PHONE)
    return (contact, phone) if phone else (Reply.Contact.EMAIL.value, "")


def _step(post: Mapping[str, str], question: Question) -> int:
    """Return the step picked, from 1, or 0. Only plain digits count."""
    allowed = {str(step): step for step in range(1, _steps(question) + 1)}
    return allowed.get(post.get(field_of(question), ""), 0)


def _steps(question: Question) -> int:
    if question.kind == QuestionKind.CHOICE:
        return len(question.options)
    return FACES if question.kind == QuestionKind.FACES else YES_PARTLY_NO


def _one_of(allowed: Iterable[str], value: str) -> str:
    return value if value in allowed else ""
