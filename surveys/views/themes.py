"""Themes: what customers say, by how many, in their words; and what to call it."""

from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from feedback import clock
from feedback.errors import Refused
from feedback.http import BusinessRequest
from feedback.middleware import say
from surveys import themes_page
from surveys.forms.themes import MergeForm, SplitForm, ThemeNameForm
from surveys.models import Theme, ThemeQuote
from surveys.selectors import themes as selectors
from surveys.services import theming
from surveys.services.theming import ThemeEdit

LIST, DETAIL = "surveys/themes/list.html", "surveys/themes/detail.html"
UNPROCESSABLE = 422


@require_safe
def theme_list(request: BusinessRequest) -> HttpResponse:
    """Show what customers mention, by how many of them, in their words."""
    period = request.GET.get("months", "")
    context = themes_page.list_context(request.business, period, now=clock.now())
    return render(request, LIST, context)


@require_safe
def theme_detail(request: BusinessRequest, pk: str) -> HttpResponse:
    """Show one theme: its months, and every quote."""
    theme = _theme(request, pk)
    if theme.merged_into_id:
        return redirect("surveys:theme-detail", pk=theme.merged_into_id)
    return _page(request, theme)


@require_http_methods(["GET", "HEAD", "POST"])
def theme_name(request: BusinessRequest, pk: str) -> HttpResponse:
    """Call a theme by a name of one's own, for good."""
    theme = _theme(request, pk)
    if request.method != "POST":
        return _back(theme)
    form = ThemeNameForm(request.POST)
    if not form.is_valid():
        return _page(request, theme, name_form=form)
    try:
        theming.rename_theme(theme, name=form.cleaned_data["name"], by=request.actor)
    except Refused as refused:
        form.add_error("name", refused.message)
        return _page(request, theme, name_form=form)
    say(request, _("Saved. The name stays whatever comes in."))
    return _back(theme)


@require_http_methods(["GET", "HEAD", "POST"])
def theme_merge(request: BusinessRequest, pk: str) -> HttpResponse:
    """Make a theme part of another one, or (``undo``) let it stand by itself."""
    theme = _theme(request, pk)
    if request.method != "POST":
        return _back(theme)
    if _undoes(request):
        theming.unmerge_theme(theme, by=request.actor)
        say(request, _("It stands by itself again."))
        return _back(theme)
    form = MergeForm(request.POST, theme=theme)
    if not form.is_valid():
        return _page(request, theme, merge_form=form)
    into = form.cleaned_data["into"]
    theming.merge_theme(theme, into=into, by=request.actor)
    text = _("“%(name)s” is part of this theme now.") % {"name": theme.name}
    say(request, text, undo=f"{request.path}?undo=1")
    return _back(into)


@require_http_methods(["GET", "HEAD", "POST"])
def theme_hiding(request: BusinessRequest, pk: str) -> HttpResponse:
    """Hide a theme, or (``undo``) show it again."""
    theme = _theme(request, pk)
    if request.method != "POST":
        return _back(theme)
    if _undoes(request):
        theming.show_theme(theme, by=request.actor)
        say(request, _("It is shown again."))
        return _back(theme)
    theming.hide_theme(theme, by=request.actor)
    text = _("“%(name)s” is hidden.") % {"name": theme.name}
    say(request, text, undo=f"{request.path}?undo=1")
    return redirect("surveys:theme-list")


@require_http_methods(["GET", "HEAD", "POST"])
def theme_split(request: BusinessRequest, pk: str) -> HttpResponse:
    """Give some quotes of a theme a theme of their own."""
    theme = _theme(request, pk)
    if request.method != "POST":
        return _back(theme)
    ids = [str(quote.pk) for quote in selectors.quotes_of(theme)[:2000]]
    form = SplitForm(request.POST, ids=ids)
    if not form.is_valid():
        return _page(request, theme, split_form=form)
    said = form.cleaned_data
    edit = ThemeEdit(said["name"], said["quotes"])
    try:
        fresh = theming.split_theme(theme, edit, by=request.actor)
    except Refused as refused:
        form.add_error("name", refused.message)
        return _page(request, theme, split_form=form)
    say(request, _("They have a theme of their own now."))
    return _back(fresh)


@require_http_methods(["GET", "HEAD", "POST"])
def quote_removal(request: BusinessRequest, pk: str) -> HttpResponse:
    """Take words out of a theme they do not belong to, or (``undo``) put them back."""
    rows = ThemeQuote.objects.filter(business=request.business)
    quote = get_object_or_404(rows.select_related("theme"), pk=pk)
    if request.method != "POST":
        return _back(quote.theme)
    if _undoes(request):
        theming.restore_quote(quote, by=request.actor)
        say(request, _("Put back."))
    else:
        theming.remove_quote(quote, by=request.actor)
        text = _("Taken out. They will not be put here again.")
        say(request, text, undo=f"{request.path}?undo=1")
    return _back(quote.theme)


def _theme(request: BusinessRequest, pk: str) -> Theme:
    rows = Theme.objects.filter(business=request.business)
    return get_object_or_404(rows.select_related("business"), pk=pk)


def _undoes(request: BusinessRequest) -> bool:
    return "undo" in request.POST or "undo" in request.GET


def _back(theme: Theme) -> HttpResponse:
    return redirect("surveys:theme-detail", pk=theme.merged_into_id or theme.pk)


def _page(request: BusinessRequest, theme: Theme, **forms: Form) -> HttpResponse:
    quotes = selectors.quotes_of(theme)
    page = Paginator(quotes, themes_page.PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = themes_page.detail_context(theme, page)
    context |= forms
    return render(request, DETAIL, context, status=UNPROCESSABLE if forms else 200)
