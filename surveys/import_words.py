"""What a list that comes in as a file holds and did, in words and numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.customers.models import Import
from surveys.models import Invitation

State = Import.State


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: ``done`` of ``whole`` rows; ``whole`` 0 if nobody knows."""

    what: str
    done: int
    whole: int

    @property
    def percent(self) -> int:
        """How much of it is done, from 0 to 100."""
        return min(100 * self.done // self.whole, 100) if self.whole else 0


def progress_of(of: Import) -> Progress:
    """Return how far ``of`` is."""
    good = of.counts.get("good", 0)
    steps = {
        State.CHECKING: Progress(_("Reading the list"), of.lines_read, 0),
        State.RUNNING: Progress(_("Rows are coming in"), of.rows_done, good),
        State.PLANNING: Progress(_("Working out whom to ask"), of.rows_done, good),
        State.UNDOING: Progress(
            _("Taking it out again"),
            of.counts.get("undone", 0),
            of.counts.get("added", 0),
        ),
    }
    return steps.get(State(of.state), Progress("", of.rows_done, good))


def checked_in_words(of: Import) -> str:
    """Return what would come in: "412 people." or, of a long list, "40,000 rows."."""
    people = _n(of, "people")
    if people:
        said = ngettext("%(count)s person.", "%(count)s people.", people)
        return said % {"count": intcomma(people)}
    rows = _n(of, "good")
    return ngettext("%(count)s row.", "%(count)s rows.", rows) % {
        "count": intcomma(rows)
    }


def notes_in_words(of: Import) -> list[str]:
    """Return what stands out in the list, most important first."""
    days = of.business.rest_days
    return [
        words % {"count": intcomma(number), "days": days}
        for number, words in _notes(of)
        if number
    ]


def _notes(of: Import) -> Iterator[tuple[int, str]]:
    yield (
        bad := _n(of, "bad"),
        ngettext(
            "%(count)s row cannot be taken: the reason is below.",
            "%(count)s rows cannot be taken: the reasons are below.",
            bad,
        ),
    )
    yield (
        without := _n(of, "no_address"),
        ngettext(
            "%(count)s has no email address.",
            "%(count)s have no email address.",
            without,
        ),
    )
    yield (
        _n(of, "opted_out"),
        _("%(count)s asked not to be asked, or their address does not work."),
    )
    yield (
        asked := _n(of, "asked_lately"),
        ngettext(
            "%(count)s was asked in the last %(days)s days.",
            "%(count)s were asked in the last %(days)s days.",
            asked,
        ),
    )


def done_in_words(of: Import) -> list[str]:
    """Return what was done, a sentence for each thing."""
    counts = of.counts
    said = [
        ngettext("%(count)s row is in.", "%(count)s rows are in.", _n(of, "added")),
        _("%(people)s of these people are new."),
        _("%(there)s were there already and changed nothing."),
        _("%(asked)s will be asked."),
    ]
    names = ("added", "added_people", "there", "asked")
    numbers = {
        "count": intcomma(_n(of, "added")),
        "people": intcomma(_n(of, "added_people")),
        "there": intcomma(_n(of, "there")),
        "asked": intcomma(_n(of, "asked")),
    }
    pairs = zip(names, said, strict=True)
    sentences = [
        w % numbers for name, w in pairs if counts.get(name) or name == "added"
    ]
    return [*sentences, *_not_asked(of)]


def _not_asked(of: Import) -> list[str]:
    reasons = dict(Invitation.Reason.choices)
    found = [
        (number, reasons[name.removeprefix("not_")])
        for name, number in of.counts.items()
        if name.removeprefix("not_") in reasons
    ]
    return [
        _("%(count)s not: %(why)s.") % {"count": intcomma(number), "why": why}
        for number, why in sorted(found, key=lambda pair: -pair[0])
    ]


def _n(of: Import, name: str) -> int:
    found: int = of.counts.get(name, 0)
    return found
