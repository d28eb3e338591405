"""Questions to add: blank ones, the trade's own, and those that fit anybody."""

from collections.abc import Sequence

from surveys.models import QuestionKind
from surveys.starters import COMMON_LIBRARY, StarterQuestion, starter_for
from surveys.words import QuestionWords

Offers = list[tuple[str, str]]


def library(trade: str, present: Sequence[str]) -> list[tuple[str, Offers]]:
    """Return what can be added, in groups of (value, text): blank ones of each kind,
    the trade's, the common ones. Those that are ``present`` are left out.
    """
    starter = starter_for(trade)
    trades = [*starter.questions, *starter.library]
    return [
        ("A blank one", [(f"kind:{k}", label) for k, label in QuestionKind.choices]),
        (f"For {starter.label.lower()}", _offers("trade", trades, present)),
        ("For anybody", _offers("common", COMMON_LIBRARY, present)),
    ]


def offered(wanted: str, *, trade: str) -> QuestionWords | None:
    """Return the question that a value of `library` means, or None."""
    source, _colon, which = wanted.partition(":")
    if source == "kind" and which in QuestionKind.values:
        return QuestionWords(which, "")
    starter = starter_for(trade)
    shelves: dict[str, Sequence[StarterQuestion]] = {
        "trade": [*starter.questions, *starter.library],
        "common": COMMON_LIBRARY,
    }
    shelf = shelves.get(source, ())
    if not which.isdecimal() or int(which) >= len(shelf):
        return None
    found = shelf[int(which)]
    return QuestionWords(found.kind, found.text, found.hint, found.options)


def _offers(
    source: str, shelf: Sequence[StarterQuestion], present: Sequence[str]
) -> Offers:
    named = enumerate(shelf)
    return [(f"{source}:{at}", q.text) for at, q in named if q.text not in present]
