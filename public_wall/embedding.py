"""The newest "you said, we did" in a small box on other people's pages.

Which one it is follows from a rule, the newest that can be read, so that nobody can
pick a flattering one. What a customer wrote stands there as long as it stands on the
public page.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.text import one_line
from public_wall.cards import UpdateCard
from public_wall.numbers import Facts
from public_wall.selectors import receipts
from public_wall.selectors.facts import facts
from public_wall.selectors.updates import published_updates
from public_wall.sites import Site
from surveys.languages import direction

LONGEST_WORDS = 180
LONGEST_NAME = 34
WIDTH, HEIGHT = 320, 120
# An origin as browsers send it: https, a name in ASCII, perhaps a port.
_ORIGIN = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?")
_BADGE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
    ' viewBox="0 0 {width} {height}" role="img" direction="{dir}" xml:lang="{lang}">'
    "<title>{title}</title>"
    '<rect x=".5" y=".5" width="319" height="119" rx="12" fill="#fff"'
    ' stroke="#7f877f"/><g font-family="system-ui,sans-serif" fill="#1e2522">'
    '<text x="{x}" y="36" font-size="17" font-weight="700">{name}</text>'
    '<text x="{x}" y="66" font-size="15">{counted}</text>'
    '<text x="{x}" y="96" font-size="15" fill="#0e5a4c">{changed}</text></g></svg>'
)


@dataclass(frozen=True, slots=True)
class Box:
    """What a box says: the counts in words, and the newest update if there is one."""

    counted: str
    changed: str
    update: UpdateCard | None


def box(site: Site, *, now: datetime) -> Box:
    """Return what the box about a page says now."""
    numbers = facts(site.business, now=now)
    newest = list(published_updates(site.business, now=now)[:1])
    cards = receipts.cards(site.business, newest, language=site.language, now=now)
    return Box(_counted(numbers), _changed(numbers), next(iter(cards), None))


def as_json(site: Site, said: Box) -> dict[str, Any]:
    """Return the box for the custom element, which only prints it."""
    card = said.update
    pair = None
    if card:
        pair = {
            "said_label": _("You said"),
            "said": shortened(card.quote or card.said or _("Their words are private.")),
            "who": card.quote_name if card.quote else card.people,
            "did_label": labels()[card.kind],
            "did": shortened(card.did),
        }
    return {
        "name": one_line(site.business.name),
        "lang": site.language,
        "dir": direction(site.language),
        "counts": f"{said.counted} {said.changed}",
        "pair": pair,
        "link": _("See all of it"),
        "url": site.full("wall"),
    }


def badge(site: Site, said: Box) -> str:
    """Return the counts as a picture, with the same in its title."""
    is_from_right = direction(site.language) == "rtl"
    name = one_line(site.business.name)
    return _BADGE.format(
        width=WIDTH,
        height=HEIGHT,
        x=WIDTH - 18 if is_from_right else 18,
        dir=direction(site.language),
        lang=escape(site.language),
        title=escape(f"{name}: {said.counted} {said.changed}"),
        name=escape(shortened(name, LONGEST_NAME)),
        counted=escape(said.counted),
        changed=escape(said.changed),
    )


def labels() -> dict[str, str]:
    """Return what stands above the business's words, by kind of update."""
    return {
        "did": _("What we did"),
        "not_this_time": _("What we decided"),
        "later": _("Why it is later"),
    }


def frame_ancestors(origins: list[str]) -> list[str]:
    """Return who may frame the box: those ``origins`` that can stand in a header."""
    return [o for o in origins if _ORIGIN.fullmatch(o)] or ["'none'"]


def shortened(words: str, longest: int = LONGEST_WORDS) -> str:
    """Return ``words`` on one line, cut after ``longest`` characters with a sign."""
    flat = one_line(words, longest=longest + 1)
    return flat if len(flat) <= longest else f"{flat[: longest - 1].rstrip()}…"


def _counted(numbers: Facts) -> str:
    sentence = ngettext(
        "%(count)s reply in 12 months.",
        "%(count)s replies in 12 months.",
        numbers.answered,
    )
    return sentence % {"count": numbers.answered}


def _changed(numbers: Facts) -> str:
    changed = numbers.changes.changed
    sentence = ngettext(
        "%(count)s thing changed because of them.",
        "%(count)s things changed because of them.",
        changed,
    )
    return sentence % {"count": changed}
