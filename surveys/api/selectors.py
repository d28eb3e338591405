"""Rows that the API lists, by the filters it allows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from feedback.accounts.models import Business
from feedback.customers.addresses import email_key
from feedback.customers.models import Customer, Interaction
from feedback.customers.selectors import people
from surveys.models import ComplaintHold, Invitation
from surveys.selectors.holds import holds

_HIDDEN = (Interaction.Source.TEST, Interaction.Source.OPEN)


def customer_list(business: Business, said: dict[str, Any]) -> QuerySet[Customer]:
    """Return the customers that ``said`` (a valid `CustomerQuery`) asks for."""
    rows = people(business)
    if said.get("email"):
        rows = rows.filter(email_key=email_key(said["email"]))
    if said.get("external_id"):
        rows = rows.filter(external_id=said["external_id"])
    return rows


def customer_of(business: Business, pk: UUID) -> Customer:
    """Return the customer with this id, or whoever it was merged into; raises
    ``Http404``.
    """
    rows = Customer.objects.filter(
        business=business, is_test=False, is_unverified=False
    )
    found = rows.select_related("merged_into").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found.merged_into or found


def interaction_list(business: Business, said: dict[str, Any]) -> QuerySet[Interaction]:
    """Return the interactions that ``said`` (a valid `InteractionQuery`) asks for."""
    wanted = {
        "customer": "customer_id",
        "kind": "kind__iexact",
        "reference": "reference",
        "happened_from": "happened_at__gte",
        "happened_before": "happened_at__lt",
    }
    rows = interactions(business)
    return rows.filter(**{wanted[k]: v for k, v in said.items() if k in wanted})


def hold_list(business: Business, said: dict[str, Any]) -> QuerySet[ComplaintHold]:
    """Return the holds that ``said`` (a valid `HoldQuery`) asks for."""
    rows = holds(business)
    if "customer" in said:
        rows = rows.filter(customer=said["customer"])
    if "state" in said:
        rows = rows.filter(lifted_at__isnull=said["state"] == "open")
    if "since" in said:
        rows = rows.filter(changed_at__gte=said["since"])
    return rows


def interactions(business: Business) -> QuerySet[Interaction]:
    """Return every interaction with its customer; no try-outs."""
    rows = Interaction.objects.filter(business=business, customer__is_test=False)
    return rows.exclude(source__in=_HIDDEN).select_related("customer")


def decisions_of(interactions: Sequence[Interaction]) -> QuerySet[Invitation]:
    """Return what was decided about ``interactions``, each with its survey."""
    rows = Invitation.objects.filter(interaction__in=interactions, is_test=False)
    return rows.select_related("survey").order_by("created_at", "id")
