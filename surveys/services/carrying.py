"""Storing translations beside the words they belong to."""

from collections.abc import Iterable

from surveys.models import Question, QuestionText, SurveyVersion, VersionText
from surveys.translations import TranslatedQuestion, Translation, carried_over
from surveys.words import Words


def carry_over(
    held: Iterable[Translation], version: SurveyVersion, *, before: Words, after: Words
) -> None:
    """Store ``held``, translations of ``before``, beside ``version``, which says
    ``after`` and has no translations yet. A translation into the language that
    ``after`` itself is written in now is left behind.
    """
    kept = [t for t in held if t.language != after.language.partition("-")[0]]
    for translation in kept:
        put_beside(version, carried_over(translation, before, after))


def put_beside(version: SurveyVersion, translation: Translation) -> None:
    """Store ``translation`` in place of whatever ``version`` said in that language."""
    language = translation.language
    take_away(version, language)
    VersionText.objects.create(
        business_id=version.business_id,
        version=version,
        language=language,
        opening=translation.opening,
        needs_check=translation.opening_needs_check,
    )
    questions = {q.lineage: q for q in Question.objects.filter(version=version)}
    QuestionText.objects.bulk_create(
        _row(questions[lineage], language, said)
        for lineage, said in translation.questions.items()
        if lineage in questions and not said.is_empty
    )


def take_away(version: SurveyVersion, language: str) -> int:
    """Remove a further language from ``version``; how many there were, 0 or 1."""
    QuestionText.objects.filter(question__version=version, language=language).delete()
    rows = VersionText.objects.filter(version=version, language=language)
    return rows.delete()[0]


def _row(question: Question, language: str, said: TranslatedQuestion) -> QuestionText:
    return QuestionText(
        business_id=question.business_id,
        question=question,
        language=language,
        text=said.text,
        hint=said.hint,
        options=list(said.options),
        needs_check=said.needs_check,
    )
