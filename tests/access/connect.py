"""Other programs: keys behind the login; the API itself asks for a key instead."""

from typing import Any

from feedback.accounts.models import Role
from feedback.connect import keys
from tests import builders
from tests.access import Access
from tests.conftest import World
from tests.connect.mails import drafted


def a_key(world: World) -> dict[str, Any]:
    """Make a key to revoke."""
    key, _ = keys.make_key(world.business, name="Till", scope="write", by=world.owner)
    return {"pk": key.pk}


def a_customer(world: World) -> dict[str, Any]:
    """Store somebody."""
    return {"pk": builders.customer().pk}


def an_interaction(world: World) -> dict[str, Any]:
    """Store a piece of work."""
    return {"pk": builders.interaction().pk}


def a_draft(world: World) -> dict[str, Any]:
    """Store a draft that waits."""
    return {"pk": drafted(world.business).pk}


def a_provider(world: World) -> dict[str, Any]:
    """Name a provider; nothing is taken in without a secret."""
    return {"esp": "postmark"}


def nowhere(world: World) -> dict[str, Any]:
    """Name an address of the API that is none."""
    return {"path": "v1/nothing"}


ACCESS = {
    "connect:api-key-list": Access(get=Role.MANAGER, post=Role.MANAGER),
    "connect:api-key-revocation": Access(a_key, post=Role.MANAGER),
    "surveys:draft-list": Access(get=Role.READER),
    "surveys:draft-detail": Access(
        a_draft,
        get=Role.READER,
        post=Role.MEMBER,
        payload={"name": "Ann", "kind": "Repair", "happened_on": "2026-11-17"},
    ),
    "surveys:draft-discard": Access(a_draft, post=Role.MEMBER),
    "surveys:inbound-address": Access(get=Role.MANAGER, post=Role.MANAGER),
    # tests/connect/test_inbound_hooks.py
    "surveys_hooks:inbound-mail": Access(a_provider, public=True),
    # Who may do what with which key: tests/api/test_keys_walls.py.
    "api:manual": Access(public=True),
    "api:openapi": Access(public=True),
    "api:customer-list": Access(public=True),
    "api:customer-detail": Access(a_customer, public=True),
    "api:interaction-list": Access(public=True),
    "api:interaction-detail": Access(an_interaction, public=True),
    "api:nothing": Access(nowhere, public=True),
}
