"""What they said and wrote, what the team answered, and what it noted."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from actions.selectors.timeline.entries import Cursor, Entry, page
from feedback.customers.models import Customer
from surveys.models import CustomerMessage, Reply, TeamAnswer, TeamNote


def said(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    """Yield their replies, from every channel."""
    rows = Reply.objects.filter(customer=customer).select_related("noted_by__user")
    for row in page(rows, "submitted_at", before):
        words = row.words or gettext("(No words, just answers)")
        yield Entry(
            row.submitted_at,
            row.pk,
            "said",
            _how_said(row),
            words,
            _reply_url(row.pk),
            gettext("Perhaps a machine sent this") if row.is_suspicious else "",
        )


def wrote(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    """Yield the mails that they wrote back."""
    rows = CustomerMessage.objects.filter(reply__customer=customer).defer("whole")
    for row in page(rows, "received_at", before):
        title = gettext("Wrote") if row.is_from_them else gettext("Somebody wrote")
        note = "" if row.is_from_them else row.from_email
        url = _reply_url(row.reply_id)
        yield Entry(row.received_at, row.pk, "wrote", title, row.words, url, note)


def answered(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    """Yield what the team answered."""
    rows = TeamAnswer.objects.filter(reply__customer=customer)
    for row in page(rows.select_related("author__user"), "sent_at", before):
        title = gettext("{name} answered").format(name=row.author.user.first_name)
        yield Entry(row.sent_at, row.pk, "answered", title, row.words)


def noted(customer: Customer, before: Cursor | None) -> Iterator[Entry]:
    """Yield what the team said among themselves."""
    rows = TeamNote.objects.filter(reply__customer=customer)
    for row in page(rows.select_related("author__user"), "written_at", before):
        title = gettext("{name} noted for the team").format(
            name=row.author.user.first_name
        )
        url = _reply_url(row.reply_id)
        yield Entry(row.written_at, row.pk, "noted", title, row.words, url)


def _how_said(reply: Reply) -> str:
    if reply.is_heard:
        who = reply.noted_by.user.first_name if reply.noted_by else ""
        return gettext("Heard by {name}, in their notes").format(name=who)
    return gettext("Said") if reply.is_verified else gettext("Said, unverified")


def _reply_url(pk: object) -> str:
    return reverse("surveys:reply-detail", kwargs={"pk": pk})
