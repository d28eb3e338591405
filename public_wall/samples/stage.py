"""Playing a story: each step at its own moment, through the real services.

The clock is moved, nothing else is pretended: rows, history and mails come out as if
somebody had used the product for months.
"""

import heapq
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from feedback import clock
from feedback.accounts.models import Business, Membership
from feedback.customers.models import Customer
from feedback.history.services import Actor
from feedback.mail.models import OutboundMessage
from public_wall.samples.script import Story
from surveys.models import Reply, Survey

Mail = OutboundMessage.Status
NOON = time(12)


class Stage:
    """One story, who and what has come on so far, and the steps still to come."""

    def __init__(self, story: Story, present: datetime) -> None:
        self.story = story
        self.present = present
        self.business: Business
        self.survey: Survey
        self.team: dict[str, Membership] = {}
        self.customers: dict[str, Customer] = {}
        self.replies: dict[str, UUID] = {}
        self._zone = ZoneInfo(story.firm.zone)
        self._steps: list[tuple[datetime, int, Callable[[], object]]] = []
        self._number = count()

    def by(self, name: str) -> Actor:
        """Return the actor for the member with this first name."""
        return Actor.member(self.team[name])

    def reply(self, key: str) -> Reply:
        """Return the reply of this author as it is now; see `Story` for the key."""
        rows = Reply.objects.select_related("business", "customer", "version")
        return rows.get(pk=self.replies[key])

    def day(self, days_ago: int, wall: time = NOON) -> datetime:
        """Return the moment at which a wall of the business showed ``wall``,
        ``days_ago`` (negative: ahead).
        """
        today = self.present.astimezone(self._zone).date()
        day = today - timedelta(days=days_ago)
        return datetime.combine(day, wall, tzinfo=self._zone)

    def at(
        self, moment: datetime, step: Callable[..., object], *arguments: object
    ) -> None:
        """Call ``step`` with ``arguments`` when ``moment`` comes; never if that is
        after the present, which is the reader's own time.
        """
        if moment <= self.present:
            call: Callable[[], object] = partial(step, *arguments)
            heapq.heappush(self._steps, (moment, next(self._number), call))

    def play(self) -> None:
        """Play all steps in order of time."""
        while self._steps:
            moment, _, step = heapq.heappop(self._steps)
            with clock.set_to(moment):
                step()
                if moment < self.present:
                    self._deliver(moment)

    def _deliver(self, moment: datetime) -> None:
        # Past delivery without a worker: nobody must get a mail of months ago, and a
        # reminder follows only a question that was delivered.
        waiting = OutboundMessage.objects.filter(
            business=self.business, status=Mail.QUEUED, due_at__lte=moment
        )
        waiting.update(status=Mail.ACCEPTED, finished_at=moment)
