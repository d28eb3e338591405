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
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.models import Action, Telling
from feedback.customers.addresses import address_hash
from feedback.customers.models import Customer, Interaction, Suppression
from feedback.customers.suppressing import rows_of
from feedback.history.models import Event
from surveys import days, explaining
from surveys.models import ASKED_CHANNELS, Invitation, Reply, TeamAnswer

PAGE = 40
WISHES = {
    "stopped_asking": _("Asked not to be asked again"),
    "resumed_asking": _("Asked to be asked again"),
    "stopped_telling": _("Asked not to be told about changes"),
    "resumed_telling": _("Asked to be told about changes again"),
    "paused asking": _("We paused asking"),
    "resumed asking": _("We took the pause back"),
    "asked for a pause": _("Asked to be left alone for a while"),
    "asked for less often": _("Asked to be asked less often"),
    "complaint opened": _("A complaint was opened: nobody asks them"),
    "complaint settled": _("The complaint was settled"),
    "asked in spite of a complaint": _("Asked in spite of the open complaint"),
}
TOLD = {
    Telling.About.DID: _("We told them what we did"),
    Telling.About.NOT_THIS_TIME: _("We told them why not this time"),
    Telling.About.LATER: _("We told them that it comes later"),
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
        ref = f" ({row.reference})" if row.reference else ""
        done = gettext("{work}, by {name}") if row.handler else "{work}"
        title = done.format(work=row.kind, name=row.handler)
        yield Entry(row.happened_at, row.pk, "work", f"{title}{ref}")


def _asked(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = Invitation.objects.filter(
        customer=customer, channel__in=ASKED_CHANNELS
    ).select_related("interaction")
    moment = Coalesce("asked_at", "created_at")
    for row in _page(rows.annotate(moment=moment), "moment", before):
        work = days.inside_sentence(row.interaction.kind)
        yield Entry(row.moment, row.pk, "asked", _asking(row, work))


def _asking(row: Invitation, work: str) -> str:
    if row.status == Invitation.Status.NOT_ASKED:
        sentence = gettext("Not asked after the {work}, {because}. {remedy}")
        because, remedy = explaining.because(row), explaining.remedy(row)
        return sentence.format(work=work, because=because, remedy=remedy)
    if row.status == Invitation.Status.PLANNED:
        return gettext("Will be asked after the {work}").format(work=work)
    if row.status == Invitation.Status.EXPIRED:
        return gettext("Asked after the {work}; no answer").format(work=work)
    return gettext("Asked after the {work}").format(work=work)


def _said(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = Reply.objects.filter(customer=customer).select_related("noted_by__user")
    for row in _page(rows, "submitted_at", before):
        url = reverse("surveys:reply-detail", kwargs={"pk": row.pk})
        words = row.words or gettext("(No words, just answers)")
        yield Entry(row.submitted_at, row.pk, "said", _how_said(row), words, url)


def _how_said(reply: Reply) -> str:
    if reply.is_heard:
        who = reply.noted_by.user.first_name if reply.noted_by else ""
        return gettext("Heard by {name}, in their notes").format(name=who)
    return gettext("Said") if reply.is_verified else gettext("Said, unverified")


def _answered(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = TeamAnswer.objects.filter(reply__customer=customer)
    for row in _page(rows.select_related("author__user"), "sent_at", before):
        title = gettext("{name} answered").format(name=row.author.user.first_name)
        yield Entry(row.sent_at, row.pk, "answered", title, row.words)


def _promised(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = _actions(customer).select_related("owner__user")
    for row in _page(rows, "created_at", before):
        title = gettext("{name} promised: {what}").format(
            name=row.owner.user.first_name, what=row.what
        )
        yield Entry(row.created_at, row.pk, "promised", title, url=_action_url(row))


def _closed(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = _actions(customer).exclude(done_at=None)
    for row in _page(rows, "done_at", before):
        did = row.outcome == Action.Outcome.DID
        title = gettext("We did") if did else gettext("We decided not to, this time")
        words = row.what_changed
        yield Entry(row.done_at, row.pk, "did", title, words, _action_url(row))


def _told(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = Telling.objects.filter(customer=customer)
    for row in _page(rows, "sent_at", before):
        title = str(TOLD[Telling.About(row.about)])
        yield Entry(row.sent_at, row.pk, "told", title, row.words)


def _wished(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    rows = Event.objects.filter(
        business_id=customer.business_id,
        customer_id__in=rows_of(customer).values("pk"),
        verb__in=WISHES,
    )
    for row in _page(rows, "at", before):
        yield Entry(row.at, row.pk, "wished", str(WISHES[row.verb]))


def _unreachable(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    if not customer.email:
        return
    reasons = (Suppression.Reason.BOUNCED, Suppression.Reason.COMPLAINED)
    hashed = address_hash(customer.email)
    rows = Suppression.objects.filter(address_hash=hashed, reason__in=reasons)
    for row in _page(rows, "created_at", before):
        why = row.get_reason_display()
        title = gettext("No more mail: {why}").format(why=why)
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
