"""How a business may send: stopped when its list proves bad, and started again.

Providers close the account of whoever keeps writing to addresses that do not work or
to people who call it spam, and then nobody's mail goes out. So each business stops
by itself first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from feedback import clock
from feedback.accounts.models import Business, Role
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import CLOCK, Actor
from feedback.mail.models import OutboundMessage, SendingProfile
from feedback.text import clean

Kind = OutboundMessage.Kind
Status = OutboundMessage.Status
Pause = SendingProfile.Pause
# What a stopped business does not send; its team, and answers to people who wrote,
# are never held back.
HELD_WHILE_STOPPED = (Kind.INVITATION, Kind.REMINDER, Kind.TOLD)
TO_CUSTOMERS = (*HELD_WHILE_STOPPED, Kind.ANSWER, Kind.LINK)
ARRIVED_OR_NOT = (
    Status.ACCEPTED,
    Status.DELIVERED,
    Status.BOUNCED,
    Status.COMPLAINED,
)
SAMPLE = 1000
# From these on big providers act: Amazon SES reviews at 5 % bounces and 0.1 %
# complaints, Gmail wants complaints under 0.1 %.
MOST_BOUNCES = 0.05
MOST_COMPLAINTS = 0.001
# A share of few mails says little: one mistyped address in ten mails is ten per cent.
# It counts from 100 mails on, or from ten bounces, which are a bad list however short.
# One complaint in less than 1,000 mails may be a wrong tap; two are a pattern.
ENOUGH_FOR_BOUNCES, ENOUGH_BOUNCES = 100, 10
ENOUGH_FOR_COMPLAINTS, ENOUGH_COMPLAINTS = 1000, 2
# Mails come back and people complain for about a day after the last one went.
SETTLES_IN = timedelta(days=1)
SHORTEST_EXPLANATION = 20
LONGEST_EXPLANATION = 1000


@dataclass(frozen=True, slots=True)
class Record:
    """What became of a business's last mails to customers."""

    mails: int
    bounces: int
    complaints: int

    @property
    def pause(self) -> Pause:
        """Why these would stop the business; nothing if they would not."""
        mails = max(self.mails, 1)
        if self.complaints / mails >= MOST_COMPLAINTS and (
            self.mails >= ENOUGH_FOR_COMPLAINTS or self.complaints >= ENOUGH_COMPLAINTS
        ):
            return Pause.COMPLAINTS
        if self.bounces / mails >= MOST_BOUNCES and (
            self.mails >= ENOUGH_FOR_BOUNCES or self.bounces >= ENOUGH_BOUNCES
        ):
            return Pause.BOUNCES
        return Pause.NONE


def profile_of(business: Business) -> SendingProfile:
    """Return the profile of ``business``, to read: one that is not stored says what
    holds for whoever has none. Call it inside the business.
    """
    found = SendingProfile.objects.filter(business=business).first()
    return found or SendingProfile(business=business)


def kept_profile_of(business: Business) -> SendingProfile:
    """Return the profile of ``business``, stored if it has none, to change."""
    found, _made = SendingProfile.objects.get_or_create(business=business)
    return found


def from_address(business: Business) -> str:
    """Return the address on the business's own verified domain, or nothing for our
    own. One query; call it once for many mails.
    """
    rows = SendingProfile.objects.filter(business=business, verified_at__isnull=False)
    found = rows.first()
    return found.address if found else ""


def stopped() -> QuerySet[SendingProfile]:
    """Return the profiles of the businesses entered that are stopped."""
    return SendingProfile.objects.exclude(pause=Pause.NONE)


def record_of(profile: SendingProfile) -> Record:
    """Return what became of the last mails to customers, at most `SAMPLE`, since the
    business was started again, if it ever was.
    """
    rows = OutboundMessage.objects.filter(
        business=profile.business_id, kind__in=TO_CUSTOMERS, status__in=ARRIVED_OR_NOT
    )
    if profile.resumed_at:
        rows = rows.filter(created_at__gt=profile.resumed_at)
    last = list(rows.order_by("-pk").values_list("status", flat=True)[:SAMPLE])
    return Record(len(last), last.count(Status.BOUNCED), last.count(Status.COMPLAINED))


def stop_if_needed(business: Business) -> bool:
    """Stop ``business`` if its last mails say so; True if that happened now."""
    profile = kept_profile_of(business)
    if profile.pause:
        return False
    pause = record_of(profile).pause
    return bool(pause) and stop(profile, pause, by=CLOCK)


@transaction.atomic
def stop(profile: SendingProfile, pause: Pause, *, by: Actor) -> bool:
    """Send no more mail to customers; False if it was stopped already. The owners
    get to know by mail.
    """
    now = clock.now()
    rows = SendingProfile.objects.filter(pk=profile.pk, pause=Pause.NONE)
    if not rows.update(pause=pause, paused_at=now):
        return False
    profile.pause, profile.paused_at = pause, now
    history.record("stopped sending", profile, by=by, pause=("", str(pause)))
    return True


def settled_at(profile: SendingProfile) -> datetime | None:
    """Return when what stopped the business will be settled, or was: a whole day in
    which no mail came back and nobody complained. None if it is not stopped.

    The addresses at fault are settled at once and for good: they are suppressed.
    """
    if not profile.pause or profile.paused_at is None:
        return None
    bad = OutboundMessage.objects.filter(
        business=profile.business_id,
        kind__in=TO_CUSTOMERS,
        status__in=(Status.BOUNCED, Status.COMPLAINED),
        finished_at__gt=profile.paused_at,
    )
    last = bad.order_by("-finished_at").values_list("finished_at", flat=True).first()
    return (last or profile.paused_at) + SETTLES_IN


def why_not_resume(profile: SendingProfile, *, now: datetime) -> str:
    """Return in words why an owner cannot start sending again now, or nothing."""
    if not profile.pause:
        return _("Nothing is stopped: your mails go out.")
    if profile.pause == Pause.BY_US:
        return _("We stopped your mails ourselves. Write to us, and we look at it.")
    if profile.resumed_at:
        return _(
            "This is the second time, so we look at it together. Write to us before"
            " anything goes out again."
        )
    settled = settled_at(profile)
    if settled and settled > now:
        return _(
            "A whole day has to pass in which no mail comes back and nobody complains."
        )
    return ""


@transaction.atomic
def resume(profile: SendingProfile, *, explanation: str, by: Actor) -> None:
    """Start sending again, once, for an owner who says what was wrong.

    Raises `NotAllowed` for anybody else, `Conflict` while it is not settled or was
    used up, and `Refused` without an explanation.
    """
    if by.membership is None or not by.membership.may(Role.OWNER):
        raise NotAllowed(_("Only an owner can start sending again."))
    said = clean(explanation, longest=LONGEST_EXPLANATION)
    if len(said) < SHORTEST_EXPLANATION:
        raise Refused(_("Say in a sentence or two where these addresses came from."))
    now = clock.now()
    reason = why_not_resume(profile, now=now)
    if reason:
        raise Conflict(reason)
    _start(profile, by, now, explanation=said)


@transaction.atomic
def resume_for(profile: SendingProfile, *, by: Actor = CLOCK) -> bool:
    """Start sending again whatever stopped it: for us, not for the business. False if
    nothing was stopped.
    """
    if not profile.pause:
        return False
    _start(profile, by, clock.now())
    return True


def _start(
    profile: SendingProfile, by: Actor, now: datetime, *, explanation: str = ""
) -> None:
    before, since = profile.pause, profile.paused_at
    values: dict[str, Any] = {"pause": Pause.NONE, "paused_at": None, "resumed_at": now}
    if explanation:
        values["explanation"] = explanation
    rows = SendingProfile.objects.filter(pk=profile.pk, pause=before, paused_at=since)
    if not rows.update(**values):
        raise Conflict(_("Somebody else was faster. Look at the page again."))
    for name, value in values.items():
        setattr(profile, name, value)
    history.record("started sending", profile, by=by, pause=(str(before), ""))
