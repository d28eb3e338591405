"""Ways in for customers, and who is asked: everybody reads, members write."""

from typing import Any

from feedback.accounts.models import Role
from surveys.models import Invitation
from tests import builders
from tests.access import Access
from tests.conftest import World

LINE = "Tom Hale, tom@example.com, Boiler service, yesterday, Dan"


def somebody_not_asked(world: World) -> dict[str, Any]:
    """An invitation that may be asked by hand."""
    row = builders.invitation(
        status=Invitation.Status.NOT_ASKED,
        reason=Invitation.Reason.RESTING,
        version=None,
        asked_at=None,
    )
    return {"pk": row.pk}


ACCESS = {
    "surveys:customer-add": Access(
        get=Role.READER,
        post=Role.MEMBER,
        payload={"name": "Tom", "kind": "Visit", "happened_on": "2026-11-17"},
    ),
    "surveys:customer-paste": Access(
        get=Role.READER, post=Role.MEMBER, payload={"rows": LINE, "rest": ""}
    ),
    "surveys:invitation-list": Access(get=Role.READER),
    "surveys:invitation-ask": Access(somebody_not_asked, post=Role.MEMBER),
}
