"""Absences: somebody says from when until when they are away, and who covers."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from actions.models import Absence
from actions.selectors.answering import answering_for, staff_on
from actions.services.claims import person
from feedback import clock
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business, Membership, Role
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import Actor

LONGEST = timedelta(days=366)
FURTHEST = timedelta(days=366)


@transaction.atomic
def go_away(
    membership: Membership, *, cover: Membership, first: date, last: date, by: Actor
) -> Absence:
    """Store that somebody is away from ``first`` to ``last`` and that ``cover`` gets
    what would come to them. It ends by itself.

    Raises `NotAllowed` unless they say so themselves or a manager does, `Refused` for
    days that are over or in the wrong order, for a cover who cannot take on work or
    who would lead back to them, and `Conflict` if they are away then already.
    """
    actor = _may_say(membership, by)
    _check_days(membership.business, first, last)
    _hold(membership.business)
    _check_cover(membership, cover)
    if _overlapping(membership, first, last).exists():
        raise Conflict(_("Some of these days are covered already. End that one first."))
    if _circles(membership, cover, first, last):
        raise Refused(
            _("{name} is away then and leaves it to you. Choose somebody else.").format(
                name=cover
            )
        )
    absence = Absence.objects.create(
        business_id=membership.business_id,
        membership=membership,
        cover=cover,
        first=first,
        last=last,
        created_by=actor,
    )
    history.record(
        "went_away",
        absence,
        by=by,
        first=(None, first),
        last=(None, last),
        cover=(None, cover.pk),
    )
    return absence


@transaction.atomic
def come_back(absence: Absence, *, by: Actor) -> bool:
    """End an absence from today on; False if that was said. Raises `NotAllowed` as
    `go_away`.
    """
    _may_say(absence.membership, by)
    today = clock.today(absence.business.zone)
    rows = Absence.objects.filter(pk=absence.pk, ended_on=None, last__gte=today)
    if not rows.update(ended_on=today):
        return False
    history.record("came_back", absence, by=by, ended_on=(None, today))
    return True


@transaction.atomic
def stay_away(absence: Absence, *, by: Actor) -> bool:
    """Undo `come_back`; False if it holds. Raises `Conflict` if something else was
    said about those days meanwhile.
    """
    _may_say(absence.membership, by)
    _hold(absence.business)
    others = _overlapping(absence.membership, absence.first, absence.last)
    if others.exclude(pk=absence.pk).exists():
        raise Conflict(_("Somebody covers on some of these days already."))
    rows = Absence.objects.filter(pk=absence.pk, ended_on__isnull=False)
    if not rows.update(ended_on=None):
        return False
    history.record("stayed_away", absence, by=by, ended_on=(absence.ended_on, None))
    return True


def taker(owner: Membership, *, by: Membership) -> Membership:
    """Return who takes on what ``by`` gives to ``owner`` now: whoever covers while
    they are away. Who promises something themselves is there.
    """
    if owner.pk == by.pk:
        return owner
    today = clock.today(owner.business.zone)
    staff = staff_on(owner.business, today)
    if not staff.is_away(owner.pk):
        return owner
    return answering_for(owner, today)


def _may_say(membership: Membership, by: Actor) -> Membership:
    actor = person(by)
    if actor.pk != membership.pk and not actor.may(Role.MANAGER):
        raise NotAllowed(_("Only a manager can say that for somebody else."))
    return actor


def _check_days(business: Business, first: date, last: date) -> None:
    today = clock.today(business.zone)
    if last < first:
        raise Refused(_("The last day comes before the first."))
    if last < today:
        raise Refused(_("These days are over."))
    if last - first > LONGEST or first > today + FURTHEST:
        raise Refused(_("A year at most."))


def _check_cover(membership: Membership, cover: Membership) -> None:
    if not accounts.workers(membership.business).filter(pk=cover.pk).exists():
        raise Refused(_("Choose somebody of the team who can take things on."))
    if cover.pk == membership.pk:
        raise Refused(_("Choose somebody else: you are away."))


def _hold(business: Business) -> None:
    """Queue, so that two who cover for each other notice."""
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)


def _overlapping(membership: Membership, first: date, last: date) -> QuerySet[Absence]:
    rows = Absence.objects.filter(membership=membership, first__lte=last)
    return rows.filter(last__gte=first).filter(_holds_after(first))


def _circles(
    membership: Membership, cover: Membership, first: date, last: date
) -> bool:
    """Whether on one of the days all who cover for each other are away."""
    seen, reached = {membership.pk}, {cover.pk}
    while reached:
        if membership.pk in reached:
            return True
        seen |= reached
        rows = Absence.objects.filter(membership__in=reached, first__lte=last)
        rows = rows.filter(last__gte=first).filter(_holds_after(first))
        further = set(rows.values_list("cover_id", flat=True))
        if membership.pk in further:
            return True
        reached = further - seen
    return False


def _holds_after(day: date) -> Q:
    return Q(ended_on=None) | Q(ended_on__gt=day)
