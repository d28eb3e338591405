"""The lists of the inbox: narrowed down, kept under a name, moved many at a time."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from feedback.errors import Conflict
from feedback.http import BusinessRequest
from feedback.middleware import say
from surveys import inbox_page
from surveys.forms.bulk import as_mark, read_mark, ticked
from surveys.forms.saved_views import SavedViewForm
from surveys.models import SavedView
from surveys.selectors import arrivals, listing
from surveys.selectors.saved_views import saved_view_rows
from surveys.services import bulk
from surveys.services import saved_views as keeping


@require_safe
def reply_filter(request: BusinessRequest) -> HttpResponse:
    """Ask what the list is to be narrowed down to; its form leads to the list."""
    context = inbox_page.filter_context(request.business, request.GET)
    return render(request, "surveys/inbox/filter.html", context)


@require_safe
def reply_arrivals(request: BusinessRequest) -> HttpResponseBase:
    """Say how many came in since the page was drawn; nothing if none did."""
    since = arrivals.read_mark(request.GET.get("since", ""))
    count = arrivals.count(request.business, request.GET, since=since)
    if not count:
        return HttpResponse(status=204)
    context = inbox_page.arrivals_context(request.GET, count)
    response = render(request, "surveys/inbox/arrivals.html", context)
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = etag = f'"{count}"'
    known = get_conditional_response(request, etag=etag, response=response)
    return known or response


@require_http_methods(["GET", "HEAD", "POST"])
def reply_bulk(request: BusinessRequest) -> HttpResponse:
    """Call the ticked replies done, open them again, or (``undo``) take that back for
    all of them. Reading only leads back to the list.
    """
    if request.method == "POST":
        ids = read_mark(request.GET.get("undo", ""))
        if ids or request.POST.get("what") == "reopen":
            _reopen(request, ids or ticked(request.POST.getlist("reply")))
        else:
            _close(request)
    return redirect(inbox_page.list_url(listing.names_of(request.GET)))


@require_http_methods(["GET", "HEAD", "POST"])
def reply_view_list(request: BusinessRequest) -> HttpResponse:
    """Show the lists somebody keeps, or keep the one that the address describes."""
    if request.method != "POST":
        context = inbox_page.views_context(request.membership)
        return render(request, "surveys/inbox/views.html", context)
    names = listing.names_of(request.GET)
    form = SavedViewForm(request.POST)
    if form.is_valid():
        try:
            keeping.save_view(request.membership, query=names, **form.cleaned_data)
        except Conflict as conflict:
            form.add_error("name", conflict.message)
        else:
            say(request, _("Kept as “%(name)s”.") % form.cleaned_data)
            return redirect(inbox_page.list_url(names))
    context = inbox_page.views_context(request.membership, form=form, names=names)
    return render(request, "surveys/inbox/views.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def reply_view_detail(request: BusinessRequest, pk: str) -> HttpResponse:
    """Rename or share a list that is kept, or (``remove``) forget it."""
    view = get_object_or_404(saved_view_rows(request.membership), pk=pk)
    keeping.check_may_change(view, request.membership)
    if request.method != "POST":
        return _view_page(request, view, SavedViewForm.of(view))
    if request.POST.get("remove"):
        keeping.drop_view(view, by=request.membership)
        say(request, _("“%(name)s” is gone. The replies are still there.") % vars(view))
        return redirect("surveys:reply-view-list")
    form = SavedViewForm(request.POST)
    if form.is_valid():
        try:
            keeping.change_view(view, **form.cleaned_data, by=request.membership)
        except Conflict as conflict:
            form.add_error("name", conflict.message)
        else:
            say(request, _("Saved."))
            return redirect("surveys:reply-view-list")
    return _view_page(request, view, form, status=422)


def _view_page(
    request: BusinessRequest, view: SavedView, form: SavedViewForm, *, status: int = 200
) -> HttpResponse:
    context = {"view": view, "form": form}
    return render(request, "surveys/inbox/view.html", context, status=status)


def _close(request: BusinessRequest) -> None:
    ids = ticked(request.POST.getlist("reply"))
    closed = bulk.close_replies(request.business, ids, by=request.actor)
    if not closed:
        say(request, _("Nothing was ticked that could be done."))
        return
    text = ngettext("%(count)s is done.", "%(count)s are done.", len(closed))
    undo = f"{reverse('surveys:reply-bulk')}?undo={as_mark(closed)}"
    say(request, text % {"count": len(closed)}, undo=undo)


def _reopen(request: BusinessRequest, ids: list[UUID]) -> None:
    opened = bulk.reopen_replies(request.business, ids, by=request.actor)
    text = ngettext(
        "%(count)s is open again.", "%(count)s are open again.", len(opened)
    )
    say(request, text % {"count": len(opened)})
