"""One customer, one timeline: asked, said, answered, done, told, and what they wished.

Rows come from many tables; each entry has a moment and an id, by which all sort and
page together. There is no score here and no sum.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from actions.models import Action, Telling
from feedback.customers.addresses import address_hash
from feedback.customers.models import Customer, Interaction, Suppression
from feedback.history.models import Event
from surveys import days
from surveys.models import Invitation, Reply, TeamAnswer

PAGE = 40
WISHES = {
    "stopped_asking": "Asked not to be asked again",
    "resumed_asking": "Asked to be asked again",
    "stopped_telling": "Asked not to be told about changes",
    "resumed_telling": "Asked to be told about changes again",
    "paused asking": "We paused asking",
    "resumed asking": "We took the pause back",
}
TOLD = {
    Telling.About.DID: "We told them what we did",
    Telling.About.NOT_THIS_TIME: "We told them why not this time",
    Telling.About.LATER: "We told them that it comes later",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: ``title`` says what, ``words`` are somebody's own."""

    at: datetime
    pk: UUID
    kind: str
    title: str
    words: str = ""
    url: str = ""

    @property
    def cursor(self) -> str:
        """What `timeline` takes as ``before`` to go on after this entry."""
        return f"{self.at.isoformat()}~{self.pk}"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last entry of the page before."""

    at: datetime
    pk: UUID

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """Return the cursor that `Entry.cursor` wrote; None for anything else."""
        moment, _, key = text.partition("~")
        try:
            at, pk = datetime.fromisoformat(moment), UUID(key)
        except ValueError:
            return None
        return cls(at, pk) if at.tzinfo else None


def timeline(customer: Customer, *, before: Cursor | None = None) -> list[Entry]:
    """Return one page of entries, newest first, and one more if there are more."""
    found = [entry for source in _SOURCES for entry in source(customer, before)]
    return sorted(found, key=lambda e: (e.at, e.pk), reverse=True)[: PAGE + 1]


def open_promises(customer: Customer) -> QuerySet[Action]:
    """Return what we owe this customer, most urgent first."""
    rows = Action.objects.filter(
        links__reply__customer=customer, state__in=["todo", "doing"]
    )
    return rows.select_related("owner__user").distinct().order_by("due_on", "id")


def _page(rows: QuerySet[Any], at: str, before: Cursor | None) -> QuerySet[Any]:
    rows = rows.annotate(entry_at=F(at))
    if before is not None:
        same = Q(entry_at=before.at, pk__lt=before.pk)
        rows = rows.filter(Q(entry_at__lt=before.at) | same)
    return rows.order_by("-entry_at", "-pk")[: PAGE + 1]


def _work(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = Interaction.objects.filter(customer=customer)
    rows = rows.exclude(source=Interaction.Source.TEST)
    for row in _page(rows, "happened_at", before):
        by = f", by {row.handler}" if row.handler else ""
        ref = f" ({row.reference})" if row.reference else ""
        yield Entry(row.happened_at, row.pk, "work", f"{row.kind}{by}{ref}")


def _asked(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = Invitation.objects.filter(customer=customer).select_related("interaction")
    moment = Coalesce("asked_at", "created_at")
    for row in _page(rows.annotate(moment=moment), "moment", before):
        work = days.inside_sentence(row.interaction.kind)
        yield Entry(row.moment, row.pk, "asked", _asking(row, work))


def _asking(row: Invitation, work: str) -> str:
    if row.status == Invitation.Status.NOT_ASKED:
        return f"Not asked after the {work}, because: {row.get_reason_display()}"
    if row.status == Invitation.Status.PLANNED:
        return f"Will be asked after the {work}"
    if row.status == Invitation.Status.EXPIRED:
        return f"Asked after the {work}; no answer"
    return f"Asked after the {work}"


def _said(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = Reply.objects.filter(customer=customer)
    for row in _page(rows, "submitted_at", before):
        url = reverse("surveys:reply-detail", kwargs={"pk": row.pk})
        words = row.words or "(No words, just answers)"
        yield Entry(row.submitted_at, row.pk, "said", "Said", words, url)


def _answered(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = TeamAnswer.objects.filter(reply__customer=customer)
    for row in _page(rows.select_related("author__user"), "sent_at", before):
        title = f"{row.author.user.first_name} answered"
        yield Entry(row.sent_at, row.pk, "answered", title, row.words)


def _promised(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = _actions(customer).select_related("owner__user")
    for row in _page(rows, "created_at", before):
        who = row.owner.user.first_name
        title = f"{who} promised: {row.what}"
        yield Entry(row.created_at, row.pk, "promised", title, url=_action_url(row))


def _closed(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = _actions(customer).exclude(done_at=None)
    for row in _page(rows, "done_at", before):
        did = row.outcome == Action.Outcome.DID
        title = "We did" if did else "We decided not to, this time"
        words = row.what_changed
        yield Entry(row.done_at, row.pk, "did", title, words, _action_url(row))


def _told(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = Telling.objects.filter(customer=customer)
    for row in _page(rows, "sent_at", before):
        title = TOLD[Telling.About(row.about)]
        yield Entry(row.sent_at, row.pk, "told", title, row.words)


def _wished(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = Event.objects.filter(
        business_id=customer.business_id, customer_id=customer.pk, verb__in=WISHES
    )
    for row in _page(rows, "at", before):
        yield Entry(row.at, row.pk, "wished", WISHES[row.verb])


def _unreachable(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    if not customer.email:
        return
    reasons = (Suppression.Reason.BOUNCED, Suppression.Reason.COMPLAINED)
    hashed = address_hash(customer.email)
    rows = Suppression.objects.filter(address_hash=hashed, reason__in=reasons)
    for row in _page(rows, "created_at", before):
        title = f"No more mail: {row.get_reason_display()}"
        yield Entry(row.created_at, row.pk, "wished", title)


def _actions(customer: Customer) -> QuerySet[Action]:
    rows = Action.objects.filter(links__reply__customer=customer)
    return Action.objects.filter(pk__in=rows.values("pk"))


def _action_url(action: Model) -> str:
    return reverse("actions:action-detail", kwargs={"pk": action.pk})


_SOURCES: tuple[Callable[[Customer, Cursor | None], Iterator[Entry]], ...] = (
    _work,
    _asked,
    _said,
    _answered,
    _promised,
    _closed,
    _told,
    _wished,
    _unreachable,
)
