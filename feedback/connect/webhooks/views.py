"""The pages about endpoints: for managers and owners."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from feedback import clock
from feedback.accounts.models import Role
from feedback.connect.models import Delivery, Endpoint
from feedback.connect.webhooks import endpoints
from feedback.connect.webhooks.delivering import message_id
from feedback.connect.webhooks.forms import EndpointForm
from feedback.errors import Refused
from feedback.http import BusinessRequest, needs
from feedback.middleware import say

PAGE = 30


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def webhook_list(request: BusinessRequest) -> HttpResponse:
    """Show the endpoints; POST makes one and shows its secret, this once."""
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            endpoint, secret = endpoints.make_endpoint(
                request.business, form.wanted(), by=request.membership
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return _secret_page(request, endpoint, secret, status=201)
    rows = endpoints.endpoints_of(request.business)
    context = {"form": form, "endpoints": rows}
    status = 422 if form.is_bound else 200
    return render(request, "connect/webhooks.html", context, status=status)


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def webhook_detail(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Show one endpoint and what was sent to it; POST changes it."""
    endpoint = _endpoint(request, pk)
    form, status = EndpointForm.about(endpoint, request.POST or None), 200
    if request.method == "POST":
        status = _change(request, endpoint, form)
        if not status:
            say(request, _("Saved."))
            return redirect("connect:webhook-detail", pk=endpoint.pk)
    rows = endpoints.deliveries_of(endpoint)
    before = _before(request)
    rows = rows.filter(pk__lt=before) if before else rows
    found = list(rows[: PAGE + 1])
    context = {
        "endpoint": endpoint,
        "form": form,
        "deliveries": [(row, message_id(row)) for row in found[:PAGE]],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "is_first_page": before is None,
    }
    return render(request, "connect/webhook.html", context, status=status)


@needs(Role.MANAGER)
@require_POST
def webhook_secret(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Make a new secret and show it, this once."""
    endpoint = _endpoint(request, pk)
    secret = endpoints.new_secret(endpoint, by=request.actor, now=clock.now())
    return _secret_page(request, endpoint, secret, status=200)


@needs(Role.MANAGER)
@require_POST
def webhook_state(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Turn an endpoint on or off."""
    endpoint = _endpoint(request, pk)
    if "on" in request.POST:
        endpoints.turn_on(endpoint, by=request.actor)
        say(request, _("On again. It hears of what happens from now on."))
    else:
        endpoints.turn_off(endpoint, by=request.actor, now=clock.now())
        say(request, _("Turned off. Nothing is sent to it."))
    return redirect("connect:webhook-detail", pk=endpoint.pk)


@needs(Role.MANAGER)
@require_POST
def webhook_test(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Send an event that says nothing."""
    endpoint = _endpoint(request, pk)
    endpoints.send_test(endpoint, now=clock.now())
    say(request, _("A test is on its way. Look here in a minute what came back."))
    return redirect("connect:webhook-detail", pk=endpoint.pk)


@needs(Role.MANAGER)
@require_POST
def webhook_removal(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Take an endpoint away for good."""
    endpoint = _endpoint(request, pk)
    endpoints.remove_endpoint(endpoint, by=request.actor, now=clock.now())
    say(request, _("“%(name)s” is taken away.") % {"name": endpoint.name})
    return redirect("connect:webhook-list")


@needs(Role.MANAGER)
@require_POST
def delivery_again(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Send one event once more."""
    rows = Delivery.objects.filter(business=request.business, endpoint__removed_at=None)
    delivery = get_object_or_404(rows.select_related("endpoint"), pk=pk)
    endpoints.send_again(delivery, by=request.actor, now=clock.now())
    say(request, _("It is on its way again, under the same id."))
    return redirect("connect:webhook-detail", pk=delivery.endpoint_id)


def _change(request: BusinessRequest, endpoint: Endpoint, form: EndpointForm) -> int:
    if not form.is_valid():
        return 422
    try:
        endpoints.change_endpoint(endpoint, form.wanted(), by=request.actor)
    except Refused as refused:
        form.add_error("url", refused.message)
        return 422
    return 0


def _secret_page(
    request: BusinessRequest, endpoint: Endpoint, secret: str, *, status: int
) -> HttpResponse:
    context = {"endpoint": endpoint, "secret": secret, "is_new": status == 201}
    page = render(request, "connect/webhook_secret.html", context, status=status)
    page["Cache-Control"] = "no-store"
    return page


def _endpoint(request: BusinessRequest, pk: UUID) -> Endpoint:
    rows = endpoints.endpoints_of(request.business)
    return get_object_or_404(rows, pk=pk)


def _before(request: BusinessRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None
