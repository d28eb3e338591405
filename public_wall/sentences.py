"""The numbers in sentences: what a visitor reads first. Under ten replies there is no
proportion, and nowhere a percentage of anything else than all who were asked.
"""

from math import ceil

from feedback.accounts.models import Business
from public_wall.numbers import Facts
from public_wall.rules import FEWEST
from public_wall.selectors import comments


def headline(facts: Facts) -> str:
    """Return the one sentence above the bars."""
    if not facts.answered:
        return "Nobody has replied yet."
    if facts.answered < FEWEST:
        return f"{_so_far(facts)} Too few to put into one number."
    who = "people who replied" if facts.people == facts.answered else "replies"
    return f"{facts.good} of the {facts.answered} {who} said good or very good."


def asking(facts: Facts, business: Business) -> str:
    """Return how many were asked and how many of them replied."""
    asked = facts.asking
    if not asked.times:
        return f"In the last 12 months {business.name} has asked nobody yet."
    times = "" if asked.times == asked.people else f", {asked.times} times in all"
    people = _people(asked.people)
    start = f"In the last 12 months {business.name} asked {people}{times}."
    return f"{start} {_replied(facts)}"


def hearing(facts: Facts) -> str:
    """Return how long it takes until a person has dealt with a reply, and who waits."""
    heard = facts.hearing
    parts = []
    if heard.median_hours is not None and facts.answered >= FEWEST:
        parts.append(
            f"A person has dealt with {heard.heard} of the {facts.answered} replies,"
            f" half of those within {_duration(heard.median_hours)}."
        )
    who = _people(heard.waiting_now) if heard.waiting_now else "Nobody"
    verb = "are" if heard.waiting_now > 1 else "is"
    parts.append(f"{who} {verb} waiting to hear back now.")
    return " ".join(parts)


def showing(facts: Facts) -> str:
    """Return where the words of everybody who replied are."""
    places = facts.places
    apart = [
        (places[comments.WAITING], "waits", "wait", "for the 48 hours to pass"),
        (places[comments.CHECKING], "is", "are", "being checked"),
        (places[comments.REMOVED], "was", "were", "removed"),
    ]
    first = f"{facts.consented} of the {facts.answered} let us show their words."
    if facts.answered == 1:
        first = f"{'They' if facts.consented else 'Nobody'} let us show their words."
    others = [
        f"{n} {one if n == 1 else many} {what}" for n, one, many, what in apart if n
    ]
    rest = f" {_listed(others)}." if others else ""
    return f"{first}{rest} Newest first."


def percent(part: int, whole: int) -> str:
    """Return ``part`` of ``whole`` as " (45%)", or nothing if there are too few."""
    return f" ({round(100 * part / whole)}%)" if whole >= FEWEST else ""


def _so_far(facts: Facts) -> str:
    if facts.people == facts.answered:
        verb = "has" if facts.people == 1 else "have"
        return f"{_people(facts.people)} {verb} replied so far."
    return f"{facts.answered} replies so far."


def _replied(facts: Facts) -> str:
    asked = facts.asking
    enough = facts.answered >= FEWEST
    rate = percent(asked.replied, asked.times) if enough else ""
    earlier = facts.answered - asked.replied
    said = f"{asked.replied or 'Nobody'} replied{rate}."
    if earlier > 0:
        said += f" {earlier} more came from people asked before that."
    return said


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _duration(hours: float) -> str:
    if hours <= 1:
        return "an hour"
    if hours <= 36:
        return f"{ceil(hours)} hours"
    days = ceil(hours / 24)
    return f"{days} days"


def _listed(parts: list[str]) -> str:
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
