"""What they wished, what their address does, and which rows became this person."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.selectors.timeline.entries import Cursor, Entry, page
from feedback.customers.addresses import address_hash
from feedback.customers.models import Customer, Merge, Suppression
from feedback.customers.suppressing import rows_of
from feedback.history.models import Event

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
    "edited": _("Changed what they said"),
    "withdrew": _("Took their words off the public page"),
}


def wished(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    """Yield their wishes, and ours about asking them."""
    rows = Event.objects.filter(
        business_id=customer.business_id,
        customer_id__in=rows_of(customer).values("pk"),
        verb__in=WISHES,
    )
    # Of our own editing of a customer there is nothing to say here.
    rows = rows.exclude(~Q(actor_kind=Event.ActorKind.CUSTOMER), verb="edited")
    for row in page(rows, "at", before):
        yield Entry(row.at, row.pk, "wished", str(WISHES[row.verb]))


def unreachable(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    """Yield since when their address does not work, or they call our mail spam."""
    if not customer.email:
        return
    reasons = (Suppression.Reason.BOUNCED, Suppression.Reason.COMPLAINED)
    hashed = address_hash(customer.email)
    rows = Suppression.objects.filter(address_hash=hashed, reason__in=reasons)
    for row in page(rows, "created_at", before):
        why = row.get_reason_display()
        title = gettext("No more mail: {why}").format(why=why)
        yield Entry(row.created_at, row.pk, "wished", title)


def merged(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    """Yield which other rows turned out to be the same person."""
    rows = Merge.objects.filter(survivor=customer, undone_at=None)
    rows = rows.select_related("duplicate", "merged_by__user")
    for row in page(rows, "merged_at", before):
        title = gettext("Put together with {name}").format(name=row.duplicate)
        yield Entry(row.merged_at, row.pk, "merged", title, note=_by_whom(row))


def _by_whom(merge: Merge) -> str:
    if merge.merged_by is None:
        return gettext("Their addresses said so")
    return gettext("By {name}").format(name=merge.merged_by.user.first_name)
