"""What people wish: not to be asked, not to be told, for a while, less often.

A wish belongs to a person and is kept by the hash of an address, so that it outlives
their row. Somebody with several addresses (since rows were merged) has every wish at
each of them: at one they said it, at the others the row is ``is_carried``. That an
address does not work is no wish, and stays with that address.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from feedback.accounts.models import Business
from feedback.customers.addresses import address_hash, email_key
from feedback.customers.models import Customer, Suppression
from feedback.history import services as history
from feedback.history.services import Actor

Reason = Suppression.Reason
# The latest end and the longest rest, by reason.
Strictest = dict[str, tuple[date | None, int | None]]
# Wishes by id as [until, every_days] before and after, as JSON holds them.
Raised = dict[str, list[list[str | int | None]]]


@transaction.atomic
def suppress(
    business: Business,
    *,
    email: str,
    reason: str,
    by: Actor,
    until: date | None = None,
    every_days: int | None = None,
) -> bool:
    """Store that ``email`` must not be written to; False if that is known already.

    Only a keyed hash is kept, so the wish survives the customer row; it holds for
    every address of the person. ``until`` (the first day that is free again) belongs
    to PAUSED and ``every_days`` to LESS_OFTEN; saying either again changes it. Mail
    that waits is the caller's to cancel (`feedback.mail.services.cancel_to_address`).
    """
    said = {"until": until, "every_days": every_days}
    hashes = [address_hash(email)]
    if reason != Reason.BOUNCED:
        others = _hashes(row.email for row in people_behind(business, email))
        hashes += [hashed for hashed in others if hashed not in hashes]
    changed = [_store(business, hashed, reason, said, by=by) for hashed in hashes]
    return changed[0]


@transaction.atomic
def lift_opt_out(
    business: Business,
    *,
    email: str,
    reason: Suppression.Reason = Reason.OPTED_OUT,
) -> bool:
    """Take back "don't ask me again" (or, by ``reason``, another wish) at every
    address of the person. Only for the person's own request: nothing behind the login
    may call it.
    """
    others = [person.email for person in people_behind(business, email)]
    rows = Suppression.objects.filter(
        business=business,
        address_hash__in=_hashes([email, *others]),
        reason=reason,
    )
    return bool(rows.delete()[0])


def people_behind(business: Business, email: str) -> QuerySet[Customer]:
    """Return the rows of the one person with this address: the survivor and what was
    merged into it; none if nobody has it.
    """
    rows = Customer.objects.filter(business=business)
    found = rows.filter(email_key=email_key(email)).exclude(email_key="").first()
    if found is None:
        return rows.none()
    return rows_of(found)


def rows_of(customer: Customer) -> QuerySet[Customer]:
    """Return every row of one person: the survivor and what was merged into it."""
    root = customer.merged_into_id or customer.pk
    return Customer.objects.filter(Q(pk=root) | Q(merged_into=root))


@transaction.atomic
def share(business: Business, rows: Iterable[Customer]) -> Raised:
    """Let every address of one person carry what they said under any of them, and
    nothing that nobody of them said (any more).

    Where two were said, the stricter holds at both; returns the wishes that were
    raised for it, as `lower` takes them.
    """
    hashes = _hashes(row.email for row in rows)
    stored = Suppression.objects.select_for_update().filter(
        business=business, address_hash__in=hashes
    )
    wishes = [row for row in stored.order_by("id") if row.reason != Reason.BOUNCED]
    own = _strictest([row for row in wishes if not row.is_carried])
    over = [row.pk for row in wishes if row.is_carried and row.reason not in own]
    Suppression.objects.filter(pk__in=over).delete()
    said = {(row.address_hash, row.reason) for row in wishes}
    Suppression.objects.bulk_create(
        [
            Suppression(
                business=business,
                address_hash=hashed,
                reason=reason,
                until=until,
                every_days=every_days,
                is_carried=True,
            )
            for reason, (until, every_days) in own.items()
            for hashed in hashes
            if (hashed, reason) not in said
        ],
        ignore_conflicts=True,
    )
    return _raise([row for row in wishes if row.reason in own], own)


@transaction.atomic
def lower(raised: Raised) -> None:
    """Put back the wishes that `share` raised, where nobody said anything since."""
    rows = Suppression.objects.select_for_update().filter(pk__in=list(raised))
    for row in rows:
        before, after = raised[str(row.pk)]
        if _said(row) == after:
            until, row.every_days = before
            row.until = date.fromisoformat(str(until)) if until else None
            row.save(update_fields=["until", "every_days"])


def _raise(rows: Iterable[Suppression], to: Strictest) -> Raised:
    raised: Raised = {}
    for row in rows:
        before = _said(row)
        row.until, row.every_days = to[row.reason]
        if _said(row) == before:
            continue
        row.save(update_fields=["until", "every_days"])
        if not row.is_carried:
            raised[str(row.pk)] = [before, _said(row)]
    return raised


def _said(row: Suppression) -> list[str | int | None]:
    return [row.until.isoformat() if row.until else None, row.every_days]


def _store(
    business: Business, hashed: str, reason: str, said: dict[str, Any], *, by: Actor
) -> bool:
    row, is_new = Suppression.objects.get_or_create(
        business=business, address_hash=hashed, reason=reason, defaults=said
    )
    if not is_new:
        # Whoever says it themselves does not owe it to another address any more.
        mine = {**said, "is_carried": False}
        if all(getattr(row, name) == value for name, value in mine.items()):
            return False
        Suppression.objects.filter(pk=row.pk).update(**mine)
    history.record("suppressed", row, by=by, reason=(None, str(reason)))
    return True


def _hashes(emails: Iterable[str]) -> list[str]:
    return sorted({address_hash(email) for email in emails if email})


def _strictest(rows: Iterable[Suppression]) -> Strictest:
    """Return the latest end and the longest rest of each reason."""
    found: Strictest = {}
    for row in rows:
        until, every_days = found.get(row.reason, (None, None))
        found[row.reason] = (
            max((d for d in (until, row.until) if d), default=None),
            max((n for n in (every_days, row.every_days) if n), default=None),
        )
    return found
