"""Reading who is asked, who was, and who was not and why."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from feedback.accounts.models import Business
from feedback.customers.models import Customer
from feedback.customers.wishing import NO_WISHES, Wishes, wishes_of_all
from surveys import other_contacts, rules
from surveys.models import ASKED_CHANNELS, Invitation, Reply, Survey
from surveys.reach import standing_for
from surveys.rules import Standing

PAGE = 50
Status = Invitation.Status
# Whoever stands so was written to.
WRITTEN_TO = (Status.ASKED, Status.ANSWERED, Status.EXPIRED)


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
        status__in=WRITTEN_TO,
        channel__in=ASKED_CHANNELS,
        is_test=False,
    )
    other = other.exclude(pk=OuterRef("pk")).order_by("-asked_at")
    rows = Invitation.objects.filter(
        business=business, is_test=False, channel__in=ASKED_CHANNELS
    )
    if status in Status.values:
        rows = rows.filter(status=status)
    rows = rows.filter(_older(before)).order_by("-id")
    rows = rows.annotate(rested_from=Subquery(other.values("asked_at")[:1]))
    return rows.select_related(
        "customer__relationship_owner__user", "interaction", "survey"
    )[: PAGE + 1]


def asking_surveys(business: Business) -> list[Survey]:
    """Return every survey, the oldest first."""
    rows = Survey.objects.filter(business=business)
    return list(rows.order_by("created_at", "id"))


def in_priority(business: Business) -> list[Survey]:
    """Return every survey, the one that asks first of two on top."""
    rows = Survey.objects.filter(business=business)
    return list(rows.order_by("-priority", "created_at", "id"))


def newest_replies(customers: Sequence[Customer]) -> dict[UUID, Reply]:
    """Return the newest reply of each of ``customers`` who has replied."""
    rows = Reply.objects.filter(
        customer__in=customers, is_test=False, is_suspicious=False
    )
    return {row.customer_id: row for row in rows.order_by("submitted_at")}


def standings(
    business: Business, customers: Iterable[Customer], *, around: datetime
) -> dict[UUID, Standing]:
    """Return what decides about asking each of ``customers`` near ``around``: what
    was asked and what is planned.
    """
    people = {customer.pk: customer for customer in customers}
    wishes = wishes_of_all(business, people.values())
    # Somebody who rests now may be due far ahead, and planned asking lies ahead too:
    # whatever is older than one rest before today can matter to nobody.
    since = around - _longest_rest(business, wishes.values()) - timedelta(days=1)
    contacts, planned = _met(business, people, since)
    return {
        pk: standing_of(
            customer,
            wishes.get(pk, NO_WISHES),
            contacts=contacts.get(pk, []),
            planned=planned.get(pk, []),
        )
        for pk, customer in people.items()
    }


def standing_now(invitation: Invitation, *, now: datetime) -> Standing:
    """Return what decides about asking now, apart from ``invitation`` itself and
    from what is only planned: whoever comes first is asked.
    """
    return standings_now(invitation.business, [invitation], now=now)[invitation.pk]


def standings_now(
    business: Business, invitations: Sequence[Invitation], *, now: datetime
) -> dict[UUID, Standing]:
    """Return `standing_now` for each of ``invitations`` of one business, by id, in as
    many queries as for one. Their customers are at hand.
    """
    people = {row.customer_id: row.customer for row in invitations}
    wishes = wishes_of_all(business, people.values())
    since = now - _longest_rest(business, wishes.values())
    besides = other_contacts.contacts_since(people, since)
    asked: dict[UUID, list[Invitation]] = {}
    for other in _asked_since(business, people, since):
        asked.setdefault(other.customer_id, []).append(other)
    return {
        row.pk: standing_for(
            row.channel,
            row.customer,
            standing_of(
                row.customer,
                wishes.get(row.customer_id, NO_WISHES),
                contacts=[
                    *_contacts_but(row, asked.get(row.customer_id, [])),
                    *besides.get(row.customer_id, []),
                ],
            ),
        )
        for row in invitations
    }


def standing_of(
    customer: Customer,
    wishes: Wishes,
    *,
    contacts: Iterable[datetime],
    planned: Iterable[Invitation] = (),
) -> Standing:
    """Return the standing of ``customer`` with these wishes and contacts."""
    return Standing(
        has_address=bool(customer.email),
        wishes=wishes.reasons,
        paused_until=customer.paused_until,
        contacts=tuple(contacts),
        planned=tuple(planned),
        own_pause_until=wishes.paused_until,
        every_days=wishes.every_days,
        complaint_is_open=customer.complaint_open_since is not None,
    )


def _contacts_but(row: Invitation, asked: list[Invitation]) -> list[datetime]:
    others = (other for other in asked if other.pk != row.pk)
    return [contact for other in others for contact in rules.contacts_of(other)]


def _longest_rest(business: Business, wishes: Iterable[Wishes]) -> timedelta:
    wanted = max((wish.every_days for wish in wishes), default=0)
    return max(rules.rest(business), timedelta(days=wanted))


def _met(
    business: Business, people: dict[UUID, Customer], since: datetime
) -> tuple[dict[UUID, list[datetime]], dict[UUID, list[Invitation]]]:
    """Return when each was asked or reminded since, and what is planned for them."""
    contacts = other_contacts.contacts_since(people, since)
    for row in _asked_since(business, people, since):
        contacts.setdefault(row.customer_id, []).extend(rules.contacts_of(row))
    rows = Invitation.objects.filter(
        business=business,
        customer__in=list(people),
        status=Status.PLANNED,
        is_test=False,
    )
    planned: dict[UUID, list[Invitation]] = {}
    for row in rows.select_related("survey").order_by("due_at", "id"):
        planned.setdefault(row.customer_id, []).append(row)
    return contacts, planned


def _asked_since(
    business: Business, people: Iterable[UUID], since: datetime
) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        Q(asked_at__gt=since) | Q(reminded_at__gt=since),
        business=business,
        customer__among=list(people),
        status__in=WRITTEN_TO,
        channel__in=ASKED_CHANNELS,
        is_test=False,
    )


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
