"""Two questions in one: where they are joined, and each by itself.

Without a grammar of the language: the shapes below are those that people write, and
where none fits the first question stands alone.
"""

import re
from re import Match

from surveys.coach.language import Language
from surveys.coach.rewriting import sentence

# Where two things are joined, and the questions they make, the first one first.
Halves = tuple[int, int, tuple[str, ...]]


def two_questions(text: str, language: Language) -> Halves | None:
    """Return the two questions that ``text`` asks at once, or None if it is one."""
    asked = _asked(text, language)
    if asked is None:
        return None
    start, whole = asked
    joint = _joint(whole, language)
    if joint is None:
        return None
    head = language.both.sub("", whole[: joint.start()])
    halves = _Halves(head, whole[joint.end() :], language).questions()
    at = start + joint.start("word")
    return at, start + joint.end("word"), tuple(sentence(half) for half in halves)


def _asked(text: str, language: Language) -> tuple[int, str] | None:
    """Return what is asked, without what leads up to it, and where it starts."""
    if "?" not in text:
        return None
    upto = text.rindex("?")
    starts = [m.start("asked") for m in language.question.finditer(text[:upto])]
    # After "and did you …" begins no lead-in but the other half.
    starts = [s for s in starts if not _follows_joint(text[:s], language)]
    return (starts[-1], text[starts[-1] : upto]) if starts else None


def _follows_joint(before: str, language: Language) -> bool:
    last = before.casefold().split()[-1:]
    return bool(last) and last[0] in language["and"]


def _joint(whole: str, language: Language) -> Match[str] | None:
    for match in language.joint.finditer(whole):
        if any(_inside(match, pattern, whole) for pattern in language.one_thing):
            continue
        after = whole[match.end() :].casefold().split(" ", maxsplit=1)[0]
        if (
            match["word"].casefold() in language["or"]
            and after not in language["verbs"]
        ):
            continue
        return match
    return None


def _inside(joint: Match[str], pattern: re.Pattern[str], whole: str) -> bool:
    at = joint.start("word")
    return any(m.start() <= at < m.end() for m in pattern.finditer(whole))


class _Halves:
    """What stands before and after the joint, and the questions they make."""

    def __init__(self, head: str, tail: str, language: Language) -> None:
        self.head, self.tail = head, tail
        self.language = language
        self.article = rf"(?:{'|'.join(language['articles'])})"
        self.polar = language["polar_start"]

    def questions(self) -> tuple[str, ...]:
        """Return one or two questions."""
        shapes = (
            self._second_asks_itself,
            self._how_this_and_that,
            self._two_who_share,
            self._second_has_a_subject,
            self._second_has_a_verb,
            self._last_of_a_list,
            self._two_of_something,
            self._two_words_before_a_noun,
            self._after_an_article,
            self._after_a_preposition,
        )
        for shape in shapes:
            found = shape()
            if found:
                return found
        return self.head, f"{self.head.rpartition(' ')[0]} {self.tail}"

    def _head(self, pattern: str) -> Match[str] | None:
        return re.search(pattern, self.head, re.IGNORECASE)

    def _tail(self, pattern: str) -> Match[str] | None:
        return re.match(pattern, self.tail, re.IGNORECASE)

    def _second_asks_itself(self) -> tuple[str, ...]:
        asks = self._tail(rf"{self.language['question_start']}\b")
        return (self.head, self.tail) if asks else ()

    def _how_this_and_that(self) -> tuple[str, ...]:
        """How clear | helpful was the advice."""
        one = self._head(r"^how [\w-]+$")
        other = self._tail(rf"[\w-]+ (?P<rest>{self.polar} .+)$")
        if not (one and other):
            return ()
        return f"{self.head} {other['rest']}", f"How {self.tail}"

    def _two_who_share(self) -> tuple[str, ...]:
        """Were the nurse | the doctor polite."""
        one = self._head(rf"^(?P<be>were|are) (?P<who>{self.article} [\w'-]+)$")
        other = self._tail(rf"(?P<who>{self.article} [\w'-]+) (?P<how>.+)$")
        if not (one and other):
            return ()
        be = {"were": "Was", "are": "Is"}[one["be"].casefold()]
        return tuple(f"{be} {who} {other['how']}" for who in (one["who"], other["who"]))

    def _second_has_a_subject(self) -> tuple[str, ...]:
        """Was the food tasty | the service quick."""
        be = self._head(rf"^(?P<be>{self.polar}) {self.article} [\w'-]+ \w+")
        has_one = self._tail(rf"{self.article} [\w'-]+ (?!of\b)\w+")
        return (self.head, f"{be['be']} {self.tail}") if be and has_one else ()

    def _second_has_a_verb(self) -> tuple[str, ...]:
        """Did we arrive on time | clean up; did the chef cook it | serve it hot."""
        who = self._head(rf"^(?:did|do|does) (?:{self.article} [\w'-]+|\w+)(?= )")
        first = self.tail.casefold().split(" ", maxsplit=1)[0]
        no_verb = {
            *self.language["praise"],
            *self.language["own_praise"],
            *self.language["articles"],
            *self.language["prepositions"],
        }
        goes_on = self._tail(r"[\w'-]+ (?!of\b|in\b|at\b)\w")
        is_verb = first in self.language["verbs"] or (goes_on and first not in no_verb)
        if not (who and is_verb):
            return ()
        # Did you read | understand the contract: what follows belongs to both.
        shares = len(self.head[who.end() :].split()) == 1
        of_both = self.tail[len(first) :] if shares else ""
        return f"{self.head}{of_both}", f"{who[0]} {self.tail}"

    def _last_of_a_list(self) -> tuple[str, ...]:
        """Is our shop clean, tidy | well stocked."""
        before, comma, _more = self.head.partition(",")
        return (before, f"{before.rpartition(' ')[0]} {self.tail}") if comma else ()

    def _two_of_something(self) -> tuple[str, ...]:
        """How would you rate the cleanliness | comfort of the room."""
        one = self._head(rf"(?P<start>.* {self.article}) [\w'-]+$")
        other = self._tail(r"[\w'-]+ (?P<of>(?:of|in|at) .+)$")
        if not (one and other):
            return ()
        return f"{self.head} {other['of']}", f"{one['start']} {self.tail}"

    def _two_words_before_a_noun(self) -> tuple[str, ...]:
        """How happy were you with our friendly | professional staff."""
        one = self._head(rf"(?P<start>.* {self.article}) (?P<word>[\w'-]+)$")
        other = self._tail(r"[\w'-]+ (?P<noun>[\w'-]+)$")
        praise = {*self.language["praise"], *self.language["own_praise"]}
        praised = one and one["word"].casefold() in praise
        if not (one and other and praised):
            return ()
        return (f"{one['start']} {other['noun']}",)

    def _after_an_article(self) -> tuple[str, ...]:
        """How happy are you with our speed | accuracy; … the price | the quality."""
        one = self._head(rf"(?P<start>^\w+ .* )(?P<article>{self.article}) [\w' -]+$")
        if one is None or self._head(rf"^{self.polar} {self.article} "):
            return ()
        has_one = self._tail(rf"{self.article}\b")
        article = "" if has_one else f"{one['article']} "
        return self.head, f"{one['start']}{article}{self.tail}"

    def _after_a_preposition(self) -> tuple[str, ...]:
        """Was the work done on time | within budget."""
        prepositions = rf"(?:{'|'.join(self.language['prepositions'])})"
        one = self._head(rf"(?P<start>.*) {prepositions} [\w'-]+$")
        has_one = self._tail(rf"{prepositions}\b")
        return (self.head, f"{one['start']} {self.tail}") if one and has_one else ()
