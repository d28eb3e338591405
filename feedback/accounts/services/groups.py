"""Teams inside a business, people who get words by mail only, and the names under
which somebody stands in the work.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.accounts.models import Business, Membership, Role, Team, TeamPlace, User
from feedback.accounts.names import checked_name
from feedback.accounts.services.team import hold_owner, hold_team
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line

MOST_TEAMS = 50
MOST_NAMES = 10
MOST_BY_MAIL = 200


@transaction.atomic
def save_team(
    business: Business,
    *,
    name: str,
    people: Sequence[Membership],
    by: Actor,
    team: Team | None = None,
) -> Team:
    """Store a team with exactly ``people`` in it: a new one, or ``team`` changed.

    Raises `Refused` for no name, one that another team has, and for too many teams.
    """
    called = checked_name(name)
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    others = Team.objects.filter(business=business)
    if team is not None:
        others = others.exclude(pk=team.pk)
    if others.filter(name__iexact=called).exists():
        raise Refused(_("There is a team of that name already."))
    if team is None and others.count() >= MOST_TEAMS:
        raise Refused(_("Fifty teams are enough."))
    held = team or Team(business=business)
    held.name = called
    held.save()
    _place(held, people)
    verb = "changed a team" if team else "made a team"
    history.record(verb, held, by=by, customer_id=None, people=(None, len(people)))
    return held


@transaction.atomic
def remove_team(team: Team, *, by: Actor) -> None:
    """Take a team away; its people stay."""
    history.record("removed a team", team, by=by, customer_id=None)
    team.delete()


@transaction.atomic
def add_by_mail(business: Business, *, email: str, name: str, by: Actor) -> Membership:
    """Give somebody words by mail, without a login.

    Raises `NotAllowed` unless an owner does it, `Conflict` for somebody who is in the
    team, and `Refused` for too many.
    """
    hold_owner(business, by=by)
    rows = Membership.objects.filter(business=business)
    if rows.filter(role=Role.EMAIL_ONLY, is_active=True).count() >= MOST_BY_MAIL:
        raise Refused(_("That is more people than we write to."))
    user = _user(email, checked_name(name, longest=80))
    place, is_new = Membership.objects.get_or_create(
        business=business, user=user, defaults={"role": Role.EMAIL_ONLY}
    )
    if not is_new:
        _come_back(place)
    history.record("added by mail", place, by=by, role=(None, str(place.role)))
    return place


@transaction.atomic
def name_in_work(membership: Membership, names: Iterable[str], *, by: Actor) -> bool:
    """Say under which names somebody stands as "who did it"; False if they are these.

    Whoever sees only their own feedback sees what is under them. Raises `NotAllowed`
    unless an owner does it.
    """
    held = hold_team(membership, by=by)
    wanted = [one_line(name, longest=80) for name in names]
    kept = list(dict.fromkeys(filter(None, wanted)))
    if len(kept) > MOST_NAMES:
        raise Refused(_("Ten names are enough for one person."))
    if held.handler_names == kept:
        return False
    counts = (len(held.handler_names), len(kept))
    held.handler_names = membership.handler_names = kept
    held.save(update_fields=["handler_names"])
    history.record("named in the work", held, by=by, customer_id=None, names=counts)
    return True


def _place(team: Team, people: Sequence[Membership]) -> None:
    if any(one.business_id != team.business_id for one in people):
        raise Refused(_("Choose somebody of the team."))
    keep = {one.pk for one in people}
    team.places.exclude(membership__in=keep).delete()
    there = set(team.places.values_list("membership_id", flat=True))
    TeamPlace.objects.bulk_create(
        TeamPlace(business_id=team.business_id, team=team, membership_id=pk)
        for pk in keep - there
    )


def _user(email: str, name: str) -> User:
    address = email.strip().lower()
    known = User.objects.filter(email__iexact=address).first()
    return known or User.objects.create_user(address, None, name=name)


def _come_back(place: Membership) -> None:
    if place.is_active:
        raise Conflict(_("That person is in the team already."))
    place.role, place.is_active = Role.EMAIL_ONLY, True
    place.save(update_fields=["role", "is_active"])
