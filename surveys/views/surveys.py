"""Surveys: the list, starting one, pausing one, trying one."""

from typing import Any
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
from surveys.forms.onboarding import TradeForm
from surveys.models import Survey
from surveys.selectors import writing as selectors
from surveys.services import asking, writing
from surveys.starters import starter_for


@require_safe
def survey_list(request: BusinessRequest) -> HttpResponse:
    """List what is asked, each with its questions."""
    surveys = list(selectors.surveys_of(request.business)[: selectors.MOST_SURVEYS])
    context = {"rows": [_row(survey) for survey in surveys]}
    return render(request, "surveys/builder/survey_list.html", context)


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def survey_new(request: BusinessRequest) -> HttpResponse:
    """Start another survey from ready-made questions."""
    form = TradeForm(request.POST or None, initial={"trade": request.business.trade})
    if request.method == "POST" and form.is_valid():
        starter = starter_for(form.cleaned_data["trade"])
        survey = writing.start_survey(
            request.business, starter=starter, by=request.actor
        )
        return redirect("surveys:survey-detail", pk=survey.pk)
    status = 422 if form.is_bound else 200
    page = "surveys/builder/survey_new.html"
    return render(request, page, {"form": form}, status=status)


@needs(Role.MANAGER)
@require_POST
def survey_status(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Start or stop asking; the wanted status is in the form, or the address."""
    survey = get_object_or_404(selectors.surveys_of(request.business), pk=pk)
    wanted = request.POST.get("status") or request.GET.get("status")
    if wanted not in Survey.Status.values:
        raise Refused(_("A survey is asking or paused."))
    before = survey.status
    if writing.set_status(survey, status=Survey.Status(wanted), by=request.actor):
        asks = wanted == Survey.Status.LIVE
        text = (
            _("We ask after each job again.") if asks else _("Nobody is asked for now.")
        )
        say(request, text, undo=f"{request.path}?status={before}")
    return redirect("surveys:survey-detail", pk=survey.pk)


@needs(Role.MANAGER)
@require_POST
def survey_test(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Send the stored survey to whoever asks for it."""
    survey = get_object_or_404(selectors.surveys_of(request.business), pk=pk)
    asking.send_test(survey, to=request.membership, by=request.actor)
    say(
        request,
        _(
            "It is on its way to %(address)s."
            " Your answer will be in the inbox, and is counted nowhere."
        )
        % {"address": request.user.email},
    )
    return redirect("surveys:survey-detail", pk=survey.pk)


def _row(survey: Survey) -> dict[str, Any]:
    questions = list(selectors.newest(survey).questions.all())
    seconds = writing.estimated_seconds(questions)
    return {"survey": survey, "questions": questions, "seconds": seconds}
