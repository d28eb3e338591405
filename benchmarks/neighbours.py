"""Another business at its everyday work: somebody reads the inbox, customers answer."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from statistics import quantiles

from benchmarks import rows
from benchmarks.visiting import Visitor
from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.links import make_token
from surveys.models import Invitation, Question, QuestionKind
from surveys.submission import field_of

PAUSE = 0.5


@dataclass
class Neighbour:
    """Asks for a page each half second: the inbox, a survey, an answer to a survey.

    ``links`` are surveys to be answered, ``answer`` is the form that answers one.
    ``phase`` is what the waiting is counted under.
    """

    inbox: Visitor
    links: list[str]
    answer: dict[str, str]
    phase: str = "before"
    times: dict[str, list[float]] = field(default_factory=dict)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask as long as the block lasts. What went wrong is raised at its end."""
        stop = threading.Event()
        failed: list[Exception] = []
        thread = threading.Thread(target=self._go_on, args=(stop, failed))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
        for error in failed:
            raise error

    def percentile(self, phase: str, n: int) -> float:
        """Return how long all but ``100 - n`` in a hundred waited at most, in ms."""
        found = quantiles(self.times[phase], n=100, method="inclusive")
        return 1000 * found[n - 1]

    def _go_on(self, stop: threading.Event, failed: list[Exception]) -> None:
        guest = Visitor(self.inbox.port)
        for step in cycle((self._read, self._open, self._send)):
            phase, began = self.phase, time.perf_counter()
            try:
                step(guest)
            except (OSError, AssertionError) as error:
                failed.append(error)
                return
            taken = time.perf_counter() - began
            self.times.setdefault(phase, []).append(taken)
            if stop.wait(max(0.0, PAUSE - taken)):
                return

    def _read(self, guest: Visitor) -> None:
        self.inbox.get("/inbox/")

    def _open(self, guest: Visitor) -> None:
        guest.get(self.links[-1])

    def _send(self, guest: Visitor) -> None:
        guest.send(self.links.pop(), self.answer)


def guests(of: Business, count: int) -> tuple[list[str], dict[str, str]]:
    """Ask ``count`` customers; return their links and what they will send."""
    rows.plan(of, count)
    now = clock.now()
    with tenancy.enter(of.pk):
        questions = list(Question.objects.order_by("position"))
        Invitation.objects.update(
            status=Invitation.Status.ASKED,
            version=questions[0].version,
            asked_at=now,
            expires_at=now + timedelta(days=30),
        )
        ids = Invitation.objects.values_list("pk", flat=True)
        links = [f"/s/{make_token('survey', of.pk, pk)}/" for pk in ids]
    return links, {field_of(q): _said(q) for q in questions}


def _said(question: Question) -> str:
    return "On time." if question.kind == QuestionKind.WORDS else "3"
