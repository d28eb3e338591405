"""Where a page of a list ended, so that the next one goes on after it, whatever was
added or went meanwhile.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Self
from uuid import UUID

from django.db.models import Q, QuerySet

from actions.models import Action


@dataclass(frozen=True, slots=True)
class Place:
    """The last row of a page: what it is sorted by, then its id."""

    at: date | datetime
    pk: UUID

    def __str__(self) -> str:
        moment = self.at.astimezone(UTC) if isinstance(self.at, datetime) else self.at
        return f"{moment.isoformat()}~{self.pk.hex}".replace("+00:00", "Z")

    @classmethod
    def of(cls, row: Any, sort: str) -> Self:
        """Return the place of ``row`` in a list sorted by its column ``sort``."""
        return cls(getattr(row, sort), row.pk)

    @classmethod
    def read(cls, text: str, *, is_moment: bool) -> Self | None:
        """Return the place that ``text`` names, None if it names none."""
        at, _tilde, key = text.partition("~")
        try:
            pk = UUID(key)
            if not is_moment:
                return cls(date.fromisoformat(at), pk)
            moment = datetime.fromisoformat(at)
            return cls(moment.astimezone(UTC), pk) if moment.tzinfo else None
        except (ValueError, OverflowError):
            return None

    def beyond(
        self, rows: QuerySet[Action], sort: str, *, is_newest_first: bool = False
    ) -> QuerySet[Action]:
        """Return those of ``rows`` that come after this place."""
        side = "lt" if is_newest_first else "gt"
        further = Q(**{f"{sort}__{side}": self.at})
        same = Q(**{sort: self.at, f"pk__{side}": self.pk})
        return rows.filter(further | same)
