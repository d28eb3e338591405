"""The board: what is promised, by deadline, and what has become of it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from actions.models import OPEN, Action, ActionReply
from feedback.accounts.models import Business, Membership
from surveys.models import Reply

State = Action.State
# Of each column: somebody with more has other worries than the fifty-first.
MOST_CARDS = 50
TOLD_DAYS = timedelta(days=30)
PAGE = 50
MOST_LINES = 2


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
    """One column; ``is_cut`` says that there are more than are shown."""

    name: str
    cards: list[Card] = field(default_factory=list)
    is_cut: bool = False


def with_words(rows: QuerySet[Action]) -> QuerySet[Action]:
    """Return the actions with their owners and what was said at hand."""
    links = ActionReply.objects.select_related("reply").order_by("added_at", "id")
    words = links.only("action_id", "business_id", "reply__words", "reply__customer_id")
    return rows.select_related("owner__user").prefetch_related(Prefetch("links", words))


def board(
    business: Business, *, today: date, now: datetime, owner: Membership | None = None
) -> list[Column]:
    """Return the four columns: open ones by deadline (the late ones are then on top),
    done ones whose people wait longest first, told ones newest first.
    """
    rows = of(business, owner)
    recent = Q(state=State.TOLD, told_at__gte=now - TOLD_DAYS)
    by_deadline = ("due_on", "id")
    return [
        _column(State.TODO, rows.filter(state=State.TODO), by_deadline, today),
        _column(State.DOING, rows.filter(state=State.DOING), by_deadline, today),
        _column(State.DONE, not_told_yet(rows), ("done_at", "id"), today),
        _column(State.TOLD, rows.filter(recent), ("-told_at", "-id"), today),
    ]


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
    """Return what is or was done about a reply, newest first."""
    rows = Action.objects.filter(links__reply=reply)
    return rows.select_related("owner__user").order_by("-created_at", "-id")


def actions_to_join(business: Business, reply: Reply) -> QuerySet[Action]:
    """Return open actions that ``reply`` could be added to, most urgent first."""
    rows = open_actions(business).exclude(links__reply=reply)
    return rows.annotate(people=Count("links__reply__customer", distinct=True))


def _column(
    state: str, rows: QuerySet[Action], order: tuple[str, ...], today: date
) -> Column:
    found = list(with_words(rows).order_by(*order)[: MOST_CARDS + 1])
    cards = [Card(action, today) for action in found[:MOST_CARDS]]
    return Column(state, cards, is_cut=len(found) > MOST_CARDS)


def _is_kept(action: Action, today: date) -> bool:
    return action.asks_again_on is not None and action.asks_again_on > today
