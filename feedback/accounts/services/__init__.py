"""Starting a business, running it and its team."""

from feedback.accounts.services.businesses import (
    add_closure,
    change_business,
    open_business,
    remove_closure,
)
from feedback.accounts.services.groups import (
    add_by_mail,
    name_in_work,
    remove_team,
    save_team,
)
from feedback.accounts.services.inviting import (
    accept_invitation,
    invite_to_team,
    revoke_invitation,
)
from feedback.accounts.services.looks import remove_logo, save_logo
from feedback.accounts.services.people import change_person
from feedback.accounts.services.team import change_role, remove_member, restore_member

__all__ = [
    "accept_invitation",
    "add_by_mail",
    "add_closure",
    "change_business",
    "change_person",
    "change_role",
    "invite_to_team",
    "name_in_work",
    "open_business",
    "remove_closure",
    "remove_logo",
    "remove_member",
    "remove_team",
    "restore_member",
    "revoke_invitation",
    "save_logo",
    "save_team",
]
