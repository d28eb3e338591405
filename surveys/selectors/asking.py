"""Reading who is asked, who was, and who was not and why."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from feedback.accounts.models import Business
from feedback.customers.addresses import email_key
from feedback.customers.models import Customer
from feedback.customers.selectors import suppressions_of_all
from surveys import rules
from surveys.models import Invitation, Reply, Survey
from surveys.rules import Standing

PAGE = 50
Status = Invitation.Status
# Whoever stands so was written to, or will be.
_CONTACTED = (Status.PLANNED, Status.ASKED, Status.ANSWERED, Status.EXPIRED)
_WRITTEN_TO = (Status.ASKED, Status.ANSWERED, Status.EXPIRED)


def invitation_list(
    business: Business, *, status: str = "", before: str = ""
) -> QuerySet[Invitation]:
    """Return one page of invitations, newest first (and one more, if there are more).

    ``status`` is one of `Invitation.Status` or nothing, ``before`` the id of the
    last one of the page before. Each has ``rested_from``: when that customer was last
    asked about something else before it was due.
    """
    other = Invitation.objects.filter(
        customer=OuterRef("customer"),
        asked_at__lte=OuterRef("due_at"),
        status__in=_WRITTEN_TO,
        is_test=False,
    )
    other = other.exclude(pk=OuterRef("pk")).order_by("-asked_at")
    rows = Invitation.objects.filter(business=business, is_test=False)
    if status in Status.values:
        rows = rows.filter(status=status)
    rows = rows.filter(_older(before)).order_by("-id")
    rows = rows.annotate(rested_from=Subquery(other.values("asked_at")[:1]))
    return rows.select_related(
        "customer__relationship_owner__user", "interaction", "survey"
    )[: PAGE + 1]


def asking_surveys(business: Business) -> list[Survey]:
    """Return every survey, those that ask first, the oldest of them first."""
    rows = Survey.objects.filter(business=business).order_by("created_at", "id")
    return sorted(rows, key=lambda survey: survey.status != Survey.Status.LIVE)


def newest_replies(customers: Sequence[Customer]) -> dict[UUID, Reply]:
    """Return the newest reply of each of ``customers`` who has replied."""
    rows = Reply.objects.filter(customer__in=customers, is_test=False)
    return {row.customer_id: row for row in rows.order_by("submitted_at")}


def standings(
    business: Business, customers: Iterable[Customer], *, around: datetime
) -> dict[UUID, Standing]:
    """Return what decides about asking each of ``customers`` near ``around``."""
    people = {customer.pk: customer for customer in customers}
    wishes = suppressions_of_all(business, {c.email for c in people.values()})
    contacts = _contacts(business, people, around)
    return {
        pk: Standing(
            has_address=bool(customer.email),
            wishes=frozenset(wishes.get(email_key(customer.email), ())),
            paused_until=customer.paused_until,
            contacts=tuple(contacts.get(pk, ())),
        )
        for pk, customer in people.items()
    }


def standing_now(invitation: Invitation, *, now: datetime) -> Standing:
    """Return what decides about asking now, apart from ``invitation`` itself and
    from what is only planned: whoever comes first is asked.
    """
    customer = invitation.customer
    wishes = suppressions_of_all(invitation.business, [customer.email])
    since = now - rules.rest(invitation.business)
    others = Invitation.objects.filter(
        Q(asked_at__gt=since) | Q(reminded_at__gt=since),
        customer=customer,
        status__in=_WRITTEN_TO,
        is_test=False,
    ).exclude(pk=invitation.pk)
    return Standing(
        has_address=bool(customer.email),
        wishes=frozenset(wishes.get(email_key(customer.email), ())),
        paused_until=customer.paused_until,
        contacts=tuple(c for other in others for c in rules.contacts_of(other)),
    )


def due(now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Return (business, invitation) to ask now, the businesses in turn. Work across
    businesses: call it inside `tenancy.every_business`.
    """
    rows = Invitation.objects.filter(
        status=Status.PLANNED, due_at__lte=now, survey__status=Survey.Status.LIVE
    )
    return _in_turn(rows, "due_at", limit)


def due_reminders(now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Return (business, invitation) to remind now; as `due`."""
    rows = Invitation.objects.filter(
        status=Status.ASKED,
        remind_at__lte=now,
        reminded_at=None,
        survey__status=Survey.Status.LIVE,
    )
    return _in_turn(rows, "remind_at", limit)


def expired(now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Return (business, invitation) that nobody answered in time; as `due`."""
    rows = Invitation.objects.filter(status=Status.ASKED, expires_at__lte=now)
    return list(rows.order_by("expires_at").values_list("business_id", "id")[:limit])


def _contacts(
    business: Business, people: dict[UUID, Customer], around: datetime
) -> dict[UUID, list[datetime]]:
    # Somebody who rests now may be due far ahead, and planned asking lies ahead too:
    # whatever is older than one rest before today can matter to nobody.
    since = around - rules.rest(business) - timedelta(days=1)
    rows = Invitation.objects.filter(
        Q(status=Status.PLANNED) | Q(asked_at__gt=since) | Q(reminded_at__gt=since),
        business=business,
        customer__in=list(people),
        status__in=_CONTACTED,
        is_test=False,
    )
    found: dict[UUID, list[datetime]] = {}
    for row in rows:
        found.setdefault(row.customer_id, []).extend(rules.contacts_of(row))
    return found


def _in_turn(
    rows: QuerySet[Invitation], by: str, limit: int
) -> list[tuple[UUID, UUID]]:
    turn = Window(RowNumber(), partition_by=F("business_id"), order_by=[by, "id"])
    ordered = rows.annotate(turn=turn).order_by("turn", by, "id")
    return list(ordered.values_list("business_id", "id")[:limit])


def _older(before: str) -> Q:
    try:
        return Q(id__lt=UUID(before))
    except ValueError:
        return Q()


def split_page(
    rows: QuerySet[Invitation],
) -> tuple[list[Invitation], Invitation | None]:
    """Return the page, and its last row if another page follows."""
    found = list(rows)
    page = found[:PAGE]
    return page, page[-1] if len(found) > PAGE else None
