"""One customer, one timeline: asked or why not, said, wrote, answered, promised, done,
told, bought, and what they wished.

Rows come from many tables; each entry has a moment and an id, by which all sort and
page together. There is no score here and no sum.
"""

from collections.abc import Callable, Iterator

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actions.models import Action
from actions.selectors.timeline import asking, doing, talking, wishing
from actions.selectors.timeline.entries import PAGE, Cursor, Entry
from feedback.customers.models import Customer

__all__ = ["PAGE", "PARTS", "Cursor", "Entry", "open_promises", "timeline"]

Source = Callable[[Customer, Cursor | None], Iterator[Entry]]
_WORDS: tuple[Source, ...] = (
    talking.said,
    talking.wrote,
    talking.answered,
    talking.noted,
)
_WORK: tuple[Source, ...] = (asking.bought, asking.asked, asking.reminded)
_DEEDS: tuple[Source, ...] = (doing.promised, doing.closed, doing.told)
_WISHES: tuple[Source, ...] = (wishing.wished, wishing.unreachable, wishing.merged)
# Parts to look at alone, by their name in the address; the empty one is everything.
PARTS: dict[str, tuple[str | Promise, tuple[Source, ...]]] = {
    "": (_("Everything"), (*_WORDS, *_WORK, *_DEEDS, *_WISHES)),
    "words": (_("Words"), _WORDS),
    "work": (_("Work and asking"), _WORK),
    "deeds": (_("Promises"), _DEEDS),
}


def timeline(
    customer: Customer, *, before: Cursor | None = None, part: str = ""
) -> list[Entry]:
    """Return one page of entries, newest first, and one more if there are more.

    ``part`` is one of `PARTS`; any other is everything.
    """
    sources = PARTS.get(part, PARTS[""])[1]
    found = [entry for source in sources for entry in source(customer, before)]
    return sorted(found, key=lambda e: (e.at, e.pk), reverse=True)[: PAGE + 1]


def open_promises(customer: Customer) -> QuerySet[Action]:
    """Return what we owe this customer, most urgent first."""
    rows = Action.objects.filter(
        links__reply__customer=customer, state__in=["todo", "doing"]
    )
    return rows.select_related("owner__user").distinct().order_by("due_on", "id")
