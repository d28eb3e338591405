"""Reading customers."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from feedback.accounts.models import Business
from feedback.customers.addresses import address_hash, email_key
from feedback.customers.models import Customer, Interaction, Merge, Suppression
from feedback.text import one_line

PAGE = 50
MOST_FOUND = 8


def people(business: Business) -> QuerySet[Customer]:
    """Return every customer once: no try-outs, nobody who only says who they are, and
    of merged rows the survivor.
    """
    return Customer.objects.filter(
        business=business, is_test=False, is_unverified=False, merged_into=None
    )


def suppressions_of(business: Business, email: str) -> set[str]:
    """Return the reasons not to write to ``email``, each a `Suppression.Reason`."""
    return suppressions_of_all(business, [email]).get(email_key(email), set())


def suppressions_of_all(
    business: Business, emails: Iterable[str]
) -> dict[str, set[str]]:
    """Return the reasons not to write to ``emails``, by `email_key`, if any.

    A wish counts under whichever address of the person it was said, those of rows
    that were merged included; that an address does not work counts for it alone.
    """
    keys = {email_key(email) for email in emails} - {""}
    under = {address_hash(key): (key, True) for key in keys}
    merged = Customer.objects.filter(business=business, merged_into__email_key__in=keys)
    merged = merged.exclude(email_key="")
    for other, key in merged.values_list("email_key", "merged_into__email_key"):
        under.setdefault(address_hash(other), (key, False))
    rows = Suppression.objects.filter(business=business, address_hash__in=under)
    found: dict[str, set[str]] = {}
    for hashed, reason in rows.values_list("address_hash", "reason"):
        key, is_own = under[hashed]
        if is_own or reason != Suppression.Reason.BOUNCED:
            found.setdefault(key, set()).add(reason)
    return found


def wishes_at(business: Business, email: str) -> QuerySet[Suppression]:
    """Return what is stored about one address: wishes and whether it works."""
    hashed = address_hash(email)
    return Suppression.objects.filter(business=business, address_hash=hashed)


def customer_list(
    business: Business, *, search: str = "", after: str = ""
) -> QuerySet[Customer]:
    """Return one page of customers by name (and one row more, if there are more).

    Each has ``last_kind`` and ``last_at`` of its newest interaction. ``search`` is
    the beginning of any name or of the address; ``after`` the id of the last
    customer of the page before.
    """
    newest = Interaction.objects.filter(customer=OuterRef("pk"))
    newest = newest.order_by("-happened_at", "-id")
    rows = people(business)
    rows = rows.filter(_matching(search), _beyond(business, after))
    rows = rows.select_related("relationship_owner__user").order_by("name", "id")
    return rows.annotate(
        last_kind=Subquery(newest.values("kind")[:1]),
        last_at=Subquery(newest.values("happened_at")[:1]),
    )[: PAGE + 1]


@dataclass(frozen=True, slots=True)
class Work:
    """How much was done for somebody, and when last."""

    times: int = 0
    last_at: datetime | None = None


def work_of(customers: Iterable[Customer]) -> dict[UUID, Work]:
    """Return what was done for each of ``customers``, by id, in one query."""
    people = {customer.pk: Work() for customer in customers}
    rows = Interaction.objects.filter(customer__in=people).order_by()
    sums = rows.values("customer").annotate(times=Count("id"), at=Max("happened_at"))
    found = {row["customer"]: Work(row["times"], row["at"]) for row in sums}
    return people | found


def customer_or_404(business: Business, pk: UUID | str) -> Customer:
    """Return the customer with this id, or whom they were merged into; raises
    `Http404` if the business has nobody there, or if ``pk`` is no id.
    """
    try:
        key = pk if isinstance(pk, UUID) else UUID(pk)
    except ValueError:
        raise Http404 from None
    rows = Customer.objects.filter(business=business)
    rows = rows.select_related(
        "relationship_owner__user", "merged_into__relationship_owner__user"
    )
    found = get_object_or_404(rows, pk=key)
    return found.merged_into or found


def merged_rows(customer: Customer) -> QuerySet[Customer]:
    """Return the rows that were merged into a customer, oldest first."""
    return Customer.objects.filter(merged_into=customer).order_by("id")


def others_like(customer: Customer, search: str) -> list[Customer]:
    """Return a few customers whom ``search`` finds, other than this one."""
    rows = customer_list(customer.business, search=search)
    return [row for row in rows if row.pk != customer.pk][:MOST_FOUND]


def merges(business: Business, *, before: str = "") -> QuerySet[Merge]:
    """Return one page of merges that hold, newest first (and one more, if there are
    more); ``before`` is the id of the last one of the page before.
    """
    rows = Merge.objects.filter(business=business, undone_at=None)
    with suppress(ValueError):
        rows = rows.filter(pk__lt=UUID(before))
    rows = rows.select_related("survivor", "duplicate", "merged_by__user")
    return rows.order_by("-id")[: PAGE + 1]


def has_customers(business: Business) -> bool:
    """Whether the business has any customer besides try-outs."""
    return people(business).exists()


def recent_kinds(business: Business) -> list[str]:
    """Return what was done lately, each kind once, to choose from while typing."""
    rows = Interaction.objects.filter(business=business).order_by("-id")
    rows = rows.exclude(source=Interaction.Source.TEST)
    return list(dict.fromkeys(rows.values_list("kind", flat=True)[:200]))[:12]


def _matching(search: str) -> Q:
    text = one_line(search, longest=120)
    if not text:
        return Q()
    address = email_key(text) or text.casefold()
    return (
        Q(name__istartswith=text)
        | Q(name__icontains=f" {text}")
        | Q(email_key__startswith=address)
    )


def _beyond(business: Business, after: str) -> Q:
    try:
        key = UUID(after)
    except ValueError:
        return Q()
    last = Customer.objects.filter(business=business, pk=key).first()
    if last is None:
        return Q()
    return Q(name__gt=last.name) | Q(name=last.name, id__gt=last.pk)
