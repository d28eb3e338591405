"""Which version of its page a business has now, looked at every two seconds at most.

A version is what was found: the number that folding raises, the marks since, and the
newest replies (which leave no marks). It is compared, never ordered: whatever commits
late makes it another one.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import close_old_connections
from django.db.models import Min, Q

from feedback import tenancy
from feedback.accounts.models import Business
from public_wall.models import Removal, WallMark, WallVersion
from public_wall.rules import DECIDED_WITHIN, SHOWN_AFTER
from public_wall.selectors.comments import CONSENTS
from public_wall.selectors.kept import ONE_DAY, midnight
from surveys.models import Reply

# Processes look so often, in seconds; a change is then on every page within five.
LOOK_EVERY = 2.0
# What leaves no mark (how many were asked of late, which languages a survey speaks)
# shows after this long.
LONGEST = timedelta(seconds=60)
NEWEST_REPLIES = 16
NEWEST_MARKS = 200
Version = int


@dataclass(slots=True)
class Look:
    """What was found about one business, and when by a steady clock."""

    version: Version
    at: float


class Watch:
    """The versions that this process knows, each looked at when it is asked for and
    older than `LOOK_EVERY`; while one thread looks, the others go on with what is
    known for at most as long again.
    """

    def __init__(self, tick: Callable[[], float] = time.monotonic) -> None:
        self._tick = tick
        self._looks: dict[UUID, Look] = {}
        self._lock = threading.Lock()

    def version(self, business_id: UUID) -> Version:
        """Return the version of the page of ``business_id``."""
        look = self._looks.get(business_id)
        now = self._tick()
        if look and now - look.at < LOOK_EVERY:
            return look.version
        if look and now - look.at < 2 * LOOK_EVERY and self._lock.locked():
            return look.version
        with self._lock:
            look = self._looks.get(business_id)
            if look and self._tick() - look.at < LOOK_EVERY:
                return look.version
            at = self._tick()
            try:
                version = version_of(business_id)
            finally:
                # No request of Django's is around this, to give a dead one up.
                close_old_connections()
            self._looks[business_id] = Look(version, at)
        return version


def version_of(business_id: UUID) -> Version:
    """Return the version of a page as the database has it now; a few small reads."""
    with tenancy.enter(business_id):
        number = WallVersion.objects.filter(business=business_id)
        marks = WallMark.objects.filter(business_id=business_id).order_by("-id")
        newest = Reply.objects.filter(business=business_id).order_by(
            "-submitted_at", "-id"
        )
        found = (
            tuple(number.values_list("number", flat=True)),
            tuple(marks.values_list("pk", flat=True)[:NEWEST_MARKS]),
            tuple(newest.values_list("pk", flat=True)[:NEWEST_REPLIES]),
        )
    return hash(found)


def fits_until(business: Business, *, now: datetime) -> datetime:
    """Return until when what is drawn now says the right thing, if nobody changes
    anything: time alone shows comments, lets requests lapse and moves the period.
    """
    zone = ZoneInfo(business.zone)
    tomorrow = midnight(now.astimezone(zone).date() + ONE_DAY, zone)
    waiting = Reply.objects.filter(
        Q(consent__in=CONSENTS), business=business, submitted_at__gt=now - SHOWN_AFTER
    ).aggregate(first=Min("submitted_at"))["first"]
    checking = Removal.objects.filter(
        business=business,
        state=Removal.State.CHECKING,
        asked_at__gt=now - DECIDED_WITHIN,
    ).aggregate(first=Min("asked_at"))["first"]
    moments = [now + LONGEST, tomorrow]
    if waiting:
        moments.append(waiting + SHOWN_AFTER)
    if checking:
        moments.append(checking + DECIDED_WITHIN)
    return min(moments)
