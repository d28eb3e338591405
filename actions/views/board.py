"""Reading: the board, what is finished, and one action."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actions.selectors import board
from actions.selectors.story import story
from actions.selectors.telling import listeners
from actions.views.answers import action_of
from feedback import clock
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Membership
from feedback.http import BusinessRequest


@require_safe
def action_list(request: BusinessRequest) -> HttpResponse:
    """Show what is promised, of everyone or of one person."""
    today = clock.today(request.business.zone)
    whose = request.GET.get("whose", "")
    owner = _owner(request, whose)
    columns = board.board(request.business, today=today, now=clock.now(), owner=owner)
    context = {
        "columns": columns,
        "is_empty": not any(column.cards for column in columns),
        "has_finished": board.finished(request.business).exists(),
        "today": today,
        "owner": owner,
        "team": accounts.workers(request.business),
    }
    return render(request, "actions/board.html", context)


@require_safe
def finished_list(request: BusinessRequest) -> HttpResponse:
    """Show everything that was told, or closed without telling."""
    found = list(board.finished(request.business, before=_before(request)))
    actions, more = found[: board.PAGE], len(found) > board.PAGE
    context = {"actions": actions, "older": actions[-1].pk if more else None}
    return render(request, "actions/finished.html", context)


@require_safe
def action_detail(request: BusinessRequest, pk: str) -> HttpResponse:
    """Show one action: the words, who and by when, and what happened since."""
    action = action_of(request, pk)
    today = clock.today(request.business.zone)
    people = listeners(action)
    context = {
        "action": action,
        "people": people,
        "replies": [reply for one in people for reply in one.replies],
        "lines": story(action, today=today),
        "today": today,
        "slips": board.Card(action, today).slips,
        "team": accounts.workers(request.business),
    }
    return render(request, "actions/detail.html", context)


def _owner(request: BusinessRequest, whose: str) -> Membership | None:
    if whose == "mine":
        return request.membership
    if not whose:
        return None
    try:
        key = UUID(whose)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(accounts.team(request.business), pk=key)


def _before(request: BusinessRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None
