"""What an action's page shows of telling, and of what people say to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django import template

from actions.models import Action, LeftOut, Telling, Verdict
from actions.selectors import telling as selectors
from actions.selectors.verdicts import Verdicts, said_about, verdicts_on
from feedback import clock

register = template.Library()
MOST_SAID = 50


@dataclass(frozen=True, slots=True)
class Told:
    """Who was told, who waits, who is left out, and what they say."""

    counts: Verdicts
    waiting: Sequence[Telling]
    not_told: Sequence[Telling]
    left_out: Sequence[LeftOut]
    said: Sequence[Verdict]
    newcomers: int
    can_be_undone: bool
    asks_owner: bool
    asks_on: date | None

    @property
    def goes_at(self) -> datetime | None:
        """When the first of those that wait goes."""
        return min((row.goes_at for row in self.waiting if row.goes_at), default=None)


@register.simple_tag
def telling_of(action: Action) -> Told | None:
    """Return what there is to show; None if nobody was told anything."""
    rows = list(selectors.tellings(action))
    said = list(said_about(action)[:MOST_SAID])
    left_out = list(selectors.left_out(action))
    is_told = action.state == Action.State.TOLD
    if not (rows or said or left_out or is_told):
        return None
    waiting = [r for r in rows if r.goes_at and not r.mailed_at and not r.why_not]
    return Told(
        counts=verdicts_on(action),
        waiting=waiting,
        not_told=[row for row in rows if row.why_not],
        left_out=left_out,
        said=said,
        newcomers=len(selectors.newcomers(action)) if is_told else 0,
        can_be_undone=bool(waiting) and _is_fresh(waiting),
        asks_owner=is_told and action.doubted_at is not None,
        asks_on=_asks_on(action),
    )


def _is_fresh(waiting: Sequence[Telling]) -> bool:
    newest = max(row.sent_at for row in waiting)
    return newest > clock.now() - selectors.UNDO


def _asks_on(action: Action) -> date | None:
    rows = Verdict.objects.filter(
        action=action, round=action.round, asked_at=None, why_not=""
    )
    return rows.order_by("asks_on").values_list("asks_on", flat=True).first()
