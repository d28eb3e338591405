"""Who answers for whom today: people, their covers, and who is above them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from actions.models import Absence
from feedback.accounts.models import Business, Membership, Role


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of a business on one day. ``covers``: who is away → who covers."""

    people: Mapping[UUID, Membership]
    covers: Mapping[UUID, UUID]

    def answering(self, pk: UUID) -> Membership | None:
        """Return who answers for somebody today.

        They themselves; while they are away whoever covers, and whoever covers those
        in turn. If that leads to nobody (the cover has left, or covers lead in a
        circle), and for somebody who has left: the first boss who is there. If no
        boss is there either, they themselves, unless they left.
        """
        found = self._covered(pk)
        if found is not None:
            return found
        for boss in self._with_roles(Role.MANAGER, Role.OWNER):
            if boss.pk != pk and boss.pk not in self.covers:
                return boss
        return self._here(pk)

    def managers(self) -> list[Membership]:
        """Return whom a late promise goes up to first; owners if nobody manages."""
        found = self._standing_in(self._with_roles(Role.MANAGER))
        return found or self.owners()

    def owners(self) -> list[Membership]:
        """Return whom it goes up to last."""
        return self._standing_in(self._with_roles(Role.OWNER))

    def is_away(self, pk: UUID) -> bool:
        """Whether somebody covers for this person today."""
        return pk in self.covers

    def _covered(self, pk: UUID) -> Membership | None:
        seen: set[UUID] = set()
        while pk in self.covers and pk not in seen:
            seen.add(pk)
            pk = self.covers[pk]
        found = self._here(pk)
        if pk in seen or found is None or found.role == Role.READER:
            return None
        return found

    def _standing_in(self, people: Iterable[Membership]) -> list[Membership]:
        found = [self.answering(one.pk) for one in people]
        return list({one.pk: one for one in found if one}.values())

    def _with_roles(self, *roles: Role) -> list[Membership]:
        bosses = (one for one in self.people.values() if one.role in roles)
        here = [one for one in bosses if self._here(one.pk)]
        return sorted(here, key=lambda one: (roles.index(Role(one.role)), one.pk))

    def _here(self, pk: UUID) -> Membership | None:
        found = self.people.get(pk)
        return found if found and found.is_active and found.user.is_active else None


def staff_on(business: Business, day: date) -> Staff:
    """Return who is there and who covers whom on ``day``, in two queries."""
    rows = Membership.objects.filter(business=business).select_related("user")
    people = {row.pk: row for row in rows}
    for row in people.values():
        row.business = business
    return Staff(people, dict(away(business, day).values_list("membership", "cover")))


def away(business: Business, day: date) -> QuerySet[Absence]:
    """Return the absences that hold on ``day``."""
    rows = Absence.objects.filter(business=business, first__lte=day, last__gte=day)
    return rows.filter(Q(ended_on=None) | Q(ended_on__gt=day))


def coming_absences(business: Business, today: date) -> QuerySet[Absence]:
    """Return the absences that hold now or later, the earliest first."""
    rows = Absence.objects.filter(business=business, last__gte=today, ended_on=None)
    people = rows.select_related("membership__user", "cover__user")
    return people.order_by("first", "id")


def answering_for(membership: Membership, day: date) -> Membership:
    """Return who answers for one person on ``day``; themselves if nobody else does."""
    found = staff_on(membership.business, day).answering(membership.pk)
    return found or membership
