"""Reading the further languages of a survey's words."""

import hashlib
from dataclasses import astuple, dataclass

from surveys.languages import is_whole, normal, opening_in, text_in
from surveys.models import Question, QuestionText, SurveyVersion
from surveys.selectors.writing import words_of
from surveys.translations import TranslatedQuestion, Translation


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one further language has come, in questions."""

    language: str
    there: int
    to_check: int
    total: int
    is_offered: bool

    @property
    def missing(self) -> int:
        """How many questions are not there, or not with all their options."""
        return self.total - self.there - self.to_check


def wording(version: SurveyVersion) -> SurveyVersion:
    """Return ``version`` with everything it says, in all its languages, at hand."""
    rows = SurveyVersion.objects.prefetch_related("questions__texts", "texts")
    return rows.get(pk=version.pk)


def translation_of(version: SurveyVersion, language: str) -> Translation:
    """Return what ``version`` says in a further language."""
    row = opening_in(version, language)
    texts = [(q.lineage, text_in(q, language)) for q in version.questions.all()]
    return Translation(
        language=normal(language),
        opening=row.opening if row else "",
        opening_needs_check=bool(row and row.needs_check),
        questions={lineage: _said(text) for lineage, text in texts if text},
    )


def translations_of(version: SurveyVersion) -> list[Translation]:
    """Return ``version`` in every language that was added to it."""
    held = wording(version)
    codes = sorted(row.language for row in held.texts.all())
    return [translation_of(held, code) for code in codes]


def progress_of(version: SurveyVersion) -> list[Progress]:
    """Return how far each further language of ``version`` is, in order of code."""
    codes = sorted(row.language for row in version.texts.all())
    return [_progress(version, code) for code in codes]


def translation_revision(version: SurveyVersion, language: str) -> str:
    """Return a mark that differs whenever the original or the translation does."""
    said = translation_of(version, language)
    questions = sorted((str(key), astuple(q)) for key, q in said.questions.items())
    stored = (
        version.number,
        astuple(words_of(version)),
        said.opening,
        said.opening_needs_check,
        questions,
    )
    return hashlib.sha256(repr(stored).encode()).hexdigest()[:32]


def missing_in(question: Question, said: TranslatedQuestion) -> int:
    """Return how many texts of ``question`` are not written yet."""
    missing = 0 if said.text else 1
    written = [*said.options, *[""] * len(question.options)][: len(question.options)]
    return missing + sum(not option for option in written)


def _progress(version: SurveyVersion, language: str) -> Progress:
    questions = list(version.questions.all())
    said = translation_of(version, language).questions
    empty = TranslatedQuestion()
    whole = [
        said.get(q.lineage, empty)
        for q in questions
        if not missing_in(q, said.get(q.lineage, empty))
    ]
    to_check = sum(text.needs_check for text in whole)
    return Progress(
        language=language,
        there=len(whole) - to_check,
        to_check=to_check,
        total=len(questions),
        is_offered=is_whole(version, language),
    )


def _said(text: QuestionText) -> TranslatedQuestion:
    return TranslatedQuestion(
        text.text, text.hint, tuple(text.options), text.needs_check
    )
