"""Reading off a request what may tell a person from a machine."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from surveys import marks, trail
from surveys.suspecting import Evidence, Hand

MARK, HAND = "mark", "hand"
# A field that nobody sees; whoever fills it in is a program. No browser knows what
# belongs in a field of this name.
TRAP = "second_line"


def evidence_of(
    request: HttpRequest, scope: str, of: UUID, *, now: datetime
) -> Evidence:
    """Return what a POST says about who sent it, whatever it answers.

    ``scope`` is that of its `marks.mark`, ``of`` whose `trail` to look at.
    """
    post, headers = request.POST, request.headers
    visits = trail.follow(request, of, now=now)
    return Evidence(
        agent=headers.get("User-Agent", "")[:300],
        languages=headers.get("Accept-Language", ""),
        fetch_mode=headers.get("Sec-Fetch-Mode", ""),
        fetch_user=headers.get("Sec-Fetch-User", ""),
        is_secure=request.is_secure(),
        is_trapped=bool(post.get(TRAP, "").strip()),
        picks_several=_picks_several(request),
        seconds_open=marks.seconds_open(post.get(MARK, ""), scope, now=now),
        hand=Hand.read(post.get(HAND, "")),
        own_links=visits.own,
        other_links=visits.others,
    )


def _picks_several(request: HttpRequest) -> bool:
    """Whether an answer to pick came more than once; no page offers that twice."""
    lists = request.POST.lists()
    return any(
        len({value for value in values if value.isdigit()}) > 1
        for name, values in lists
        if name.startswith("q-")
    )
