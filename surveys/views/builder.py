"""The page where a survey is written, and its preview."""

from typing import Any
from uuid import UUID

from csp.decorators import csp_replace
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from feedback.accounts.models import Role
from feedback.errors import Conflict, Refused
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from surveys import previewing
from surveys.forms import draft as drafts
from surveys.forms.draft import Draft
from surveys.forms.library import library
from surveys.forms.wording import coached, reworded
from surveys.models import Survey, SurveyVersion
from surveys.selectors import writing as selectors
from surveys.services import writing
from surveys.survey_page import render_page

OWN_FRAME = {"frame-ancestors": ["'self'"]}
MOVES = ("up", "down", "remove", "add", "check", "use")


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def survey_detail(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Write a survey. Only the button Save stores; the others change the page."""
    survey = _survey(request, pk)
    version = writing.current_version(survey)
    kinds = _kinds(survey)
    if request.method != "POST":
        return _page(request, survey, version, _stored(survey, version, kinds))
    if request.POST.get("do", "").partition(":")[0] in MOVES:
        sent = reworded(request.POST, drafts.draft_sent(request.POST, kinds))
        draft = drafts.draft_changed(sent, kinds, trade=request.business.trade)
        return _page(request, survey, version, draft)
    draft = drafts.draft_sent(request.POST, kinds)
    if not draft.is_valid():
        return _page(request, survey, version, draft, status=422)
    return _save(request, survey, version, draft)


@needs(Role.MANAGER)
@require_POST
def survey_wording(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Say what the coach thinks of the questions as just typed: a part of the page
    for each, in their order.
    """
    survey = _survey(request, pk)
    draft = drafts.draft_sent(request.POST, _kinds(survey))
    context = {"questions": coached(draft), "seconds": draft.seconds}
    return render(request, "surveys/builder/wording.html", context)


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def survey_preview(request: BusinessRequest, pk: UUID) -> HttpResponseBase:
    """Show the page a customer would see: as stored, or as just typed (POST)."""
    survey = _survey(request, pk)
    version = writing.current_version(survey)
    kinds = _kinds(survey)
    if request.method == "POST":
        draft = drafts.draft_sent(request.POST, kinds)
    else:
        draft = _stored(survey, version, kinds)
    page = previewing.preview(draft, survey, reader=request.user)
    framed = csp_replace(OWN_FRAME)(lambda _request: render_page(page))
    return framed(request)


def _save(
    request: BusinessRequest, survey: Survey, version: SurveyVersion, draft: Draft
) -> HttpResponse:
    rules, words = draft.form.rules(), draft.words()
    seen = draft.form.cleaned_data["revision"]
    try:
        saved = writing.save_survey(
            survey, words, rules, by=request.actor, expected=seen
        )
    except Refused as refusal:
        return _not_saved(request, survey, refusal)
    new = saved.pk != version.pk
    as_new = _("Saved as new words: replies keep the old ones.")
    say(request, as_new if new else _("Saved."))
    return redirect("surveys:survey-detail", pk=survey.pk)


def _not_saved(
    request: BusinessRequest, survey: Survey, refusal: Refused
) -> HttpResponse:
    survey.refresh_from_db()
    version = writing.current_version(survey)
    problem = refusal.message
    if isinstance(refusal, Conflict):
        again = _("Yours is below, not saved. Save again to put it in its place.")
        problem = f"{problem} {again}"
    draft = drafts.draft_again(
        request.POST,
        _kinds(survey),
        problem=problem,
        revision=selectors.revision(survey, version),
    )
    status = refusal.status if isinstance(refusal, Conflict) else 422
    return _page(request, survey, version, draft, status=status)


def _page(
    request: BusinessRequest,
    survey: Survey,
    version: SurveyVersion,
    draft: Draft,
    *,
    status: int = 200,
) -> HttpResponse:
    shown = selectors.has_been_shown(version)
    present = [question.text for question in draft.readable()]
    language = str(draft.form["language"].value() or "")
    context: dict[str, Any] = {
        "survey": survey,
        "draft": draft,
        "form": draft.form,
        "questions": coached(draft),
        "offers": library(request.business.trade, present, language=language),
        "makes_new_version": shown,
        "people": selectors.people_asked_with(version) if shown else 0,
        "most_counted": selectors.MOST_COUNTED,
    }
    page = "surveys/builder/survey_detail.html"
    return render(request, page, context, status=status)


def _survey(request: BusinessRequest, pk: UUID) -> Survey:
    rows = Survey.objects.filter(business=request.business)
    return get_object_or_404(rows.select_related("business"), pk=pk)


def _stored(survey: Survey, version: SurveyVersion, kinds: list[str]) -> Draft:
    return drafts.draft_of(
        selectors.words_of(version),
        selectors.rules_of(survey),
        selectors.revision(survey, version),
        kinds,
    )


def _kinds(survey: Survey) -> list[str]:
    """Return the kinds to pick from; one picked before stays, whatever is done now."""
    return sorted({*selectors.interaction_kinds(survey.business), *survey.kinds})
