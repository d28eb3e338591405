"""What stands beside the list: how many are open, acted on, waiting. One query; none of
its counts goes beyond `MOST_COUNTED`, however many there are.
"""

from typing import Final, NamedTuple

from django.db import connection

from feedback.accounts.models import Business
from surveys.models import Reply

# Counts beyond 99 tell nobody anything.
MOST_COUNTED: Final = 100


class Counts(NamedTuple):
    """Numbers of replies, at most `MOST_COUNTED`; no try-outs, and none that a machine
    may have sent.
    """

    open: int
    acting: int
    people_waiting: int
    has_unverified: bool


def counts(business: Business) -> Counts:
    """Return what the inbox of ``business`` says beside its list."""
    asked = (_open(), _some(_ACTING), _people_waiting(), _UNVERIFIED)
    found = _read(f"SELECT {', '.join(asked)}", business)
    open_, acting, people = (min(MOST_COUNTED, number) for number in found[:3])
    return Counts(open_, acting, people, bool(found[3]))


def open_count(business: Business) -> int:
    """Return `Counts.open` alone: for pages that show only the navigation."""
    return min(MOST_COUNTED, _read(f"SELECT {_open()}", business)[0])


_COUNTED = "business_id = %s AND NOT is_test AND NOT is_suspicious"
_NEW, _ACTING = "state = 'new'", "state = 'acting'"
_UNVERIFIED = (
    "EXISTS (SELECT 1 FROM surveys_reply WHERE business_id = %s AND NOT is_verified)"
)


def _open() -> str:
    return " + ".join([_some(_NEW), _some(f"{_ACTING} AND waits_for_person")])


def _some(where: str) -> str:
    return (
        f"(SELECT count(*) FROM (SELECT 1 FROM surveys_reply WHERE {_COUNTED}"
        f" AND {where} LIMIT {MOST_COUNTED}) AS capped)"
    )


def _people_waiting() -> str:
    """Where very many wait, the first replies are enough to know it; and of somebody
    with hundreds that wait only the oldest are looked at.
    """
    few, many = _people(MOST_COUNTED * 2), _people(MOST_COUNTED * 10)
    return f"CASE WHEN {few} >= {MOST_COUNTED} THEN {MOST_COUNTED} ELSE {many} END"


def _people(among: int) -> str:
    return (
        "(SELECT count(DISTINCT customer_id) FROM (SELECT customer_id"
        f" FROM surveys_reply WHERE {_COUNTED} AND waits_for_person"
        f" AND state IN ('new', 'acting') ORDER BY submitted_at, id LIMIT {among})"
        " AS waiting)"
    )


def _read(asked: str, business: Business) -> tuple[int, ...]:
    key = Reply._meta.pk.get_db_prep_value(business.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(asked, [key] * asked.count("%s"))
        found: tuple[int, ...] = cursor.fetchone()
        return found
