"""Who may see and repeat the mail of a business."""

from typing import Any

from feedback.accounts.models import Role
from tests.access import Access
from tests.conftest import World
from tests.mail.rows import Status, queued


def uncertain(world: World) -> dict[str, Any]:
    """Store a mail that may have arrived."""
    return {"pk": queued(world.business, status=Status.UNCERTAIN).pk}


ACCESS = {
    "mail:message-list": Access(get=Role.MEMBER),
    "mail:message-detail": Access(uncertain, get=Role.MANAGER),
    "mail:message-html": Access(uncertain, get=Role.MANAGER),
    "mail:message-retry": Access(uncertain, post=Role.MANAGER),
    "mail:developer-list": Access(public=True),
    "mail_public:healthz": Access(public=True),
    "mail_public:readyz": Access(public=True),
}
