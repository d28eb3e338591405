"""Where the public page is found, who may frame it, and how people stand on it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from feedback.accounts.models import Role
from feedback.errors import Refused
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from public_wall import proving as records
from public_wall.forms_addresses import DomainForm, OriginForm, SlugForm
from public_wall.models import EmbedOrigin, WallDomain
from public_wall.records import Wanted, wanted_for
from public_wall.selectors import addresses
from public_wall.selectors.receipts import role_in_public, shows_name
from public_wall.services import addresses as moving
from public_wall.services import names, proving
from public_wall.sites import address, usual_site
from public_wall.snippets import snippets


@require_safe
def address_settings(request: BusinessRequest) -> HttpResponse:
    """Show where the page is found and everything that can be put elsewhere."""
    return _page(request)


@needs(Role.MANAGER)
@require_POST
def slug(request: BusinessRequest) -> HttpResponse:
    """Give the page another address below ours; ``?slug=`` is the way back."""
    typed = request.POST if "slug" in request.POST else request.GET
    form = SlugForm(typed)
    before = request.business.slug

    def move(cleaned: dict[str, str]) -> None:
        if moving.move_page(request.business, slug=cleaned["slug"], by=request.actor):
            undo = f"{reverse('public_wall:slug')}?slug={before}"
            say(
                request,
                _("Your page has moved. The old address leads there."),
                undo=undo,
            )

    return _carried_out(request, form, move, name="slug_form")


@needs(Role.MANAGER)
@require_POST
def domain(request: BusinessRequest) -> HttpResponse:
    """Name a host of the business's own and look for its record at once."""

    def choose(cleaned: dict[str, str]) -> None:
        held = proving.choose_domain(
            request.business, domain=cleaned["domain"], by=request.actor
        )
        say(request, records.said(proving.check(held)))

    return _carried_out(request, DomainForm(request.POST), choose, name="domain_form")


@needs(Role.MANAGER)
@require_POST
def domain_check(request: BusinessRequest) -> HttpResponse:
    """Look for the record of the business's own host now."""
    held = addresses.domain_of(request.business)
    if held:
        say(request, records.said(proving.check(held)))
    return redirect("public_wall:address-settings")


@needs(Role.MANAGER)
@require_POST
def domain_removal(request: BusinessRequest) -> HttpResponse:
    """Be found at our address only."""
    proving.give_up_domain(request.business, by=request.actor)
    say(request, _("Your page is at our address only."))
    return redirect("public_wall:address-settings")


@needs(Role.MANAGER)
@require_POST
def origin_new(request: BusinessRequest) -> HttpResponse:
    """Name a website that may frame the box."""

    def add(cleaned: dict[str, str]) -> None:
        held = proving.add_origin(
            request.business, origin=cleaned["origin"], by=request.actor
        )
        say(request, records.said(proving.check(held)))

    return _carried_out(request, OriginForm(request.POST), add, name="origin_form")


@needs(Role.MANAGER)
@require_POST
def origin_check(request: BusinessRequest, pk: str) -> HttpResponse:
    """Look for the record of one website now."""
    say(request, records.said(proving.check(_origin(request, pk))))
    return redirect("public_wall:address-settings")


@needs(Role.MANAGER)
@require_POST
def origin_removal(request: BusinessRequest, pk: str) -> HttpResponse:
    """Let a website frame the box no more."""
    proving.remove_origin(_origin(request, pk), by=request.actor)
    say(request, _("That website can no longer show the box in a frame."))
    return redirect("public_wall:address-settings")


@require_POST
def public_name(request: BusinessRequest) -> HttpResponse:
    """Stand on the page by first name, or by role: everybody for themselves."""
    asked = request.POST.get("shown") or request.GET.get("shown")
    shown = asked == "yes"
    if names.show_name(request.membership, shown=shown, by=request.actor):
        undo = f"{request.path}?shown={'no' if shown else 'yes'}"
        done = _("Your first name is shown.") if shown else _("Your role is shown.")
        say(request, done, undo=undo)
    return redirect("public_wall:address-settings")


def _carried_out(
    request: BusinessRequest, form: forms.Form, service: Any, *, name: str
) -> HttpResponse:
    """Carry out what was typed, or show the page again with what is wrong with it."""
    if form.is_valid():
        try:
            service(form.cleaned_data)
        except Refused as refusal:
            field = next(iter(form.fields))
            form.add_error(field, refusal.message)
        else:
            return redirect("public_wall:address-settings")
    return _page(request, status=422, **{name: form})


def _page(
    request: BusinessRequest, *, status: int = 200, **forms_: forms.Form
) -> HttpResponse:
    business = request.business
    held = addresses.domain_of(business)
    origins = list(addresses.origins(business))
    proved = any(each.verified_at for each in origins)
    context = {
        "address": address(business),
        "former": addresses.former_slugs(business),
        "slug_form": SlugForm(initial={"slug": business.slug}),
        "domain_form": DomainForm(),
        "origin_form": OriginForm(),
        "domain": _row(held),
        "origins": [_row(each) for each in origins],
        "snippets": snippets(usual_site(business), framable=proved),
        "may_change": request.membership.may(Role.MANAGER),
        "is_named": shows_name(request.membership),
        "role": role_in_public(request.membership),
        **forms_,
    }
    return render(request, "public_wall/address_settings.html", context, status=status)


def _row(held: WallDomain | EmbedOrigin | None) -> Wanted | None:
    return wanted_for(held) if held else None


def _origin(request: BusinessRequest, pk: str) -> EmbedOrigin:
    return get_object_or_404(addresses.origins(request.business), pk=pk)
