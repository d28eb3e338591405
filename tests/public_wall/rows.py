"""Rows of the public wall for tests; all work inside an entered business."""

from datetime import timedelta
from typing import Any

from actions.models import Action, ActionReply
from feedback import clock
from feedback.accounts.models import Business, Membership, Role
from feedback.customers.models import Customer
from public_wall.models import PublicReply, Removal, Update
from surveys.models import Reply
from tests import builders


def open_page() -> Business:
    """Make the business's page public and return the business."""
    business = builders.the_business()
    business.wall_is_public = True
    business.save(update_fields=["wall_is_public"])
    return business


def comment(who: Customer | None = None, **values: Any) -> Reply:
    """Store a reply of four days ago whose words may be shown with a first name."""
    who = who or builders.customer()
    fresh = {
        "submitted_at": clock.now() - timedelta(days=4),
        "consent": Reply.Consent.FIRST_NAME,
        "waits_for_person": False,
    }
    to = values.pop("to", None) or builders.invitation(builders.interaction(who))
    return builders.reply(to, **{**fresh, **values})


def anybody(role: Role = Role.OWNER) -> Membership:
    """Return the one of the team with that role."""
    return Membership.objects.get(business=builders.the_business(), role=role)


def decided_action(*replies: Reply, **values: Any) -> Action:
    """Store an action that ``replies`` raised, done two days ago and told."""
    owner = anybody()
    fresh = {
        "what": "Text when setting off",
        "due_on": clock.now().date(),
        "owner": owner,
        "created_by": owner,
        "state": Action.State.TOLD,
        "outcome": Action.Outcome.DID,
        "what_changed": "We text when we set off.",
        "done_at": clock.now() - timedelta(days=2),
        "told_at": clock.now() - timedelta(days=1),
    }
    made = Action.objects.create(
        business=builders.the_business(), **{**fresh, **values}
    )
    link(made, *replies)
    return made


def link(action: Action, *replies: Reply) -> None:
    """Store that ``replies`` raised ``action``."""
    for reply in replies:
        ActionReply.objects.create(
            business_id=action.business_id, action=action, reply=reply
        )


def update(about: Action | None = None, **values: Any) -> Update:
    """Store a published update, quoting the first reply of its action."""
    about = about or decided_action(comment())
    first = about.links.first()
    fresh = {
        "kind": about.outcome,
        "quoted_reply": first.reply if first else None,
        "said": "You come late.",
        "did": "We text when we set off.",
        "raised_by": 1,
        "decided_on": (about.done_at or clock.now()).date(),
        "published_by": anybody(),
    }
    return Update.objects.create(
        business_id=about.business_id, action=about, **{**fresh, **values}
    )


def removal(of: Reply, by: Membership | None = None, **values: Any) -> Removal:
    """Store a request to remove a comment, asked by the manager."""
    fresh = {
        "ground": Removal.Ground.PERSONAL_DATA,
        "note": "It names our neighbour.",
        "asked_by": by or anybody(Role.MANAGER),
    }
    decided = values.get("state") in (Removal.State.REMOVED, Removal.State.KEPT)
    if decided:
        fresh |= {"decided_by": anybody(), "decided_at": clock.now()}
    return Removal.objects.create(
        business_id=of.business_id, reply=of, **{**fresh, **values}
    )


def public_reply(under: Reply, **values: Any) -> PublicReply:
    """Store the business's words under a comment."""
    fresh = {"words": "Sorry. We text ahead now.", "author": anybody()}
    return PublicReply.objects.create(
        business_id=under.business_id, reply=under, **{**fresh, **values}
    )
