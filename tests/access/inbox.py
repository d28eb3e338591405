"""Who may do what in the inbox."""

from typing import Any

from feedback.accounts.models import Role
from surveys.models import SavedView
from tests import builders
from tests.access import Access
from tests.conftest import World
from tests.pictures import reply_with_photo
from tests.surveys.threads import builders as threads


def a_reply(world: World) -> dict[str, Any]:
    """Return the arguments that name a reply of the world's business."""
    return {"pk": builders.reply().pk}


def a_photo(world: World) -> dict[str, Any]:
    """Return the arguments that name a photo of a reply."""
    return {"pk": reply_with_photo().pk, "number": 1}


def a_kept_list(world: World) -> dict[str, Any]:
    """Return the arguments that name a list that everybody of the business sees."""
    view = SavedView.objects.create(
        business=world.business,
        owner=world.member,
        name="Repairs",
        query={"kind": "Repair"},
        is_shared=True,
    )
    return {"pk": view.pk}


def a_mail(world: World) -> dict[str, Any]:
    """Return the arguments that name a mail that came back."""
    message = threads.message()
    return {"pk": message.reply_id, "message": message.pk}


def a_file(world: World) -> dict[str, Any]:
    """Return the arguments that name a file of one."""
    return {"pk": threads.file().pk}


ACCESS = {
    "surveys:reply-filter": Access(get=Role.READER),
    "surveys:reply-arrivals": Access(get=Role.READER),
    "surveys:reply-bulk": Access(get=Role.READER, post=Role.MEMBER),
    "surveys:reply-view-list": Access(
        get=Role.READER, post=Role.MEMBER, payload={"name": "Repairs"}
    ),
    # Its owner is a member; others may change it from manager up (see its own test).
    "surveys:reply-view-detail": Access(
        a_kept_list, get=Role.MEMBER, post=Role.MEMBER, payload={"name": "Late ones"}
    ),
    "surveys:reply-list": Access(get=Role.READER),
    "surveys:reply-search": Access(get=Role.READER),
    "surveys:reply-detail": Access(a_reply, get=Role.READER),
    "surveys:reply-photo": Access(a_photo, get=Role.READER),
    "surveys:reply-clearance": Access(a_reply, post=Role.MEMBER),
    "surveys:reply-erasure": Access(a_reply, get=Role.MANAGER, post=Role.MANAGER),
    "surveys:reply-closure": Access(a_reply, get=Role.READER, post=Role.MEMBER),
    "surveys:reply-note": Access(
        a_reply, get=Role.READER, post=Role.MEMBER, payload={"words": "Ask Dan."}
    ),
    "surveys:reply-draft": Access(
        a_reply, post=Role.MEMBER, payload={"words": "Half a th", "kind": "answer"}
    ),
    "surveys:reply-mail": Access(a_mail, get=Role.READER),
    "surveys:reply-file": Access(a_file, get=Role.READER),
    "surveys:reply-answer": Access(
        a_reply, get=Role.READER, post=Role.MEMBER, payload={"words": "We will ring."}
    ),
}
