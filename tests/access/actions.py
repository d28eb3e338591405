"""Actions, telling and the customer page."""

from typing import Any

from feedback.accounts.models import Role
from tests import builders
from tests.access import Access
from tests.actions import builders as acting
from tests.conftest import World


def _open(world: World) -> dict[str, Any]:
    return {"pk": acting.action(world).pk}


def _late(world: World) -> dict[str, Any]:
    return {"pk": acting.late_action(world).pk}


def _done(world: World) -> dict[str, Any]:
    return {"pk": acting.done_action(world).pk}


def _with_two_replies(world: World) -> dict[str, Any]:
    reply = builders.reply()
    made = acting.action(world, builders.reply(), reply)
    return {"pk": made.pk, "reply": reply.pk}


def _customer(world: World) -> dict[str, Any]:
    return {"pk": builders.reply().customer_id}


READER, MEMBER = Role.READER, Role.MEMBER
ACCESS: dict[str, Access] = {
    "actions:action-list": Access(get=READER),
    "actions:action-finished-list": Access(get=READER),
    "actions:action-new": Access(get=MEMBER, post=MEMBER),
    "actions:action-detail": Access(_open, get=READER),
    "actions:action-move": Access(_open, post=MEMBER, payload={"state": "doing"}),
    "actions:action-date": Access(_open, get=MEMBER, post=MEMBER),
    "actions:action-kept": Access(_late, post=MEMBER),
    "actions:action-owner": Access(_open, get=MEMBER, post=MEMBER),
    "actions:action-closure": Access(_open, get=MEMBER, post=MEMBER),
    "actions:action-silence": Access(_done, get=MEMBER, post=MEMBER),
    "actions:action-telling": Access(_done, get=MEMBER, post=MEMBER),
    "actions:action-withdrawal": Access(_open, post=MEMBER),
    "actions:action-reply": Access(_open, post=MEMBER),
    "actions:action-reply-remove": Access(_with_two_replies, post=MEMBER),
    "actions:customer-detail": Access(_customer, get=READER),
}
