"""The back-end that needs nothing: phrases that customers of any trade use."""

from collections.abc import Iterable, Iterator, Sequence

from surveys.themes.clauses import Clause, Word, clauses
from surveys.themes.language import (
    ABOUT,
    PRAISE,
    PROBLEM,
    Language,
    language_of,
)
from surveys.themes.phrases import Match
from surveys.themes.reader import Comment, Finding, Reading

# How far before a phrase a "not" still turns it round.
REACH = 3
_OTHER = {PROBLEM: PRAISE, PRAISE: PROBLEM}
_ABOUT_WEIGHT = 0.5


class PhraseReader:
    """Reads by the phrases of `languages`; a "not" before one turns it round."""

    def read(self, comments: Sequence[Comment]) -> list[Reading]:
        """Return the reading of each comment, in their order."""
        return [read_comment(comment) for comment in comments]


def read_comment(comment: Comment) -> Reading:
    """Return what one comment is about."""
    whole = clauses(comment.words, frozenset())
    texts = [word.text for clause in whole for word in clause.words]
    language = language_of(texts, comment.language)
    if language is None:
        return Reading(clauses=whole, unread=list(whole))
    reading = Reading(language=language)
    reading.clauses = clauses(comment.words, language.words("splitters"))
    for clause in reading.clauses:
        found = list(_findings(clause, language, comment.rating))
        reading.findings.extend(found)
        if not found:
            reading.unread.append(clause)
    keep_last(reading, language)
    return reading


def keep_last(reading: Reading, language: Language) -> None:
    """Drop what counts only where nothing else was said."""
    said = [f for f in reading.findings if not language.is_last(f.key)]
    if said:
        reading.findings = said


def _findings(
    clause: Clause, language: Language, rating: int | None
) -> Iterator[Finding]:
    best: dict[str, float] = {}
    for match in _longest(language.book.find(clause.words)):
        aspect, _dot, side = match.label.partition(".")
        weight = float(match.size)
        if side == ABOUT:
            side, weight = _mood(clause, language, rating), _ABOUT_WEIGHT
        elif _is_turned(clause.words, match, side, language):
            side = _OTHER[side]
        key = f"{aspect}.{side}"
        if language.name(key):
            best[key] = max(weight, best.get(key, 0))
    for key, weight in _one_side(best).items():
        yield Finding(key, clause.start, clause.end, weight)


def _longest(matches: Iterable[Match]) -> list[Match]:
    """Drop whatever stands inside a longer phrase of another kind."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (-m.size, m.last - m.first)):
        inside = (m for m in kept if m.first <= match.first and match.last <= m.last)
        if not any(m.size > match.size for m in inside):
            kept.append(match)
    return kept


def _one_side(best: dict[str, float]) -> dict[str, float]:
    """Let the plainer side of an aspect stand where a clause seems to say both."""
    kept: dict[str, float] = {}
    for key, weight in sorted(best.items(), key=lambda item: -item[1]):
        aspect, _dot, side = key.partition(".")
        other = f"{aspect}.{_OTHER[side]}"
        if kept.get(other, 0) <= weight or other not in kept:
            kept.setdefault(key, weight)
        if other in kept and kept[other] > weight:
            kept.pop(key, None)
    return kept


def _is_turned(
    words: Sequence[Word], match: Match, side: str, language: Language
) -> bool:
    before = _just_before(words, match.first)
    if side == PRAISE and any(w.text in language.words("wishes") for w in before):
        return True
    return _is_negated(before, words[match.first], language)


def _is_negated(before: Sequence[Word], first: Word, language: Language) -> bool:
    following = [*before, first][1:]
    for word, after in zip(before, following, strict=True):
        if word.text in language.words("negators"):
            return after.text not in language.words("not_only")
    return False


def _just_before(words: Sequence[Word], at: int) -> Sequence[Word]:
    """Return the few words before ``at`` that no comma parts from it."""
    start = at
    while start > 0 and at - start < REACH and not words[start].after_comma:
        start -= 1
    return words[start:at]


def _mood(clause: Clause, language: Language, rating: int | None) -> str:
    """Return which side a clause takes that only names its subject."""
    total = 0
    for at, word in enumerate(clause.words):
        good = word.text in language.words("good")
        value = int(good) - int(word.text in language.words("bad"))
        before = _just_before(clause.words, at)
        total += -value if _is_negated(before, word, language) else value
    if total == 0 and rating:
        total = rating - 3
    return PRAISE if total > 0 else PROBLEM
