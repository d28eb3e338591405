"""What an action can begin from, and what comes again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet

from actions.models import ActionTemplate, Repeating
from actions.starters import StarterAction, starters_for
from feedback.accounts.models import Business


@dataclass(frozen=True, slots=True)
class Beginning:
    """Something to begin from: a template of the business, or one of ours for its
    trade. ``choice`` names it in an address.
    """

    choice: str
    what: str
    kind: str
    days: int
    steps: Sequence[str]
    template: ActionTemplate | None = None


def lines(text: str) -> list[str]:
    """Return the steps that are kept one a line."""
    return [line for line in text.splitlines() if line.strip()]


def templates(business: Business) -> QuerySet[ActionTemplate]:
    """Return the templates of a business, by name."""
    rows = ActionTemplate.objects.filter(business=business, removed_at=None)
    return rows.select_related("team").order_by("what", "id")


def beginnings(business: Business, language: str) -> list[Beginning]:
    """Return all that an action can begin from: the business's own, then ours for its
    trade in ``language``, but for those that it made its own.
    """
    own = [own_beginning(one) for one in templates(business)]
    known = {one.what.casefold() for one in own}
    ours = [
        ready_made(number, starter)
        for number, starter in enumerate(starters_for(business.trade, language))
    ]
    return own + [one for one in ours if one.what.casefold() not in known]


def beginning(business: Business, choice: str, language: str) -> Beginning | None:
    """Return what ``choice`` names, or None."""
    found = (one for one in beginnings(business, language) if one.choice == choice)
    return next(found, None)


def own_beginning(template: ActionTemplate) -> Beginning:
    """Return a template of the business to begin from."""
    return Beginning(
        choice=str(template.pk),
        what=template.what,
        kind=template.kind,
        days=template.days,
        steps=lines(template.steps),
        template=template,
    )


def ready_made(number: int, starter: StarterAction) -> Beginning:
    """Return one of ours to begin from."""
    return Beginning(
        choice=f"ours-{number}",
        what=starter.what,
        kind=starter.kind,
        days=starter.days,
        steps=starter.steps,
    )


def repeating(business: Business) -> QuerySet[Repeating]:
    """Return what comes again, the next first; what rests and what ended after it."""
    rows = Repeating.objects.filter(business=business)
    rows = rows.select_related("owner__user", "team", "business")
    return rows.order_by(
        F("ended_at").desc(nulls_first=True),
        F("paused_at").desc(nulls_first=True),
        "next_on",
        "id",
    )
