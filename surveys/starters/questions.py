"""What a starter question is, with the two questions every trade shares."""

from dataclasses import dataclass
from enum import StrEnum


class QuestionKind(StrEnum):
    """The ways a question can be answered."""

    FACES = "faces"
    YES_PARTLY_NO = "yes_partly_no"
    CHOICE = "choice"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class StarterQuestion:
    """One question; `options` belong to the choice kind only."""

    kind: str
    text: str
    options: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Starter:
    """A ready survey for one trade, with more questions to swap in."""

    trade: str
    label: str
    interaction: str
    opening: str
    questions: tuple[StarterQuestion, ...]
    library: tuple[StarterQuestion, ...]


# `.value` keeps plain strings in the data, so that it can be stored as it is.
def yes_partly_no(text: str) -> StarterQuestion:
    """Return a question to answer by yes, partly or no; yes is the good answer."""
    return StarterQuestion(QuestionKind.YES_PARTLY_NO.value, text)


def choice(text: str, *options: str) -> StarterQuestion:
    """Return a question to answer by picking one of the options."""
    return StarterQuestion(QuestionKind.CHOICE.value, text, options=options)


def words(text: str, hint: str) -> StarterQuestion:
    """Return a question to answer in one’s own words."""
    return StarterQuestion(QuestionKind.WORDS.value, text, hint=hint)


OVERALL = StarterQuestion(QuestionKind.FACES.value, "Overall, how was it?")
DONE_BETTER = words(
    "What could we have done better?",
    hint="Say it as you would to a neighbour. A few words is plenty.",
)


def survey(*specific: str) -> tuple[StarterQuestion, ...]:
    """Return a whole survey: overall first, the trade’s own next, own words last."""
    return (OVERALL, *map(yes_partly_no, specific), DONE_BETTER)


def library(*texts: str, pick: StarterQuestion) -> tuple[StarterQuestion, ...]:
    """Return yes/partly/no questions followed by one to pick an answer from."""
    return (*map(yes_partly_no, texts), pick)
