"""Mails to the team about the team."""

from django.urls import reverse

from feedback.accounts.models import TeamInvitation
from feedback.links import absolute, make_token
from feedback.mail.email import Email, render

PURPOSE = "join"


def join_path(invitation: TeamInvitation) -> str:
    """Return the address at which the invited person joins."""
    token = make_token(PURPOSE, invitation.business_id, invitation.pk)
    return reverse("accounts:team-invitation", args=[token])


def team_invitation(invitation: TeamInvitation) -> Email:
    """Return the mail that offers a place in the team."""
    inviter = invitation.invited_by
    parts = render(
        "team_invitation",
        {
            "business": invitation.business,
            "invitation": invitation,
            "inviter": inviter,
            "sign_off_name": str(inviter),
            "url": absolute(join_path(invitation)),
        },
    )
    return Email(
        to_email=invitation.email,
        from_name=invitation.business.name,
        reply_to=inviter.user.email,
        subject=parts["subject"],
        text=parts["text"],
        html=parts["html"],
    )
