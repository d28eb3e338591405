"""What the form pages of this part have in common."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from actions.models import Action
from feedback.errors import Conflict, Refused
from feedback.http import BusinessRequest


def action_of(request: BusinessRequest, pk: str) -> Action:
    """Return an action of the business, or 404."""
    rows = Action.objects.filter(business=request.business)
    return get_object_or_404(rows.select_related("owner__user", "business"), pk=pk)


def refusal(form: Form, action: Action, call: Callable[[], object]) -> int:
    """Run ``call``; return 0, or the status with which to show ``form`` again.

    After a conflict the form keeps what was typed and learns the new revision, so
    that whoever has read how it stands now can send it again.
    """
    try:
        call()
    except Conflict as conflict:
        action.refresh_from_db()
        form.data = {**form.data, "revision": str(action.revision)}
        form.add_error(None, conflict.message)
        return conflict.status
    except Refused as refused:
        action.refresh_from_db()
        form.add_error(None, refused.message)
        return 422
    return 0


def went_through(form: Form, act: Callable[[], object]) -> bool:
    """Run ``act``; False if it was refused, and then ``form`` says why."""
    try:
        act()
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    return True


def undo_or_post(request: HttpRequest) -> QueryDict:
    """Return what a form sent; an Undo button sends it in its address."""
    sent = request.GET.copy()
    sent.update(request.POST)
    return sent
