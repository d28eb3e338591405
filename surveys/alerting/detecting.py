"""What in one reply somebody should know now. Pure: no database, no cloud.

An alert is a hint to a person, who reads the words; it changes no number and nothing
that the customer sees.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.alerting.phrases import find, sentence_around
from surveys.models import Alert, Reply

Kind = Alert.Kind


@dataclass(frozen=True, slots=True)
class Signs:
    """What is looked at: words and answers of one reply.

    ``is_unsolved``: a question about the outcome was answered "no".
    """

    words: str
    rating: int | None = None
    is_unsolved: bool = False
    wants_contact: bool = False
    is_valuable: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One cause for an alert, with where the words that raised it begin and end."""

    kind: Kind
    start: int | None = None
    end: int | None = None


def detect(signs: Signs) -> list[Found]:
    """Return every cause for an alert in ``signs``, the weightiest first."""
    found = list(_found(signs))
    if signs.is_valuable and (_is_unhappy(signs) or _is_grave(found)):
        quoted = found[0] if found else Found(Kind.VALUABLE)
        found.insert(0, Found(Kind.VALUABLE, quoted.start, quoted.end))
    return found


def _found(signs: Signs) -> Iterator[Found]:
    angry = _angry(signs)
    if angry:
        yield angry
    hollow = _hollow_smile(signs)
    if hollow:
        yield hollow
    policy = _quote(signs, Kind.POLICY, "policy")
    if policy:
        yield policy
    contact = _quote(signs, Kind.WANTS_CONTACT, "contact")
    if contact or signs.wants_contact:
        yield contact or Found(Kind.WANTS_CONTACT)


def _angry(signs: Signs) -> Found | None:
    """Some words are angry only from somebody who is not pleased: a solicitor may be
    a neighbour.
    """
    sections = ["angry", "leaving"]
    if signs.rating is None or signs.rating < Reply.Rating.GOOD:
        sections.append("angry if unhappy")
    found = (_quote(signs, Kind.ANGRY, section) for section in sections)
    return next(filter(None, found), None)


def _hollow_smile(signs: Signs) -> Found | None:
    """Pleasant, but not solved: rated good, and by their answers or words it is not."""
    if signs.rating is None or signs.rating < Reply.Rating.GOOD:
        return None
    said = _quote(signs, Kind.HOLLOW_SMILE, "unsolved")
    return said or (Found(Kind.HOLLOW_SMILE) if signs.is_unsolved else None)


def _is_unhappy(signs: Signs) -> bool:
    poor = signs.rating is not None and signs.rating <= Reply.Rating.POOR
    return poor or signs.is_unsolved


def _is_grave(found: list[Found]) -> bool:
    return any(one.kind in (Kind.ANGRY, Kind.HOLLOW_SMILE) for one in found)


def _quote(signs: Signs, kind: Kind, section: str) -> Found | None:
    place = find(signs.words, section)
    if place is None:
        return None
    return Found(kind, *sentence_around(signs.words, *place))
