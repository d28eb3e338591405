"""Settings about mail: the address it comes from, and how it goes."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback import clock
from feedback.accounts.models import Role
from feedback.errors import Conflict, Refused
from feedback.http import BusinessRequest, needs
from feedback.mail import domain_names, domains, message, profiles, records, standing
from feedback.mail.findings import Finding
from feedback.mail.forms import AddressForm, ResumeForm
from feedback.middleware import say


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def sending_address(request: BusinessRequest) -> HttpResponse:
    """Show from which address mail comes and what its domain needs; POST chooses."""
    profile = profiles.profile_of(request.business)
    initial = {"domain": domain_names.shown(profile.domain)} if profile.domain else {}
    initial["local_part"] = profile.local_part
    form = AddressForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            domains.choose(request.business, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("domain", refusal.message)
        else:
            say(request, _("Saved. Now add the records below to your domain."))
            return redirect("mail:sending-address")
    return _address_page(request, form)


@needs(Role.MANAGER)
@require_POST
def address_check(request: BusinessRequest) -> HttpResponse:
    """Look the records up now."""
    profile = profiles.profile_of(request.business)
    if not profile.domain:
        raise Conflict(_("Choose a domain first."))
    domains.check(profile)
    if profile.verified_at and all(f.is_ok for f in _findings(request)):
        say(request, _("All records are there. Your mails come from your address."))
    else:
        say(request, _("We looked. See what we found beside each record."))
    return redirect("mail:sending-address")


@needs(Role.MANAGER)
@require_POST
def address_removal(request: BusinessRequest) -> HttpResponse:
    """Send from our own address again."""
    domains.forget(request.business, by=request.actor)
    say(request, _("Your mails come from our address again."))
    return redirect("mail:sending-address")


@needs(Role.MEMBER)
@require_safe
def mail_health(request: BusinessRequest) -> HttpResponse:
    """Show how the business's mail goes: what arrived, what came back, what waits."""
    return _health_page(request, ResumeForm())


@needs(Role.OWNER)
@require_POST
def resumption(request: BusinessRequest) -> HttpResponse:
    """Start sending to customers again."""
    form = ResumeForm(request.POST)
    if form.is_valid():
        profile = profiles.profile_of(request.business)
        try:
            profiles.resume(profile, by=request.actor, **form.cleaned_data)
        except Conflict:
            raise
        except Refused as refusal:
            form.add_error("explanation", refusal.message)
        else:
            say(request, _("Mails to customers go out again."))
            return redirect("mail:mail-health")
    return _health_page(request, form)


def _health_page(request: BusinessRequest, form: ResumeForm) -> HttpResponse:
    context = standing.page(request.business, now=clock.now()) | {
        "form": form,
        "may_open": request.membership.may(Role.MANAGER),
        "support": domain_names.support(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "mail/health.html", context, status=status)


def _address_page(request: BusinessRequest, form: AddressForm) -> HttpResponse:
    profile = profiles.profile_of(request.business)
    found = domains.findings_of(profile)
    wanted = []
    if profile.domain and records.is_possible():
        wanted = records.wanted(profile.domain, request.business.pk)
    context = {
        "form": form,
        "profile": profile,
        "shown_domain": domain_names.shown(profile.domain),
        "rows": [(record, found.get(record.which)) for record in wanted],
        "is_possible": records.is_possible(),
        "our_address": message.our_address(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "mail/sending_address.html", context, status=status)


def _findings(request: BusinessRequest) -> list[Finding]:
    profile = profiles.profile_of(request.business)
    return list(domains.findings_of(profile).values())
