"""Who may do what on the pages around the public wall."""

from datetime import timedelta
from typing import Any

from feedback import clock
from feedback.accounts.models import Business, Role
from public_wall.models import EmbedOrigin, Removal, Update, WallDomain
from surveys.models import Reply
from tests import builders
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


def _named(world: World) -> dict[str, Any]:
    return {**_slug(world), "pk": Update.objects.latest("pk").pk}


def _said(world: World) -> dict[str, Any]:
    return {**_slug(world), "pk": Reply.objects.exclude(consent="no").first().pk}  # type: ignore[union-attr]  # there is one


def _translation(world: World) -> dict[str, Any]:
    asked = builders.survey(name="Auf Deutsch")
    asked.versions.update(language="de")
    return {"pk": rows.update().pk, "language": "de"}


def _domain(world: World) -> dict[str, Any]:
    WallDomain.objects.create(business=world.business, domain="said.penrose.example")
    return {}


def _origin(world: World) -> dict[str, Any]:
    made = EmbedOrigin.objects.create(
        business=world.business, origin="https://penrose.example"
    )
    return {"pk": made.pk}


def _public(name: str) -> dict[str, Access]:
    return {f"public_wall_public:{name}": Access(_slug, get=Role.READER, public=True)}


ACCESS: dict[str, Access] = {
    **_public("bare"),
    **_public("wall"),
    **_public("how"),
    **_public("feed"),
    **_public("facts"),
    **_public("json-feed"),
    **_public("card"),
    **_public("image"),
    **_public("frame"),
    **_public("badge"),
    **_public("sitemap"),
    **_public("robots"),
    "public_wall_public:update": Access(_named, get=Role.READER, public=True),
    "public_wall_public:comment": Access(_said, get=Role.READER, public=True),
    "public_wall_public:schema": Access(get=Role.READER, public=True),
    "public_wall_root:robots": Access(get=Role.READER, public=True),
    "public_wall_root:sitemap": Access(get=Role.READER, public=True),
    "public_wall_root:tls-check": Access(get=Role.READER, public=True),
    "public_wall:address-settings": Access(get=Role.READER),
    "public_wall:slug": Access(post=Role.MANAGER, payload={"slug": "penrose-falmouth"}),
    "public_wall:domain": Access(post=Role.MANAGER, payload={"domain": "not a name"}),
    "public_wall:domain-check": Access(_domain, post=Role.MANAGER),
    "public_wall:domain-removal": Access(_domain, post=Role.MANAGER),
    "public_wall:origin-new": Access(
        post=Role.MANAGER, payload={"origin": "http://penrose.example"}
    ),
    "public_wall:origin-check": Access(_origin, post=Role.MANAGER),
    "public_wall:origin-removal": Access(_origin, post=Role.MANAGER),
    "public_wall:public-name": Access(post=Role.MEMBER, payload={"shown": "yes"}),
    "public_wall:update-translation": Access(
        _translation, get=Role.MANAGER, post=Role.MANAGER, payload=SAID
    ),
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
