"""The log of the public page and its proofs are everybody's."""

from typing import Any

from feedback import clock
from feedback.accounts.models import Business, Role
from public_wall.proofs.receipts import number_of
from public_wall.proofs.sweeping import sweep
from tests.access import Access
from tests.conftest import World
from tests.public_wall import rows


def _logged(world: World, **more: Any) -> dict[str, Any]:
    Business.objects.filter(pk=world.business.pk).update(wall_is_public=True)
    rows.comment()
    sweep(now=clock.now())
    return {"slug": world.business.slug, **more}


def _numbered(world: World) -> dict[str, Any]:
    reply = rows.comment()
    return _logged(world, number=number_of(world.business.pk, reply.pk))


def _public(name: str, **more: Any) -> dict[str, Access]:
    def kwargs(world: World) -> dict[str, Any]:
        return _logged(world, **more)

    return {f"public_wall_public:{name}": Access(kwargs, get=Role.READER, public=True)}


ACCESS: dict[str, Access] = {
    **_public("log"),
    **_public("leaf", index=0),
    **_public("consistency", first=1, second=2),
    **_public("log-keys"),
    **_public("checkpoint"),
    **_public("checkpoints"),
    **_public("checkpoint-file", number=1),
    **_public("openings"),
    **_public("verify"),
    **_public("verifier"),
    "public_wall_public:receipt": Access(_numbered, get=Role.READER, public=True),
    "public_wall_public:receipt-file": Access(_numbered, get=Role.READER, public=True),
}
