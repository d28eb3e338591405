"""Reading: the board, and what is finished."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actions.models import Action
from actions.selectors import board
from actions.selectors.board import COLUMNS, Wanted
from actions.selectors.places import Place
from feedback import clock
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Membership, Team
from feedback.http import BusinessRequest

State = Action.State


@require_safe
def action_list(request: BusinessRequest) -> HttpResponse:
    """Show what is promised: of everyone, of one person, one team or one kind."""
    today, now = clock.today(request.business.zone), clock.now()
    wanted = _wanted(request)
    only, after = _further(request)
    names = [only] if only else list(COLUMNS)
    columns = [
        board.column(
            request.business, name, today=today, now=now, wanted=wanted, after=after
        )
        for name in names
    ]
    context = {
        "columns": columns,
        "only": only,
        "is_empty": not only and not any(column.cards for column in columns),
        "has_finished": board.finished(request.business).exists(),
        "today": today,
        "wanted": wanted,
        "owner": wanted.owner,
        "team": accounts.workers(request.business),
        "groups": accounts.groups(request.business).prefetch_related(None),
        "kinds": Action.Kind.choices,
        "query": _query(request),
    }
    return render(request, "actions/board.html", context)


@require_safe
def finished_list(request: BusinessRequest) -> HttpResponse:
    """Show everything that was told, or closed without telling."""
    found = list(board.finished(request.business, before=_before(request)))
    actions, more = found[: board.PAGE], len(found) > board.PAGE
    context = {"actions": actions, "older": actions[-1].pk if more else None}
    return render(request, "actions/finished.html", context)


def _wanted(request: BusinessRequest) -> Wanted:
    kind = request.GET.get("kind", "")
    return Wanted(
        owner=_owner(request, request.GET.get("whose", "")),
        team=_team(request, request.GET.get("team", "")),
        kind=kind if kind in Action.Kind.values else "",
    )


def _further(request: BusinessRequest) -> tuple[str, Place | None]:
    """Return the column whose next page is asked for, and where that page begins."""
    name = request.GET.get("column", "")
    if name not in COLUMNS:
        return "", None
    is_moment = name in (State.DONE, State.TOLD)
    after = Place.read(request.GET.get("after", ""), is_moment=is_moment)
    return name, after


def _query(request: BusinessRequest) -> dict[str, Any]:
    """Return the address's question without one of its parts, for links that change
    just that part: "whose", "team", "kind", or "column" with where it goes on.
    """
    parts = ("whose", "team", "kind")
    given = {name: request.GET[name] for name in parts if request.GET.get(name)}
    return {but or "all": _text(given, but) for but in ("", *parts)}


def _text(given: dict[str, str], but: str) -> str:
    kept = QueryDict(mutable=True)
    kept.update({name: value for name, value in given.items() if name != but})
    text = kept.urlencode()
    return f"{text}&" if text else ""


def _owner(request: BusinessRequest, whose: str) -> Membership | None:
    if whose == "mine":
        return request.membership
    if not whose:
        return None
    return get_object_or_404(accounts.team(request.business), pk=_key(whose))


def _team(request: BusinessRequest, named: str) -> Team | None:
    if not named:
        return None
    return get_object_or_404(accounts.groups(request.business), pk=_key(named))


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _before(request: BusinessRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None
