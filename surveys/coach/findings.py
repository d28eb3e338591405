"""What the coach says about a question."""

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """What may be wrong with the wording of a question."""

    LEADING = "leading"
    DOUBLE_BARRELLED = "double_barrelled"
    BEGGING = "begging"
    JARGON = "jargon"
    DOUBLE_NEGATIVE = "double_negative"
    TOO_LONG = "too_long"
    HARD_TO_READ = "hard_to_read"
    OVERLAP = "overlap"
    PROMISE = "promise"


RULES = tuple(Rule)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to change in one question.

    ``text[start:end]`` are the words it is about, ``why`` one plain sentence, and
    ``rewrites`` whole questions to put in its place, the best first; none where only
    the author can know a better word.
    """

    rule: Rule
    index: int
    start: int
    end: int
    why: str
    rewrites: tuple[str, ...] = ()

    @property
    def rewrite(self) -> str:
        """The best wording to put in its place, if there is one."""
        return self.rewrites[0] if self.rewrites else ""
