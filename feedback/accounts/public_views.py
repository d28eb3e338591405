"""Pages of the product itself that need no login, and the looks of a business."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from feedback import tenancy
from feedback.accounts import branding, selectors
from feedback.accounts.models import Role
from feedback.errors import BadLink
from feedback.http import file_answer
from feedback.links import read_token

# The address changes with what it leads to, so that it may be kept for ever.
FOR_EVER = "public, max-age=31536000, immutable"


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is; people who are logged in go to their inbox."""
    if request.user.is_authenticated:
        membership = getattr(request, "membership", None)
        sees_own_only = membership and membership.role == Role.OWN_ONLY
        return redirect("surveys:own-list" if sees_own_only else "surveys:reply-list")
    return render(request, "accounts/home.html")


@require_safe
def color(request: HttpRequest, color: str) -> HttpResponse:
    """Return the stylesheet of one colour: nothing is read for it, nor said of whose
    it is.
    """
    known = branding.normal_color(color)
    if not known or color != known.removeprefix("#").lower():
        raise Http404
    answer = HttpResponse(branding.stylesheet(known), content_type="text/css")
    answer["Cache-Control"] = FOR_EVER
    return answer


@require_safe
def logo(request: HttpRequest, token: str) -> HttpResponse:
    """Show the mark of a business."""
    try:
        target = read_token("logo", token)
    except BadLink as error:
        raise Http404 from error
    with tenancy.enter(target.business_id):
        stored = selectors.logo(target.object_id)
    if stored is None:
        raise Http404
    answer = file_answer(stored)
    answer["Cache-Control"] = FOR_EVER
    return answer
