"""Sweeps that open holds after replies and keep holds and customers in step.

Nothing of this is done while a reply is being sent: the sweep finds, a little later,
whoever asked for a person. Whether somebody may be asked is looked at again at the
moment of asking, so a hold that opens a minute after the reply is in time.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from feedback import tenancy
from feedback.customers.models import Customer
from feedback.history.services import CLOCK
from surveys.models import Alert, ComplaintHold, Reply
from surveys.services import complaints

Why, How = ComplaintHold.Why, ComplaintHold.How
# After an outage of a weekend nothing is missed; older alerts were looked at by people.
LOOKS_BACK = timedelta(days=3)
MOST_AT_ONCE = 500


def open_due_holds(*, now: datetime) -> int:
    """Open a hold for everybody who asked for a person and has none; returns how many.

    Once a reply: what was settled after it came is not opened again by it. Safe to run
    at any time, again and in parallel.
    """
    with tenancy.every_business():
        due = list(_asking_for_help(now).values_list("business_id", "reply_id"))
    return sum(_open(business_id, reply_id) for business_id, reply_id in due)


def keep_in_step(*, now: datetime) -> int:
    """Put right what merging people, or an earlier version, left apart: a customer who
    is marked and has no hold gets one, a hold of somebody who was merged ends, and an
    open hold marks its customer. Returns how many rows were changed.
    """
    with tenancy.every_business():
        wanted = set(_out_of_step().values_list("business_id", "pk"))
        ended = _of_merged().values_list("business_id", "customer_id")
        wanted |= set(ended)
        unmarked = ComplaintHold.objects.filter(
            lifted_at=None,
            customer__complaint_open_since=None,
            customer__merged_into=None,
        )
        wanted |= set(unmarked.values_list("business_id", "customer_id"))
    return sum(_put_right(*each, now=now) for each in sorted(wanted, key=str))


def _asking_for_help(now: datetime) -> QuerySet[Alert]:
    same_reply = ComplaintHold.objects.filter(reply=OuterRef("reply"))
    newer = ComplaintHold.objects.filter(
        customer=OuterRef("reply__customer"), changed_at__gte=OuterRef("raised_at")
    )
    rows = Alert.objects.filter(
        pk__gte=_first_id(now - LOOKS_BACK),
        kind=Alert.Kind.WANTS_CONTACT,
        reply__is_test=False,
        reply__is_suspicious=False,
        reply__customer__complaint_open_since=None,
        reply__customer__merged_into=None,
    )
    rows = rows.exclude(reply__state=Reply.State.DONE)
    return rows.filter(~Exists(same_reply), ~Exists(newer)).order_by("pk")[
        :MOST_AT_ONCE
    ]


def _first_id(moment: datetime) -> UUID:
    """Return the first id that a row made at ``moment`` can have: ids begin with the
    milliseconds (RFC 9562, 5.7), so the primary key finds what is recent.
    """
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def _open(business_id: UUID, reply_id: UUID) -> int:
    with tenancy.enter(business_id):
        reply = Reply.objects.select_related("customer__business").get(pk=reply_id)
        opened = complaints.open_hold(
            reply.customer, why=Why.ASKED, by=CLOCK, reply=reply
        )
    return int(opened is not None)


def _out_of_step() -> QuerySet[Customer]:
    open_one = ComplaintHold.objects.filter(customer=OuterRef("pk"), lifted_at=None)
    marked = Customer.objects.exclude(complaint_open_since=None)
    return marked.filter(~Exists(open_one), merged_into=None)


def _of_merged() -> QuerySet[ComplaintHold]:
    return ComplaintHold.objects.filter(
        lifted_at=None, customer__merged_into__isnull=False
    )


def _put_right(business_id: UUID, customer_id: UUID, *, now: datetime) -> int:
    with tenancy.enter(business_id), transaction.atomic():
        rows = Customer.objects.select_for_update(of=("self",))
        customer = rows.get(pk=customer_id)
        held = ComplaintHold.objects.filter(customer=customer, lifted_at=None)
        if customer.merged_into_id:
            return held.update(lifted_at=now, lifted_how=How.MERGED, changed_at=now)
        hold = held.first()
        if hold is not None:
            since = hold.opened_at
            Customer.objects.filter(pk=customer.pk).update(complaint_open_since=since)
            return 1
        if customer.complaint_open_since is None:
            return 0
        complaints.take_in(customer)
        return 1
