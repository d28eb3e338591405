"""What came in while somebody was reading."""

from collections.abc import Mapping
from datetime import UTC, datetime

from feedback.accounts.models import Business
from surveys.selectors.filters import Filters
from surveys.selectors.inbox_counts import MOST_COUNTED
from surveys.selectors.listing import KINDS, TABS


def mark(moment: datetime) -> str:
    """Return ``moment`` as a word for an address: microseconds since 1970."""
    return str(int(moment.timestamp() * 1_000_000))


def read_mark(text: str) -> datetime | None:
    """Return the moment of `mark`; None for what somebody made up."""
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        return None
    return datetime.fromtimestamp(int(text) / 1_000_000, tz=UTC)


def count(
    business: Business, asked: Mapping[str, str], *, since: datetime | None
) -> int:
    """Return how many replies of the list that ``asked`` names came after ``since``,
    at most `MOST_COUNTED`. None come into what a search found.
    """
    tab = asked.get("tab", "open")
    if since is None or tab not in TABS or asked.get("q", "").strip():
        return 0
    wanted, found = Filters.read(asked), 0
    for name in TABS[tab]:
        rows = wanted.apply(KINDS[name].rows(business)).filter(submitted_at__gt=since)
        found += rows.select_related(None)[:MOST_COUNTED].count()
    return min(found, MOST_COUNTED)
