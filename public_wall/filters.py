"""What a visitor asked to see: read from the query string, whatever is in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from feedback.text import one_line
from public_wall.models import Update
from public_wall.numbers import BETWEEN, HAPPY, UNHAPPY
from public_wall.selectors.comments import SHOWN, is_in
from surveys.models import Reply
from surveys.selectors.themes import says

SHOWS = {
    "happy": Q(rating__in=HAPPY),
    "between": Q(rating__in=BETWEEN),
    "unhappy": Q(rating__in=UNHAPPY),
    "replied": Q(public_reply__isnull=False),
}
# What a query string may say; anything else makes no other page.
PARAMETERS = ("show", "theme", "kind", "year", "before", "changes", "lang")
LONGEST_KIND = 80
_THEME = re.compile(r"[0-9a-f]{32}")
_YEAR = re.compile(r"20[0-9]{2}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT = re.compile(r"([0-9]{1,17})-([0-9a-f]{32})")
_DAY = re.compile(r"([0-9]{1,7})-([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter of `SHOWS` (or "" for all), one theme, kind of work or calendar year,
    and after which items to go on.
    """

    show: str = ""
    theme: UUID | None = None
    kind: str = ""
    year: int | None = None
    comments_after: tuple[datetime, UUID] | None = None
    updates_after: tuple[int, UUID] | None = None

    @property
    def narrows(self) -> bool:
        """Whether only some of the comments are asked for."""
        return bool(self.show or self.theme or self.kind or self.year)

    def pairs(self, **other: str) -> dict[str, str]:
        """Return the filter for a query string, with ``other`` in place of its own."""
        own = {
            "show": self.show,
            "theme": self.theme.hex if self.theme else "",
            "kind": self.kind,
            "year": str(self.year or ""),
        }
        return {**own, **other}


def read_query(query: Mapping[str, str]) -> Wanted:
    """Return what ``query`` asks for; what makes no sense is as if it were absent."""
    show = query.get("show", "")
    return Wanted(
        show=show if show in SHOWS else "",
        theme=_theme(query.get("theme", "")),
        kind=one_line(query.get("kind", ""), longest=LONGEST_KIND),
        year=_year(query.get("year", "")),
        comments_after=_moment(query.get("before", "")),
        updates_after=_day(query.get("changes", "")),
    )


def filtered(
    comments: QuerySet[Reply], wanted: Wanted, *, zone: ZoneInfo
) -> QuerySet[Reply]:
    """Return the eligible ``comments`` under the chosen filter, from the place asked.

    Placeholders stand under "all" only: elsewhere they would tell the rating, or what
    a hidden comment is about.
    """
    rows = comments
    if wanted.narrows:
        rows = rows.filter(is_in(SHOWN))
    if wanted.show:
        rows = rows.filter(SHOWS[wanted.show])
    if wanted.theme:
        rows = rows.filter(says(wanted.theme))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.year:
        first, last = date(wanted.year, 1, 1), date(wanted.year + 1, 1, 1)
        start, end = (datetime.combine(day, time.min, zone) for day in (first, last))
        rows = rows.filter(submitted_at__gte=start, submitted_at__lt=end)
    if wanted.comments_after:
        moment, key = wanted.comments_after
        older = Q(submitted_at=moment, id__lt=key)
        rows = rows.filter(Q(submitted_at__lt=moment) | older)
    return rows


def after_updates(updates: QuerySet[Update], wanted: Wanted) -> QuerySet[Update]:
    """Return the ``updates`` from the place asked."""
    if not wanted.updates_after:
        return updates
    number, key = wanted.updates_after
    day = date.min + timedelta(days=min(number, 3_000_000))
    return updates.filter(Q(decided_on__lt=day) | Q(decided_on=day, id__lt=key))


def comment_cursor(reply: Reply) -> str:
    """Return the place just after ``reply`` in a list, for a query string."""
    microseconds = (reply.submitted_at - _EPOCH) // timedelta(microseconds=1)
    return f"{microseconds}-{reply.pk.hex}"


def update_cursor(update: Update) -> str:
    """Return the place just after ``update`` in a list, for a query string."""
    return f"{(update.decided_on - date.min).days}-{update.pk.hex}"


def _theme(text: str) -> UUID | None:
    return UUID(text) if _THEME.fullmatch(text) else None


def _year(text: str) -> int | None:
    return int(text) if _YEAR.fullmatch(text) else None


def _moment(text: str) -> tuple[datetime, UUID] | None:
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    moment = _EPOCH + timedelta(microseconds=int(found[1]))
    return moment, UUID(found[2])


def _day(text: str) -> tuple[int, UUID] | None:
    found = _DAY.fullmatch(text)
    return (int(found[1]), UUID(found[2])) if found else None
