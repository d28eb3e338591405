"""Settings pages: the keys of other programs."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from feedback import clock
from feedback.accounts.models import Role
from feedback.connect import keys
from feedback.connect.forms import KeyForm
from feedback.connect.models import ApiKey
from feedback.errors import Conflict
from feedback.http import BusinessRequest, needs
from feedback.middleware import say


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def api_keys(request: BusinessRequest) -> HttpResponse:
    """Show the keys; POST makes one and shows it, this once."""
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            key, secret = keys.make_key(
                request.business, **form.cleaned_data, by=request.membership
            )
        except Conflict as refusal:
            form.add_error(None, refusal.message)
        else:
            context = {"key": key, "secret": secret}
            page = render(request, "connect/key_made.html", context, status=201)
            page["Cache-Control"] = "no-store"
            return page
    rows = list(keys.keys_of(request.business)[:100])
    context = {
        "form": form,
        "working": [key for key in rows if not key.revoked_at],
        "revoked": [key for key in rows if key.revoked_at],
    }
    status = 422 if form.is_bound else 200
    return render(request, "connect/keys.html", context, status=status)


@needs(Role.MANAGER)
@require_POST
def api_key_revocation(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """End a key for good."""
    key = get_object_or_404(ApiKey.objects.filter(business=request.business), pk=pk)
    if keys.revoke_key(key, now=clock.now(), by=request.actor):
        say(request, _("“%(name)s” works no more.") % {"name": key.name})
    else:
        say(request, _("“%(name)s” had ended already.") % {"name": key.name})
    return redirect("connect:api-key-list")
