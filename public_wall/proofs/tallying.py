"""Numbers that no single item shows, written down in the log.

How many were asked, how many different people, and what is being done: leaves for each
would say who. So they are counted here, once an hour at most and with every checkpoint;
what was logged of them can no longer be changed, but that they were counted right
nobody outside can recompute (see docs/log.md).
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q

from actions.models import Action
from feedback.accounts.models import Business
from feedback.history.log import tree
from feedback.history.log.canonical import canonical
from feedback.history.models import LogHead, LogLeaf
from public_wall.rules import last_year
from public_wall.selectors import comments
from surveys.models import ASKED_CHANNELS, Invitation, Reply

KEY = "tally:"
ASKED = (
    Invitation.Status.ASKED,
    Invitation.Status.ANSWERED,
    Invitation.Status.EXPIRED,
)


def tally(business: Business, head: LogHead, *, now: datetime) -> None:
    """Log the numbers of now, unless they are what was logged last; ``head`` is
    held.
    """
    counted = count(business, now=now)
    if counted != last_tally(business):
        day = now.astimezone(ZoneInfo(business.zone)).date()
        body = {"kind": "tally", "on": day.isoformat(), **counted}
        key = f"{KEY}{now.timestamp():.6f}"
        tree.append(head, [tree.Entry(key, canonical(body))])
    head.tallied_at = now
    head.save(update_fields=["tallied_at"])


def count(business: Business, *, now: datetime) -> Mapping[str, Any]:
    """Return the numbers of the last year as rows say now, each by its own name."""
    period = last_year(business, now=now)
    counted = Reply.objects.filter(
        invitation=OuterRef("pk"), is_test=False, is_suspicious=False
    )
    asked = Invitation.objects.filter(
        business=business,
        is_test=False,
        channel__in=ASKED_CHANNELS,
        status__in=ASKED,
        asked_at__gte=period.start,
        asked_at__lte=period.end,
    ).aggregate(
        times=Count("pk"),
        people=Count("customer", distinct=True),
        replied=Count("pk", filter=Q(Exists(counted))),
    )
    replies = comments.counted_replies(business, now=now)
    doing = Action.objects.filter(
        business=business, state__in=(Action.State.TODO, Action.State.DOING)
    )
    return {
        "asked_times": asked["times"],
        "asked_people": asked["people"],
        "asked_replied": asked["replied"],
        "people": replies.values("customer").distinct().count(),
        "in_progress": doing.count(),
    }


def last_tally(business: Business) -> Mapping[str, Any] | None:
    """Return the numbers that were logged last."""
    rows = LogLeaf.objects.filter(business=business, key__startswith=KEY)
    body = rows.order_by("-index").values_list("body", flat=True).first()
    if body is None:
        return None
    read: dict[str, Any] = json.loads(body)
    return {name: n for name, n in read.items() if name not in ("kind", "on")}
