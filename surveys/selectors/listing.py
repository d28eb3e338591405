"""The list beside the reading pane: its sections, their rows and where they go on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.accounts.models import Business
from surveys.models import Reply
from surveys.selectors import inbox, search
from surveys.selectors.search import Search

State = Reply.State


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
    rows: list[Reply]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list shows. ``query`` brings the same list back ("" or "?tab=new")."""

    tab: str
    sections: list[Section]
    query: str = ""
    search: Search | None = None
    source: str = ""

    @property
    def rows(self) -> list[Reply]:
        """Return all rows, top to bottom."""
        return [row for section in self.sections for row in section.rows]

    @property
    def ids(self) -> list[UUID]:
        """Return the ids of all rows, top to bottom."""
        return [row.pk for row in self.rows]


KINDS = {
    "waiting": Kind(_("Waiting for a person, oldest first"), inbox.waiting, True),
    "new": Kind(_("New"), inbox.new),
    "answered": Kind(_("Heard, not done yet"), inbox.answered),
    "acting": Kind(_("Being acted on"), inbox.acting),
    "done": Kind(_("Done"), inbox.done),
}
# Each tab with its sections; those of "open" are tabs too, for their later pages.
TABS = {"open": ("waiting", "new", "answered")} | {name: (name,) for name in KINDS}
# Whose replies: of people who were asked, or of anybody. Without one of these, all.
SOURCES = {"asked": Q(is_verified=True), "open": Q(is_verified=False)}
TAB_OF = {State.NEW: "open", State.ACTING: "acting", State.DONE: "done"}


def listing(
    business: Business, asked: Mapping[str, str], *, around: Reply | None = None
) -> Listing:
    """Return the list that the query string ``asked`` names, else the one in which
    the reply ``around`` stands, else what is open.

    ``q`` finds words, ``tab`` names a tab, ``from`` one of `SOURCES` and ``after``
    the reply it goes on from.
    """
    if asked.get("q", "").strip():
        return found(business, asked)
    tab = asked.get("tab", "")
    if tab not in TABS:
        tab = _tab_of(around) if around else "open"
    start = _reply(business, asked.get("after", ""))
    source = asked.get("from", "") if asked.get("from", "") in SOURCES else ""
    sections = [_section(business, n, start=start, source=source) for n in TABS[tab]]
    kept = {"tab": tab} | _from(source) | ({"after": str(start.pk)} if start else {})
    plain = tab in TAB_OF.values() and not (start or source)
    shown = [s for s in sections if s.rows]
    return Listing(tab, shown, "" if plain else _query(**kept), source=source)


def found(business: Business, asked: Mapping[str, str]) -> Listing:
    """Return the list of what a search finds; empty for an empty search."""
    wanted = Search.read(asked)
    query = wanted.query()
    rows = search.search(business, wanted)
    start = _reply(business, asked.get("after", ""))
    if start:
        rows = inbox.after(rows, start, oldest_first=False)
        query |= {"after": str(start.pk)}
    section = _page("found", _("Found, newest first"), rows, wanted.query())
    sections = [section] if section.rows else []
    return Listing("search", sections, _query(**query), wanted)


def tab_of(name: str) -> str:
    """Return which of the four tabs is the current one while ``name`` is shown."""
    return "open" if name in TABS["open"] else name


def _tab_of(reply: Reply) -> str:
    return "open" if reply.waits_for_person else TAB_OF[State(reply.state)]


def _section(
    business: Business, name: str, *, start: Reply | None, source: str
) -> Section:
    kind = KINDS[name]
    rows = kind.rows(business).filter(SOURCES.get(source, Q()))
    if start:
        rows = inbox.after(rows, start, oldest_first=kind.oldest_first)
    return _page(name, kind.title, rows, {"tab": name} | _from(source))


def _from(source: str) -> dict[str, str]:
    return {"from": source} if source else {}


def _page(
    name: str, title: str | Promise, rows: QuerySet[Reply], query: dict[str, str]
) -> Section:
    page = list(rows[: inbox.PAGE + 1])
    shown = page[: inbox.PAGE]
    more = _query(**query, after=str(shown[-1].pk)) if len(page) > inbox.PAGE else ""
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
