"""Who may do what on the pages around the public wall."""

from datetime import timedelta
from typing import Any

from feedback import clock
from feedback.accounts.models import Business, Role
from public_wall.models import Removal
from tests.access import Access
from tests.conftest import World
from tests.public_wall import rows

SAID = {"said": "The boiler was noisy.", "did": "We bought quieter pumps."}


def _slug(world: World) -> dict[str, Any]:
    Business.objects.filter(pk=world.business.pk).update(wall_is_public=True)
    rows.comment()
    rows.update()
    return {"slug": world.business.slug}


def _action(world: World) -> dict[str, Any]:
    return {"action": rows.decided_action(rows.comment()).pk}


def _update(world: World) -> dict[str, Any]:
    return {"pk": rows.update().pk}


def _reply(world: World) -> dict[str, Any]:
    return {"reply": rows.comment().pk}


def _removal(world: World) -> dict[str, Any]:
    asked = clock.now() - timedelta(days=1)
    return {"pk": rows.removal(rows.comment(), by=world.member, asked_at=asked).pk}


def _public(name: str) -> dict[str, Access]:
    return {f"public_wall_public:{name}": Access(_slug, get=Role.READER, public=True)}


ACCESS: dict[str, Access] = {
    **_public("bare"),
    **_public("wall"),
    **_public("how"),
    **_public("feed"),
    **_public("facts"),
    "public_wall:update-list": Access(get=Role.READER),
    "public_wall:update-new": Access(
        _action, get=Role.MANAGER, post=Role.MANAGER, payload=SAID
    ),
    "public_wall:page-visibility": Access(post=Role.MANAGER, payload={"public": "yes"}),
    "public_wall:update-edit": Access(
        _update, get=Role.MANAGER, post=Role.MANAGER, payload=SAID
    ),
    "public_wall:update-withdrawal": Access(_update, post=Role.MANAGER),
    "public_wall:public-reply": Access(
        _reply, get=Role.MANAGER, post=Role.MANAGER, payload={"words": "Sorry."}
    ),
    "public_wall:removal-list": Access(get=Role.READER),
    "public_wall:removal-new": Access(
        _reply,
        get=Role.MANAGER,
        post=Role.MANAGER,
        payload={"ground": Removal.Ground.SPAM, "note": "It sells boots."},
    ),
    "public_wall:removal-decision": Access(
        _removal, post=Role.MANAGER, payload={"decision": "remove"}
    ),
}
