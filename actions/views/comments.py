"""What the team says about an action."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions import services
from actions.forms.work import CommentForm
from actions.models import Action, ActionComment
from actions.selectors.work import newest_wording
from actions.views.answers import action_of, undo_or_post
from actions.views.detail import detail_page, page_of
from feedback.accounts.models import Role
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.http import BusinessRequest, needs
from feedback.middleware import say


@require_http_methods(["GET", "HEAD", "POST"])
def comment_list(request: BusinessRequest, pk: str) -> HttpResponse:
    """Say something. Reading only leads back to the action."""
    action = action_of(request, pk)
    if request.method != "POST":
        return redirect(_said(action))
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            words = form.cleaned_data["words"]
            services.comment(action, words=words, by=request.actor)
        except Refused as refused:
            form.add_error("words", refused.message)
        else:
            return redirect(_said(action))
    return detail_page(request, action, status=422, comment_form=form)


@needs(Role.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def comment_detail(request: BusinessRequest, pk: str, comment: str) -> HttpResponse:
    """Change a comment of one's own; ``do`` takes one away or puts it back."""
    action = action_of(request, pk)
    rows = ActionComment.objects.filter(action=action)
    made = get_object_or_404(rows.select_related("action", "author__user"), pk=comment)
    do = undo_or_post(request).get("do", "") if request.method == "POST" else ""
    if do in ("remove", "restore"):
        return _take_or_put_back(request, made, do)
    if request.method != "POST" and made.author_id != request.membership.pk:
        return redirect(_said(action))
    now = newest_wording(made)
    initial = {"words": now.words, "expected": now.pk}
    form = CommentForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = _change(request, made, form)
        if not status:
            return redirect(_said(action))
    context = {"action": action, "comment": made, "form": form}
    return render(request, "actions/comment.html", context, status=status)


def _take_or_put_back(
    request: BusinessRequest, made: ActionComment, do: str
) -> HttpResponse:
    if do == "restore":
        services.restore_comment(made, by=request.actor)
    elif services.remove_comment(made, by=request.actor):
        say(request, _("Comment taken away."), undo=f"{request.path}?do=restore")
    return redirect(_said(made.action))


def _change(request: BusinessRequest, made: ActionComment, form: CommentForm) -> int:
    """Return 0, or the status with which to show ``form`` again: it keeps what was
    typed, and learns what was said meanwhile.
    """
    if not form.is_valid():
        return 422
    try:
        services.edit_comment(
            made,
            words=form.cleaned_data["words"],
            by=request.actor,
            expected=form.cleaned_data["expected"],
        )
    except NotAllowed:
        raise
    except Conflict as conflict:
        form.data = {**form.data, "expected": str(newest_wording(made).pk)}
        form.add_error("words", conflict.message)
        return conflict.status
    except Refused as refused:
        form.add_error("words", refused.message)
        return 422
    return 0


def _said(action: Action) -> str:
    return f"{page_of(action)}#comments"
