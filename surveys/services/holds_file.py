"""The daily list of open complaints, for other systems: as a file, and where it is.

Its headings are a promise to those systems, and so are in no language of people.
"""

import csv
import hashlib
import io
import re
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q

from feedback import tenancy
from feedback.accounts.models import Business, Membership
from feedback.history import services as history
from feedback.history.services import Actor
from surveys.models import ComplaintHold, HoldAddress
from surveys.selectors import holds as selectors
from surveys.services.importing.report import BOM, escaped

HEADINGS = (
    *("hold_id", "customer_id", "external_id", "email"),
    *("state", "why", "opened_at", "lifted_at", "lifted_how"),
    *("no_surveys", "no_review_requests", "no_marketing"),
)
MOST_READ = 500
_FORM = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_USE_IS_KNOWN_FOR = 31 * 24 * 3600


def lines(business: Business, *, now: datetime, for_people: bool) -> Iterator[str]:
    """Yield the list as CSV, line by line; ``for_people`` with the mark by which
    spreadsheets know UTF-8.

    It enters the business itself: it is read after the request is over.
    """
    yield (BOM if for_people else "") + _line(HEADINGS)
    after: tuple[datetime, object] | None = None
    while True:
        with tenancy.enter(business.pk):
            rows = selectors.listed(business, now=now)
            if after is not None:
                at, pk = after
                rows = rows.filter(Q(changed_at__gt=at) | Q(changed_at=at, pk__gt=pk))
            chunk = list(rows[:MOST_READ])
        yield from (_line(_cells(hold)) for hold in chunk)
        if len(chunk) < MOST_READ:
            return
        after = chunk[-1].changed_at, chunk[-1].pk


@transaction.atomic
def make_address(business: Business, *, by: Membership, now: datetime) -> str:
    """Return a new secret for the address of the list, told this once; the one before
    works no more.
    """
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    _end(business, now)
    secret = secrets.token_urlsafe(32)
    row = HoldAddress.objects.create(
        business=business, hashed=_hash(secret), created_by=by, created_at=now
    )
    history.record("added", row, by=Actor.member(by))
    return secret


@transaction.atomic
def end_address(business: Business, *, by: Actor, now: datetime) -> bool:
    """Let the secret address lead nowhere from now on; False if there was none."""
    row = selectors.address_of(business)
    if row is None:
        return False
    _end(business, now)
    history.record("revoked", row, by=by, revoked_at=(None, now))
    return True


def business_behind(secret: str, *, now: datetime) -> Business | None:
    """Return whose list the address with ``secret`` is, if it works: not ended, and
    made by somebody who is still in the team. Works across businesses.
    """
    if not _FORM.fullmatch(secret):
        return None
    with tenancy.every_business():
        rows = HoldAddress.objects.filter(hashed=_hash(secret), revoked_at=None)
        rows = rows.filter(created_by__is_active=True, created_by__user__is_active=True)
        row = rows.select_related("business").first()
    if row is None:
        return None
    cache.set(_use_key(row), now, _USE_IS_KNOWN_FOR)
    return row.business


def last_use_of(row: HoldAddress) -> datetime | None:
    """Return when the list was last fetched from this address, if that is known: to
    fetch it writes nothing to the database.
    """
    seen: datetime | None = cache.get(_use_key(row))
    return seen


def _use_key(row: HoldAddress) -> str:
    return f"holds-address:{row.pk.hex}"


def _end(business: Business, now: datetime) -> None:
    rows = HoldAddress.objects.filter(business=business, revoked_at=None)
    rows.update(revoked_at=now)


def _cells(hold: ComplaintHold) -> list[str]:
    is_open = "yes" if hold.is_open else "no"
    return [
        str(hold.pk),
        str(hold.customer_id),
        hold.customer.external_id,
        hold.customer.email,
        "open" if hold.is_open else "lifted",
        hold.why,
        _at(hold.opened_at),
        _at(hold.lifted_at),
        hold.lifted_how,
        *(is_open, is_open, is_open),
    ]


def _at(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([escaped(cell) for cell in cells])
    return out.getvalue()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
