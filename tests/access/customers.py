"""Customers: everybody reads, members write."""

from typing import Any

from feedback.accounts.models import Role
from feedback.customers.merging import merge
from tests import builders
from tests.access import Access
from tests.conftest import World


def a_customer(world: World) -> dict[str, Any]:
    """Somebody the business works for."""
    return {"pk": builders.customer().pk}


def a_merge(world: World) -> dict[str, Any]:
    """Two rows that were made one person."""
    one, other = builders.customer(), builders.customer()
    return {"pk": merge(one, other, by=world.by).pk}


ACCESS = {
    "customers:customer-list": Access(get=Role.READER),
    "customers:customer-edit": Access(
        a_customer, get=Role.READER, post=Role.MEMBER, payload={"name": "Margaret"}
    ),
    "customers:customer-pause": Access(
        a_customer, post=Role.MEMBER, payload={"until": "2027-01-01"}
    ),
    "customers:customer-merge": Access(
        a_customer, get=Role.READER, post=Role.MEMBER, payload={"other": "nobody"}
    ),
    "customers:duplicate-list": Access(get=Role.READER),
    "customers:duplicate-dismissal": Access(post=Role.MEMBER),
    "customers:merge-list": Access(get=Role.READER),
    "customers:merge-undo": Access(a_merge, post=Role.MEMBER),
}
