"""The team: who is in it, who is asked to join, joining."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback import clock, tenancy
from feedback.accounts import joining, selectors, services
from feedback.accounts.forms import InvitationForm, RoleForm
from feedback.accounts.models import Membership, Role, TeamInvitation, User
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.http import BusinessRequest, mark_public, needs, without_business
from feedback.middleware import SESSION_KEY, say


@needs(Role.OWNER)
@require_safe
def team(request: BusinessRequest) -> HttpResponse:
    """List the team and who is asked to join."""
    return render(request, "accounts/team.html", _team(request))


@needs(Role.OWNER)
@require_http_methods(["GET", "POST"])
def team_invitation_new(request: BusinessRequest) -> HttpResponse:
    """Ask somebody to join."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        try:
            services.invite_to_team(
                request.business, email=email, role=role, by=request.actor
            )
        except (Refused, Conflict) as refusal:
            form.add_error("email", refusal.message)
        else:
            say(
                request,
                _("{email} gets a mail with a link. It works for a week.").format(
                    email=email
                ),
            )
            return redirect("accounts:team")
    status = 422 if form.is_bound else 200
    return render(
        request, "accounts/invitation_new.html", {"form": form}, status=status
    )


@needs(Role.OWNER)
@require_POST
def team_invitation_revoke(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Take an invitation back."""
    rows = TeamInvitation.objects.filter(business=request.business)
    invitation = get_object_or_404(rows, pk=pk)
    if not services.revoke_invitation(invitation, by=request.actor):
        raise Conflict(
            _("{invitation} has joined already.").format(invitation=invitation)
        )
    say(
        request,
        _("The link sent to %(address)s works no more.") % {"address": invitation},
    )
    return redirect("accounts:team")


@needs(Role.OWNER)
@require_http_methods(["GET", "POST"])
def membership_edit(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Change what somebody may do."""
    membership = get_object_or_404(selectors.team(request.business), pk=pk)
    names = "\n".join(membership.handler_names)
    initial = {"role": membership.role, "handler_names": names}
    form = RoleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        role, names = Role(typed["role"]), typed["handler_names"]
        try:
            services.change_role(membership, role=role, by=request.actor)
            services.name_in_work(membership, names, by=request.actor)
        except Refused as refusal:
            form.add_error("role", refusal.message)
        else:
            say(
                request,
                _("{membership} is {role} now.").format(
                    membership=membership, role=_article(role)
                ),
            )
            return redirect("accounts:team")
    context = {"form": form, "member": membership}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/membership_edit.html", context, status=status)


@needs(Role.OWNER)
@require_POST
def membership_removal(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Take somebody out of the team, or with ``?undo=1`` back in."""
    rows = Membership.objects.filter(business=request.business)
    membership = get_object_or_404(rows.select_related("user"), pk=pk)
    if request.GET.get("undo"):
        services.restore_member(membership, by=request.actor)
        say(
            request,
            _("{membership} is back in the team.").format(membership=membership),
        )
    else:
        services.remove_member(membership, by=request.actor)
        say(
            request,
            _("{membership} is out of the team.").format(membership=membership),
            undo=f"{request.path}?undo=1",
        )
    return redirect("accounts:team")


@without_business
@require_http_methods(["GET", "POST"])
def team_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Say who asks whom to join; POST joins."""
    if not isinstance(request.user, User):
        raise NotAllowed(_("Sign in first."))
    invitation = joining.invitation_of(token)
    if request.method == "POST":
        with tenancy.enter(invitation.business_id):
            services.accept_invitation(invitation, user=request.user)
        request.session[SESSION_KEY] = str(invitation.business_id)
        say(
            request,
            _("You are in the team of %(name)s.") % {"name": invitation.business},
        )
        return redirect("surveys:reply-list")
    ended = invitation.accepted_at or invitation.expires_at <= clock.now()
    context = {
        "invitation": invitation,
        "ended": ended,
        "is_theirs": selectors.has_confirmed(request.user, invitation.email),
    }
    page = render(request, "accounts/team_invitation.html", context)
    return mark_public(page)


def _team(request: BusinessRequest) -> dict[str, object]:
    return {
        "members": selectors.team(request.business),
        "past": selectors.past_members(request.business)[:50],
        "invitations": selectors.open_invitations(request.business),
        "new_url": reverse("accounts:team-invitation-new"),
    }


def _article(role: Role) -> str:
    word = str(role)
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
