"""In which language somebody is asked, and the words they see then.

A version is written in one language and may say the same in further ones. A further
language is offered to customers only once every question and every option of it is
there and none of them waits to be checked.

Reads ``questions``, ``questions__texts`` and ``texts`` of a version; prefetch
`WORDING` to read many.
"""

from typing import Final

from feedback.accounts.models import Membership
from feedback.customers.models import Customer
from feedback.speaking import frame, normal, same, team_language
from surveys.extras import extras_of
from surveys.models import (
    Question,
    QuestionText,
    Reply,
    SurveyVersion,
    VersionText,
)
from surveys.words import QuestionWords, Words

__all__ = [
    "NAMES",
    "WORDING",
    "chosen",
    "direction",
    "frame",
    "frame_for",
    "frame_of_reply",
    "further_languages",
    "is_whole",
    "language_for",
    "language_of_member",
    "languages_of",
    "name_of",
    "normal",
    "opening_in",
    "original",
    "same",
    "shown_question",
    "shown_words",
    "text_in",
]

WORDING: Final = ("questions__texts", "texts")
# What a business may write its questions in, under its own name.
NAMES: Final = {
    "ar": "العربية",
    "bg": "Български",
    "cs": "Čeština",
    "cy": "Cymraeg",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fi": "Suomi",
    "fr": "Français",
    "ga": "Gaeilge",
    "he": "עברית",
    "hr": "Hrvatski",
    "hu": "Magyar",
    "it": "Italiano",
    "lt": "Lietuvių",
    "nb": "Norsk bokmål",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sk": "Slovenčina",
    "sv": "Svenska",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
}
_FROM_THE_RIGHT = ("ar", "fa", "he", "ur")


def name_of(language: str) -> str:
    """Return what the speakers of a language call it; a code we do not know stays."""
    return NAMES.get(normal(language), language)


def direction(language: str) -> str:
    """Return "rtl" for a language that is written from the right, else "ltr"."""
    return "rtl" if normal(language) in _FROM_THE_RIGHT else "ltr"


def frame_for(customer: Customer) -> str:
    """Return the language in which we speak to ``customer``, whatever was asked."""
    return frame(customer.language or customer.business.language, customer.business)


def frame_of_reply(reply: Reply) -> str:
    """Return the language in which we speak to whoever gave ``reply``."""
    return frame(reply.said_in, reply.business)


def language_of_member(member: Membership) -> str:
    """Return the language in which we speak to somebody of the team."""
    return team_language(member.user, member.business)


def language_for(version: SurveyVersion, customer: Customer) -> str:
    """Return the language in which ``customer`` is asked with ``version``: their own
    if the version has it, else the one it is written in, else the business's.
    """
    base = version.language or customer.business.language
    wanted = normal(customer.language)
    if not wanted or wanted == normal(base):
        return base
    return wanted if wanted in further_languages(version) else base


def languages_of(version: SurveyVersion) -> list[str]:
    """Return the languages in which ``version`` can be read, its own first."""
    return [version.language, *further_languages(version)]


def chosen(version: SurveyVersion, wanted: str, default: str) -> str:
    """Return the language of ``version`` that ``wanted`` names, else ``default``."""
    if not wanted:
        return default
    offered = {normal(language): language for language in languages_of(version)}
    return offered.get(normal(wanted), default)


def further_languages(version: SurveyVersion) -> list[str]:
    """Return the languages added to ``version`` that are whole, in order of code."""
    added = sorted(text.language for text in version.texts.all())
    return [language for language in added if is_whole(version, language)]


def is_whole(version: SurveyVersion, language: str) -> bool:
    """Whether every question and every option of ``version`` is there, and checked."""
    questions = version.questions.all()
    return bool(questions) and all(
        _is_there(q, text_in(q, language)) for q in questions
    )


def text_in(question: Question, language: str) -> QuestionText | None:
    """Return ``question`` in a further language, if anybody has begun it."""
    wanted = normal(language)
    texts = [text for text in question.texts.all() if text.language == wanted]
    return texts[0] if texts else None


def opening_in(version: SurveyVersion, language: str) -> VersionText | None:
    """Return the row of a further language of ``version``, if it was added."""
    wanted = normal(language)
    rows = [text for text in version.texts.all() if text.language == wanted]
    return rows[0] if rows else None


def shown_words(version: SurveyVersion, language: str) -> Words:
    """Return what ``version`` says in ``language``, in the order asked.

    A question or an option that is missing there falls back to the original. A hint
    or an opening that is missing is left out: neither must stand there in a second
    language.
    """
    questions = version.questions.all()
    if same(language, version.language):
        asked = tuple(original(question) for question in questions)
        opening = version.opening
    else:
        asked = tuple(shown_question(question, language) for question in questions)
        row = opening_in(version, language)
        opening = row.opening if row and not row.needs_check else ""
    return Words(asked, opening, version.asks_contact, language, extras_of(version))


def shown_question(question: Question, language: str) -> QuestionWords:
    """Return one question in a further language, or the original if it is not there."""
    text = text_in(question, language)
    if text is None or not text.text:
        return original(question)
    pairs = zip(question.options, _padded(text.options, question.options), strict=True)
    return QuestionWords(
        question.kind,
        text.text,
        text.hint,
        tuple(translated or base for base, translated in pairs),
        question.lineage,
    )


def original(question: Question) -> QuestionWords:
    """Return one question as it was written."""
    return QuestionWords(
        question.kind,
        question.text,
        question.hint,
        tuple(question.options),
        question.lineage,
    )


def _is_there(question: Question, text: QuestionText | None) -> bool:
    if text is None or not text.text or text.needs_check:
        return False
    return all(_padded(text.options, question.options))


def _padded(options: list[str], base: list[str]) -> list[str]:
    """Return as many options as the original has."""
    return [*options, *[""] * len(base)][: len(base)]
