"""The numbers in sentences: what a visitor reads first. Under ten replies there is no
proportion, and nowhere a percentage of anything else than all who were asked.

Each sentence is one entry of the catalogue, in the language that is active.
"""

from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.accounts.models import Business
from public_wall.numbers import Asking, Facts
from public_wall.rules import FEWEST
from public_wall.selectors import comments


def headline(facts: Facts) -> str:
    """Return the one sentence above the bars."""
    if not facts.answered:
        return _("Nobody has replied yet.")
    if facts.answered < FEWEST:
        return f"{_so_far(facts)} {_('Too few to put into one number.')}"
    numbers = {"good": facts.good, "answered": facts.answered}
    if facts.people == facts.answered:
        sentence = _(
            "%(good)s of the %(answered)s people who replied said good or very good."
        )
    else:
        sentence = _("%(good)s of the %(answered)s replies said good or very good.")
    return sentence % numbers


def asking(facts: Facts, business: Business) -> str:
    """Return how many were asked and how many of them replied."""
    asked = facts.asking
    values = {"name": business.name, "people": asked.people, "times": asked.times}
    if not asked.times:
        return _("In the last 12 months %(name)s has asked nobody yet.") % values
    if asked.times == asked.people:
        sentence = ngettext(
            "In the last 12 months %(name)s asked %(people)s person.",
            "In the last 12 months %(name)s asked %(people)s people.",
            asked.people,
        )
    else:
        sentence = ngettext(
            "In the last 12 months %(name)s asked %(people)s person,"
            " %(times)s times in all.",
            "In the last 12 months %(name)s asked %(people)s people,"
            " %(times)s times in all.",
            asked.people,
        )
    return f"{sentence % values} {_replied(facts)}"


def hearing(facts: Facts) -> str:
    """Return how long it takes until a person has dealt with a reply, and who waits."""
    heard = facts.hearing
    parts = []
    if heard.median_hours is not None and facts.answered >= FEWEST:
        sentence = _(
            "A person has dealt with %(heard)s of the %(answered)s replies,"
            " half of those within %(duration)s."
        )
        parts.append(
            sentence
            % {
                "heard": heard.heard,
                "answered": facts.answered,
                "duration": _duration(heard.median_hours),
            }
        )
    return " ".join([*parts, _waiting(heard.waiting_now)])


def showing(facts: Facts) -> str:
    """Return where the words of everybody who replied are."""
    others = _apart(facts)
    rest = [f"{_listed(others)}."] if others else []
    return " ".join([_consented(facts), *rest, _("Newest first.")])


def _so_far(facts: Facts) -> str:
    count = {"count": facts.answered}
    if facts.people == facts.answered:
        sentence = ngettext(
            "%(count)s person has replied so far.",
            "%(count)s people have replied so far.",
            facts.answered,
        )
    else:
        sentence = ngettext(
            "%(count)s reply so far.", "%(count)s replies so far.", facts.answered
        )
    return sentence % count


def _replied(facts: Facts) -> str:
    asked = facts.asking
    said = _("Nobody replied.")
    if asked.replied:
        has_share = min(facts.answered, asked.times) >= FEWEST
        said = _share(asked) if has_share else _number(asked.replied)
    earlier = facts.answered - asked.replied
    if earlier <= 0:
        return said
    more = ngettext(
        "%(count)s more came from people asked before that.",
        "%(count)s more came from people asked before that.",
        earlier,
    )
    return f"{said} {more % {'count': earlier}}"


def _number(replied: int) -> str:
    sentence = ngettext("%(count)s replied.", "%(count)s replied.", replied)
    return sentence % {"count": replied}


def _share(asked: Asking) -> str:
    sentence = ngettext(
        "%(count)s replied (%(percent)s%%).",
        "%(count)s replied (%(percent)s%%).",
        asked.replied,
    )
    percent = round(100 * asked.replied / asked.times)
    return sentence % {"count": asked.replied, "percent": percent}


def _waiting(number: int) -> str:
    if not number:
        return _("Nobody is waiting to hear back now.")
    sentence = ngettext(
        "%(count)s person is waiting to hear back now.",
        "%(count)s people are waiting to hear back now.",
        number,
    )
    return sentence % {"count": number}


def _duration(hours: float) -> str:
    if hours <= 1:
        return _("an hour")
    if hours <= 36:
        count = ceil(hours)
        return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    count = ceil(hours / 24)
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _consented(facts: Facts) -> str:
    if facts.answered == 1 and facts.consented:
        return _("They let us show their words.")
    if facts.answered == 1:
        return _("Nobody let us show their words.")
    sentence = _("%(consented)s of the %(answered)s let us show their words.")
    return sentence % {"consented": facts.consented, "answered": facts.answered}


def _apart(facts: Facts) -> list[str]:
    """Return what became of the words that are not shown, a clause for each."""
    waiting = facts.places[comments.WAITING]
    checking = facts.places[comments.CHECKING]
    removed = facts.places[comments.REMOVED]
    clauses = (
        (
            waiting,
            ngettext(
                "%(count)s waits for the 48 hours to pass",
                "%(count)s wait for the 48 hours to pass",
                waiting,
            ),
        ),
        (
            checking,
            ngettext(
                "%(count)s is being checked", "%(count)s are being checked", checking
            ),
        ),
        (
            removed,
            ngettext("%(count)s was removed", "%(count)s were removed", removed),
        ),
    )
    return [clause % {"count": count} for count, clause in clauses if count]


def _listed(parts: list[str]) -> str:
    *most, last = parts
    if not most:
        return last
    return _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last}
