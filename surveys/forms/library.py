"""Questions to add: blank ones, the trade's own, and those that fit anybody."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from surveys.languages import normal
from surveys.models import QuestionKind
from surveys.starters import COMMON_LIBRARY, StarterQuestion, starter_for
from surveys.starters.translated import question_in
from surveys.words import QuestionWords

Offers = list[tuple[str, str]]


def library(
    trade: str, present: Sequence[str], *, language: str = ""
) -> list[tuple[str, Offers]]:
    """Return what can be added, in groups of (value, text): blank ones of each kind,
    the trade's, the common ones. Those that are ``present`` are left out.

    They are in the ``language`` of the survey where we have them in it.
    """
    blank = [(f"kind:{kind}", str(label)) for kind, label in QuestionKind.choices]
    shelves = _shelves(trade, language)
    return [
        (_("A blank one"), blank),
        (_("For your trade"), _offers("trade", shelves["trade"], present)),
        (_("For anybody"), _offers("common", shelves["common"], present)),
    ]


def offered(wanted: str, *, trade: str, language: str = "") -> QuestionWords | None:
    """Return the question that a value of `library` means, or None."""
    source, _colon, which = wanted.partition(":")
    if source == "kind" and which in QuestionKind.values:
        return QuestionWords(which, "")
    shelf = _shelves(trade, language).get(source, ())
    if not which.isdecimal() or int(which) >= len(shelf):
        return None
    found = shelf[int(which)]
    return QuestionWords(found.kind, found.text, found.hint, found.options)


def _shelves(trade: str, language: str) -> dict[str, Sequence[StarterQuestion]]:
    starter, spoken = starter_for(trade), normal(language)
    trades = (*starter.questions, *starter.library)
    return {
        "trade": [question_in(question, spoken) for question in trades],
        "common": [question_in(question, spoken) for question in COMMON_LIBRARY],
    }


def _offers(
    source: str, shelf: Sequence[StarterQuestion], present: Sequence[str]
) -> Offers:
    named = enumerate(shelf)
    return [(f"{source}:{at}", q.text) for at, q in named if q.text not in present]
