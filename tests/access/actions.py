"""Actions, telling and the customer page."""

from typing import Any

from actions import services
from actions.addresses import by_mail_url
from actions.services.templates import Wording, save_template
from feedback.accounts.models import Role
from feedback.history.services import Actor
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


def _with_two_replies_only(world: World) -> dict[str, Any]:
    return {"pk": _with_two_replies(world)["pk"]}


def _customer(world: World) -> dict[str, Any]:
    return {"pk": builders.reply().customer_id}


def _with_step(world: World) -> dict[str, Any]:
    made = acting.action(world)
    step = services.add_step(made, words="Ring her", by=world.by)
    return {"pk": made.pk, "step": step.pk}


def _with_comment(world: World) -> dict[str, Any]:
    made = acting.action(world)
    by = Actor.member(world.member)
    said = services.comment(made, words="I rang her", by=by)
    return {"pk": made.pk, "comment": said.pk}


def _with_file(world: World) -> dict[str, Any]:
    made = acting.action(world)
    file = acting.text_file(made, by=world.by)
    return {"pk": made.pk, "file": file.pk}


def _template(world: World) -> dict[str, Any]:
    return {"pk": save_template(world.business, Wording("Ring"), by=world.by).pk}


def _repeating(world: World) -> dict[str, Any]:
    return {"pk": acting.repeating(world).pk}


def _by_mail(world: World) -> dict[str, Any]:
    made = acting.action(world, owner=world.email_only)
    reader, token = by_mail_url(made, world.email_only).rstrip("/").split("/")[-2:]
    return {"reader": reader, "token": token}


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
    "actions:action-words": Access(_open, get=MEMBER, post=MEMBER),
    "actions:action-steps": Access(_open, get=READER, post=MEMBER),
    "actions:action-step": Access(_with_step, get=READER, post=MEMBER),
    "actions:action-comments": Access(_open, get=READER, post=MEMBER),
    # A comment of the member: managers may take it away and put it back.
    "actions:action-comment": Access(
        _with_comment, get=MEMBER, post=MEMBER, payload={"do": "restore"}
    ),
    "actions:action-files": Access(_open, get=READER, post=MEMBER),
    "actions:action-file": Access(_with_file, get=READER),
    "actions:action-file-removal": Access(_with_file, get=READER, post=MEMBER),
    "actions:action-merging": Access(
        _open, get=MEMBER, post=MEMBER, payload={"undo": "1"}
    ),
    "actions:action-splitting": Access(_with_two_replies_only, get=MEMBER, post=MEMBER),
    "actions:action-template": Access(_open, post=MEMBER),
    "actions:template-list": Access(get=READER),
    "actions:template-new": Access(get=MEMBER, post=MEMBER),
    "actions:template-edit": Access(_template, get=MEMBER, post=MEMBER),
    "actions:repeating-list": Access(get=READER),
    "actions:repeating-new": Access(get=MEMBER, post=MEMBER),
    "actions:repeating-edit": Access(_repeating, get=MEMBER, post=MEMBER),
    "actions:repeating-state": Access(_repeating, get=MEMBER, post=MEMBER),
    "actions_public:action": Access(_by_mail, public=True),
    "actions:customer-detail": Access(_customer, get=READER),
}
