"""Everything that one page of the inbox shows, as the context of its template."""

from typing import Any

from feedback import clock
from feedback.accounts.models import Business
from feedback.http import BusinessRequest
from surveys import context, days, emails_team
from surveys.forms.inbox import AnswerForm
from surveys.models import Reply, TeamAnswer
from surveys.selectors import channels, inbox, listing, moments, reading
from surveys.selectors.listing import Listing


def list_context(request: BusinessRequest, shown: Listing) -> dict[str, Any]:
    """Return what the list needs, whichever tab or search it shows."""
    business = request.business
    count = inbox.open_count(business)
    return {
        "listing": shown,
        "current_tab": listing.tab_of(shown.tab),
        "has_unverified": channels.has_unverified(business),
        "today": clock.today(business.zone),
        "people_waiting": inbox.people_waiting(business),
        "most_counted": inbox.MOST_COUNTED,
        "open_count": context.capped(count),
        "acting_count": context.capped(inbox.acting_count(business)),
        "nav_inbox": {"open": context.capped(count)},
    }


def empty_context(business: Business) -> dict[str, Any]:
    """Return the facts for an empty list: who was last heard, and who was asked."""
    heard = inbox.last_heard(business)
    asked = None if heard else inbox.last_asked(business)
    return {
        "last_heard": heard,
        "asked_on": asked[0] if asked else None,
        "asked_count": asked[1] if asked else 0,
    }


def reading_context(
    request: BusinessRequest, reply: Reply, *, form: AnswerForm | None = None
) -> dict[str, Any]:
    """Return what the reading pane needs; ``form`` is one that was refused."""
    answers = list(reading.answers_of(reply))
    sent = team_answers(reply)
    return {
        "reply": reply,
        "job": _job(reply, request.business),
        "claimed": channels.claimed_by(reply),
        "steps": reading.steps_said(answers),
        "written": reading.words_said(reply, answers),
        "revisions": list(reply.revisions.order_by("-replaced_at")),
        "moments": moments.moments_of(reply, sent),
        "form": form or AnswerForm(reply=reply, answers=sent),
        "sender": emails_team.sender(request.business),
    }


def team_answers(reply: Reply) -> list[TeamAnswer]:
    """Return what the team answered, oldest first, with its authors."""
    rows = reply.team_answers.select_related("author__user")
    return list(rows.order_by("sent_at", "id"))


def _job(reply: Reply, business: Business) -> str:
    today = clock.today(business.zone)
    return days.job(reply.invitation.interaction, business, today=today)
