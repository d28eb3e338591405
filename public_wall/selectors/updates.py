"""Reading "you said, we did": what is published and what could be."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from actions.models import OPEN, Action, ActionReply, DateChange
from feedback.accounts.models import Business
from public_wall.models import Update
from public_wall.rules import last_year
from public_wall.selectors.comments import CONSENTS, is_being_checked, is_removed
from surveys.models import Reply

MOST_QUEUED = 50
MOST_LISTED = 50
CLOSED = (Action.State.DONE, Action.State.TOLD)


def published_updates(business: Business, *, now: datetime) -> QuerySet[Update]:
    """Return the updates of the period that the world can read, newest first.

    An update is shown as long as it says what the action says: one whose action was
    opened again waits until that is decided. ``quote_is_hidden`` says that the quoted
    comment is being checked or was removed.
    """
    period = last_year(business, now=now)
    rows = with_quote(Update.objects.filter(business=business), now=now).filter(
        still_true(),
        decided_on__gte=period.first,
        decided_on__lte=period.last,
        withdrawn_at=None,
    )
    return rows.order_by("-decided_on", "-id")


def changes_raised(business: Business, *, now: datetime) -> QuerySet[Update]:
    """Return the `published_updates` that are done because somebody said so."""
    rows = published_updates(business, now=now)
    return rows.filter(kind=Update.Kind.DID, raised_by__gt=0)


def with_quote(updates: QuerySet[Update], *, now: datetime) -> QuerySet[Update]:
    """Return ``updates`` with the quoted reply and whether moderation hides it."""
    hidden = Q(is_removed("quoted_reply")) | is_being_checked("quoted_reply", now=now)
    rows = updates.annotate(quote_is_hidden=hidden)
    return rows.select_related(
        "quoted_reply__customer", "quoted_reply__version", "action__owner__user"
    )


def published_update(business: Business, pk: UUID, *, now: datetime) -> Update | None:
    """Return one of the `published_updates`, if it is one now."""
    return published_updates(business, now=now).filter(pk=pk).first()


def still_true() -> Q:
    """Return the condition that an update still says what its action says: what is
    later is so until it is done, or the date moves again.
    """
    closed = Q(action__state__in=CLOSED, action__outcome=F("kind"))
    late = Q(kind=Update.Kind.LATER, action__state__in=OPEN)
    return closed | Q(late, due_on=F("action__due_on"))


def own_updates(business: Business, *, now: datetime) -> list[Update]:
    """Return the newest updates for the team, also those that are not shown now.

    ``is_true`` is False for one whose action was opened again or turned out
    otherwise.
    """
    rows = with_quote(Update.objects.filter(business=business), now=now)
    rows = rows.select_related("action").annotate(is_true=still_true())
    return list(rows.order_by("-decided_on", "-id")[:MOST_LISTED])


def to_write_up(business: Business) -> list[Action]:
    """Return the actions that a customer raised and nobody has written up: those that
    are decided, and those whose date was moved.

    Each has ``people``: how many customers raised it.
    """
    raised = ActionReply.objects.filter(
        action=OuterRef("pk"),
        reply__is_test=False,
        reply__is_suspicious=False,
        reply__is_verified=True,
    )
    written = Update.objects.filter(action=OuterRef("pk")).exclude(
        kind=Update.Kind.LATER
    )
    moved = DateChange.objects.filter(action=OuterRef("pk"))
    ready = Q(state__in=CLOSED) & ~Q(outcome="") & ~Q(Exists(written))
    late = Q(Exists(moved), state__in=OPEN, update=None)
    rows = Action.objects.filter(Exists(raised), ready | late, business=business)
    people = Count(
        "links__reply__customer",
        filter=Q(
            links__reply__is_test=False,
            links__reply__is_suspicious=False,
            links__reply__is_verified=True,
        ),
        distinct=True,
    )
    rows = rows.annotate(people=people).select_related("owner__user")
    newest = F("done_at").desc(nulls_last=True)
    return list(rows.order_by(newest, "-id")[:MOST_QUEUED])


def people_who_raised(action: Action) -> int:
    """Return how many different customers raised ``action``; neither try-outs nor
    what nobody can check, or a machine may have sent, count.
    """
    raised = Reply.objects.filter(
        links__action=action, is_test=False, is_suspicious=False, is_verified=True
    )
    return raised.values("customer").distinct().count()


def quotable_reply(action: Action) -> Reply | None:
    """Return the reply whose words stand on the card of ``action``, if any may.

    The rule is fixed, so that nobody can pick a flattering one: the newest reply that
    raised it, has words, and whose author let us show them. One that moderation took
    away does not count.
    """
    rows = Reply.objects.filter(
        ~is_removed(),
        links__action=action,
        is_test=False,
        is_suspicious=False,
        is_verified=True,
        consent__in=CONSENTS,
    ).exclude(words="")
    return rows.select_related("customer").order_by("-submitted_at", "-id").first()


def is_quotable(reply: Reply | None) -> bool:
    """Whether the words of ``reply`` may be quoted, as far as its author decides."""
    if reply is None or reply.is_test or not reply.is_verified:
        return False
    if reply.is_suspicious:
        return False
    return bool(reply.words) and reply.may_be_shown
