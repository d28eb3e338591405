"""Which words stand in the weekly voices: by rules that anybody can check. Pure.

The rules are stated in docs/who-hears.md; nobody chooses, and no score is shown.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from uuid import UUID

from feedback.local_time import at_local
from surveys.about_them import handler_of, name_key
from surveys.models import Reply

MOST_PRAISE = MOST_OTHERS = 5
LONGEST_QUOTE = 300
# Shorter ones say little: they are quoted after all others.
LEAST_WORDS = 3
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Voice:
    """The words of one reply. ``is_praise``: pleased, and nothing is wrong."""

    reply: Reply
    is_praise: bool

    @property
    def quote(self) -> str:
        """The words as they were written, cut at the end of a word if they are long."""
        return cut(self.reply.words)


@dataclass(frozen=True, slots=True)
class Voices:
    """What one mail quotes, and how many people it does not."""

    praise: tuple[Voice, ...]
    others: tuple[Voice, ...]
    people: int

    @property
    def more(self) -> int:
        """How many people wrote besides."""
        return self.people - len(self.praise) - len(self.others)

    @property
    def quoted(self) -> tuple[Voice, ...]:
        """Everything quoted, in the order of the mail."""
        return (*self.praise, *self.others)


def choose(replies: Sequence[Reply], alarming: set[UUID]) -> Voices:
    """Return the voices out of ``replies`` (oldest first, all with words).

    Each person is quoted once, with the first that they said. Praise is spread over
    those who did the work, so that one name does not fill the mail; of the others,
    those who wait come first, then whoever wrote first.
    """
    first = {reply.customer_id: reply for reply in reversed(replies)}
    once = sorted(first.values(), key=lambda reply: (reply.submitted_at, reply.pk))
    voices = [Voice(reply, _is_praise(reply, alarming)) for reply in once]
    praise = [voice for voice in voices if voice.is_praise]
    others = [voice for voice in voices if not voice.is_praise]
    return Voices(
        tuple(_short_last(_in_turn(praise))[:MOST_PRAISE]),
        tuple(_short_last(_waiting_first(others))[:MOST_OTHERS]),
        len(voices),
    )


def week_before(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return the calendar week before that of ``day``: from Monday to Monday at
    midnight where the business is, so that weeks neither overlap nor leave a gap.
    """
    monday = day - timedelta(days=day.weekday())
    midnight = time(0)
    return at_local(monday - _WEEK, midnight, zone), at_local(monday, midnight, zone)


def cut(words: str) -> str:
    """Return ``words`` up to `LONGEST_QUOTE`, ending with a whole word."""
    text = words.strip()
    if len(text) <= LONGEST_QUOTE:
        return text
    head = text[:LONGEST_QUOTE]
    whole = head.rsplit(maxsplit=1)[0] if " " in head else head
    return f"{whole.rstrip('.,;: ')}…"


def _is_praise(reply: Reply, alarming: set[UUID]) -> bool:
    pleased = reply.rating is not None and reply.rating >= Reply.Rating.GOOD
    return pleased and not reply.waits_for_person and reply.pk not in alarming


def _in_turn(voices: list[Voice]) -> list[Voice]:
    by_handler: dict[str, list[Voice]] = defaultdict(list)
    for voice in voices:
        by_handler[name_key(handler_of(voice.reply))].append(voice)
    rounds = zip_longest(*by_handler.values())
    return [voice for turn in rounds for voice in turn if voice is not None]


def _waiting_first(voices: list[Voice]) -> list[Voice]:
    return sorted(voices, key=lambda voice: not voice.reply.waits_for_person)


def _short_last(voices: list[Voice]) -> list[Voice]:
    return sorted(voices, key=lambda v: len(v.reply.words.split()) < LEAST_WORDS)
