"""Who hears: the rules of the business, and one's own notices."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback.accounts.models import Role
from feedback.errors import Refused
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from surveys.forms.hearing import ChoicesForm
from surveys.forms.routing import RuleForm, stored_rule
from surveys.hearing_words import rows_of
from surveys.models import RoutingRule
from surveys.selectors import hearing as selectors
from surveys.services import notices, routing


@needs(Role.OWN_ONLY)
@require_http_methods(["GET", "POST"])
def notice_choices(request: BusinessRequest) -> HttpResponse:
    """Say how soon one wants to hear of what."""
    chosen = selectors.choices_of(request.membership)
    form = ChoicesForm(request.POST or None, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        changed = notices.choose(request.membership, form.wanted(), by=request.actor)
        say(request, _("Kept.") if changed else _("Nothing was different."))
        return redirect("surveys:notice-choices")
    status = 422 if request.method == "POST" else 200
    return render(
        request, "surveys/hearing/choices.html", {"form": form}, status=status
    )


@needs(Role.MANAGER)
@require_safe
def routing_list(request: BusinessRequest) -> HttpResponse:
    """List the rules, each as a sentence."""
    context = {"rules": rows_of(selectors.rules(request.business))}
    return render(request, "surveys/hearing/rules.html", context)


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def routing_new(request: BusinessRequest) -> HttpResponse:
    """Add a rule."""
    form = RuleForm(request.POST or None, business=request.business)
    return _edit(request, form, None)


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def routing_edit(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Change a rule."""
    rule = get_object_or_404(selectors.rules(request.business), pk=pk)
    form = RuleForm(
        request.POST or None, business=request.business, initial=stored_rule(rule)
    )
    return _edit(request, form, rule)


@needs(Role.MANAGER)
@require_POST
def routing_removal(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Take a rule away."""
    rule = get_object_or_404(selectors.rules(request.business), pk=pk)
    routing.remove_rule(rule, by=request.actor)
    say(request, _("“{rule}” is gone.").format(rule=rule))
    return redirect("surveys:routing-list")


def _edit(
    request: BusinessRequest, form: RuleForm, stored: RoutingRule | None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and _keep(request, form, stored):
        say(request, _("Kept, for replies from now on."))
        return redirect("surveys:routing-list")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "rule": stored}
    return render(request, "surveys/hearing/rule.html", context, status=status)


def _keep(request: BusinessRequest, form: RuleForm, stored: RoutingRule | None) -> bool:
    try:
        if stored is None:
            routing.add_rule(request.business, form.rule(), by=request.actor)
        else:
            routing.change_rule(stored, form.rule(), by=request.actor)
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    return True
