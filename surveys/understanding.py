"""Why somebody got in touch and what lay behind it: what there is to choose from, and
a suggestion from their words. Only a person's choice counts.
"""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from surveys.themes.clauses import Clause
from surveys.themes.language import PRAISE, PROBLEM
from surveys.themes.reader import Reading


class Reason(TextChoices):
    """Why they got in touch."""

    COMPLAINT = "complaint", _("Something went wrong")
    IDEA = "idea", _("A wish or an idea")
    QUESTION = "question", _("A question")
    BILLING = "billing", _("About a bill")
    BOOKING = "booking", _("About an appointment")
    PRAISE = "praise", _("To say that it was good")


class Cause(TextChoices):
    """What lay behind it: the five Ps, by the same keys as the cause of an action."""

    PRIORITIES = "priorities", _("Priorities: something else came first")
    POLICIES = "policies", _("Policies: our own rules led to it")
    PRACTICES = "practices", _("Practices: how we go about the work")
    PEOPLE = "people", _("People: somebody was missing, new or unsure")
    PLATFORMS = "platforms", _("Platforms: a tool, a system or a part")


# What usually lies behind each aspect of `surveys.themes`, as a first guess.
CAUSES: Final = {
    "lateness": Cause.PRACTICES,
    "finishing": Cause.PRACTICES,
    "waiting": Cause.PRACTICES,
    "booking": Cause.PRACTICES,
    "reaching": Cause.PRACTICES,
    "informing": Cause.PRACTICES,
    "billing": Cause.PRACTICES,
    "quality": Cause.PRACTICES,
    "tidiness": Cause.PRACTICES,
    "food": Cause.PRACTICES,
    "kindness": Cause.PEOPLE,
    "listening": Cause.PEOPLE,
    "skill": Cause.PEOPLE,
    "damage": Cause.PEOPLE,
    "helpfulness": Cause.PEOPLE,
    "turnover": Cause.PEOPLE,
    "order": Cause.PEOPLE,
    "price": Cause.POLICIES,
    "honesty": Cause.POLICIES,
    "hours": Cause.POLICIES,
    "paperwork": Cause.POLICIES,
    "choice": Cause.PRIORITIES,
    "place": Cause.PRIORITIES,
    "parking": Cause.PRIORITIES,
    "payment": Cause.PLATFORMS,
    "online": Cause.PLATFORMS,
}
_WITHOUT_CAUSE = (Reason.PRAISE, Reason.QUESTION, Reason.BOOKING)
_UNHAPPY, _HAPPY = 2, 4


def suggest(
    words: str, reading: Reading, rating: int | None
) -> tuple[Reason | None, Cause | None]:
    """Return the reason and the cause that ``words`` suggest, as far as they do.

    ``reading`` is what `surveys.themes` read in them, ``rating`` 1 to 5.
    """
    problems = [key for key in reading.keys if key.endswith(f".{PROBLEM}")]
    reason = _spoken(words, reading) or _from_sides(reading, problems, rating)
    if reason in _WITHOUT_CAUSE or not problems:
        return reason, None
    causes = (CAUSES.get(key.partition(".")[0]) for key in problems)
    return reason, next((cause for cause in causes if cause), None)


def _spoken(words: str, reading: Reading) -> Reason | None:
    """Return the reason that a phrase of the language tells, the strongest first."""
    if reading.language is None:
        return None
    book = reading.language.reasons
    said: set[str] = set()
    for clause in reading.clauses:
        labels = {match.label for match in book.find(clause.words)}
        if not _asks(words, clause):
            labels.discard(Reason.QUESTION)
        said |= labels
    for reason in (Reason.QUESTION, Reason.BILLING, Reason.BOOKING, Reason.IDEA):
        if reason in said:
            return reason
    return None


def _asks(words: str, clause: Clause) -> bool:
    return "?" in words[clause.end - 1 : clause.end + 1]


def _from_sides(
    reading: Reading, problems: list[str], rating: int | None
) -> Reason | None:
    if problems:
        return Reason.COMPLAINT
    if any(key.endswith(f".{PRAISE}") for key in reading.keys):
        return Reason.PRAISE
    if rating is None or _UNHAPPY < rating < _HAPPY:
        return None
    return Reason.COMPLAINT if rating <= _UNHAPPY else Reason.PRAISE
