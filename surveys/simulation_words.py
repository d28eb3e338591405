"""What rules would have done with last month, in words and in lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.models import Invitation
from surveys.rules import Reason
from surveys.selectors.simulating import MOST_VISITS, Month
from surveys.services.simulating import Simulation

ASKED, MISSED, SPARED = "asked", "missed", "spared"
# A list behind a number is for looking, not for working it off.
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Number:
    """One number: what it says, and the name of the list behind it."""

    key: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One visit in a list: who, what, and when it would have been asked about."""

    invitation: Invitation
    due_at: datetime | None


def headline(found: Simulation) -> str:
    """Return "In the last 30 days these rules would have asked 61 of 87."."""
    if not found.total:
        return _("In the last 30 days there was no visit that this survey asks about.")
    return _("In the last 30 days these rules would have asked %(n)s of %(all)s.") % {
        "n": intcomma(len(found.asked)),
        "all": intcomma(found.total),
    }


def numbers(found: Simulation) -> list[Number]:
    """Return why the others would not have been asked, the commonest first."""
    return [
        Number(reason, left_in_words(reason, count), count)
        for reason, count in found.counts()
    ]


def left_in_words(reason: str, count: int) -> str:
    """Return "14 were resting", "9 have no address", "3 opted out"."""
    return _PHRASES[Reason(reason)](count) % {"n": intcomma(count)}


def really(found: Simulation) -> list[str]:
    """Return what was really done, against what these rules would have done: in
    sentences that claim no more than can be known.
    """
    sentences = [
        ngettext(
            "Really asked, or planned to be: %(n)s visit.",
            "Really asked, or planned to be: %(n)s visits.",
            found.really_asked,
        )
        % {"n": intcomma(found.really_asked)}
    ]
    if not found.missed and not found.spared:
        sentences.append(_("These rules would have asked about the same ones."))
    return sentences


def differences(found: Simulation) -> list[Number]:
    """Return where these rules and what happened differ."""
    missed, spared = len(found.missed), len(found.spared)
    more = ngettext(
        "%(n)s more would have been asked about, which was not",
        "%(n)s more would have been asked about, which were not",
        missed,
    )
    less = ngettext(
        "%(n)s was asked about, which these rules leave alone",
        "%(n)s were asked about, which these rules leave alone",
        spared,
    )
    rows = [
        Number(MISSED, more % {"n": intcomma(missed)}, missed),
        Number(SPARED, less % {"n": intcomma(spared)}, spared),
    ]
    return [row for row in rows if row.count]


def notes(month: Month, found: Simulation) -> Iterator[str]:
    """Yield what to know before believing the numbers."""
    yield _(
        "Worked out as if each visit had been entered the moment it happened and"
        " nobody had needed to be asked by hand. Addresses, wishes and pauses are"
        " those of today, and a reminder counts as sent."
    )
    if month.is_cut:
        yield _("Only the latest %(most)s visits of the month were looked at.") % {
            "most": intcomma(MOST_VISITS)
        }
    if found.others:
        yield ngettext(
            "%(n)s visit was of a kind that this survey does not ask about.",
            "%(n)s visits were of kinds that this survey does not ask about.",
            found.others,
        ) % {"n": intcomma(found.others)}


def listed(found: Simulation, key: str) -> tuple[list[Invitation], int]:
    """Return the first visits of the list called ``key``, and how many there are."""
    lists = {ASKED: found.asked, MISSED: found.missed, SPARED: found.spared}
    rows = lists.get(key, found.left.get(key, []))
    return rows[:MOST_LISTED], len(rows)


_PHRASES = {
    Reason.NO_ADDRESS: lambda n: ngettext(
        "%(n)s has no address", "%(n)s have no address", n
    ),
    Reason.OPTED_OUT: lambda n: ngettext("%(n)s opted out", "%(n)s opted out", n),
    Reason.BOUNCED: lambda n: ngettext(
        "%(n)s has an address that does not work",
        "%(n)s have addresses that do not work",
        n,
    ),
    Reason.COMPLAINED: lambda n: ngettext(
        "%(n)s marked a mail as spam", "%(n)s marked a mail as spam", n
    ),
    Reason.PAUSED: lambda n: ngettext(
        "%(n)s is paused by you", "%(n)s are paused by you", n
    ),
    Reason.RESTING: lambda n: ngettext("%(n)s was resting", "%(n)s were resting", n),
    Reason.TOO_OLD: lambda n: ngettext(
        "%(n)s was too long ago", "%(n)s were too long ago", n
    ),
    Reason.SURVEY_PAUSED: lambda n: ngettext(
        "%(n)s met a paused survey", "%(n)s met a paused survey", n
    ),
    Reason.SAMPLED_OUT: lambda n: ngettext(
        "%(n)s was not drawn", "%(n)s were not drawn", n
    ),
    Reason.COMPLAINT: lambda n: ngettext(
        "%(n)s has a complaint open", "%(n)s have a complaint open", n
    ),
    Reason.OTHER_SURVEY: lambda n: ngettext(
        "%(n)s was left to another survey", "%(n)s were left to another survey", n
    ),
    Reason.OWN_PAUSE: lambda n: ngettext(
        "%(n)s asked for a pause", "%(n)s asked for a pause", n
    ),
    Reason.LESS_OFTEN: lambda n: ngettext(
        "%(n)s asked for less often", "%(n)s asked for less often", n
    ),
    Reason.NOT_DELIVERED: lambda n: ngettext(
        "%(n)s could not be reached", "%(n)s could not be reached", n
    ),
}
