"""Delivering what is due: claim, talk to the provider, write down, repeat."""

import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from uuid import UUID

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from feedback import clock
from feedback.mail import claiming, provider
from feedback.mail.claiming import Claim
from feedback.mail.models import OutboundMessage
from feedback.mail.outcomes import Outcome
from feedback.mail.verdicts import Answer, Verdict

log = structlog.get_logger(__name__)
BATCH = 1000
# As many mails are marked at once as the provider takes in this time, so that a kill
# leaves few undecided; but not so many that marking them holds others up.
AIM_SECONDS = 0.05
MOST_AT_ONCE = 200
# A chunk that takes longer is cut and marked anew: who opts out is heard within
# seconds, and the lease is renewed long before it ends.
CHUNK_SECONDS = 3.0
# How long to wait for a database that is away, before giving up to write down what
# the provider said: far less than a lease.
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one pass did: how many rows it found due that nobody else took, the states
    that rows came to, and whether the provider serves nobody at present.
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
    with Courier() as courier:
        return courier.deliver_due(now=now, limit=limit, seconds=seconds)


class Courier:
    """Whoever delivers pass after pass over one line, and learns its pace."""

    def __init__(self) -> None:
        """Begin without a line and with one mail at a time."""
        self._line: provider.Line | None = None
        self._size = 1

    def __enter__(self) -> "Courier":
        """Return the courier, whose line is closed when the block ends."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up."""
        self._hang_up()

    def deliver_due(
        self,
        *,
        now: datetime | None = None,
        limit: int = BATCH,
        seconds: float = math.inf,
    ) -> Delivered:
        """Do one pass; as the function of this name."""
        if settings.SENDING_DISABLED:
            return Delivered(0, Counter())
        tick = clock.now if now is None else lambda: now
        states = claiming.reconcile(tick())
        held = claiming.claim(tick(), limit=limit)
        if held is None:
            return Delivered(0, states)
        found = len(held.waiting)
        try:
            self._line = self._line or provider.Line()
        except provider.NoLine as error:
            log.warning("mail_no_line", reason=str(error))
            claiming.put_off(held, tick())
            return Delivered(found, states, no_line=True)
        round_ = _Round(held, self._line, tick, time.monotonic() + seconds, self._size)
        try:
            round_.run()
        except BaseException:
            self._hang_up()
            raise
        self._size = round_.size
        if round_.no_line:
            self._hang_up()
        return Delivered(found - held.lost, states + round_.states, round_.no_line)

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None


class _Round:
    """One claimed batch on its way out over one line."""

    def __init__(
        self,
        held: Claim,
        line: provider.Line,
        tick: Callable[[], datetime],
        ends: float,
        size: int,
    ) -> None:
        self.held = held
        self.line = line
        self.tick = tick
        self.ends = ends
        self.size = size
        # Marked as being sent and not answered for yet, in the order to go.
        self.chunk: dict[UUID, OutboundMessage] = {}
        self.tried: list[Outcome] = []
        self.states: Counter[str] = Counter()
        self.no_line = False

    def run(self) -> None:
        """Send chunk after chunk. Whatever happens, what is known is written down;
        only a mail whose sending was cut short stays as it is, for `reconcile`.
        """
        try:
            while self._begin():
                self._talk()
        finally:
            if self.line.is_talking and self.chunk:
                del self.chunk[next(iter(self.chunk))]
            self._put_back()
            self._write_down()
            if self.no_line:
                claiming.put_off(self.held, self.tick())

    def _begin(self) -> bool:
        if self.no_line or time.monotonic() >= self.ends:
            return False
        rows, states = claiming.begin(
            self.held, self.tried, self.tick(), size=self.size
        )
        self.tried = []
        self.chunk = {row.pk: row for row in rows}
        self.states += states
        return bool(rows)

    def _talk(self) -> None:
        began = time.monotonic()
        cut = min(began + CHUNK_SECONDS, self.ends)
        rows = list(self.chunk.values())
        for row, answer in self.line.send(rows, goes_on=lambda: time.monotonic() < cut):
            del self.chunk[row.pk]
            self.tried.append(Outcome(row, answer))
            self.no_line = answer.verdict is Verdict.NO_LINE
        self._adapt((time.monotonic() - began) / max(len(self.tried), 1))
        self._put_back()

    def _adapt(self, pace: float) -> None:
        self.size = max(1, min(MOST_AT_ONCE, int(AIM_SECONDS / max(pace, 1e-6))))

    def _put_back(self) -> None:
        untried = Answer(Verdict.UNTRIED)
        self.tried += [Outcome(row, untried) for row in self.chunk.values()]
        self.held.waiting.extendleft(reversed(self.chunk))
        self.chunk.clear()

    def _write_down(self) -> None:
        """Write down what is known, waiting for a database that restarts: what it
        does not hear, it will have to call uncertain.
        """
        for pause in (*PAUSES, None):
            try:
                self.states += claiming.settle(self.held, self.tried, self.tick())
                self.tried = []
                return
            except (OperationalError, InterfaceError):
                if pause is None:
                    raise
                connection.close()
                time.sleep(pause)
