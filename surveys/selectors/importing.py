"""Reading imports, and what is known of the people in one before it is stored."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from feedback.accounts.models import Business
from feedback.customers.addresses import address_hash
from feedback.customers.models import Import, ImportChunk, Suppression
from surveys import rules
from surveys.models import Invitation

PAGE = 25
MOST_SHOWN = 20
BAD, THERE = "bad", "there"
NOT_TO_BE_ASKED = (
    Suppression.Reason.OPTED_OUT,
    Suppression.Reason.COMPLAINED,
    Suppression.Reason.BOUNCED,
)


def import_list(business: Business, *, before: str = "") -> QuerySet[Import]:
    """Return one page of imports, newest first, and one more if there are more."""
    rows = Import.objects.filter(business=business).order_by("-id")
    with suppress(ValueError):
        rows = rows.filter(id__lt=UUID(before))
    # A list that waits for its columns has many words in it that no page shows.
    return rows.defer("first_lines", "headings", "columns")[: PAGE + 1]


def split_page(rows: QuerySet[Import]) -> tuple[list[Import], Import | None]:
    """Return the page, and its last row if another page follows."""
    found = list(rows)
    page = found[:PAGE]
    return page, page[-1] if len(found) > PAGE else None


def chunks(of: Import) -> QuerySet[ImportChunk]:
    """Return the chunks of an import, in order, without the rows in them."""
    rows = ImportChunk.objects.filter(business=of.business_id, of=of)
    return rows.defer("content").order_by("number")


def bad_rows(of: Import) -> list[tuple[int, str]]:
    """Return the first rows that cannot be taken, with the reason."""
    found: list[tuple[int, str]] = []
    for outcomes in chunks(of).values_list("outcomes", flat=True).iterator(1):
        found += [(line, why) for line, code, why in outcomes if code == BAD]
        if len(found) >= MOST_SHOWN:
            break
    return found[:MOST_SHOWN]


def wishes_not_to_be_asked(business: Business, keys: Collection[str]) -> set[str]:
    """Return those of ``keys`` (`email_key`s) whose owner, or their mail provider,
    does not want our mail.
    """
    rows = Suppression.objects.filter(business=business, reason__in=NOT_TO_BE_ASKED)
    if not rows.exists():
        return set()
    hashes = {address_hash(key): key for key in keys}
    met = rows.filter(address_hash__in=list(hashes))
    return {hashes[found] for found in met.values_list("address_hash", flat=True)}


def asked_lately(business: Business, keys: Collection[str], *, now: datetime) -> int:
    """Return how many people with one of ``keys`` were asked less than a rest ago."""
    since = now - rules.rest(business)
    rows = Invitation.objects.filter(
        business=business, asked_at__gt=since, is_test=False
    )
    if not rows.exists():
        return 0
    met = rows.filter(customer__email_key__in=list(keys))
    return met.values("customer").distinct().count()
