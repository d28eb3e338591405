"""Who may see and repeat the mail of a business."""

from typing import Any

from feedback.accounts.models import Role
from feedback.history.services import CLOCK
from feedback.mail import profiles
from tests.access import Access
from tests.conftest import World
from tests.mail.rows import Status, queued


def uncertain(world: World) -> dict[str, Any]:
    """Store a mail that may have arrived."""
    return {"pk": queued(world.business, status=Status.UNCERTAIN).pk}


def stopped(world: World) -> dict[str, Any]:
    """Stop the business, which an owner can lift."""
    profile = profiles.kept_profile_of(world.business)
    profiles.stop(profile, profiles.Pause.BOUNCES, by=CLOCK)
    return {}


def postmark(world: World) -> dict[str, Any]:
    """Name one of the providers that could post events."""
    return {"esp": "postmark"}


ACCESS = {
    "mail:message-list": Access(get=Role.MEMBER),
    "mail:message-detail": Access(uncertain, get=Role.MANAGER),
    "mail:message-html": Access(uncertain, get=Role.MANAGER),
    "mail:message-retry": Access(uncertain, post=Role.MANAGER),
    "mail:mail-health": Access(get=Role.MEMBER),
    "mail:resumption": Access(
        stopped, post=Role.OWNER, payload={"explanation": "An old list, gone now."}
    ),
    "mail:sending-address": Access(get=Role.MANAGER, post=Role.MANAGER),
    "mail:address-check": Access(post=Role.MANAGER),
    "mail:address-removal": Access(post=Role.MANAGER),
    "mail:developer-list": Access(public=True),
    "mail_public:provider-events": Access(postmark, public=True),
    "mail_public:healthz": Access(public=True),
    "mail_public:readyz": Access(public=True),
}
