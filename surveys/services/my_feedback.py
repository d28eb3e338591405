"""What somebody may do about everything they said: open it, and say how it is shown."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.customers.models import Customer
from feedback.errors import Gone, Refused
from feedback.history import services as history
from feedback.history.services import CUSTOMER
from feedback.mail import services as mail
from feedback.mail.services import Posting
from surveys import emails_links
from surveys.models import HistoryLink, Reply

# A mailed link waits this long to be pressed, and the page it opens stays this long.
LINK_WAITS = timedelta(hours=24)
STAYS_OPEN = timedelta(minutes=30)
# Whoever has one of the earlier links can have mail sent, so there is an end to it.
MOST_LINKS = ((3, timedelta(hours=1)), (8, timedelta(days=1)))


class NoAddress(Refused):
    """There is no address to which a link could go."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("We have no email address of yours to send a link to."))


@transaction.atomic
def send_history_link(customer: Customer, *, now: datetime) -> bool:
    """Mail a fresh link to ``customer``'s own address; False if several went lately.

    Raises `NoAddress`: also for somebody who only claims an address.
    """
    if customer.is_unverified or not customer.email:
        raise NoAddress
    # One at a time, so that the limit holds.
    Customer.objects.select_for_update().get(pk=customer.pk)
    links = HistoryLink.objects.filter(customer=customer)
    for most, span in MOST_LINKS:
        if links.filter(made_at__gt=now - span).count() >= most:
            return False
    link = HistoryLink.objects.create(
        business_id=customer.business_id,
        customer=customer,
        made_at=now,
        expires_at=now + LINK_WAITS,
    )
    posting = Posting(mail.Kind.LINK, f"history:{link.pk}", customer.pk)
    mail.post(emails_links.history_email(link), posting, business=customer.business)
    history.record("asked for their link", link, by=CUSTOMER, customer_id=customer.pk)
    return True


@transaction.atomic
def open_history(link: HistoryLink, *, now: datetime) -> None:
    """Use ``link``, once, and open the history for a while. Raises `Gone`."""
    unused = HistoryLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now)
    if not unused.update(used_at=now, open_until=now + STAYS_OPEN):
        raise Gone(_("This link has closed."))
    link.refresh_from_db(fields=["used_at", "open_until"])
    history.record("opened", link, by=CUSTOMER, customer_id=link.customer_id)


def waits(link: HistoryLink, *, now: datetime) -> bool:
    """Whether ``link`` can still be used."""
    return link.used_at is None and now < link.expires_at


def is_open(link: HistoryLink, *, now: datetime) -> bool:
    """Whether the history that ``link`` opened is still open."""
    return link.open_until is not None and now < link.open_until


@transaction.atomic
def show_words_as(reply: Reply, *, consent: str, now: datetime) -> bool:
    """Say under which name, if any, the words of ``reply`` may be shown in public.

    False if it was said before. Raises `Refused` for what is not offered.
    """
    offered = (*Reply.MAY_SHOW, Reply.Consent.NO)
    if consent not in offered:
        raise Refused(_("Choose one of the answers below. Nothing was changed."))
    others = Reply.objects.filter(pk=reply.pk).exclude(consent=consent)
    before = others.values_list("consent", flat=True).first()
    if not others.update(consent=consent, consent_at=now):
        return False
    reply.consent, reply.consent_at = consent, now
    verb = "withdrew" if consent == Reply.Consent.NO else "chose a name"
    history.record(
        verb,
        reply,
        by=CUSTOMER,
        customer_id=reply.customer_id,
        consent=(before, consent),
    )
    return True
