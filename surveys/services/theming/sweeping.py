"""The sweep: read each reply once, and again when its author changed it.

Where a business's reading stands is kept in its `ThemeLedger`; one worker at a time
holds that under a lease. Read twice or at once, nothing is stored twice.
"""

from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least

from feedback import tenancy
from feedback.accounts.models import Business
from surveys.models import Reply, ThemeLedger, ThemeQuote, Understanding
from surveys.services.theming.placing import Shelf
from surveys.services.theming.surfacing import surface_themes
from surveys.services.understanding import UNREAD, note_suggestions
from surveys.themes.backends import reader
from surveys.themes.reader import Comment

BATCH = 500
LEASE = timedelta(minutes=5)
# A reply may be committed after the moment it carries.
SETTLED = timedelta(hours=1)


def read_themes(*, now: datetime, seconds: float = 20.0) -> int:
    """Read what no business's themes know of yet, for about ``seconds``.

    Returns how many replies were read; what is left, the next tick goes on with.
    """
    ends, total = monotonic() + seconds, 0
    for business_id in _due():
        if not _claim(business_id, now=now):
            continue
        total += _read_business(business_id, now=now, ends=ends)
        if monotonic() > ends:
            break
    return total


def look_again(reply: Reply) -> None:
    """Read ``reply`` although it came before what was read: it counts again."""
    before = reply.submitted_at - timedelta(microseconds=1)
    ledgers = ThemeLedger.objects.filter(business=reply.business_id)
    ledgers.exclude(read_until=None).update(
        read_until=Least(F("read_until"), Value(before))
    )


def forget_reply(reply: Reply) -> None:
    """Drop everything that was read from the words of ``reply``, as its author asks."""
    ThemeQuote.objects.filter(reply=reply).delete()
    Understanding.objects.filter(reply=reply).delete()


def _due() -> list[UUID]:
    with tenancy.every_business():
        ledger = ThemeLedger.objects.filter(business=OuterRef("pk"))
        known = Business.objects.annotate(
            read=Coalesce(Subquery(ledger.values("read_until")[:1]), UNREAD),
            edits=Coalesce(Subquery(ledger.values("edits_until")[:1]), UNREAD),
        )
        mine = _counted().filter(business=OuterRef("pk"))
        fresh = Exists(_unread(mine.filter(submitted_at__gt=OuterRef("read"))))
        edited = Exists(_stale(mine.filter(edited_at__gt=OuterRef("edits"))))
        return list(known.filter(fresh | edited).values_list("pk", flat=True))


def _claim(business_id: UUID, *, now: datetime) -> bool:
    with tenancy.enter(business_id):
        ledgers = ThemeLedger.objects.filter(business_id=business_id)
        if not ledgers.exists():
            fresh = ThemeLedger(business_id=business_id)
            ThemeLedger.objects.bulk_create([fresh], ignore_conflicts=True)
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return bool(ledgers.filter(free).update(leased_until=now + LEASE))


def _read_business(business_id: UUID, *, now: datetime, ends: float) -> int:
    total, is_over = 0, False
    while not is_over:
        with tenancy.enter(business_id), transaction.atomic():
            read = _read_batch(business_id, now=now)
            total += read
            is_over = read < BATCH or monotonic() > ends
            left = None if is_over else now + LEASE
            ledgers = ThemeLedger.objects.filter(business_id=business_id)
            ledgers.update(leased_until=left)
    return total


def _read_batch(business_id: UUID, *, now: datetime) -> int:
    business = Business.objects.get(pk=business_id)
    ledger = ThemeLedger.objects.get(business_id=business_id)
    fresh = list(_fresh(ledger)[:BATCH])
    edited = list(_edited(ledger)[:BATCH])
    _read(business, ledger, fresh, edited, now=now)
    ledger.read_until = _next(ledger.read_until, fresh, "submitted_at", now)
    ledger.edits_until = _next(ledger.edits_until, edited, "edited_at", now)
    ledger.comments += len(fresh)
    ledger.save(update_fields=["read_until", "edits_until", "comments", "terms"])
    return max(len(fresh), len(edited))


def _read(
    business: Business,
    ledger: ThemeLedger,
    fresh: list[Reply],
    edited: list[Reply],
    *,
    now: datetime,
) -> None:
    replies = [*fresh, *edited]
    if not replies:
        return
    comments = [Comment(r.words, r.said_in, r.rating) for r in replies]
    readings = reader().read(comments)
    shelf = Shelf.of(business)
    shelf.place(list(zip(replies, readings, strict=True)), again={r.pk for r in edited})
    note_suggestions(list(zip(replies, readings, strict=True)), now=now)
    new = list(zip(fresh, readings[: len(fresh)], strict=True))
    surface_themes(business, ledger, shelf, new)


def _fresh(ledger: ThemeLedger) -> QuerySet[Reply]:
    rows = _counted().filter(business_id=ledger.business_id)
    since = rows.filter(submitted_at__gt=ledger.read_until or UNREAD)
    return _with_names(_unread(since)).order_by("submitted_at", "id")


def _edited(ledger: ThemeLedger) -> QuerySet[Reply]:
    rows = _counted().filter(business_id=ledger.business_id)
    since = rows.filter(edited_at__gt=ledger.edits_until or UNREAD)
    return _with_names(_stale(since)).order_by("edited_at", "id")


def _counted() -> QuerySet[Reply]:
    # What somebody of the team wrote down is not the customer's own words.
    return Reply.objects.filter(is_test=False, is_suspicious=False, noted_by=None)


def _unread(rows: QuerySet[Reply]) -> QuerySet[Reply]:
    read = Understanding.objects.filter(reply=OuterRef("pk"), read_at__gt=UNREAD)
    return rows.exclude(words="").filter(~Exists(read))


def _stale(rows: QuerySet[Reply]) -> QuerySet[Reply]:
    return rows.filter(
        understanding__read_at__gt=UNREAD, understanding__read_at__lt=F("edited_at")
    )


def _with_names(rows: QuerySet[Reply]) -> QuerySet[Reply]:
    return rows.select_related("version", "customer")


def _next(
    before: datetime | None, read: list[Reply], moment: str, now: datetime
) -> datetime:
    """Return how far the reading has come: to where others may still be coming in, or
    to just before the last one of a full batch, since more may carry its moment.
    """
    settled = now - SETTLED
    if len(read) < BATCH:
        return max(before or UNREAD, settled)
    last: datetime = getattr(read[-1], moment)
    return min(last - timedelta(microseconds=1), settled)
