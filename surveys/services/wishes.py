"""How often somebody wants to be asked: their own word, which nobody here can lift."""

import calendar
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from feedback import clock
from feedback.customers.models import Customer, Suppression
from feedback.customers.suppressing import suppress
from feedback.errors import Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.mail.models import OutboundMessage
from surveys import rules
from surveys.models import Invitation
from surveys.rules import Reason
from surveys.selectors import asking as selectors
from surveys.services.withdrawing import withdraw_unsent

# Months of a pause, and the days that "at most every … months" comes to.
PAUSES = (3, 6, 12)
LESS_OFTEN = {6: 183, 12: 365}
Status = Invitation.Status


class NoSuchWish(Refused):
    """A pause or a gap that is not offered."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Choose one of the buttons below. Nothing was changed."))


@transaction.atomic
def pause_own(customer: Customer, *, months: int, by: Actor) -> date:
    """Ask this person nothing for ``months`` (one of `PAUSES`), because they said so.

    Holds for all surveys from this moment on, also for what waits in the outbox.
    Returns the first day on which they may be asked again. Raises `NoSuchWish`.
    """
    if months not in PAUSES:
        raise NoSuchWish
    _hold(customer)
    until = _months_on(clock.today(customer.business.zone), months)
    if _wish(customer, Suppression.Reason.PAUSED, by, until=until):
        _record("asked for a pause", customer, by, until=(None, until))
    withdraw_unsent(customer, Reason.OWN_PAUSE)
    _let_go(customer)
    return until


@transaction.atomic
def ask_less_often(customer: Customer, *, months: int, by: Actor) -> int:
    """Ask this person at most every ``months`` (one of `LESS_OFTEN`), because they
    said so.

    They are not reminded of what they were asked, and what waits is not sent if the
    last asking is not that long ago. Returns the days between two askings. Raises
    `NoSuchWish`.
    """
    if months not in LESS_OFTEN:
        raise NoSuchWish
    _hold(customer)
    days = LESS_OFTEN[months]
    if _wish(customer, Suppression.Reason.LESS_OFTEN, by, every_days=days):
        _record("asked for less often", customer, by, every_days=(None, days))
    withdraw_unsent(customer, Reason.LESS_OFTEN, kinds=_too_soon(customer))
    open_ones = Invitation.objects.filter(customer=customer, status=Status.ASKED)
    open_ones.update(remind_at=None)
    _let_go(customer)
    return days


def _hold(customer: Customer) -> None:
    # Whoever is about to ask them waits for us, and then sees the wish.
    Customer.objects.select_for_update().get(pk=customer.pk)


def _wish(
    customer: Customer,
    reason: Suppression.Reason,
    by: Actor,
    *,
    until: date | None = None,
    every_days: int | None = None,
) -> bool:
    business, email = customer.business, customer.asked_at
    return bool(email) and suppress(
        business,
        email=email,
        reason=reason,
        by=by,
        until=until,
        every_days=every_days,
    )


def _too_soon(customer: Customer) -> list[OutboundMessage.Kind]:
    """Return which waiting mails would come too soon after one that has gone."""
    kinds = OutboundMessage.Kind
    now = clock.now()
    standing = selectors.standings(customer.business, [customer], around=now)
    # The one that waits is a contact too: two make it one too many.
    since = now - timedelta(days=standing[customer.pk].every_days)
    recent = [at for at in standing[customer.pk].contacts if at > since]
    return [kinds.INVITATION, kinds.REMINDER] if len(recent) > 1 else [kinds.REMINDER]


def _let_go(customer: Customer) -> None:
    """Take back what is planned and speaks against their wishes now."""
    business = customer.business
    around = selectors.standings(business, [customer], around=clock.now())
    standing = around[customer.pk]
    for row in standing.planned:
        reason = rules.wished_reason(business, standing, at=row.due_at)
        if reason:
            rows = Invitation.objects.filter(pk=row.pk, status=Status.PLANNED)
            rows.update(status=Status.NOT_ASKED, reason=reason)


def _record(
    verb: str, customer: Customer, by: Actor, **change: tuple[None, object]
) -> None:
    history.record(verb, customer, by=by, customer_id=customer.pk, **change)


def _months_on(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
