"""Reading customers."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from feedback.accounts.models import Business
from feedback.customers.addresses import address_hash, email_key
from feedback.customers.models import Customer, Interaction, Suppression
from feedback.text import one_line

PAGE = 50


def suppressions_of(business: Business, email: str) -> set[str]:
    """Return the reasons not to write to ``email``, each a `Suppression.Reason`."""
    return suppressions_of_all(business, [email]).get(email_key(email), set())


def suppressions_of_all(
    business: Business, emails: Iterable[str]
) -> dict[str, set[str]]:
    """Return the reasons not to write to ``emails``, by `email_key`, if any."""
    hashes = {address_hash(email): email_key(email) for email in emails if email}
    rows = Suppression.objects.filter(business=business, address_hash__in=hashes)
    found: dict[str, set[str]] = {}
    for hashed, reason in rows.values_list("address_hash", "reason"):
        found.setdefault(hashes[hashed], set()).add(reason)
    return found


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
    rows = Customer.objects.filter(business=business, is_test=False)
    rows = rows.filter(_matching(search), _beyond(business, after))
    rows = rows.select_related("relationship_owner__user").order_by("name", "id")
    return rows.annotate(
        last_kind=Subquery(newest.values("kind")[:1]),
        last_at=Subquery(newest.values("happened_at")[:1]),
    )[: PAGE + 1]


def has_customers(business: Business) -> bool:
    """Whether the business has any customer besides try-outs."""
    return Customer.objects.filter(business=business, is_test=False).exists()


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
