"""What is wrong with one question by itself, rule by rule."""

from collections.abc import Callable, Iterator

from surveys.coach import splitting
from surveys.coach.findings import Finding, Rule
from surveys.coach.language import Language
from surveys.coach.reading import grade, long_words, words_of
from surveys.coach.rewriting import (
    asked_only,
    curly,
    plainly,
    sentence,
    without_sentence,
    without_twist,
)

# Where the words are, why that is wrong, and what to ask instead.
Found = tuple[int, int, str, tuple[str, ...]]
Check = Callable[[str, Language], Found | None]


def wording(index: int, text: str, language: Language) -> Iterator[Finding]:
    """Yield what is wrong with the question ``text``, at most once a rule."""
    same_length = text.replace("’", "'").replace("`", "'")
    fired: set[Rule] = set()
    for rule, check in _CHECKS:
        # The first is the cause and the second its effect: one of them is enough.
        if any(cause in fired for cause in _INSTEAD_OF.get(rule, ())):
            continue
        found = check(same_length, language)
        if found is not None:
            start, end, why, rewrites = found
            fired.add(rule)
            fit = (check, *_UNFAIR)
            better = tuple(
                curly(rewrite)
                for rewrite in rewrites
                if rewrite and not any(one(rewrite, language) for one in fit)
            )
            yield Finding(rule, index, start, end, curly(why), better)


def _leading(text: str, language: Language) -> Found | None:
    for pattern, put in language.leading:
        match = pattern.search(text)
        if match is None:
            continue
        start, end = match.span("said")
        why = language.why("leading", words=text[start:end])
        better = [sentence(pattern.sub(words, text, count=1)) for words in put]
        # Perhaps what follows the words is a question that is fit to be asked alone.
        better.append(asked_only(text[end:], language))
        best = [b for b in better if b and not _is_leading(b, language)]
        return start, end, why, tuple(best[:1] or language["neutral"][:1])
    return None


def _is_leading(text: str, language: Language) -> bool:
    return any(pattern.search(text) for pattern, _put in language.leading)


def _double_barrelled(text: str, language: Language) -> Found | None:
    halves = splitting.two_questions(text, language)
    if halves is None:
        return None
    start, end, rewrites = halves
    return start, end, language.why("double_barrelled"), rewrites


def _begging(text: str, language: Language) -> Found | None:
    for pattern in language.begging:
        match = pattern.search(text)
        if match is not None:
            why = language.why("begging", words=match[0].strip())
            return match.start(), match.end(), why, tuple(language["neutral"][:2])
    return None


def _jargon(text: str, language: Language) -> Found | None:
    match = language.jargon.search(text)
    if match is not None:
        why = language.why("jargon", words=match[0])
        return match.start(), match.end(), why, _in_plain(text, language)
    for word in words_of(text):
        if _is_abbreviation(word, language):
            start = text.index(word)
            why = language.why("jargon", words=word)
            return start, start + len(word), why, _in_plain(text, language)
    return None


def _is_abbreviation(word: str, language: Language) -> bool:
    letters = word.removesuffix("s")
    is_one = 1 < len(letters) <= 5 and letters.isupper()
    return is_one and letters not in language["known_capitals"]


def _in_plain(text: str, language: Language) -> tuple[str, ...]:
    better = plainly(text, language.jargon, language["jargon"])
    for short, full in language["abbreviations"].items():
        better = " ".join(full if w == short else w for w in better.split(" "))
    if grade(better, language) > language["hardest_grade"]:
        better = plainly(better, language.plain, language["plain"])
    return (sentence(better),)


def _double_negative(text: str, language: Language) -> Found | None:
    noes = list(language.negation.finditer(text))
    if len(noes) < 2:
        return None
    why = language.why("double_negative")
    better = without_twist(text, noes, language)
    return noes[0].start(), noes[1].end(), why, (better,) if better else ()


def _too_long(text: str, language: Language) -> Found | None:
    count = len(text.split())
    if count <= language["longest"]:
        return None
    why = language.why("too_long", count=count, longest=language["longest"])
    shorter = asked_only(text, language)
    halves = splitting.two_questions(shorter, language) if shorter else None
    if halves is not None and len(shorter.split()) > language["longest"]:
        shorter = halves[2][0]
    is_short = shorter and len(shorter.split()) <= language["longest"]
    return 0, len(text), why, (shorter,) if is_short else ()


def _hard_to_read(text: str, language: Language) -> Found | None:
    if grade(text, language) <= language["hardest_grade"]:
        return None
    hard = long_words(text, language) or sorted(words_of(text), key=len)[-1:]
    why = language.why("hard_to_read", words=", ".join(hard[:3]))
    plain = plainly(text, language.plain, language["plain"])
    better = sentence(plainly(plain, language.jargon, language["jargon"]))
    if language.question.match(better):
        better = better.removesuffix(".").removesuffix("?") + "?"
    start = text.index(hard[0])
    return start, start + len(hard[0]), why, (better,)


def _promise(text: str, language: Language) -> Found | None:
    for pattern in language.promise:
        match = pattern.search(text)
        if match is not None:
            why = language.why("promise", words=match[0].strip())
            rest = without_sentence(text, match.start())
            better = rest if rest.endswith("?") else language["neutral"][2]
            return match.start(), match.end(), why, (better,)
    return None


_CHECKS: tuple[tuple[Rule, Check], ...] = (
    (Rule.DOUBLE_NEGATIVE, _double_negative),
    (Rule.LEADING, _leading),
    (Rule.BEGGING, _begging),
    (Rule.DOUBLE_BARRELLED, _double_barrelled),
    (Rule.JARGON, _jargon),
    (Rule.TOO_LONG, _too_long),
    (Rule.HARD_TO_READ, _hard_to_read),
    (Rule.PROMISE, _promise),
)
# A question with several faults is put right one fault at a time, but nothing is
# proposed that leads or begs.
_UNFAIR: tuple[Check, ...] = (_leading, _begging)
_INSTEAD_OF: dict[Rule, tuple[Rule, ...]] = {
    Rule.LEADING: (Rule.DOUBLE_NEGATIVE,),
    Rule.HARD_TO_READ: (Rule.TOO_LONG,),
}
