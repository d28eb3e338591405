"""Everything that one page of the inbox shows, as the context of its template."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from feedback import clock
from feedback.accounts.models import Business, Membership, Role
from feedback.http import BusinessRequest
from surveys import context, days, emails_team
from surveys.forms.inbox import AnswerForm
from surveys.forms.notes import NoteForm
from surveys.forms.saved_views import SavedViewForm
from surveys.models import Reply, TeamAnswer
from surveys.selectors import (
    arrivals,
    channels,
    conversation,
    filters,
    inbox,
    inbox_counts,
    listing,
    moments,
    reading,
    walking,
)
from surveys.selectors.around import PERHAPS, Around, around
from surveys.selectors.filters import Filters
from surveys.selectors.listing import Listing
from surveys.selectors.saved_views import saved_views
from surveys.selectors.search import Search
from surveys.thread_page import thread_context


def list_context(request: BusinessRequest, shown: Listing) -> dict[str, Any]:
    """Return what the list needs, whichever tab or search it shows."""
    business = request.business
    counts = inbox_counts.counts(business)
    is_open = context.capped(counts.open)
    return {
        "listing": shown,
        "current_tab": listing.tab_of(shown.tab),
        "has_unverified": counts.has_unverified,
        "today": clock.today(business.zone),
        "people_waiting": counts.people_waiting,
        "most_counted": inbox_counts.MOST_COUNTED,
        "open_count": is_open,
        "acting_count": context.capped(counts.acting),
        "nav_inbox": {"open": is_open},
        "drawn_at": arrivals.mark(clock.now()),
        "views": _views(request.membership, shown.names),
        "narrowed": _narrowed(business, shown),
        "filter_url": f"{reverse('surveys:reply-filter')}?{urlencode(shown.names)}",
    }


def list_url(names: Mapping[str, str]) -> str:
    """Return the address of the list that ``names`` bring back."""
    view = "surveys:reply-search" if "q" in names else "surveys:reply-list"
    return f"{reverse(view)}?{urlencode(names)}" if names else reverse(view)


def filter_context(business: Business, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page of filters needs: what there is, and what is chosen."""
    wanted, names = Filters.read(asked), listing.names_of(asked)
    there_is = filters.choices(business, wanted.survey)
    return {
        "fields": [
            (name, title, getattr(there_is, name), getattr(wanted, name))
            for name, title in filters.TITLES.items()
            if len(getattr(there_is, name)) > 1 or getattr(wanted, name)
        ],
        "tabs": [(tab, listing.KINDS[tab].title) for tab in listing.SHOWN_TABS[1:]],
        "tab": names.get("tab", "open"),
        "search": Search.read(asked),
        "back_url": list_url(names),
    }


def arrivals_context(asked: Mapping[str, str], count: int) -> dict[str, Any]:
    """Return what the line about new replies needs."""
    names = listing.names_of(asked)
    more = count >= inbox_counts.MOST_COUNTED
    return {"count": count, "more": more, "list_url": list_url(names)}


def views_context(
    membership: Membership,
    *,
    form: SavedViewForm | None = None,
    names: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return the lists that are kept; ``form`` is a name that was refused for the list
    of ``names``.
    """
    return {
        "views": _views(membership, None),
        "form": form,
        "query": urlencode(names or {}),
        "may_change_all": membership.may(Role.MANAGER),
    }


def _views(
    membership: Membership, names: dict[str, str] | None
) -> list[dict[str, Any]]:
    return [
        {
            "view": view,
            "url": list_url(view.query),
            "is_current": view.query == names,
            "is_mine": view.owner_id == membership.pk,
        }
        for view in saved_views(membership)
    ]


def _narrowed(business: Business, shown: Listing) -> list[dict[str, Any]]:
    """Return each filter in words, and the address of the list without it."""
    wanted = shown.filters
    if wanted.is_empty:
        return []
    rest = {n: v for n, v in shown.names.items() if n not in wanted.query()}
    return [
        {"text": text, "url": list_url(rest | wanted.without(name).query())}
        for name, text in filters.chosen(business, wanted)
    ]


def empty_context(business: Business) -> dict[str, Any]:
    """Return the facts for an empty list: who was last heard, and who was asked."""
    heard = inbox.last_heard(business)
    asked = None if heard else inbox.last_asked(business)
    return {
        "most_walked": walking.MOST_WALKED,
        "last_heard": heard,
        "asked_on": asked[0] if asked else None,
        "asked_count": asked[1] if asked else 0,
    }


def reading_context(
    request: BusinessRequest,
    reply: Reply,
    *,
    form: AnswerForm | None = None,
    note_form: NoteForm | None = None,
) -> dict[str, Any]:
    """Return what the reading pane needs; the forms are such as were refused."""
    reply.business = request.business
    there = around(reply)
    answers = list(reading.answers_of(reply))
    sent = team_answers(reply, there)
    thread = conversation.thread_of(reply, there)
    beside = thread_context(
        request, reply, thread, sent=sent, there=there, note_form=note_form
    )
    draft = beside["drafts"].get("answer", "")
    return {
        **beside,
        "around": there,
        "reply": reply,
        "job": _job(reply, request.business),
        "claimed": channels.claimed_by(reply),
        "steps": reading.steps_said(answers),
        "written": reading.words_said(reply, answers),
        "revisions": reading.revisions_of(reply) if there.revisions else [],
        "moments": moments.moments_of(reply, sent, thread, there),
        "form": form
        or AnswerForm(reply=reply, answers=sent, wrote=thread.wrote, draft=draft),
        "sender": emails_team.sender(request.business),
    }


def team_answers(reply: Reply, there: Around = PERHAPS) -> list[TeamAnswer]:
    """Return what the team answered, oldest first, with its authors."""
    if not there.answers:
        return []
    rows = reply.team_answers.select_related("author__user")
    return list(rows.order_by("sent_at", "id"))


def _job(reply: Reply, business: Business) -> str:
    today = clock.today(business.zone)
    return days.job(reply.invitation.interaction, business, today=today)
