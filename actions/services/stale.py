"""What was true when somebody sent it, and is not any more."""

from datetime import datetime, timedelta

from actions.models import Action, Telling, Verdict

KEEPS = timedelta(days=30)
# To ask months later whether it was fixed helps nobody.
ASKABLE = timedelta(days=60)


def is_stale(telling: Telling, *, now: datetime) -> bool:
    """Whether what ``telling`` says is no longer true of its action, or too old."""
    action = telling.action
    if now - telling.sent_at > KEEPS or not telling.words:
        return True
    if telling.about == Telling.About.LATER:
        return not action.is_open or action.due_on != telling.due_on
    return action.is_open or action.round != telling.round


def question_is_stale(verdict: Verdict, *, now: datetime) -> bool:
    """Whether to ask makes no sense any more: it is open again, or long ago."""
    action = verdict.action
    if action.state != Action.State.TOLD or action.round != verdict.round:
        return True
    return now.date() - verdict.asks_on > ASKABLE
