"""How many who raised something were told, and how many of those say it is fixed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from actions.models import ActionReply, Telling, Verdict
from feedback.accounts.models import Business


@dataclass(frozen=True, slots=True)
class Rates:
    """Plain counts of people: each number is part of the one before, in time."""

    raised: int
    told: int
    answered: int
    fixed: int


def rates(business: Business, *, since: datetime) -> Rates:
    """Return the counts of people who raised something that was taken on ``since``
    then: how many were told of it, and what they said to that. Three queries.
    """
    raised = ActionReply.objects.filter(
        business=business, action__created_at__gte=since
    ).aggregate(n=Count("reply__customer", distinct=True))
    told = Telling.objects.filter(
        business=business, action__created_at__gte=since, why_not=""
    ).exclude(about=Telling.About.LATER)
    people = told.aggregate(n=Count("customer", distinct=True))
    said = Verdict.objects.filter(
        business=business, action__created_at__gte=since, is_suspicious=False
    ).aggregate(
        answered=Count("customer", filter=~Q(said=""), distinct=True),
        fixed=Count("customer", filter=Q(said=Verdict.Said.YES), distinct=True),
    )
    return Rates(raised["n"], people["n"], said["answered"], said["fixed"])
