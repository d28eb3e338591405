"""Files beside an action: brought, handed out to be saved, taken away."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actions import services
from actions.forms.work import FileForm
from actions.models import ActionFile
from actions.selectors import work
from actions.views.answers import action_of, undo_or_post
from actions.views.detail import detail_page, page_of
from feedback import clock
from feedback.errors import Refused
from feedback.http import BusinessRequest, download_answer
from feedback.middleware import say


@require_http_methods(["GET", "HEAD", "POST"])
def file_list(request: BusinessRequest, pk: str) -> HttpResponse:
    """Keep a file beside an action. Reading only leads back to the action."""
    action = action_of(request, pk)
    if request.method != "POST":
        return redirect(f"{page_of(action)}#files")
    form = FileForm(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        name, file, size = form.sent()
        try:
            services.add_file(action, name=name, file=file, size=size, by=request.actor)
        except Refused as refused:
            form.add_error("file", refused.message)
            status = max(refused.status, status) if refused.status != 400 else status
        else:
            return redirect(f"{page_of(action)}#files")
    return detail_page(request, action, status=status, file_form=form)


@require_safe
def file_body(request: BusinessRequest, pk: str, file: str) -> HttpResponse:
    """Hand out a file: to be saved, never to be shown or run here."""
    action = action_of(request, pk)
    found = get_object_or_404(work.file_of(request.business), pk=file, action=action)
    return download_answer(found)


@require_http_methods(["GET", "HEAD", "POST"])
def file_removal(request: BusinessRequest, pk: str, file: str) -> HttpResponse:
    """Take a file away, or (``undo``) put it back."""
    action = action_of(request, pk)
    if request.method != "POST":
        return redirect(f"{page_of(action)}#files")
    rows = ActionFile.objects.filter(action=action).select_related("action")
    found = get_object_or_404(rows.defer("body"), pk=file)
    if undo_or_post(request).get("undo"):
        services.restore_file(found, by=request.actor)
    elif services.remove_file(found, by=request.actor, now=clock.now()):
        text = _("Took away “{name}”. It is gone for good tomorrow.")
        say(request, text.format(name=found.name), undo=f"{request.path}?undo=1")
    return redirect(f"{page_of(action)}#files")
