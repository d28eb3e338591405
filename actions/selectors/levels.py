"""The service levels of a business: its three usual ones and its own."""

from uuid import UUID

from django.db.models import QuerySet

from actions.models import ServiceLevel
from actions.working_time import calendar_of, usual
from feedback.accounts.models import Business

Key = ServiceLevel.Key


def levels_of(business: Business, *, also_gone: bool = False) -> list[ServiceLevel]:
    """Return what can be chosen, the three usual ones first, then its own by length.

    The usual ones are not stored until somebody changes or uses them; then
    ``level._state.adding`` is true. Those that were taken away only come with
    ``also_gone``.
    """
    rows = list(stored(business))
    known = {row.key: row for row in rows if row.key}
    calendar = calendar_of(business)
    three = [known.get(key) or usual(key, calendar) for key in Key]
    own = [row for row in rows if not row.key]
    own.sort(key=lambda row: (row.unit == ServiceLevel.Unit.DAYS, row.amount, row.pk))
    return [row for row in [*three, *own] if row.is_active or also_gone]


def level_named(
    business: Business, choice: str, *, also_gone: bool = False
) -> ServiceLevel | None:
    """Return the level that a form names (see `ServiceLevel.choice`)."""
    levels = levels_of(business, also_gone=also_gone)
    return next((level for level in levels if level.choice == choice), None)


def stored(business: Business) -> QuerySet[ServiceLevel]:
    """Return the levels that stand in the table."""
    return ServiceLevel.objects.filter(business=business)


def own_level(business: Business, pk: UUID) -> ServiceLevel | None:
    """Return one of the business's own."""
    return stored(business).filter(pk=pk, key="").first()
