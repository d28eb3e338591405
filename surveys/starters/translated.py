"""Our ready-made wording in further languages: a file each beside this one."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from surveys.starters.questions import Starter, StarterQuestion

_FILES = {"de": "german.txt"}


def ready_made(text: str, language: str) -> str:
    """Return how we say ``text``, a text of our starters, in ``language`` (a code
    such as "de"); nothing if it is none of ours or we do not speak that language.
    """
    return _said(language).get(text, "")


def starter_in(starter: Starter, language: str) -> Starter:
    """Return ``starter`` in ``language``, or as it is if we do not have it there."""
    said = _said(language)
    if not said:
        return starter
    return replace(
        starter,
        label=said.get(starter.label, starter.label),
        interaction=said.get(starter.interaction, starter.interaction),
        opening=said.get(starter.opening, starter.opening),
        questions=tuple(question_in(q, language) for q in starter.questions),
        library=tuple(question_in(q, language) for q in starter.library),
    )


def question_in(question: StarterQuestion, language: str) -> StarterQuestion:
    """Return ``question`` in ``language``, or as it is if we do not have it there."""
    said = _said(language)
    return replace(
        question,
        text=said.get(question.text, question.text),
        hint=said.get(question.hint, question.hint),
        options=tuple(said.get(option, option) for option in question.options),
    )


@cache
def _said(language: str) -> dict[str, str]:
    """Return every text of ours in ``language``, by the English one."""
    if language not in _FILES:
        return {}
    text = Path(__file__).with_name(_FILES[language]).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return dict(line.split("\t") for line in lines)
