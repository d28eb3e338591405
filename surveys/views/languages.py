"""The languages of a survey: what is there, what is missing, and writing it."""

from typing import Any
from uuid import UUID

from csp.decorators import csp_replace
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback.accounts.models import Role
from feedback.errors import Conflict, Refused
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from surveys import previewing
from surveys.forms import languages as drafts
from surveys.forms.languages import AddLanguageForm, TranslationDraft
from surveys.languages import name_of, opening_in, shown_words
from surveys.models import Survey, SurveyVersion
from surveys.selectors import translating as selectors
from surveys.services import translating
from surveys.services.writing import current_version
from surveys.survey_page import render_page
from surveys.views.builder import OWN_FRAME


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def survey_languages(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Say in which languages a survey can be read; add one."""
    survey, version = _survey(request, pk)
    progress = selectors.progress_of(version)
    taken = [version.language, *(row.language for row in progress)]
    form = AddLanguageForm(request.POST or None, taken=taken)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["language"]
        translating.add_language(survey, code, by=request.actor)
        return redirect("surveys:survey-translation", pk=survey.pk, code=code)
    context: dict[str, Any] = {
        "survey": survey,
        "version": version,
        "base": name_of(version.language),
        "rows": [(name_of(row.language), row) for row in progress],
        "form": form,
        "is_full": len(progress) >= translating.MOST_LANGUAGES,
    }
    status = 422 if form.is_bound else 200
    page = "surveys/builder/languages.html"
    return render(request, page, context, status=status)


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def survey_translation(request: BusinessRequest, pk: UUID, code: str) -> HttpResponse:
    """Say a survey again in a further language, each text beside its original."""
    survey, version = _translated(request, pk, code)
    revision = selectors.translation_revision(version, code)
    if request.method != "POST":
        draft = drafts.draft_stored(version, code, revision)
        return _page(request, survey, version, draft)
    draft = drafts.draft_sent(version, code, request.POST)
    if not draft.is_valid():
        return _page(request, survey, version, draft, status=422)
    seen = draft.around.cleaned_data["revision"]
    try:
        saved = translating.save_translation(
            survey, draft.translation(), by=request.actor, expected=seen
        )
    except Refused as refusal:
        return _not_saved(request, survey, code, refusal)
    _say_saved(request, saved, code)
    return redirect("surveys:survey-languages", pk=survey.pk)


@needs(Role.MANAGER)
@require_POST
def survey_translation_removal(
    request: BusinessRequest, pk: UUID, code: str
) -> HttpResponse:
    """Remove a further language from a survey."""
    survey, _version = _translated(request, pk, code)
    translating.remove_language(survey, code, by=request.actor)
    removed = _("%(language)s is removed. Nobody is asked in it any more.")
    say(request, removed % {"language": name_of(code)})
    return redirect("surveys:survey-languages", pk=survey.pk)


@needs(Role.MANAGER)
@require_safe
def survey_translation_preview(
    request: BusinessRequest, pk: UUID, code: str
) -> HttpResponseBase:
    """Show the page as somebody who reads that language would see it."""
    survey, version = _translated(request, pk, code)
    words = shown_words(version, code)
    page = previewing.preview_words(words, survey, reader=request.user)
    framed = csp_replace(OWN_FRAME)(lambda _request: render_page(page))
    return framed(request)


def _not_saved(
    request: BusinessRequest, survey: Survey, code: str, refusal: Refused
) -> HttpResponse:
    version = selectors.wording(current_version(survey))
    if not opening_in(version, code):
        raise refusal
    problem, status = refusal.message, 422
    if isinstance(refusal, Conflict):
        yours = _("Yours is below, not saved. Save again to put it in its place.")
        problem, status = f"{problem} {yours}", refusal.status
    draft = drafts.draft_sent(
        version,
        code,
        request.POST,
        problem=problem,
        revision=selectors.translation_revision(version, code),
    )
    draft.is_valid()
    return _page(request, survey, version, draft, status=status)


def _say_saved(request: BusinessRequest, version: SurveyVersion, code: str) -> None:
    rows = selectors.progress_of(selectors.wording(version))
    done = any(row.is_offered for row in rows if row.language == code)
    if done:
        text = _("Saved. Whoever reads %(language)s is asked in it from now on.")
    else:
        text = _("Saved. Nobody is asked in %(language)s before it is whole.")
    say(request, text % {"language": name_of(code)})


def _page(
    request: BusinessRequest,
    survey: Survey,
    version: SurveyVersion,
    draft: TranslationDraft,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "survey": survey,
        "version": version,
        "draft": draft,
        "language": name_of(draft.language),
        "base": name_of(version.language),
    }
    page = "surveys/builder/languages_translation.html"
    return render(request, page, context, status=status)


def _survey(request: BusinessRequest, pk: UUID) -> tuple[Survey, SurveyVersion]:
    rows = Survey.objects.filter(business=request.business)
    survey = get_object_or_404(rows.select_related("business"), pk=pk)
    return survey, selectors.wording(current_version(survey))


def _translated(
    request: BusinessRequest, pk: UUID, code: str
) -> tuple[Survey, SurveyVersion]:
    survey, version = _survey(request, pk)
    if not opening_in(version, code):
        raise Http404
    return survey, version
