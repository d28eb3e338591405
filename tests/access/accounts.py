"""Settings, the team, and the pages about oneself."""

from typing import Any

from feedback.accounts import emails, services
from feedback.accounts.models import Role
from tests.access import Access
from tests.conftest import World


def a_member(world: World) -> dict[str, Any]:
    """Somebody who is not the only owner."""
    return {"pk": world.member.pk}


def an_invitation(world: World) -> dict[str, Any]:
    """A place offered to somebody who has no account."""
    invitation = services.invite_to_team(
        world.business, email="new@penrose.example", role=Role.MEMBER, by=world.by
    )
    return {"pk": invitation.pk}


def a_link(world: World) -> dict[str, Any]:
    """The token in the mail of an invitation."""
    invitation = services.invite_to_team(
        world.business, email="new@penrose.example", role=Role.MEMBER, by=world.by
    )
    return {"token": emails.join_path(invitation).strip("/").split("/")[-1]}


ACCESS: dict[str, Access] = {
    "home": Access(public=True),
    "accounts:business-settings": Access(get=Role.MANAGER, post=Role.MANAGER),
    "accounts:asking-settings": Access(get=Role.MANAGER, post=Role.MANAGER),
    "accounts:looks": Access(get=Role.MANAGER, post=Role.MANAGER),
    "accounts:logo": Access(post=Role.MANAGER),
    "accounts:logo-removal": Access(post=Role.MANAGER),
    "accounts:preferences": Access(get=Role.OWN_ONLY, post=Role.OWN_ONLY),
    "accounts:business-switch": Access(get=Role.EMAIL_ONLY, post=Role.EMAIL_ONLY),
    "accounts:business-new": Access(get=Role.EMAIL_ONLY, post=Role.EMAIL_ONLY),
    "accounts:team": Access(get=Role.OWNER),
    "accounts:team-invitation-new": Access(get=Role.OWNER, post=Role.OWNER),
    "accounts:team-invitation-revoke": Access(an_invitation, post=Role.OWNER),
    "accounts:membership-edit": Access(a_member, get=Role.OWNER, post=Role.OWNER),
    "accounts:membership-removal": Access(a_member, post=Role.OWNER),
    # Found by its signed token, whoever holds it; joining takes the invited address
    # (tests/accounts/test_joining.py).
    "accounts:team-invitation": Access(a_link, public=True),
}
