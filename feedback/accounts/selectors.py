"""Reading people and businesses."""

from collections.abc import Sequence
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from feedback import clock, tenancy
from feedback.accounts.models import (
    Business,
    BusinessLogo,
    Membership,
    Role,
    Team,
    TeamInvitation,
    User,
)


def memberships_of(user: User) -> list[Membership]:
    """Return the active places of ``user``, oldest first, with their businesses."""
    with tenancy.every_business():
        rows = Membership.objects.filter(user=user, is_active=True)
        return list(rows.select_related("business", "user").order_by("joined_at"))


def chosen(memberships: Sequence[Membership], wanted: str | None) -> Membership | None:
    """Return the place in the business ``wanted`` (an id), else the first in which
    they may sign in, else the first, if any.
    """
    for membership in memberships:
        if str(membership.business_id) == wanted:
            return membership
    usual = [place for place in memberships if place.role != Role.EMAIL_ONLY]
    return next(iter([*usual, *memberships]), None)


def team(business: Business) -> QuerySet[Membership]:
    """Return the active members, by name."""
    rows = Membership.objects.filter(business=business, is_active=True)
    return rows.select_related("user").order_by("user__name", "user__email")


def workers(business: Business) -> QuerySet[Membership]:
    """Return the members who can be given an action."""
    return team(business).exclude(role=Role.READER)


def groups(business: Business) -> QuerySet[Team]:
    """Return the teams inside the business by name, with who is in them."""
    rows = Team.objects.filter(business=business).order_by("name", "id")
    return rows.prefetch_related("places__membership__user")


def bosses(business: Business) -> QuerySet[Membership]:
    """Return the managers and owners, whom an overdue action is escalated to."""
    return team(business).filter(role__in=[Role.MANAGER, Role.OWNER])


def past_members(business: Business) -> QuerySet[Membership]:
    """Return the people who were taken out of the team, by name."""
    rows = Membership.objects.filter(business=business, is_active=False)
    return rows.select_related("user").order_by("user__name", "user__email")


def open_invitations(business: Business) -> QuerySet[TeamInvitation]:
    """Return the places that were offered and can still be taken, oldest first."""
    rows = TeamInvitation.objects.filter(business=business, accepted_at=None)
    return rows.filter(expires_at__gt=clock.now()).order_by("created_at", "id")


def invitations_to(business: Business, email: str) -> QuerySet[TeamInvitation]:
    """Return what was offered to one address and not taken, ended or not."""
    rows = TeamInvitation.objects.filter(business=business, accepted_at=None)
    return rows.filter(email__iexact=email.strip())


def has_confirmed(user: User, email: str) -> bool:
    """Whether ``user`` has shown that this address is theirs.

    Only A to Z fold: to a database or to Unicode, other letters can be "the same" as
    one of those and be somebody else's address (as in CVE-2019-19844).
    """
    rows = EmailAddress.objects.filter(user=user, verified=True)
    confirmed = [address.encode() for address in rows.values_list("email", flat=True)]
    return email.encode().lower() in [address.lower() for address in confirmed]


def business_by_slug(slug: str) -> Business | None:
    """Return the business with this public name."""
    return Business.objects.filter(slug=slug).first()


def business_by_id(business_id: UUID) -> Business:
    """Return the business, which must exist."""
    return Business.objects.get(pk=business_id)


def trial_days_left(business: Business) -> int:
    """Return whole days until the trial ends; 0 on its last day and after."""
    left = (business.trial_ends_on - clock.today(business.zone)).days
    return max(left, 0)


def logo(pk: UUID) -> BusinessLogo | None:
    """Return a mark of the entered business, with its bytes."""
    return BusinessLogo.objects.filter(pk=pk).first()
