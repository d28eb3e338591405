"""Whether a machine pressed "send": signs, what each weighs, and their sum. Pure.

Mail gateways follow every link of a mail, some run its scripts and a few submit the
first form they find. No single habit of people is held against anybody: whoever has
no scripts, uses only the keyboard, speaks to their computer, hides behind a relay or
answers half a minute after the mail came stays well below `SUSPICIOUS_FROM`. The
answers themselves, above all the rating, are no input.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

SUSPICIOUS_FROM = 60
FEW_MOVES = 1
# Names of programs. "Cubot" is a maker of phones.
_PROGRAM = re.compile(
    r"headless|phantomjs|(?<!cu)bot\b|crawler|spider|scanner|preview"
    r"|^(?:curl|wget|python|go-http|java|okhttp|libwww|ruby|php|axios|node|httpie)",
    re.IGNORECASE,
)
_CHROMIUM = re.compile(r"Chrome/\d")


class Sign(models.TextChoices):
    """One thing about a sending, in the words in which the team reads it."""

    TRAPPED = "trapped", _("It filled in a field that no person can see.")
    PROGRAM = "program", _("It came from a program, not from a person’s browser.")
    SEVERAL = "several", _("It picked several answers where only one can be picked.")
    UNTOUCHED = "untouched", _("Nobody had touched, clicked or typed on the page.")
    AT_ONCE = "at_once", _("It was sent the moment the page was there.")
    QUICK = "quick", _("It was sent within three seconds.")
    ON_ARRIVAL = "on_arrival", _("It came within seconds of the mail’s delivery.")
    SOON = "soon", _("It came less than 20 seconds after the mail.")
    EARLY = "early", _("It came less than a minute after the mail.")
    ALL_LINKS = "all_links", _("Whoever sent it had followed all links of the mail.")
    MANY_LINKS = "many_links", _("Whoever sent it had followed several links.")
    TWO_LINKS = "two_links", _("Whoever sent it had followed two of the answers.")
    NEARBY = "nearby", _("Something followed all links of the mail a moment before.")
    NOT_PRESSED = "not_pressed", _("The browser says that nobody pressed a button.")
    NO_BROWSER = "no_browser", _("It says it is a browser and does not act like one.")
    BARE = "bare", _("It did not say what browser or language it has.")
    NO_PAGE = "no_page", _("It did not come from the page that we showed.")
    ONE_JUMP = "one_jump", _("The mouse pressed without having moved.")
    ONE_PRESS = "one_press", _("There was one press and nothing else.")


WEIGHTS = {
    # No person does these.
    Sign.TRAPPED: 100,
    Sign.PROGRAM: 100,
    Sign.SEVERAL: 100,
    Sign.UNTOUCHED: 70,
    Sign.AT_ONCE: 60,
    Sign.ON_ARRIVAL: 60,
    Sign.ALL_LINKS: 60,
    # People seldom do one of these, and hardly two.
    Sign.SOON: 40,
    Sign.MANY_LINKS: 40,
    Sign.NOT_PRESSED: 40,
    Sign.NO_BROWSER: 30,
    Sign.QUICK: 25,
    Sign.NO_PAGE: 25,
    # These say little.
    Sign.BARE: 20,
    Sign.NEARBY: 20,
    Sign.ONE_JUMP: 20,
    Sign.ONE_PRESS: 20,
    Sign.TWO_LINKS: 15,
    Sign.EARLY: 10,
}


@dataclass(frozen=True, slots=True)
class Hand:
    """What the script on the page saw of a hand, where it runs: trusted events only."""

    is_driven: bool = False
    moves: int = 0
    presses: int = 0
    keys: int = 0
    clicks: int = 0
    changes: int = 0
    mouse_jumped: bool = False

    @classmethod
    def read(cls, text: str) -> "Hand | None":
        """Return what the hidden field says; None if no script ran, or it is odd."""
        parts = text.split(".")
        plain = all(part.isascii() and part.isdigit() for part in parts)
        if len(parts) != 7 or not plain or len(text) > 40:
            return None
        driven, moves, presses, keys, clicks, changes, jumped = map(int, parts)
        return cls(
            bool(driven),
            moves,
            presses,
            keys,
            clicks,
            changes,
            mouse_jumped=bool(jumped),
        )

    @property
    def touches(self) -> int:
        """How often something was pressed, typed or chosen."""
        return self.presses + self.keys + self.clicks + self.changes


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a page came back. Everything unknown is None or empty and says nothing.

    ``seconds_open`` is how long the page had been drawn, ``since_delivery`` how long
    the mail that asks had been there. ``own_links`` are the links of it that the same
    browser followed within the hour, ``other_links`` those that anything else followed
    within the minute: "1" to "5" and "stop".
    """

    agent: str = ""
    languages: str = ""
    fetch_mode: str = ""
    fetch_user: str = ""
    is_secure: bool = False
    is_trapped: bool = False
    picks_several: bool = False
    seconds_open: float | None = None
    since_delivery: float | None = None
    hand: Hand | None = None
    own_links: frozenset[str] = frozenset()
    other_links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; ``score`` is the sum of the weights of ``signs``."""

    score: int
    signs: tuple[Sign, ...] = ()

    @property
    def is_suspicious(self) -> bool:
        """Whether it is too much for a person."""
        return self.score >= SUSPICIOUS_FROM


def in_words(signs: Iterable[str]) -> list[str]:
    """Return stored signs as the team reads them, the weightiest first."""
    known = [Sign(sign) for sign in signs if sign in Sign.values]
    known.sort(key=lambda sign: -WEIGHTS[sign])
    return [str(sign.label) for sign in known]


def judge(evidence: Evidence) -> Verdict:
    """Return the signs in ``evidence`` and what they weigh together."""
    found = (
        *_certain(evidence),
        *_from_timing(evidence),
        *_from_links(evidence),
        *_from_browser(evidence),
        *_from_hand(evidence.hand),
    )
    return Verdict(sum(WEIGHTS[sign] for sign in found), found)


def _certain(seen: Evidence) -> list[Sign]:
    driven = seen.hand is not None and seen.hand.is_driven
    possible = [
        (seen.is_trapped, Sign.TRAPPED),
        (driven or bool(_PROGRAM.search(seen.agent)), Sign.PROGRAM),
        (seen.picks_several, Sign.SEVERAL),
    ]
    return [sign for is_there, sign in possible if is_there]


def _from_timing(seen: Evidence) -> list[Sign]:
    opened = _first_above(seen.seconds_open, [(1.5, Sign.AT_ONCE), (3, Sign.QUICK)])
    if seen.seconds_open is None:
        opened = [Sign.NO_PAGE]
    steps = [(8, Sign.ON_ARRIVAL), (20, Sign.SOON), (45, Sign.EARLY)]
    return [*opened, *_first_above(seen.since_delivery, steps)]


def _first_above(
    seconds: float | None, steps: Sequence[tuple[float, Sign]]
) -> list[Sign]:
    if seconds is None:
        return []
    return [sign for below, sign in steps if seconds < below][:1]


def _from_links(seen: Evidence) -> list[Sign]:
    ratings = len(seen.own_links & set("12345"))
    others = len(seen.other_links & set("12345"))
    went_out = "stop" in seen.own_links
    own: list[Sign] = []
    if ratings >= 4:
        own = [Sign.ALL_LINKS]
    elif ratings == 3 or (ratings == 2 and went_out):
        own = [Sign.MANY_LINKS]
    elif ratings == 2:
        own = [Sign.TWO_LINKS]
    return [*own, Sign.NEARBY] if others >= 3 else own


def _from_browser(seen: Evidence) -> list[Sign]:
    is_chromium = bool(_CHROMIUM.search(seen.agent))
    # Only Chromium sends "Sec-Fetch-User" for sure; Safari never does.
    not_pressed = is_chromium and seen.fetch_mode and not seen.fetch_user
    # Without TLS no browser sends any of these headers.
    pretends = is_chromium and seen.is_secure and not seen.fetch_mode
    possible = [
        (bool(not_pressed), Sign.NOT_PRESSED),
        (pretends, Sign.NO_BROWSER),
        (not (seen.agent and seen.languages), Sign.BARE),
    ]
    return [sign for is_there, sign in possible if is_there]


def _from_hand(hand: Hand | None) -> list[Sign]:
    """No script, no sign: many people have none."""
    if hand is None:
        return []
    if not hand.touches:
        return [Sign.UNTOUCHED]
    if hand.mouse_jumped:
        return [Sign.ONE_JUMP]
    alone = hand.presses + hand.keys <= 1 and not hand.changes
    return [Sign.ONE_PRESS] if alone and hand.moves <= FEW_MOVES else []
