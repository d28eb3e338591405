"""Who uses the product: people, their businesses, and what they may do there."""

from feedback.accounts.models.businesses import Business, BusinessLogo
from feedback.accounts.models.members import Membership, Role, TeamInvitation
from feedback.accounts.models.teams import NoticeChoice, Team, TeamPlace
from feedback.accounts.models.users import User, UserManager

__all__ = [
    "Business",
    "BusinessLogo",
    "Membership",
    "NoticeChoice",
    "Role",
    "Team",
    "TeamInvitation",
    "TeamPlace",
    "User",
    "UserManager",
]
