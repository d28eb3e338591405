"""Delivering what is due: claim, talk to the provider, write down, repeat."""

import math
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings

from feedback import clock
from feedback.mail import claiming, provider
from feedback.mail.claiming import Claim
from feedback.mail.models import OutboundMessage
from feedback.mail.outcomes import Outcome
from feedback.mail.verdicts import Answer, Verdict

log = structlog.get_logger(__name__)
BATCH = 100
# As many mails are marked at once as the provider takes in this time, so that a kill
# leaves few undecided; ten at most, which makes the marking cheap.
AIM_SECONDS = 0.05
# A chunk that takes longer is cut and marked anew: who opts out is heard within
# seconds, and the lease is renewed long before it ends.
CHUNK_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one pass did: how many rows it claimed, the states that rows came to, and
    whether the provider serves nobody at present.
    """

    claimed: int
    states: Counter[str]
    no_line: bool = False


def deliver_due(
    *, now: datetime | None = None, limit: int = BATCH, seconds: float = math.inf
) -> Delivered:
    """Send up to ``limit`` mails that are due, beginning none after ``seconds``.

    Safe to run many times and in many processes at once. No transaction is open
    while the provider is talked to. ``now`` holds the clock for the whole pass.
    """
    if settings.SENDING_DISABLED:
        return Delivered(0, Counter())
    tick = clock.now if now is None else lambda: now
    states = claiming.reconcile(tick())
    held = claiming.claim(tick(), limit=limit)
    if held is None:
        return Delivered(0, states)
    claimed = len(held.waiting)
    try:
        line = provider.Line()
    except provider.NoLine as error:
        log.warning("mail_no_line", reason=str(error))
        claiming.release(held, tick(), after_no_line=True)
        return Delivered(claimed, states, no_line=True)
    round_ = _Round(held, line, tick, time.monotonic() + seconds)
    round_.run()
    return Delivered(claimed, states + round_.states, round_.no_line)


class _Round:
    """One claimed batch on its way out over one line."""

    def __init__(
        self,
        held: Claim,
        line: provider.Line,
        tick: Callable[[], datetime],
        ends: float,
    ) -> None:
        self.held = held
        self.line = line
        self.tick = tick
        self.ends = ends
        self.chunk: deque[OutboundMessage] = deque()
        self.tried: list[Outcome] = []
        self.states: Counter[str] = Counter()
        self.no_line = False
        self.size = 1

    def run(self) -> None:
        """Send chunk after chunk. Whatever happens, what is known is written down;
        only a mail whose sending was cut short stays as it is, for `reconcile`.
        """
        try:
            while self._begin():
                self._talk()
        finally:
            self.line.close()
            self._put_back()
            self.states += claiming.settle(self.held, self.tried, self.tick())
            claiming.release(self.held, self.tick(), after_no_line=self.no_line)

    def _begin(self) -> bool:
        if self.no_line or time.monotonic() >= self.ends:
            return False
        rows, states = claiming.begin(
            self.held, self.tried, self.tick(), size=self.size
        )
        self.tried = []
        self.chunk = deque(rows)
        self.states += states
        return bool(rows)

    def _talk(self) -> None:
        began = time.monotonic()
        cut = min(began + CHUNK_SECONDS, self.ends)
        while self.chunk and not self.no_line:
            row = self.chunk.popleft()
            answer = self.line.send(row)
            self.tried.append(Outcome(row, answer))
            self.no_line = answer.verdict is Verdict.NO_LINE
            if time.monotonic() >= cut:
                break
        self._adapt((time.monotonic() - began) / len(self.tried))
        self._put_back()

    def _adapt(self, pace: float) -> None:
        self.size = max(1, min(claiming.CHUNK, int(AIM_SECONDS / max(pace, 1e-6))))

    def _put_back(self) -> None:
        untried = Answer(Verdict.UNTRIED)
        self.tried += [Outcome(row, untried) for row in self.chunk]
        self.held.waiting.extendleft(row.pk for row in reversed(self.chunk))
        self.chunk.clear()
