"""What was done for somebody, and when they were asked about it, or why not."""

from collections.abc import Iterator

from django.db.models.functions import Coalesce
from django.utils.formats import number_format
from django.utils.translation import gettext

from actions.selectors.timeline.entries import Cursor, Entry, page
from feedback.customers.models import Customer, Interaction
from surveys import days, explaining
from surveys.models import ASKED_CHANNELS, Invitation


def bought(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    """Yield what was done for them, with what it came to."""
    rows = Interaction.objects.filter(customer=customer)
    rows = rows.exclude(source=Interaction.Source.TEST)
    for row in page(rows, "happened_at", before):
        ref = f" ({row.reference})" if row.reference else ""
        done = gettext("{work}, by {name}") if row.handler else "{work}"
        title = done.format(work=row.kind, name=row.handler)
        yield Entry(row.happened_at, row.pk, "work", f"{title}{ref}", note=_sale(row))


def asked(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    """Yield when they were asked, will be, or why they were not."""
    rows = Invitation.objects.filter(
        customer=customer, channel__in=ASKED_CHANNELS
    ).select_related("interaction")
    moment = Coalesce("asked_at", "created_at")
    for row in page(rows.annotate(moment=moment), "moment", before):
        work = days.inside_sentence(row.interaction.kind)
        yield Entry(row.moment, row.pk, "asked", _asking(row, work))


def reminded(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    """Yield when they were reminded."""
    rows = Invitation.objects.filter(customer=customer).exclude(reminded_at=None)
    for row in page(rows.select_related("interaction"), "reminded_at", before):
        work = days.inside_sentence(row.interaction.kind)
        title = gettext("Reminded about the {work}").format(work=work)
        yield Entry(row.reminded_at, row.pk, "asked", title)


def _sale(row: Interaction) -> str:
    if row.value is None:
        return ""
    amount = number_format(row.value, decimal_pos=2, use_l10n=True)
    return gettext("Came to {amount}").format(amount=amount)


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
