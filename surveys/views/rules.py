"""Rules of a survey: trying them on last month, keeping them, and who goes first."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback import clock
from feedback.accounts.models import Role
from feedback.errors import Conflict
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from surveys import simulation_words as words
from surveys.forms.rules import RulesForm, stored_rules
from surveys.models import Survey
from surveys.selectors import asking as selectors
from surveys.selectors.simulating import last_month
from surveys.selectors.writing import interaction_kinds
from surveys.services import ruling
from surveys.services.ruling import AskingRules
from surveys.services.simulating import Chosen, simulate

PAGE = "surveys/rules/rules.html"
UNPROCESSABLE = 422
SHOW = "show"


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def survey_rules(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Try rules on last month's visits (GET, stores nothing), and keep them (POST)."""
    survey = _survey(request, pk)
    if request.method == "POST":
        return _keep(request, survey)
    tried = request.GET if "delay_hours" in request.GET else None
    return _page(request, survey, _form(survey, tried))


@needs(Role.MANAGER)
@require_safe
def survey_order(request: BusinessRequest) -> HttpResponse:
    """Show which survey asks when two want to ask one person."""
    rows = selectors.in_priority(request.business)
    return render(request, "surveys/rules/order.html", {"surveys": rows})


@needs(Role.MANAGER)
@require_POST
def survey_place(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Let a survey go one place up or down."""
    survey = _survey(request, pk)
    ruling.move_survey(survey, way=request.POST.get("way", ""), by=request.actor)
    return redirect("surveys:survey-order")


def _survey(request: BusinessRequest, pk: UUID) -> Survey:
    rows = Survey.objects.filter(business=request.business)
    return get_object_or_404(rows.select_related("business"), pk=pk)


def _form(survey: Survey, typed: QueryDict | None) -> RulesForm:
    kinds = sorted({*interaction_kinds(survey.business), *survey.kinds})
    return RulesForm(typed, initial=stored_rules(survey), kinds=kinds)


def _hidden(form: RulesForm) -> RulesForm | None:
    """Return the form again, to be sent unseen with the button that keeps it."""
    if not form.is_bound:
        return None
    kinds = form.fields.get("kinds")
    choices = [kind for kind, _label in getattr(kinds, "choices", ())]
    return RulesForm(form.data, kinds=choices, auto_id=False)


def _keep(request: BusinessRequest, survey: Survey) -> HttpResponse:
    form = _form(survey, request.POST)
    if not form.is_valid():
        return _page(request, survey, form)
    seen = request.POST.get("seen", "")
    try:
        changed = ruling.change_rules(
            survey, form.rules(), by=request.actor, expected=seen
        )
    except Conflict as conflict:
        survey.refresh_from_db()
        form.add_error(None, conflict.message)
        return _page(request, survey, form, status=conflict.status)
    text = _("Kept, for visits from now on.")
    say(request, text if changed else _("Nothing was different."))
    return redirect("surveys:survey-rules", pk=survey.pk)


def _page(
    request: BusinessRequest, survey: Survey, form: RulesForm, *, status: int = 0
) -> HttpResponse:
    context: dict[str, Any] = {
        "survey": survey,
        "form": form,
        "seen": AskingRules.of(survey).mark,
        "hidden": _hidden(form),
    }
    if not form.is_bound or form.is_valid():
        chosen = form.chosen() if form.is_bound else Chosen.of(survey)
        context |= _tried(request, survey, chosen)
    status = status or (UNPROCESSABLE if form.errors else 200)
    return render(request, PAGE, context, status=status)


def _tried(request: BusinessRequest, survey: Survey, chosen: Chosen) -> dict[str, Any]:
    month = last_month(request.business, survey, now=clock.now())
    found = simulate(survey, chosen, month)
    query = request.GET.copy()
    show = query.pop(SHOW, [""])[-1]
    rows, count = words.listed(found, show)
    return {
        "headline": words.headline(found),
        "asked": len(found.asked),
        "numbers": words.numbers(found),
        "really": words.really(found),
        "differences": words.differences(found),
        "notes": list(words.notes(month, found)),
        "query": query.urlencode(),
        "show": show,
        "listed": rows,
        "listed_count": count,
    }
