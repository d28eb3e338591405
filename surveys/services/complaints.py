"""While a complaint is open, nobody asks how it went, and nobody should sell.

A hold is a row with its reason and its end; `Customer.complaint_open_since` says the
same where the rules for asking read it. Both change here, in one transaction, and
other systems hear of it (see `feedback.connect.webhooks`).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from feedback import clock
from feedback.accounts.models import Role
from feedback.connect.webhooks.announcing import announce
from feedback.connect.webhooks.kinds import Kind
from feedback.customers.models import Customer
from feedback.errors import NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import CLOCK, CUSTOMER, Actor
from feedback.text import one_line
from surveys.models import ComplaintHold, Reply
from surveys.rules import Reason
from surveys.services.withdrawing import withdraw_unsent

Why, How = ComplaintHold.Why, ComplaintHold.How
LONGEST_REASON = 300
_MAY_OVERRIDE = (Role.MANAGER, Role.OWNER)


@dataclass(frozen=True, slots=True)
class Lifting:
    """How a hold ends; ``because`` is needed for an override."""

    how: str
    because: str = ""


@transaction.atomic
def open_hold(
    customer: Customer, *, why: str, by: Actor, reply: Reply | None = None
) -> ComplaintHold | None:
    """Ask and remind ``customer`` of nothing until the complaint is settled; None if
    one is open already. What waits in the outbox is taken out of it.
    """
    now = clock.now()
    rows = Customer.objects.filter(pk=customer.pk, complaint_open_since=None)
    if not rows.update(complaint_open_since=now):
        return None
    customer.complaint_open_since = now
    hold = _store(customer, why=why, by=by, reply=reply, since=now)
    withdraw_unsent(customer, Reason.COMPLAINT)
    history.record(
        "complaint opened",
        customer,
        by=by,
        customer_id=customer.pk,
        complaint_open_since=(None, now),
        why=(None, str(why)),
    )
    _announce(Kind.HOLD_OPENED, hold, now)
    return hold


@transaction.atomic
def lift_hold(customer: Customer, lifting: Lifting, *, by: Actor) -> bool:
    """Let the rules for asking hold again; False if no complaint is open.

    Whatever was decided while it was open stays so: it can be asked by hand. Raises
    `Refused` for an override without a reason, and `NotAllowed` for one by somebody
    who is neither a manager nor an owner.
    """
    because = _because(lifting, by)
    now = clock.now()
    rows = Customer.objects.filter(pk=customer.pk).exclude(complaint_open_since=None)
    since = rows.values_list("complaint_open_since", flat=True).first()
    if since is None or not rows.update(complaint_open_since=None):
        return False
    customer.complaint_open_since = None
    hold = ComplaintHold.objects.filter(customer=customer, lifted_at=None).first()
    # One that was opened before holds were kept.
    hold = hold or _store(customer, why=Why.MARKED, by=by, reply=None, since=since)
    ended = {
        "lifted_at": now,
        "lifted_how": lifting.how,
        "lifted_by": by.membership,
        "lifted_because": because,
        "changed_at": now,
    }
    ComplaintHold.objects.filter(pk=hold.pk).update(**ended)
    hold.lifted_at, hold.lifted_how = now, lifting.how
    history.record(
        "complaint settled",
        customer,
        by=by,
        customer_id=customer.pk,
        complaint_open_since=(since, None),
        how=(None, str(lifting.how)),
    )
    _announce(Kind.HOLD_LIFTED, hold, now)
    return True


def take_in(customer: Customer) -> ComplaintHold:
    """Keep a hold for somebody who is marked already, since before holds were kept or
    since two people were found to be one.
    """
    since = customer.complaint_open_since or clock.now()
    return _store(customer, why=Why.MARKED, by=CLOCK, reply=None, since=since)


def hold_asking_for_complaint(customer: Customer, *, by: Actor) -> bool:
    """Open a hold since somebody of the team says so; False if one is open already."""
    return open_hold(customer, why=Why.MARKED, by=by) is not None


def release_asking_after_complaint(
    customer: Customer, *, by: Actor, because: str
) -> bool:
    """Lift a hold by an override, with the reason; raises as `lift_hold`."""
    return lift_hold(customer, Lifting(How.OVERRIDE, because), by=by)


def settle(hold: ComplaintHold) -> bool:
    """End a hold since its customer says that it is settled; False if it had ended."""
    if ComplaintHold.objects.filter(pk=hold.pk, lifted_at=None).exists():
        return lift_hold(hold.customer, Lifting(How.CUSTOMER), by=CUSTOMER)
    return False


def ask_if_settled(customer: Customer, *, now: datetime) -> ComplaintHold | None:
    """Return the open hold of ``customer`` if a mail may ask whether it is settled:
    once. Call it in the transaction that posts the mail.
    """
    rows = ComplaintHold.objects.filter(customer=customer, lifted_at=None)
    if not rows.filter(asked_at=None).update(asked_at=now):
        return None
    return rows.first()


def _because(lifting: Lifting, by: Actor) -> str:
    if lifting.how != How.OVERRIDE:
        return ""
    if by.membership is None or by.membership.role not in _MAY_OVERRIDE:
        raise NotAllowed(_("Only a manager or an owner can lift it."))
    because = one_line(lifting.because, longest=LONGEST_REASON)
    if not because:
        raise Refused(_("Say why it is lifted although they have not said so."))
    return because


def _store(
    customer: Customer, *, why: str, by: Actor, reply: Reply | None, since: datetime
) -> ComplaintHold:
    return ComplaintHold.objects.create(
        business_id=customer.business_id,
        customer=customer,
        reply=reply,
        why=why,
        opened_at=since,
        opened_by=by.membership,
        changed_at=clock.now(),
    )


def _announce(kind: Kind, hold: ComplaintHold, now: datetime) -> None:
    facts: dict[str, str | int | bool | None] = {
        "hold": str(hold.pk),
        "customer": str(hold.customer_id),
        "is_open": hold.is_open,
        "why": str(hold.why),
        "how": str(hold.lifted_how),
        "opened_at": hold.opened_at.isoformat(),
        "lifted_at": hold.lifted_at.isoformat() if hold.lifted_at else None,
    }
    key = f"{kind}:{hold.pk}"
    announce(hold.business_id, kind, facts, dedupe_key=key, now=now)
