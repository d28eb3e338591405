"""What a team promises about what it heard, and how each promise ends."""

from datetime import time
from uuid import UUID

from actions import services as actions
from actions.models import Action
from actions.selectors.telling import listeners
from feedback import clock
from feedback.history.services import Actor
from public_wall.samples.script import Deed, Ending, Shown, Slip
from public_wall.samples.stage import Stage
from public_wall.services.updates import publish_update

OPENED_AT, BEGUN_AT, SLIPPED_AT = time(17), time(8, 45), time(16, 30)
DONE_AT, TOLD_AT, SHOWN_AT = time(16, 40), time(17, 15), time(18)
REMINDED_AT = time(9, 5)
# From the day before a date to the day on which it is escalated, in days ago.
LADDER = (1, 0, -1, -2)


def schedule(stage: Stage) -> None:
    """Bring on every promise of the story, and the reminders of its dates."""
    for deed in stage.story.deeds:
        Course(stage, deed).schedule()
    dates = {due for deed in stage.story.deeds for due in _dates(deed)}
    for days in sorted({due + rung for due in dates for rung in LADDER}):
        stage.at(stage.day(days, REMINDED_AT), _remind)


def _remind() -> None:
    actions.remind_due(now=clock.now())


def _dates(deed: Deed) -> list[int]:
    return [deed.due, deed.slip.due] if deed.slip else [deed.due]


class Course:
    """The course of one promise through the story."""

    def __init__(self, stage: Stage, deed: Deed) -> None:
        self.stage = stage
        self.deed = deed
        self._id: UUID

    def schedule(self) -> None:
        """Bring on every step of it."""
        deed, at, day = self.deed, self.stage.at, self.stage.day
        at(day(deed.opened, OPENED_AT), self._open)
        for key, days in deed.later:
            at(day(days, OPENED_AT), self._add, key)
        if deed.started is not None:
            at(day(deed.started, BEGUN_AT), self._begin)
        if deed.slip:
            at(day(deed.slip.days, SLIPPED_AT), self._slip, deed.slip)
        if deed.ending:
            self._schedule_ending(deed.ending)
        if deed.shown:
            at(day(deed.shown.days, SHOWN_AT), self._show, deed.shown)

    def _schedule_ending(self, ending: Ending) -> None:
        stage = self.stage
        stage.at(stage.day(ending.days, DONE_AT), self._end, ending)
        if ending.told is not None:
            moment = stage.day(ending.told, TOLD_AT)
            stage.at(moment, self._tell, ending.what_changed)

    def _open(self) -> None:
        deed, stage = self.deed, self.stage
        promise = actions.Promise(
            what=deed.what,
            owner=stage.team[deed.owner],
            due_on=stage.day(deed.due).date(),
            kind=deed.kind,
            offers_to_tell=deed.offers_to_tell,
        )
        replies = [stage.reply(key) for key in deed.raised_by]
        action = actions.open_action(
            stage.business, promise=promise, replies=replies, by=self._by
        )
        self._id = action.pk

    def _add(self, key: str) -> None:
        actions.add_reply(self._action, self.stage.reply(key), by=self._by)

    def _begin(self) -> None:
        actions.move(self._action, state=Action.State.DOING, by=self._by)

    def _slip(self, slip: Slip) -> None:
        due_on = self.stage.day(slip.due).date()
        actions.change_date(
            self._action, due_on=due_on, because=slip.because, by=self._by
        )
        self._tell(slip.because)

    def _end(self, ending: Ending) -> None:
        if ending.outcome == Action.Outcome.NOT_THIS_TIME:
            because = ending.what_changed
            actions.decide_not_to(self._action, because=because, by=self._by)
            return
        closing = actions.Closing(
            what_changed=ending.what_changed,
            cause=ending.cause,
            better_for=ending.better_for,
            tell=not ending.not_told_because,
            not_told_because=ending.not_told_because,
        )
        actions.complete(self._action, closing, by=self._by)

    def _tell(self, words: str) -> None:
        action = self._action
        letters = [
            actions.Letter(one.customer.pk, words)
            for one in listeners(action)
            if not one.why_not
        ]
        actions.tell_customers(action, letters, by=self._by)

    def _show(self, shown: Shown) -> None:
        publish_update(self._action, said=shown.said, did=shown.did, by=self._by)

    @property
    def _by(self) -> Actor:
        return self.stage.by(self.deed.owner)

    @property
    def _action(self) -> Action:
        """The action as it is now."""
        rows = Action.objects.select_related("business", "owner__user")
        return rows.get(pk=self._id)
