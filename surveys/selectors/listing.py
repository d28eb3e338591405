"""The list beside the reading pane: its sections, their rows and where they go on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.accounts.models import Business
from surveys.models import Reply
from surveys.selectors import inbox, inbox_rows, search, walking
from surveys.selectors.filters import Filters
from surveys.selectors.inbox_rows import Row
from surveys.selectors.search import Search
from surveys.selectors.walking import Edge

State = Reply.State
# How many replies that hold the words are looked at for those that pass the filters;
# a link leads on from there.
MOST_SIFTED = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """A section as it is made: its heading, its rows and their direction."""

    title: str | Promise
    rows: Callable[[Business], QuerySet[Reply]]
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A section as it is shown. ``more`` is the query string of its next page."""

    name: str
    title: str | Promise
    rows: list[Row]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list shows. ``query`` brings the same list back ("" or "?tab=new");
    ``names`` are the values of it that a saved list keeps.
    """

    tab: str
    sections: list[Section]
    query: str = ""
    search: Search | None = None
    filters: Filters = field(default_factory=Filters)

    @property
    def rows(self) -> list[Row]:
        """Return all rows, top to bottom."""
        return [row for section in self.sections for row in section.rows]

    @property
    def ids(self) -> list[UUID]:
        """Return the ids of all rows, top to bottom."""
        return [row.pk for row in self.rows]

    @property
    def names(self) -> dict[str, str]:
        """Return what brings the list back from its first page on, by name."""
        first = {"tab": self.tab} if self.tab in TABS and self.tab != "open" else {}
        return (self.search.query() if self.search else first) | self.filters.query()

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for besides a tab."""
        return bool(self.search and self.search.text) or not self.filters.is_empty


KINDS = {
    "waiting": Kind(_("Waiting for a person, oldest first"), inbox.waiting, True),
    "new": Kind(_("New"), inbox.new),
    "answered": Kind(_("Heard, not done yet"), inbox.answered),
    "acting": Kind(_("Being acted on"), inbox.acting),
    "done": Kind(_("Done"), inbox.done),
    "all": Kind(_("Everything, newest first"), inbox.replies),
    "suspicious": Kind(_("Perhaps not a person"), inbox.suspicious),
}
# Each tab with its sections; those of "open" are tabs too, for their later pages.
OPEN = ("waiting", "new", "answered", "suspicious")
TABS = {"open": OPEN} | {name: (name,) for name in KINDS}
TAB_OF = {State.NEW: "open", State.ACTING: "acting", State.DONE: "done"}
# What has a link in the row of tabs.
SHOWN_TABS = ("open", "acting", "done", "all")


def listing(
    business: Business, asked: Mapping[str, str], *, around: Reply | None = None
) -> Listing:
    """Return the list that the query string ``asked`` names, else the one in which
    the reply ``around`` stands, else what is open.

    ``q`` finds words, ``tab`` names a tab, ``after`` the reply it goes on from; the
    rest are `Filters`.
    """
    if asked.get("q", "").strip():
        return found(business, asked)
    tab = asked.get("tab", "")
    if tab not in TABS:
        tab = _tab_of(around) if around else "open"
    start = _reply(business, asked.get("after", ""))
    wanted = Filters.read(asked)
    most = inbox.PAGE if len(TABS[tab]) == 1 else min(inbox.PAGE, inbox.BEGINNING)
    # Of the open tab's sections none is long enough to need an end.
    ends = len(TABS[tab]) == 1 and not KINDS[tab].oldest_first
    end = walking.edge(business, wanted, start) if ends else None
    pages = [
        _rows(business, name, wanted, start, end)[: most + 1] for name in TABS[tab]
    ]
    query = wanted.query()
    sections = [
        _page(name, rows, {"tab": name} | query, most=most, end=end)
        for name, rows in zip(TABS[tab], inbox_rows.read(*pages), strict=True)
    ]
    kept = {"tab": tab} | query | ({"after": str(start.pk)} if start else {})
    plain = tab in TAB_OF.values() and not start and wanted.is_empty
    shown = [s for s in sections if s.rows or s.more]
    return Listing(tab, shown, "" if plain else _query(**kept), filters=wanted)


def found(business: Business, asked: Mapping[str, str]) -> Listing:
    """Return the list of what a search finds; empty for an empty search."""
    words, wanted = Search.read(asked), Filters.read(asked)
    first = words.query() | wanted.query()
    start = _reply(business, asked.get("after", ""))
    most = inbox.PAGE + 1 if wanted.is_empty else MOST_SIFTED
    ids = search.search(business, words, start=start, most=most)
    rows = wanted.apply(inbox.replies(business).filter(pk__in=ids))
    page = inbox_rows.read(rows[: inbox.PAGE + 1])[0] if ids else []
    section = _page("found", page, first, most=inbox.PAGE)
    if not section.more and len(ids) == MOST_SIFTED:
        further = _query(**first, after=str(ids[-1]))
        section = Section("found", section.title, section.rows, further)
    sections = [section] if section.rows or section.more else []
    query = _query(**first, **({"after": str(start.pk)} if start else {}))
    return Listing("search", sections, query, words, wanted)


def names_of(asked: Mapping[str, str]) -> dict[str, str]:
    """Return what brings the list of ``asked`` back from its first page on: only what
    the inbox knows, so that it may be kept. An empty one is the open tab.
    """
    words, tab = Search.read(asked), asked.get("tab", "")
    kept = {"tab": tab} if tab in TABS and tab != "open" else {}
    return (words.query() if words.text else kept) | Filters.read(asked).query()


def tab_of(name: str) -> str:
    """Return which of the tabs is the current one while ``name`` is shown."""
    return "open" if name in TABS["open"] else name


def _tab_of(reply: Reply) -> str:
    return "open" if reply.waits_for_person else TAB_OF[State(reply.state)]


def _rows(
    business: Business,
    name: str,
    wanted: Filters,
    start: Reply | None,
    end: Edge | None,
) -> QuerySet[Reply]:
    """Return the rows of a section that come after ``start``, up to ``end``."""
    rows = wanted.apply(KINDS[name].rows(business))
    if start:
        rows = inbox.after(rows, start, oldest_first=KINDS[name].oldest_first)
    return walking.until(rows, end) if end else rows


def _page(
    name: str,
    page: list[Row],
    query: dict[str, str],
    *,
    most: int,
    end: Edge | None = None,
) -> Section:
    """Return the section of which ``page`` is the beginning, and one row more if
    there are more; a link looks for more beyond ``end``.
    """
    title = KINDS[name].title if name in KINDS else _("Found, newest first")
    shown = page[:most]
    last = shown[-1].pk if len(page) > most else end and end.pk
    more = _query(**query, after=str(last)) if last else ""
    return Section(name, title, shown, more)


def _reply(business: Business, pk: str) -> Reply | None:
    if not pk:
        return None
    try:
        return Reply.objects.filter(business=business, pk=pk).first()
    except ValidationError:
        return None


def _query(**values: str) -> str:
    return f"?{urlencode(values)}"
