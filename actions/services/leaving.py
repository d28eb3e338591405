"""Somebody leaves the team: what they promised goes to a boss, who hears of it.

It happens when they are taken out, in the same transaction; a sweep finds whoever
became unable to work in any other way.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from actions.emails_work import inherited_email
from actions.models import OWES, Action
from actions.services.claims import claim
from feedback import tenancy
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business, Membership, Role, TeamPlace
from feedback.errors import Conflict
from feedback.history import services as history
from feedback.history.services import CLOCK
from feedback.mail import services as mail
from feedback.mail.services import Posting

CANNOT_WORK = (
    Q(owner__is_active=False)
    | Q(owner__user__is_active=False)
    | Q(owner__role=Role.READER)
)
OWING = (Action.State.TODO, Action.State.DOING, Action.State.DONE)


def hand_on_all(*, now: datetime) -> int:
    """Give what nobody can do any more to a boss, in all businesses; returns how many
    actions went. Safe to run at any time, again and in parallel.
    """
    with tenancy.every_business():
        rows = Action.objects.filter(OWES, CANNOT_WORK).order_by()
        found = list(rows.values_list("business_id", flat=True).distinct())
    return sum(_hand_on_in(business_id) for business_id in found)


def member_left(membership: Membership) -> int:
    """Give what ``membership`` still owes to a boss, if they cannot do it any more;
    returns how many actions went.
    """
    if can_work(membership):
        return 0
    rows = Action.objects.filter(OWES, owner=membership)
    return hand_on(membership, list(rows.select_related("business")))


@transaction.atomic
def hand_on(leaver: Membership, actions: Sequence[Action]) -> int:
    """Give ``actions`` of ``leaver`` to a boss each, with one mail to each boss."""
    taken: dict[Membership, list[Action]] = defaultdict(list)
    for action in actions:
        heir = heir_of(leaver, action.team_id)
        if heir is None:
            continue
        try:
            with transaction.atomic():
                _give(action, heir)
        except Conflict:
            continue  # somebody did something about it: the sweep looks again
        taken[heir].append(action)
    for heir, his in taken.items():
        _tell(leaver, heir, his)
    return sum(map(len, taken.values()))


def can_work(membership: Membership) -> bool:
    """Whether this person can still do what they promised."""
    is_here = membership.is_active and membership.user.is_active
    return is_here and membership.role != Role.READER


def heir_of(owner: Membership, team_id: UUID | None) -> Membership | None:
    """Return the boss who takes over from ``owner``; None if they can still work, or
    if nobody is left.

    A manager or owner of the action's team comes first, then one who shares a team
    with whoever leaves, then an owner, the one who has been there longest.
    """
    if can_work(owner):
        return None
    rows = accounts.bosses(owner.business).filter(user__is_active=True)
    bosses = [boss for boss in rows.order_by("joined_at", "id") if boss != owner]
    if not bosses:
        return None
    mates = _mates(owner, team_id)
    owners = {boss.pk for boss in bosses if boss.role == Role.OWNER}
    for group in (*mates, owners):
        found = next((boss for boss in bosses if boss.pk in group), None)
        if found:
            return found
    return bosses[0]


def _hand_on_in(business_id: UUID) -> int:
    business: Business = accounts.business_by_id(business_id)
    with tenancy.enter(business_id):
        rows = Action.objects.filter(OWES, CANNOT_WORK, business=business)
        theirs: dict[Membership, list[Action]] = defaultdict(list)
        for action in rows.select_related("owner__user", "owner__business", "business"):
            theirs[action.owner].append(action)
        return sum(hand_on(leaver, his) for leaver, his in theirs.items())


def _mates(owner: Membership, team_id: UUID | None) -> tuple[set[UUID], set[UUID]]:
    """Return who is in the action's team, and who shares a team with ``owner``."""
    places = TeamPlace.objects.filter(business_id=owner.business_id)
    of_team = places.filter(team=team_id) if team_id else places.none()
    theirs = places.filter(team__places__membership=owner)
    ids = "membership_id"
    return (
        set(of_team.values_list(ids, flat=True)),
        set(theirs.values_list(ids, flat=True)),
    )


def _give(action: Action, heir: Membership) -> None:
    before = action.owner_id
    claim(action, OWING, None, owner=heir, given_at=None, given_by=None)
    history.record("inherited", action, by=CLOCK, owner=(before, heir.pk))


def _tell(leaver: Membership, heir: Membership, actions: Sequence[Action]) -> None:
    first = actions[0]
    key = f"inherited:{first.pk}:{first.revision}:{heir.pk}"
    email = inherited_email(leaver, heir, actions)
    mail.post(email, Posting(mail.Kind.NOTICE, key), business=heir.business)
