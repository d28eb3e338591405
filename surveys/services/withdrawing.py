"""Taking back what was about to be sent: the mail, and with it the asking."""

from collections.abc import Sequence

from feedback.customers.models import Customer
from feedback.customers.suppressing import rows_of
from feedback.mail import services as mail
from feedback.mail.models import OutboundMessage
from feedback.sms import outbox
from surveys.models import Invitation
from surveys.services.claiming import mail_key
from surveys.services.texting import text_key

Kind = OutboundMessage.Kind
QUESTIONS = (Kind.INVITATION, Kind.REMINDER)
Status = Invitation.Status


def withdraw_unsent(
    customer: Customer,
    reason: Invitation.Reason,
    *,
    kinds: Sequence[OutboundMessage.Kind] = QUESTIONS,
) -> None:
    """Take waiting mails of ``kinds`` to ``customer`` out of the outbox, also those
    that a worker has claimed but not begun. Whoever was to be asked by one of them
    was not: the invitation keeps ``reason``. Call it in a transaction.
    """
    if Kind.INVITATION in kinds:
        _withdraw_texts(customer, reason)
    waiting = OutboundMessage.objects.filter(
        business_id=customer.business_id,
        customer_id=customer.pk,
        kind=Kind.INVITATION,
        status=OutboundMessage.Status.QUEUED,
    )
    # Held, so that no worker begins one of them before it is cancelled below.
    held = waiting.select_for_update().order_by("pk")
    unsent = set(held.values_list("dedupe_key", flat=True))
    empty_outbox(customer, kinds)
    if Kind.INVITATION not in kinds or not unsent:
        return
    asked = Invitation.objects.filter(customer=customer, status=Status.ASKED)
    never = [row.pk for row in asked if mail_key(row) in unsent]
    rows = Invitation.objects.filter(pk__in=never, status=Status.ASKED)
    rows.update(status=Status.NOT_ASKED, reason=reason)


def _withdraw_texts(customer: Customer, reason: Invitation.Reason) -> None:
    unsent = outbox.cancel_to(
        customer.business, customer.pk, why="asked not to be written to"
    )
    asked = Invitation.objects.filter(customer=customer, status=Status.ASKED)
    never = [row.pk for row in asked if text_key(row) in unsent]
    rows = Invitation.objects.filter(pk__in=never, status=Status.ASKED)
    rows.update(status=Status.NOT_ASKED, reason=reason)


def empty_outbox(customer: Customer, kinds: Sequence[OutboundMessage.Kind]) -> None:
    """Take waiting mails of ``kinds`` to any address of ``customer`` out of the
    outbox.
    """
    for person in rows_of(customer).exclude(email=""):
        mail.cancel_to_address(customer.business, person.email, kinds=list(kinds))
