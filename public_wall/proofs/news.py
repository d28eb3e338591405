"""What happened since a sweep last looked: which items may have something to log.

Events are found by their ids, which begin with the time. One that is committed late
lies before the last that was seen, so every look goes back a while; what was logged
then is not logged again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from feedback import tenancy
from feedback.accounts.models import Business
from feedback.history.models import Event, LogHead
from public_wall.models import LoggedItem, Update
from public_wall.proofs.changes import ERASED, TIME
from public_wall.proofs.checkpoints import AT_MOST_EVERY
from surveys.models import Reply

# Longer than any transaction lives.
LOOK_BACK = timedelta(minutes=5)
# Shorter than that, so that what happened last is always noted afterwards.
NOTED_EVERY = timedelta(minutes=1)
PAGE_VERBS = ("showed_page", "hid_page")
ABOUT = ("reply", "update", "action", "publicreply", "removal")
AT_ONCE = 5000
Verbs = dict[UUID, set[str]]


@dataclass(slots=True)
class News:
    """What may be new in one business: what happened to which rows, by their ids.

    ``updates`` and ``actions``: the same for what was written up; ``everywhere``: what
    happened that may have changed any update. ``pages``: that the page was opened or
    closed, by event.
    """

    replies: Verbs = field(default_factory=dict)
    updates: Verbs = field(default_factory=dict)
    actions: Verbs = field(default_factory=dict)
    erased: set[UUID] = field(default_factory=set)
    everywhere: set[str] = field(default_factory=set)
    pages: dict[UUID, str] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to look at."""
        return not (
            *self.replies,
            *self.updates,
            *self.actions,
            *self.erased,
            *self.everywhere,
            *self.pages,
        )

    def take(self, verb: str, kind: str, target: UUID, event: UUID) -> None:
        """Note one event."""
        if kind == "customer":
            if verb == ERASED:
                self.erased.add(target)
                self.everywhere.add(ERASED)
        elif verb in PAGE_VERBS:
            self.pages[event] = verb
        elif verb == "verdict":
            self.everywhere.add(verb)
        else:
            found = {"reply": self.replies, "update": self.updates}.get(kind)
            (self.actions if found is None else found).setdefault(target, set()).add(
                verb
            )


def news_since(
    since: datetime, *, business: Business | None = None
) -> dict[UUID, News]:
    """Return what happened since a while before ``since``, by business; of one
    ``business``, which is entered, or of all, for which every business is.
    """
    rows = _events(since).filter(
        Q(target_type__in=ABOUT)
        | Q(target_type="customer", verb=ERASED)
        | Q(verb__in=[*PAGE_VERBS, "verdict"])
    )
    if business is not None:
        rows = rows.filter(business=business)
    found: dict[UUID, News] = {}
    columns = ("business_id", "verb", "target_type", "target_id", "pk")
    for owner, verb, kind, target, event in rows.values_list(*columns).iterator(
        AT_ONCE
    ):
        found.setdefault(owner, News()).take(verb, kind, target, event)
    return found


def behind(*, now: datetime) -> set[UUID]:
    """Return the businesses of which the log has not begun, is not filled, or has
    something to say because time has come; every business is entered.
    """
    heads = LogHead.objects.all()
    late = heads.filter(Q(is_filled=False) | Q(behind_since__isnull=False))
    due = LoggedItem.objects.filter(due_at__lte=now).order_by()
    unknown = Business.objects.exclude(pk__in=heads.values("business"))
    return {
        *late.values_list("business_id", flat=True),
        *due.values_list("business_id", flat=True).distinct(),
        *unknown.values_list("pk", flat=True),
    }


def replies_of(business: Business, news: News, *, now: datetime) -> Verbs:
    """Return the replies to look at, with what happened to each."""
    found = {pk: set(verbs) for pk, verbs in news.replies.items()}
    mine = Reply.objects.filter(business=business, customer__in=news.erased)
    for pk in mine.values_list("pk", flat=True):
        found.setdefault(pk, set()).add(ERASED)
    due = LoggedItem.objects.filter(
        business=business, kind=LoggedItem.Kind.REPLY, due_at__lte=now
    )
    for pk in due.values_list("target_id", flat=True):
        found.setdefault(pk, set()).add(TIME)
    return found


def updates_of(business: Business, news: News) -> Verbs:
    """Return the updates to look at, with what happened to each."""
    found = {pk: set(verbs) for pk, verbs in news.updates.items()}
    rows = Update.objects.filter(business=business)
    if not news.everywhere:
        rows = rows.filter(action__in=list(news.actions))
    for pk, action in rows.values_list("pk", "action_id"):
        verbs = found.setdefault(pk, set())
        verbs |= {f"action {verb}" for verb in news.actions.get(action, ())}
        verbs |= news.everywhere
    return found


def first_id(moment: datetime) -> UUID:
    """Return the least id that a row made at ``moment`` can have."""
    milliseconds = int(moment.timestamp() * 1000) & (1 << 48) - 1
    return UUID(int=milliseconds << 80)


def chunks(found: Verbs, size: int) -> Iterable[Verbs]:
    """Yield ``found`` in parts of ``size``, oldest ids first."""
    pairs = sorted(found.items())
    for at in range(0, len(pairs), size):
        yield dict(pairs[at : at + size])


def in_every_business(since: datetime, *, now: datetime) -> dict[UUID, News]:
    """Return what is new anywhere; businesses with nothing new but work to do come
    with empty news. Notes in which anything at all happened.
    """
    with tenancy.every_business():
        active = _events(since).order_by().values("business").distinct()
        quiet = Q(active_at=None) | Q(active_at__lt=now - NOTED_EVERY)
        LogHead.objects.filter(quiet, business__in=active).update(active_at=now)
        found = news_since(since)
        for pk in behind(now=now):
            found.setdefault(pk, News())
    return found


def to_sign(*, now: datetime) -> list[UUID]:
    """Return the businesses in which a new day has begun since the last checkpoint, or
    in which something happened that was not counted for an hour.
    """
    with tenancy.every_business():
        rows = LogHead.objects.filter(is_filled=True)
        uncounted = rows.filter(
            active_at__gte=F("tallied_at"), tallied_at__lte=now - AT_MOST_EVERY
        )
        found = set(uncounted.values_list("business_id", flat=True))
        # Somewhere it is tomorrow.
        tomorrow = (now + timedelta(hours=14)).date()
        older = rows.filter(signed_on__lt=tomorrow).values_list(
            "business_id", "signed_on", "business__zone"
        )
        for pk, day, zone in older:
            if day and day < now.astimezone(ZoneInfo(zone)).date():
                found.add(pk)
    return sorted(found)


def _events(since: datetime) -> QuerySet[Event]:
    return Event.objects.filter(pk__gte=first_id(since - LOOK_BACK))
