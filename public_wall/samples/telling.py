"""What people hear of what was done, what they say to it, and one open complaint."""

from collections.abc import Iterator
from datetime import time

from actions import services as actions
from actions.models import Verdict
from actions.services.confirming import Answer
from feedback import clock
from feedback.history.services import Actor
from public_wall.samples.script import Deed
from public_wall.samples.stage import Stage
from surveys.models import ComplaintHold, Reply
from surveys.services.complaints import Why, open_hold
from surveys.services.holding import open_due_holds
from surveys.suspecting import Evidence

MAILED_AT, ANSWERED_AT, HELD_AT = time(10, 5), time(18, 40), time(9, 15)
ASKED_AFTER = 14
A_PERSON = Evidence(agent="Mozilla/5.0 Firefox/140.0", languages="en", seconds_open=20)
# In turn, over all who are asked: most say yes.
SAID = (
    Answer(Verdict.Said.YES),
    Answer(Verdict.Said.YES),
    Answer(Verdict.Said.PARTLY),
    Answer(Verdict.Said.YES),
    Answer(Verdict.Said.YES),
)


def schedule(stage: Stage) -> None:
    """Bring on the mails of each day on which something waits, and the answers."""
    for days in sorted({day for deed in stage.story.deeds for day in _told(deed)}):
        stage.at(stage.day(days - 1, MAILED_AT), _mail)
        asked = days - 1 - ASKED_AFTER
        stage.at(stage.day(asked, MAILED_AT), _mail)
        stage.at(stage.day(asked, ANSWERED_AT), _answer, stage)
    stage.at(stage.day(1, HELD_AT), _hold, stage)


def _told(deed: Deed) -> Iterator[int]:
    if deed.slip:
        yield deed.slip.days
    if deed.ending and deed.ending.told is not None:
        yield deed.ending.told


def _mail() -> None:
    actions.mail_due(now=clock.now())


def _answer(stage: Stage) -> None:
    """Let those who were asked today say something, each third nothing."""
    rows = Verdict.objects.filter(
        business=stage.business, said="", ask_day=clock.today(stage.business.zone)
    )
    before = Verdict.objects.filter(business=stage.business).exclude(said="").count()
    waiting = rows.select_related("customer", "action").order_by("pk")
    for number, verdict in enumerate(waiting, start=before):
        if number % 3 < 2 or not before:
            answer = SAID[number % len(SAID)]
            now = clock.now()
            actions.record_verdict(verdict, answer, evidence=A_PERSON, now=now)


def _hold(stage: Stage) -> None:
    """Mark one complaint that is still open, and let the sweep find the others."""
    open_due_holds(now=clock.now())
    held = ComplaintHold.objects.filter(business=stage.business)
    if held.exists():
        return
    poor = Reply.objects.filter(
        business=stage.business, rating__lte=2, customer__is_unverified=False
    )
    reply = poor.select_related("customer__business").order_by("-submitted_at").first()
    if reply is None:
        return
    by = Actor.member(next(iter(stage.team.values())))
    open_hold(reply.customer, why=Why.MARKED, by=by, reply=reply)
