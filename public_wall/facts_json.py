"""The public page as JSON: every number, every change, every comment."""

import json
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from feedback.accounts.models import Business
from feedback.links import absolute
from public_wall.cards import Answer, Check, Comment, UpdateCard, comment
from public_wall.filters import Wanted, comment_cursor, filtered
from public_wall.numbers import PLACES, Facts, Month
from public_wall.proofs import latest
from public_wall.rules import SHOWN_AFTER
from public_wall.selectors import receipts
from public_wall.selectors.comments import eligible_comments, open_comments
from public_wall.selectors.facts import facts as count
from public_wall.selectors.overview import Topic, overview
from public_wall.selectors.updates import published_updates
from public_wall.sites import address
from surveys.languages import frame

COMMENTS_A_FILE = 500
# Raised when a reader of the file has to change; new members alone are no reason.
VERSION = 2
RATING_NAMES = {5: "very_good", 4: "good", 3: "ok", 2: "poor", 1: "very_poor"}


def facts_json(business: Business, wanted: Wanted, *, now: datetime) -> str:
    """Return numbers, changes and comments as docs/facts.schema.json describes them.

    Comments come 500 to a file; ``next`` is the address of the following ones.
    """
    place = Wanted(comments_after=wanted.comments_after)
    zone = ZoneInfo(business.zone)
    rows = filtered(eligible_comments(business, now=now), place, zone=zone)
    found = list(rows[: COMMENTS_A_FILE + 1])
    page = found[:COMMENTS_A_FILE]
    following = None
    if len(found) > COMMENTS_A_FILE:
        here = address(business, "facts")
        following = f"{here}?before={comment_cursor(page[-1])}"
    home = address(business)
    about = overview(business)
    body = {
        **_numbers(business, count(business, now=now)),
        "themes": [_theme(topic) for topic in about.topics],
        "themes_counted_at": _moment(about.counted_at),
        "checkpoint": latest(business),
        "updates": _updates(business, now),
        "comments": [_comment(comment(row), home) for row in page],
        "unchecked_comments": []
        if wanted.comments_after
        else _unchecked(business, now),
        "next": following,
    }
    return json.dumps(body, indent=1)


def _unchecked(business: Business, now: datetime) -> list[dict[str, Any]]:
    rows = open_comments(business, now=now)[:COMMENTS_A_FILE]
    home = address(business)
    return [_comment(comment(row), home) for row in rows]


def _numbers(business: Business, facts: Facts) -> dict[str, Any]:
    return {**_about(business, facts), **_counts(facts)}


def _about(business: Business, facts: Facts) -> dict[str, Any]:
    period = facts.period
    return {
        "version": VERSION,
        "schema": absolute(reverse("public_wall_public:schema")),
        "business": {"name": business.name, "url": address(business)},
        "period": {
            "from": period.first.isoformat(),
            "to": period.last.isoformat(),
            "zone": business.zone,
        },
        "collected": {
            "how": "asked by email after each visit",
            "incentive": "none",
            "delay_hours": int(SHOWN_AFTER.total_seconds() // 3600),
        },
    }


def _counts(facts: Facts) -> dict[str, Any]:
    return {
        "asked": {
            "times": facts.asking.times,
            "people": facts.asking.people,
            "replied": facts.asking.replied,
        },
        "answered": {"replies": facts.answered, "people": facts.people},
        "ratings": {
            **{RATING_NAMES[r]: n for r, n in facts.ratings.items()},
            "none": facts.unrated,
        },
        "words": {"consented": facts.consented, **facts.places},
        "removed_by_ground": facts.removed_by_ground,
        "heard": {
            "replies": facts.hearing.heard,
            "median_hours": facts.hearing.median_hours,
            "waiting_now": facts.hearing.waiting_now,
        },
        "changes": {
            "changed": facts.changes.changed,
            "decided_not_to": facts.changes.decided_not_to,
            "in_progress": facts.changes.in_progress,
            "later": facts.changes.later,
            "withdrawn": facts.changes.withdrawn,
        },
        "months": [_month(month) for month in facts.months],
        "unchecked": {
            "how": "open to anybody by a poster, a tablet, a link or a website",
            "replies": facts.unchecked_replies,
            **facts.unchecked,
        },
    }


def _month(month: Month) -> dict[str, Any]:
    return {
        "month": f"{month.first:%Y-%m}",
        "answered": month.answered,
        **{place: month.places[place] for place in PLACES},
        "removed_by_ground": month.removed_by_ground,
    }


def _theme(topic: Topic) -> dict[str, Any]:
    return {
        "id": str(topic.id),
        "name": topic.name,
        "people": topic.people,
        "outcome": topic.outcome,
    }


def _updates(business: Business, now: datetime) -> list[dict[str, Any]]:
    rows = list(published_updates(business, now=now))
    own = frame(business.language, business)
    cards = receipts.cards(business, rows, language=own, now=now)
    home = address(business)
    return [_update(card, home) for card in cards]


def _update(card: UpdateCard, home: str) -> dict[str, Any]:
    behind = card.receipt
    return {
        "id": str(card.id),
        "url": f"{home}did/{card.id}/",
        "kind": card.kind,
        "quote": card.quote or None,
        "quote_name": card.quote_name or None,
        "said": None if card.quote else card.said or None,
        "did": card.did,
        "raised_by": card.raised_by,
        "decided_on": card.decided_on.isoformat(),
        "due_on": _day(card.due_on),
        "said_at": _moment(card.said_at),
        "heard_on": _day(behind.heard_on),
        "taken_on": _day(behind.taken_on),
        "taken_by": behind.taken_by,
        "verdicts": {
            "told": behind.verdicts.told,
            "fixed": behind.verdicts.fixed,
            "partly": behind.verdicts.partly,
            "not_fixed": behind.verdicts.not_fixed,
        },
        "earlier_wordings": behind.earlier,
        "published_at": _moment(card.published_at),
        "edited_at": _moment(card.edited_at),
    }


def _comment(card: Comment, home: str) -> dict[str, Any]:
    return {
        "id": str(card.id),
        "url": f"{home}said/{card.id}/",
        "state": card.state,
        "submitted_at": _moment(card.submitted_at),
        "edited_at": _moment(card.edited_at),
        "name": card.name or None,
        "words": card.words or None,
        "rating": card.rating,
        "reply": _reply(card.answer) if card.answer else None,
        "check": _check(card.check) if card.check else None,
    }


def _reply(answer: Answer) -> dict[str, Any]:
    return {
        "words": answer.words,
        "published_at": _moment(answer.published_at),
        "edited_at": _moment(answer.edited_at),
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "ground": check.ground,
        "asked_at": _moment(check.asked_at),
        "decided_at": _moment(check.decided_at),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None
