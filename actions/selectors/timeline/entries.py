"""What a timeline is made of: entries, and the cursor between its pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

PAGE = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: ``title`` says what, ``words`` are somebody's own.

    ``note`` adds in a few words what to know about it.
    """

    at: datetime
    pk: UUID
    kind: str
    title: str
    words: str = ""
    url: str = ""
    note: str = ""

    @property
    def cursor(self) -> str:
        """What `timeline` takes as ``before`` to go on after this entry."""
        return f"{self.at.isoformat()}~{self.pk}"

    @property
    def is_theirs(self) -> bool:
        """Whether ``words`` are the customer's own."""
        return self.kind in ("said", "wrote")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last entry of the page before."""

    at: datetime
    pk: UUID

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """Return the cursor that `Entry.cursor` wrote; None for anything else."""
        moment, _, key = text.partition("~")
        try:
            at, pk = datetime.fromisoformat(moment), UUID(key)
        except ValueError:
            return None
        return cls(at, pk) if at.tzinfo else None


def page(rows: QuerySet[Any], at: str, before: Cursor | None) -> QuerySet[Any]:
    """Return those of ``rows`` that can stand on the page after ``before``, by their
    moment ``at``, newest first.
    """
    rows = rows.annotate(entry_at=F(at))
    if before is not None:
        same = Q(entry_at=before.at, pk__lt=before.pk)
        rows = rows.filter(Q(entry_at__lt=before.at) | same)
    return rows.order_by("-entry_at", "-pk")[: PAGE + 1]
