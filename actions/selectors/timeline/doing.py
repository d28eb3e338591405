"""What was promised, done and told."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.models import Action, Telling
from actions.selectors.timeline.entries import Cursor, Entry, page
from feedback.customers.models import Customer

TOLD = {
    Telling.About.DID: _("We told them what we did"),
    Telling.About.NOT_THIS_TIME: _("We told them why not this time"),
    Telling.About.LATER: _("We told them that it comes later"),
}


def promised(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    """Yield the promises about what they said."""
    rows = _actions(customer).select_related("owner__user")
    for row in page(rows, "created_at", before):
        title = gettext("{name} promised: {what}").format(
            name=row.owner.user.first_name, what=row.what
        )
        yield Entry(row.created_at, row.pk, "promised", title, url=_url(row))


def closed(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    """Yield what was done about it, or why not."""
    rows = _actions(customer).exclude(done_at=None)
    for row in page(rows, "done_at", before):
        did = row.outcome == Action.Outcome.DID
        title = gettext("We did") if did else gettext("We decided not to, this time")
        yield Entry(row.done_at, row.pk, "did", title, row.what_changed, _url(row))


def told(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    """Yield what they were told about it."""
    rows = Telling.objects.filter(customer=customer, why_not="").exclude(words="")
    for row in page(rows, "sent_at", before):
        title = str(TOLD[Telling.About(row.about)])
        yield Entry(row.sent_at, row.pk, "told", title, row.words)


def _actions(customer: Customer) -> QuerySet[Action]:
    rows = Action.objects.filter(links__reply__customer=customer)
    rows = rows.exclude(state=Action.State.MERGED)
    return Action.objects.filter(pk__in=rows.values("pk"))


def _url(action: Action) -> str:
    return reverse("actions:action-detail", kwargs={"pk": action.pk})
