"""Following the link of an invitation into a team."""

from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from feedback import clock, tenancy
from feedback.accounts.emails import PURPOSE, join_path
from feedback.accounts.models import TeamInvitation, User
from feedback.errors import BadLink, Gone
from feedback.links import read_token

VIEW = "accounts:team-invitation"


def invitation_of(token: str) -> TeamInvitation:
    """Return the invitation that a link names, open or not; call `enter` yourself
    for anything else of its business.

    Raises `BadLink` for a link we did not make and `Gone` for one taken back.
    """
    target = read_token(PURPOSE, token)
    with tenancy.enter(target.business_id):
        rows = TeamInvitation.objects.select_related("business", "invited_by__user")
        found = rows.filter(pk=target.object_id).first()
    if found is None:
        raise Gone(_("This invitation was taken back. Ask for a new one."))
    return found


def is_asked(request: HttpRequest | None) -> bool:
    """Whether the page was opened on the way to an invitation that we sent."""
    if request is None:
        return False
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    try:
        match = resolve(urlsplit(wanted).path)
        if match.view_name == VIEW:
            return invitation_of(match.kwargs["token"]).accepted_at is None
    except (Resolver404, BadLink, Gone, ValueError):
        return False
    return False


def invitations_for(user: User) -> list[tuple[TeamInvitation, str]]:
    """Return the open invitations to addresses of ``user``, with where to join."""
    confirmed = [
        address.lower()
        for address in EmailAddress.objects.filter(
            user=user, verified=True
        ).values_list("email", flat=True)
    ]
    with tenancy.every_business():
        rows = TeamInvitation.objects.filter(
            email__in=confirmed, accepted_at=None, expires_at__gt=clock.now()
        )
        found = list(rows.select_related("business", "invited_by__user")[:20])
    return [(invitation, join_path(invitation)) for invitation in found]
