"""Sending from a business's own domain: choosing it, proving it, keeping watch."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import CLOCK, Actor
from feedback.mail import notices, records
from feedback.mail.domain_names import read_domain, read_local_part
from feedback.mail.findings import OK, TAKEN, UNANSWERED, Finding
from feedback.mail.models import OutboundMessage, SendingProfile
from feedback.mail.profiles import kept_profile_of, profile_of

log = structlog.get_logger(__name__)
MOST_FAILED = 3
DAILY = timedelta(hours=23)
# A domain that is new is looked at each hour, for as long as records need to show.
HOURLY, HOURLY_CHECKS = timedelta(minutes=55), 48
AT_ONCE = 200
LONGEST_ROUND = 120.0


@transaction.atomic
def choose(
    business: Business, *, domain: str, local_part: str, by: Actor
) -> SendingProfile:
    """Store from where ``business`` wants to send; used once its records are found.

    Raises `Refused` for what is no domain or nobody's own, and `Conflict` if another
    business has proved that it is theirs.
    """
    if not records.is_possible():
        raise Refused(_("Mail cannot come from other domains on this installation."))
    wanted, local = read_domain(domain), read_local_part(local_part)
    if _is_taken(wanted, business.pk):
        raise Conflict(Finding(records.OWNER, TAKEN, wanted).said)
    profile = kept_profile_of(business)
    if (profile.domain, profile.local_part) == (wanted, local):
        return profile
    if profile.domain != wanted:
        _unverify(profile)
        profile.findings, profile.checked_at, profile.failed_checks = [], None, 0
    profile.domain, profile.local_part = wanted, local
    profile.save(
        update_fields=[
            *("domain", "local_part", "verified_at"),
            *("findings", "checked_at", "failed_checks"),
        ]
    )
    history.record("chose a sending address", profile, by=by)
    return profile


@transaction.atomic
def forget(business: Business, *, by: Actor) -> None:
    """Send from our own address again."""
    profile = profile_of(business)
    if not profile.domain:
        return
    _unverify(profile)
    profile.domain, profile.findings, profile.failed_checks = "", [], 0
    profile.save(update_fields=["domain", "verified_at", "findings", "failed_checks"])
    history.record("gave up its sending address", profile, by=by)


def check(profile: SendingProfile) -> list[Finding]:
    """Look at the records now and store what was found; for "Check now"."""
    found = records.look(profile.domain, profile.business_id)
    return note(profile, found, is_watch=False)


def check_due(*, now: datetime) -> int:
    """Look at every domain whose turn it is, the longest unseen first; return how
    many. Nothing is locked while the DNS is asked.
    """
    ends = time.monotonic() + LONGEST_ROUND
    done = 0
    for business_id, pk in _due(now):
        if time.monotonic() > ends:
            break
        with tenancy.enter(business_id):
            profile = SendingProfile.objects.select_related("business").get(pk=pk)
        found = records.look(profile.domain, profile.business_id)
        with tenancy.enter(business_id):
            note(profile, found, is_watch=True)
        done += 1
    return done


@transaction.atomic
def note(
    profile: SendingProfile, found: Sequence[Finding], *, is_watch: bool
) -> list[Finding]:
    """Store ``found`` for the domain that was looked at, and what follows from it.

    Found whole, the domain is used from now on. ``is_watch`` says that it was the
    daily look: three in a row that find something wrong end the use of the domain,
    and the owners are told. No answer is neither.
    """
    held = SendingProfile.objects.select_for_update().get(pk=profile.pk)
    if held.domain != profile.domain:
        return list(found)
    is_whole = all(finding.is_ok for finding in found)
    is_wrong = any(finding.code not in (OK, UNANSWERED) for finding in found)
    now = clock.now()
    if is_whole and not _verify(held, now):
        found = [_taken(finding) for finding in found]
    elif is_whole:
        held.failed_checks = 0
    elif is_wrong and is_watch:
        held.failed_checks += 1
    held.findings = [finding.as_json() for finding in found]
    held.checked_at = now
    held.save(update_fields=["findings", "checked_at", "failed_checks"])
    if held.verified_at and held.failed_checks >= MOST_FAILED:
        _stop_using(held)
    profile.refresh_from_db(from_queryset=SendingProfile.objects.all())
    return list(found)


def findings_of(profile: SendingProfile) -> dict[str, Finding]:
    """Return what the last look found, by record."""
    return {row["which"]: Finding(**row) for row in profile.findings}


def _due(now: datetime) -> list[tuple[UUID, UUID]]:
    is_new = Q(verified_at=None, failed_checks__lt=HOURLY_CHECKS)
    unseen = Q(checked_at=None) | Q(checked_at__lte=now - DAILY)
    with tenancy.every_business():
        rows = SendingProfile.objects.exclude(domain="").filter(
            unseen | (is_new & Q(checked_at__lte=now - HOURLY))
        )
        oldest_first = rows.order_by(F("checked_at").asc(nulls_first=True), "pk")
        return list(oldest_first.values_list("business_id", "pk")[:AT_ONCE])


def _is_taken(domain: str, business_id: UUID) -> bool:
    with tenancy.every_business():
        rows = SendingProfile.objects.filter(domain=domain, verified_at__isnull=False)
        return rows.exclude(business=business_id).exists()


def _verify(held: SendingProfile, now: datetime) -> bool:
    """Begin to use the domain; False if another business was first."""
    if held.verified_at:
        return True
    rows = SendingProfile.objects.filter(pk=held.pk, verified_at=None)
    try:
        with transaction.atomic():
            rows.update(verified_at=now)
    except IntegrityError:
        return False
    held.verified_at = now
    history.record("proved its sending address", held, by=CLOCK)
    return True


def _taken(finding: Finding) -> Finding:
    if finding.which != records.OWNER:
        return finding
    return Finding(finding.which, TAKEN, finding.name)


def _unverify(profile: SendingProfile) -> None:
    """Send nothing more from the domain, what waits included."""
    profile.verified_at = None
    waiting = OutboundMessage.objects.filter(
        business=profile.business_id, status=OutboundMessage.Status.QUEUED
    )
    waiting.exclude(from_email="").update(from_email="")


def _stop_using(held: SendingProfile) -> None:
    _unverify(held)
    held.save(update_fields=["verified_at"])
    history.record("lost its sending address", held, by=CLOCK)
    log.warning("sending_domain_lost", business=str(held.business_id))
    notices.tell_owners_domain_lost(held, held.domain)
