"""Starting a business, running it and its team."""

from feedback.accounts.services.businesses import (
    add_closure,
    change_business,
    open_business,
    remove_closure,
)
from feedback.accounts.services.inviting import (
    accept_invitation,
    invite_to_team,
    revoke_invitation,
)
from feedback.accounts.services.people import change_person
from feedback.accounts.services.team import change_role, remove_member, restore_member

__all__ = [
    "accept_invitation",
    "add_closure",
    "change_business",
    "change_person",
    "change_role",
    "invite_to_team",
    "open_business",
    "remove_closure",
    "remove_member",
    "restore_member",
    "revoke_invitation",
]
