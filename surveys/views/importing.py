"""Pages of a list that comes in as a file, one thing each. An import has one address;
it shows the step that it has reached.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback import clock
from feedback.customers.models import Import
from feedback.errors import Refused
from feedback.http import BusinessRequest
from feedback.middleware import say
from surveys.forms.importing import ColumnsForm, DatesForm, UploadForm
from surveys.import_words import (
    checked_in_words,
    done_in_words,
    notes_in_words,
    progress_of,
)
from surveys.selectors import importing as selectors
from surveys.services import importing
from surveys.services.importing.report import report_lines, sample_lines

UNPROCESSABLE = 422
State = Import.State
_PAGES = {
    State.CHECKING: "progress",
    State.CHECKED: "check",
    State.RUNNING: "progress",
    State.PLANNING: "progress",
    State.UNDOING: "progress",
}


@require_http_methods(["GET", "POST"])
def customer_upload(request: BusinessRequest) -> HttpResponse:
    """Take a file in, and go on to its columns."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            of = importing.receive(
                request.business,
                file,
                name=file.name or "",
                size=file.size,
                by=request.actor,
            )
        except Refused as error:
            form.add_error("file", error.message)
        else:
            return redirect("surveys:customer-import-columns", pk=of.pk)
    return _upload_page(request, form)


@require_safe
def import_list(request: BusinessRequest) -> HttpResponse:
    """Show the lists that came in, newest first."""
    before = request.GET.get("before", "")
    rows = selectors.import_list(request.business, before=before)
    page, last = selectors.split_page(rows)
    context = {"imports": page, "last": last, "is_first_page": not before}
    return render(request, "surveys/importing/list.html", context)


@require_safe
def import_detail(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Show the step that an import has reached; its progress also as a part."""
    of = _get(request, pk)
    if of.state == State.UPLOADED:
        return redirect("surveys:customer-import-columns", pk=of.pk)
    page = _PAGES.get(State(of.state), "done")
    if request.GET.get("part") == "progress":
        template = "surveys/importing/parts/progress.html"
        answer = render(request, template, _context(of))
        # The script that asks loads the whole page when there is another one to see.
        answer["X-Import-State"] = of.state
        return answer
    return render(request, f"surveys/importing/{page}.html", _context(of))


@require_http_methods(["GET", "POST"])
def import_columns(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Say which column is what."""
    of = _get(request, pk)
    if of.state not in (State.UPLOADED, State.CHECKED):
        return redirect("surveys:customer-import-detail", pk=of.pk)
    is_sent = request.method == "POST"
    form = ColumnsForm(request.POST if is_sent else None, of=of)
    if form.is_valid():
        importing.choose_columns(
            of,
            form.columns,
            has_headings=form.cleaned_data["has_headings"],
            by=request.actor,
        )
        importing.check_now(of)
        return redirect("surveys:customer-import-detail", pk=of.pk)
    context = {"form": form, "of": of}
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "surveys/importing/columns.html", context, status=status)


@require_POST
def import_dates(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Say how a date that can be read in two ways is meant."""
    of = _get(request, pk)
    form = DatesForm(request.POST)
    if not form.is_valid():
        context = _context(of, dates=form)
        template = "surveys/importing/check.html"
        return render(request, template, context, status=UNPROCESSABLE)
    order = Import.DateOrder(form.cleaned_data["order"])
    importing.choose_date_order(of, order, by=request.actor)
    importing.check_now(of)
    return redirect("surveys:customer-import-detail", pk=of.pk)


@require_POST
def import_start(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Let the worker take it in."""
    of = _get(request, pk)
    importing.start(of, by=request.actor)
    return redirect("surveys:customer-import-detail", pk=of.pk)


@require_POST
def import_stop(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Stop it, or forget it if it has not begun."""
    of = _get(request, pk)
    importing.stop(of, by=request.actor)
    return redirect("surveys:customer-import-detail", pk=of.pk)


@require_POST
def import_undo(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Take everything of it out again."""
    of = _get(request, pk)
    importing.undo(of, by=request.actor, now=clock.now())
    say(request, _("It is being taken out again. Nobody of this list is asked."))
    return redirect("surveys:customer-import-detail", pk=of.pk)


@require_safe
def import_report(request: BusinessRequest, pk: UUID) -> StreamingHttpResponse:
    """Send what became of the rows that were not plainly added."""
    of = _get(request, pk)
    return _file(report_lines(of), f"report-{of.created_at:%Y-%m-%d}.csv")


@require_safe
def sample_file(request: BusinessRequest) -> StreamingHttpResponse:
    """Send a list with the headings and two rows of this business's own work."""
    today = clock.today(request.business.zone)
    return _file(list(sample_lines(request.business, today=today)), "customers.csv")


def _get(request: BusinessRequest, pk: UUID) -> Import:
    rows = Import.objects.filter(business=request.business)
    return get_object_or_404(rows.select_related("business"), pk=pk)


def _context(of: Import, *, dates: DatesForm | None = None) -> dict[str, Any]:
    return {
        "of": of,
        "progress": progress_of(of),
        "checked": checked_in_words(of),
        "notes": notes_in_words(of),
        "done": done_in_words(of),
        "dates": dates or (DatesForm() if importing.dates_are_open(of) else None),
        "bad_rows": selectors.bad_rows(of),
        "may_undo": bool(
            of.undo_until
            and of.state in (State.DONE, State.CANCELLED)
            and clock.now() < of.undo_until
        ),
    }


def _upload_page(request: HttpRequest, form: UploadForm) -> HttpResponse:
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    template = "surveys/importing/upload.html"
    return render(request, template, {"form": form}, status=status)


def _file(lines: Any, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    # RFC 6266; the name is plain ASCII.
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
