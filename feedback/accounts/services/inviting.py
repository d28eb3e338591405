"""Asking somebody into the team by mail."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from feedback import clock
from feedback.accounts import emails, selectors
from feedback.accounts.models import Business, Membership, Role, TeamInvitation, User
from feedback.accounts.services.team import hold_owner
from feedback.errors import Gone, NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.mail import services as mail
from feedback.mail.models import OutboundMessage

INVITATION_DAYS = 7
# So that a stranger who signs up cannot have us write to the whole world.
MOST_OPEN = 20


@transaction.atomic
def invite_to_team(
    business: Business, *, email: str, role: Role, by: Actor
) -> TeamInvitation:
    """Store an invitation of a week and queue its mail.

    It takes the place of an open one to the same address, whose link ends. Raises
    `NotAllowed` unless an owner does it, and `Refused` for somebody who is in the
    team, and for too many open invitations.
    """
    owner = hold_owner(business, by=by)
    _refuse_member(business, email)
    selectors.invitations_to(business, email).delete()
    if selectors.open_invitations(business).count() >= MOST_OPEN:
        raise Refused(
            _("Twenty people are invited already. Wait until one has joined.")
        )
    invitation = TeamInvitation.objects.create(
        business=business,
        email=email.strip().lower(),
        role=role,
        invited_by=owner,
        expires_at=clock.now() + timedelta(days=INVITATION_DAYS),
    )
    history.record("invited", invitation, by=by, role=(None, str(role)))
    _post(invitation)
    return invitation


@transaction.atomic
def revoke_invitation(invitation: TeamInvitation, *, by: Actor) -> bool:
    """End an invitation, so that its link works no more; False if it was taken."""
    hold_owner(invitation.business, by=by)
    still_open = TeamInvitation.objects.filter(pk=invitation.pk, accepted_at=None)
    if not still_open.exists():
        return False
    history.record("revoked", invitation, by=by)
    mail.cancel(
        invitation.business,
        OutboundMessage.Kind.NOTICE,
        _key(invitation),
        why=gettext_noop("the invitation was taken back"),
    )
    still_open.delete()
    return True


@transaction.atomic
def accept_invitation(invitation: TeamInvitation, *, user: User) -> Membership:
    """Give ``user`` the place that was offered to an address of theirs.

    Somebody who was in the team before comes back with the role now offered. Raises
    `NotAllowed` unless they confirmed that very address, and `Gone` if the offer
    has ended or was taken.
    """
    if not selectors.has_confirmed(user, invitation.email):
        raise NotAllowed(
            _("This invitation is for %(address)s.") % {"address": invitation.email}
        )
    now = clock.now()
    still_open = TeamInvitation.objects.filter(
        pk=invitation.pk, accepted_at=None, expires_at__gt=now
    )
    if not still_open.update(accepted_at=now):
        raise Gone(_("This invitation has ended. Ask for a new one."))
    place = _place(invitation, user)
    history.record("joined", place, by=Actor.member(place), role=(None, place.role))
    return place


def _refuse_member(business: Business, email: str) -> None:
    if selectors.team(business).filter(user__email__iexact=email.strip()).exists():
        raise Refused(_("That person is in the team already."))


def _place(invitation: TeamInvitation, user: User) -> Membership:
    """Return the active place; one that is there already keeps its role."""
    business = invitation.business
    place, is_new = Membership.objects.get_or_create(
        business=business, user=user, defaults={"role": invitation.role}
    )
    if not is_new and not place.is_active:
        place.role, place.is_active = invitation.role, True
        place.save(update_fields=["role", "is_active"])
    return place


def _post(invitation: TeamInvitation) -> None:
    posting = mail.Posting(
        OutboundMessage.Kind.NOTICE,
        _key(invitation),
        expires_at=invitation.expires_at,
    )
    mail.post(emails.team_invitation(invitation), posting, business=invitation.business)


def _key(invitation: TeamInvitation) -> str:
    return f"join:{invitation.pk}"
