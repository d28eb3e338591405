"""Where a reply stands in the inbox, as one value that can be put back."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from surveys.models import Reply


@dataclass(frozen=True, slots=True)
class Standing:
    """The four columns of a reply that only the team moves."""

    state: str
    waits_for_person: bool
    heard_at: datetime | None
    done_at: datetime | None

    @classmethod
    def of(cls, reply: Reply) -> "Standing":
        """Return where ``reply`` stands, as far as the row in memory knows."""
        return cls(reply.state, reply.waits_for_person, reply.heard_at, reply.done_at)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Standing":
        """Return the standing that an event of history stored (see `changes`)."""
        return cls(
            stored["state"],
            stored["waits_for_person"],
            _moment(stored["heard_at"]),
            _moment(stored["done_at"]),
        )

    def columns(self) -> dict[str, Any]:
        """Return the columns by name, for a filter or an update."""
        return asdict(self)

    def changes(self, after: "Standing") -> dict[str, tuple[Any, Any]]:
        """Return every column as (before, after), as `history.record` wants them."""
        return {n: (v, getattr(after, n)) for n, v in self.columns().items()}


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None
