"""People and machines as their requests look to us, without a browser."""

import random
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from feedback import clock
from surveys.models import Invitation
from tests.surveys.guests import asked, link

LANGUAGES = ("en-GB,en;q=0.9", "de-DE,de;q=0.8,en;q=0.5", "ar", "en-US,en;q=0.5")
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/142.0.0.0 Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)
CUBOT = (
    "Mozilla/5.0 (Linux; Android 12; CUBOT P60) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/141.0.0.0 Mobile Safari/537.36"
)
LYNX = "Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/3.0.9"
# How hands look to the script: driven, moves, presses, keys, clicks, changes, jumped.
MOUSE, TOUCH, KEYS = "0.212.6.0.6.5.0", "0.0.9.0.6.5.0", "0.0.0.31.4.3.0"
# Voice control and switches: trusted clicks from nowhere.
VOICE = "0.1.5.0.5.4.1"
TWO_TAPS = "0.0.3.0.1.0.0"
NO_SCRIPTS = ""


@dataclass(frozen=True)
class Visitor:
    """Somebody, or something, that follows links of one mail and sends its page.

    ``ratings`` are the words of the mail that are followed, the last one is sent from;
    none means the plain link. ``reads`` is how many seconds the page is open.
    """

    agent: str = CHROME
    language: str = LANGUAGES[0]
    address: str = "203.0.113.7"
    hand: str = MOUSE
    ratings: tuple[str, ...] = ("4",)
    reads: float = 30.0
    says_pressed: bool = True
    is_secure: bool = True
    fills: dict[str, str] = field(default_factory=lambda: {"words": "He was kind."})

    @property
    def headers(self) -> dict[str, Any]:
        """What its requests say about it."""
        said = {"REMOTE_ADDR": self.address, "secure": self.is_secure}
        if self.agent:
            said["HTTP_USER_AGENT"] = self.agent
        if self.language:
            said["HTTP_ACCEPT_LANGUAGE"] = self.language
        if self.is_secure and self.agent not in ("", LYNX) and "/" in self.agent:
            said["HTTP_SEC_FETCH_MODE"] = "navigate"
            if self.says_pressed and "Version/" not in self.agent:
                said["HTTP_SEC_FETCH_USER"] = "?1"
        return said

    def opens(self, to: Invitation, name: str = "survey", **more: str) -> HttpResponse:
        """Follow a link of the mail."""
        return Client().get(link(name, to, **more), **self.headers)

    def answers(self, to: Invitation, at: datetime, **extra: Any) -> HttpResponse:
        """Follow the links at ``at``, read, and send the page."""
        with clock.set_to(at):
            for rating in self.ratings:
                page = self.opens(to, "rating", rating=rating)
            if not self.ratings:
                page = self.opens(to)
        form = fields_of(page) | self.written(to) | {"hand": self.hand} | extra
        with clock.set_to(at + timedelta(seconds=self.reads)):
            return Client().post(link("survey", to), form, **self.headers)

    def written(self, to: Invitation) -> dict[str, str]:
        """What it adds to the form by hand."""
        names = {part: f"q-{question.pk}" for part, question in asked(to).items()}
        return {names[part]: value for part, value in self.fills.items()}


def fields_of(page: HttpResponse) -> dict[str, str]:
    """Return what the form of ``page`` holds: hidden fields and what is picked."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page.content.decode()):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        kept = 'type="hidden"' in tag or " checked" in tag
        if name and value and kept:
            found[name[1]] = value[1]
    return found


def people(count: int, *, seed: int) -> list[tuple[Visitor, float]]:
    """Return varied people, each with the seconds after delivery at which they came.

    Browsers, hands, networks and habits are drawn independently, so rare mixtures come
    up too: no scripts behind a relay, two taps on a phone, text browsers, voices.
    """
    draw = random.Random(seed)
    return [_person(draw, number) for number in range(count)]


def _person(draw: random.Random, number: int) -> tuple[Visitor, float]:
    agent, hands = draw.choice(
        [
            (CHROME, (MOUSE, KEYS, VOICE, NO_SCRIPTS)),
            (FIREFOX, (MOUSE, KEYS, NO_SCRIPTS)),
            (SAFARI, (TOUCH, TWO_TAPS, NO_SCRIPTS)),
            (CUBOT, (TOUCH, TWO_TAPS, VOICE)),
            (LYNX, (NO_SCRIPTS,)),
        ]
    )
    hand = draw.choice(hands)
    rating = str(draw.randint(1, 5))
    other = str(draw.randint(1, 5))
    is_quick = hand in (TOUCH, TWO_TAPS)
    return (
        Visitor(
            agent=agent,
            hand=hand,
            language=draw.choice(LANGUAGES),
            address=f"203.0.113.{number % 250}",
            ratings=draw.choice([(rating,), (rating,), (), (other, rating)]),
            reads=draw.uniform(4 if is_quick else 8, 240),
            is_secure=draw.random() < 0.9,
            fills=draw.choice(
                [{"words": "He was kind."}, {"step": "1"}, {"rating": rating}]
            ),
        ),
        draw.choice([25.0, 40.0, 90.0, 3600.0, 86_400.0, 604_800.0]),
    )


def gateway(address: str = "198.51.100.9") -> Visitor:
    """Return a scanner of a mail gateway that follows every link and sends nothing."""
    return replace(Visitor(), address=address, agent=FIREFOX)
