"""How far back a list with two filters looks at once.

Each filter has an index, but two that are both frequent and hardly ever meet would be
looked for in all of one of them. So a list looks at the newest replies of its rarest
filter only, and a link looks further back from there.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from feedback.accounts.models import Business
from surveys.models import Reply
from surveys.selectors import inbox
from surveys.selectors.filters import Filters

# Of a filter's replies: reading that many in an index takes about as long as drawing
# the list.
MOST_WALKED = 1000


class Edge(NamedTuple):
    """The last reply that is looked at."""

    at: datetime
    pk: UUID


def edge(business: Business, wanted: Filters, start: Reply | None) -> Edge | None:
    """Return where a list newest first, from ``start`` on, stops looking for
    ``wanted``; None if it may look at everything, as it may for one filter.
    """
    if wanted.is_simple:
        return None
    ends: list[Edge] = []
    for same in wanted.indexed() or [{}]:
        rows = Reply.objects.filter(business=business, **same)
        if start:
            rows = inbox.after(rows, start, oldest_first=False)
        places = rows.order_by("-submitted_at", "-id").values_list("submitted_at", "pk")
        last = places[MOST_WALKED - 1 : MOST_WALKED].first()
        if last is None:
            return None
        ends.append(Edge(*last))
    return min(ends)


def until(rows: QuerySet[Reply], end: Edge) -> QuerySet[Reply]:
    """Return those of ``rows``, newest first, that do not come after ``end``."""
    # The first condition says the same twice, so that an index can end there.
    near = rows.filter(submitted_at__gte=end.at)
    return near.filter(
        Q(submitted_at__gt=end.at) | Q(submitted_at=end.at, id__gte=end.pk)
    )
