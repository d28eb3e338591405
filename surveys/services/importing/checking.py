"""Reading a list before anything of it is stored: good rows are laid out in chunks,
bad ones get their reason, and what stands out is counted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.utils.translation import gettext as _

from feedback import clock
from feedback.accounts.models import Business
from feedback.customers.models import Import, ImportChunk
from feedback.errors import Refused
from surveys.rows.dates import month_comes_first
from surveys.rows.laying_out import Layout, pack
from surveys.rows.streaming import Numbered
from surveys.rows.table import Unreadable
from surveys.selectors.importing import BAD, asked_lately, wishes_not_to_be_asked

MOST_ROWS = 1_000_000
CHUNK = 10_000
Laid = tuple[str, ...]


def layout_of(of: Import, business: Business) -> Layout:
    """Return how the rows of ``of`` are read, as far as was said."""
    orders = {Import.DateOrder.DAY_FIRST: False, Import.DateOrder.MONTH_FIRST: True}
    return Layout(
        business,
        columns=of.columns,
        headings=of.headings,
        month_first=orders.get(Import.DateOrder(of.date_order)),
        today=clock.today(business.zone),
    )


@transaction.atomic
def read_chunk(of: Import, found: Iterator[Numbered], layout: Layout) -> None:
    """Read the next rows of ``of`` (locked) into a chunk; after the last one it is
    checked. Raises `Unreadable`.
    """
    rows, outcomes, taken = _laid(islice(found, CHUNK), layout)
    before = of.lines_read
    of.lines_read += taken
    if of.lines_read > MOST_ROWS:
        raise Unreadable(
            _("That is more than {most} rows. Split it into parts.").format(
                most=intcomma(MOST_ROWS)
            )
        )
    if taken:
        ImportChunk.objects.create(
            business_id=of.business_id,
            of=of,
            number=before // CHUNK,
            rows=len(rows),
            content=pack(rows),
            outcomes=outcomes,
        )
        of.counts = _counted(of, rows, outcomes, layout)
    if taken < CHUNK:
        _finish(of)


def _laid(
    some: Iterable[Numbered], layout: Layout
) -> tuple[list[Laid], list[list[object]], int]:
    rows: list[Laid] = []
    outcomes: list[list[object]] = []
    taken = 0
    lay = layout.lay
    for line, cells in some:
        taken += 1
        try:
            rows.append(lay(line, cells))
        except Refused as error:
            outcomes.append([line, BAD, error.message[:200]])
    return rows, outcomes, taken


def _counted(
    of: Import, rows: list[Laid], outcomes: list[list[object]], layout: Layout
) -> dict[str, int]:
    keys = {row[3] for row in rows} - {""}
    found = Counter(
        {
            "good": len(rows),
            "bad": len(outcomes),
            "no_address": sum(not row[3] for row in rows),
            "opted_out": len(wishes_not_to_be_asked(of.business, keys)),
            "asked_lately": asked_lately(of.business, keys, now=clock.now()),
            **{f"dates_{name}": number for name, number in layout.orders.items()},
        }
    )
    layout.orders.clear()
    found["people"] = len(keys) + found["no_address"]
    total = dict(Counter(of.counts) + found)
    if of.lines_read > CHUNK:
        # Only one chunk knows of all its people; longer lists are counted in rows.
        total.pop("people", None)
    return total


def _finish(of: Import) -> None:
    if not of.lines_read:
        raise Unreadable(_("There is nothing below the headings of that list."))
    of.is_read = True
    of.state = Import.State.CHECKED


def dates_are_open(of: Import) -> bool:
    """Whether dates can be read in two ways and nothing in the list settles it."""
    if of.date_order or not of.counts.get("dates_either"):
        return False
    assumed = month_comes_first(of.business)
    against = of.counts.get("dates_day" if assumed else "dates_month", 0)
    agreeing = of.counts.get("dates_month" if assumed else "dates_day", 0)
    return bool(against) or not agreeing
