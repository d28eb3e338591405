"""Reading who hears of what, and what waits to be heard."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from feedback.accounts import selectors as accounts
from feedback.accounts.models import (
    Business,
    Membership,
    NoticeChoice,
    Role,
)
from surveys.about_them import handler_of, keys_of, name_key
from surveys.models import Notice, Reply, RoutingRule, Survey


def choices_of(membership: Membership) -> dict[str, str]:
    """Return what this person chose, topic → pace; whatever is missing is as usual."""
    rows = NoticeChoice.objects.filter(membership=membership)
    return dict(rows.values_list("topic", "pace"))


def choices_of_many(members: Iterable[Membership]) -> dict[UUID, dict[str, str]]:
    """Return the same for several people, by membership."""
    found: dict[UUID, dict[str, str]] = {member.pk: {} for member in members}
    if not found:
        return found
    rows = NoticeChoice.objects.filter(membership__in=found)
    for pk, topic, pace in rows.values_list("membership_id", "topic", "pace"):
        found[pk][topic] = pace
    return found


def known_notices(dedupe_keys: Iterable[str]) -> set[tuple[UUID, str]]:
    """Return (membership, thing) of whatever of ``dedupe_keys`` somebody heard of."""
    keys = list(dedupe_keys)
    if not keys:
        return set()
    rows = Notice.objects.filter(dedupe_key__in=keys)
    return set(rows.values_list("membership_id", "dedupe_key"))


def heard_of(reply: Reply) -> dict[UUID, set[str]]:
    """Return the topics under which each person heard that ``reply`` came, by
    membership.
    """
    found: dict[UUID, set[str]] = {}
    rows = Notice.objects.filter(reply=reply, dedupe_key__startswith="reply:")
    for pk, topic in rows.values_list("membership_id", "topic"):
        found.setdefault(pk, set()).add(topic)
    return found


def rules(business: Business) -> QuerySet[RoutingRule]:
    """Return the rules in their order, with whom they lead to."""
    rows = RoutingRule.objects.filter(business=business)
    return rows.prefetch_related(
        "targets__membership__user",
        "targets__membership__business",
        "targets__team__places__membership__user",
        "targets__team__places__membership__business",
    )


def rules_in_use(business: Business) -> QuerySet[RoutingRule]:
    """Return the rules that are in use, in their order."""
    return rules(business).filter(is_active=True)


def those_who_did_it(reply: Reply) -> list[Membership]:
    """Return the people of the team whose work the reply is about, by their names."""
    wanted = name_key(handler_of(reply))
    if not wanted:
        return []
    named = accounts.team(reply.business).exclude(handler_names=[])
    found = named.select_related("user", "business")
    return [member for member in found if wanted in keys_of(member)]


def look_after(reply: Reply) -> list[Membership]:
    """Return who hears when somebody waits: the customer's relationship owner if they
    are there and may see it, else every owner and manager.
    """
    owner = reply.customer.relationship_owner
    is_there = owner and owner.is_active and owner.user.is_active
    if owner and is_there and owner.role != Role.OWN_ONLY:
        return [owner]
    bosses = accounts.bosses(reply.business).select_related("user", "business")
    return [boss for boss in bosses if boss.user.is_active]


def own_replies(membership: Membership) -> QuerySet[Reply]:
    """Return the replies about this person's work, newest first; no try-outs and
    nothing that a machine may have sent.
    """
    names = {str(name).strip() for name in membership.handler_names}
    about = Q(pk=None)
    for name in filter(None, names):
        about |= Q(handler__iexact=name)
        about |= Q(handler="", invitation__interaction__handler__iexact=name)
    rows = Reply.objects.filter(about, business_id=membership.business_id)
    kept = rows.filter(is_test=False, is_suspicious=False)
    related = kept.select_related(
        "business", "customer", "version", "invitation__interaction"
    )
    return related.order_by("-submitted_at", "-id")


def notice_behind(pk: UUID) -> Notice | None:
    """Return a notice with everything that its page shows."""
    rows = Notice.objects.select_related(
        "membership__user",
        "membership__business",
        "alert",
        "reply__business",
        "reply__version",
        "reply__customer__relationship_owner__user",
        "reply__invitation__interaction",
    )
    return rows.filter(pk=pk).first()


def member_behind(pk: UUID) -> Membership | None:
    """Return somebody of the team who is still there."""
    rows = Membership.objects.select_related("user", "business")
    return rows.filter(pk=pk, is_active=True, user__is_active=True).first()


def last_replies(business: Business) -> list[tuple[Survey, datetime]]:
    """Return each live survey with when its last reply came; none without any."""
    found = []
    for survey in Survey.objects.filter(business=business, status=Survey.Status.LIVE):
        survey.business = business
        rows = _counted(survey).order_by("-submitted_at")
        last = rows.values_list("submitted_at", flat=True).first()
        if last is not None:
            found.append((survey, last))
    return found


def replies_up_to(survey: Survey, last: datetime, days: timedelta) -> int:
    """Return how many replies came in the ``days`` that ended with ``last``."""
    since = last - days
    return (
        _counted(survey).filter(submitted_at__gt=since, submitted_at__lte=last).count()
    )


def _counted(survey: Survey) -> QuerySet[Reply]:
    rows = Reply.objects.filter(version__survey=survey, noted_by=None)
    return rows.filter(is_test=False, is_suspicious=False)
