"""Who may do what in the inbox."""

from typing import Any

from feedback.accounts.models import Role
from tests import builders
from tests.access import Access
from tests.conftest import World


def a_reply(world: World) -> dict[str, Any]:
    """Return the arguments that name a reply of the world's business."""
    return {"pk": builders.reply().pk}


ACCESS = {
    "surveys:reply-list": Access(get=Role.READER),
    "surveys:reply-search": Access(get=Role.READER),
    "surveys:reply-detail": Access(a_reply, get=Role.READER),
    "surveys:reply-closure": Access(a_reply, get=Role.READER, post=Role.MEMBER),
    "surveys:reply-answer": Access(
        a_reply, get=Role.READER, post=Role.MEMBER, payload={"words": "We will ring."}
    ),
}
