"""The board: what is promised, by deadline, and what has become of it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from actions.models import OPEN, Action, ActionComment, ActionReply, ChecklistItem
from actions.selectors.places import Place
from feedback.accounts.models import Business, Membership, Team, TeamPlace
from surveys.models import Reply

State = Action.State
# Of each column at a time; the next ones are a page further.
MOST_CARDS = 50
TOLD_DAYS = timedelta(days=30)
PAGE = 50
MOST_LINES = 2
COLUMNS = (State.TODO, State.DOING, State.DONE, State.TOLD)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose actions the board shows, and which kind; everything if nothing is said."""

    owner: Membership | None = None
    team: Team | None = None
    kind: str = ""

    def __bool__(self) -> bool:
        """Whether something is left out."""
        return bool(self.owner or self.team or self.kind)

    def of(self, rows: QuerySet[Action]) -> QuerySet[Action]:
        """Return those of ``rows`` that are wanted. A team's are those it was given,
        and those of its people that no team was given.
        """
        if self.owner:
            rows = rows.filter(owner=self.owner)
        if self.team:
            people = TeamPlace.objects.filter(team=self.team).values("membership")
            rows = rows.filter(Q(team=self.team) | Q(team=None, owner__in=people))
        return rows.filter(kind=self.kind) if self.kind else rows


@dataclass(slots=True)
class Card:
    """One action on the board, as the template draws it."""

    action: Action
    today: date

    @property
    def quotes(self) -> list[str]:
        """First lines of what was said, at most two."""
        said = (link.reply.words.strip() for link in self.action.links.all())
        lines = (words.splitlines()[0] for words in said if words)
        return list(dict.fromkeys(lines))[:MOST_LINES]

    @property
    def people(self) -> int:
        """How many people said this."""
        return len({link.reply.customer_id for link in self.action.links.all()})

    @property
    def days_late(self) -> int:
        """Whole days past the date; 0 if it is in time or closed."""
        if not self.action.is_open:
            return 0
        return max(0, (self.today - self.action.due_on).days)

    @property
    def slips(self) -> bool:
        """Whether somebody should say: keep, a new date, or decide not to."""
        return bool(self.days_late) and not _is_kept(self.action, self.today)


@dataclass(slots=True)
class Column:
    """One column; ``older`` names the place from which its next page goes on, empty
    on the last one.
    """

    name: str
    cards: list[Card] = field(default_factory=list)
    older: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return bool(self.older)


def with_words(rows: QuerySet[Action]) -> QuerySet[Action]:
    """Return the actions with their owners and what was said at hand."""
    links = ActionReply.objects.select_related("reply").order_by("added_at", "id")
    words = links.only("action_id", "business_id", "reply__words", "reply__customer_id")
    return rows.select_related("owner__user").prefetch_related(Prefetch("links", words))


def board(
    business: Business,
    *,
    today: date,
    now: datetime,
    owner: Membership | None = None,
    wanted: Wanted | None = None,
) -> list[Column]:
    """Return the four columns: open ones by deadline (the late ones are then on top),
    done ones whose people wait longest first, told ones newest first.
    """
    wanted = wanted or Wanted(owner)
    return [
        column(business, name, today=today, now=now, wanted=wanted) for name in COLUMNS
    ]


def column(
    business: Business,
    name: str,
    *,
    today: date,
    now: datetime,
    wanted: Wanted,
    after: Place | None = None,
) -> Column:
    """Return one page of one column; ``after`` is where the page before ended."""
    rows = wanted.of(of(business))
    if name == State.DONE:
        return _column(name, not_told_yet(rows), "done_at", today, after)
    if name == State.TOLD:
        recent = rows.filter(state=State.TOLD, told_at__gte=now - TOLD_DAYS)
        return _column(name, recent, "-told_at", today, after)
    return _column(name, rows.filter(state=name), "due_on", today, after)


def of(business: Business, owner: Membership | None = None) -> QuerySet[Action]:
    """Return the actions of a business, or those that are one person's."""
    rows = Action.objects.filter(business=business)
    return rows.filter(owner=owner) if owner else rows


def open_actions(
    business: Business, owner: Membership | None = None
) -> QuerySet[Action]:
    """Return what somebody still has to do, most urgent first."""
    return of(business, owner).filter(state__in=OPEN).order_by("due_on", "id")


def slipping(rows: QuerySet[Action], today: date) -> QuerySet[Action]:
    """Return the late ones that somebody should decide about now."""
    asked = Q(asks_again_on=None) | Q(asks_again_on__lte=today)
    return rows.filter(asked, state__in=OPEN, due_on__lt=today)


def not_told_yet(rows: QuerySet[Action]) -> QuerySet[Action]:
    """Return the closed ones whose people wait to be told."""
    return rows.filter(state=State.DONE, not_told_because="")


def finished(business: Business, *, before: UUID | None = None) -> QuerySet[Action]:
    """Return one page of what was told or closed without telling, newest first, and
    one row more if there are more. ``before`` is the last of the page before.
    """
    ended = Q(state=State.TOLD) | Q(state=State.DONE) & ~Q(not_told_because="")
    rows = with_words(of(business).filter(ended))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows.order_by("-id")[: PAGE + 1]


def due_count(membership: Membership, *, today: date) -> int:
    """Return how many actions of one person are due today or late."""
    rows = open_actions(membership.business, membership)
    return rows.filter(due_on__lte=today).count()


def actions_about(reply: Reply) -> QuerySet[Action]:
    """Return what is or was done about a reply, newest first; one that was joined to
    another stands there.
    """
    rows = Action.objects.filter(links__reply=reply).exclude(state=State.MERGED)
    return rows.select_related("owner__user").order_by("-created_at", "-id")


def actions_to_join(business: Business, reply: Reply) -> QuerySet[Action]:
    """Return open actions that ``reply`` could be added to, most urgent first."""
    rows = open_actions(business).exclude(links__reply=reply)
    return rows.annotate(people=Count("links__reply__customer", distinct=True))


def _column(
    name: str, rows: QuerySet[Action], order: str, today: date, after: Place | None
) -> Column:
    sort = order.lstrip("-")
    is_newest_first = order.startswith("-")
    if after is not None:
        rows = after.beyond(rows, sort, is_newest_first=is_newest_first)
    tie = "-id" if is_newest_first else "id"
    drawn = _counted(with_words(rows)).select_related("team")
    found = list(drawn.order_by(order, tie)[: MOST_CARDS + 1])
    cards = [Card(action, today) for action in found[:MOST_CARDS]]
    older = Place.of(cards[-1].action, sort) if len(found) > MOST_CARDS else ""
    return Column(name, cards, str(older))


def _counted(rows: QuerySet[Action]) -> QuerySet[Action]:
    """Return the actions with how many steps they have, how many are done, and how
    many comments there are, whatever else is joined.
    """
    steps = ChecklistItem.objects.filter(removed_at=None)
    said = ActionComment.objects.filter(removed_at=None)
    return rows.annotate(
        steps_all=_count(steps),
        steps_done=_count(steps.exclude(done_at=None)),
        comments_all=_count(said),
    )


def _count(rows: QuerySet[Any]) -> Any:
    mine = rows.filter(action=OuterRef("pk")).order_by().values("action")
    return Coalesce(Subquery(mine.annotate(n=Count(F("id"))).values("n")), 0)


def _is_kept(action: Action, today: date) -> bool:
    return action.asks_again_on is not None and action.asks_again_on > today
