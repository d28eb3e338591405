"""Customers: everybody reads, members write."""

from typing import Any

from feedback.accounts.models import Role
from tests import builders
from tests.access import Access
from tests.conftest import World


def a_customer(world: World) -> dict[str, Any]:
    """Somebody the business works for."""
    return {"pk": builders.customer().pk}


ACCESS = {
    "customers:customer-list": Access(get=Role.READER),
    "customers:customer-edit": Access(
        a_customer, get=Role.READER, post=Role.MEMBER, payload={"name": "Margaret"}
    ),
    "customers:customer-pause": Access(
        a_customer, post=Role.MEMBER, payload={"until": "2027-01-01"}
    ),
}
