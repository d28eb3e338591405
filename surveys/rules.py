"""Who is asked: the rules, without a database.

What is known about a customer goes in as a `Standing`, a reason not to ask comes
out, or none. Planning and asking both decide here, so they cannot disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from feedback.accounts.models import Business
from feedback.customers.models import Interaction, Suppression
from surveys.models import Invitation, Survey

Reason = Invitation.Reason
# Work that is longer ago is not asked about; nor is what should have been asked
# longer ago than this, after a pause or an outage.
OLDEST_WORK = timedelta(days=30)
LATEST = timedelta(days=7)
# Nobody gets two mails in a day, whatever ``rest_days`` says.
LEAST_REST = timedelta(days=1)
# The person or their mail provider said no: nobody here can overrule it.
HARD = (Reason.OPTED_OUT, Reason.COMPLAINED, Reason.BOUNCED, Reason.NO_ADDRESS)
# What somebody of the team may overrule by asking by hand. The hard reasons are
# looked at again then, so "no address" here means: if there is one by now.
BY_HAND = (Reason.RESTING, Reason.TOO_OLD, Reason.SURVEY_PAUSED, Reason.NO_ADDRESS)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides about asking one person.

    ``wishes`` are `Suppression.Reason`s; ``contacts`` the instants at which any
    survey asked them, reminded them, or will ask them.
    """

    has_address: bool
    wishes: frozenset[str] = frozenset()
    paused_until: date | None = None
    contacts: tuple[datetime, ...] = ()


def rest(business: Business) -> timedelta:
    """Return how long we leave a person alone after asking."""
    return max(timedelta(days=business.rest_days), LEAST_REST)


def follows(survey: Survey, interaction: Interaction) -> bool:
    """Whether ``survey`` asks about this kind of work (no kinds: about any)."""
    kinds = {str(kind).strip().casefold() for kind in survey.kinds}
    return not kinds or interaction.kind.strip().casefold() in kinds


def is_too_old(survey: Survey, interaction: Interaction, *, now: datetime) -> bool:
    """Whether the work is too long ago to start asking about it."""
    delay = timedelta(hours=survey.delay_hours)
    return now - interaction.happened_at > max(OLDEST_WORK, delay + LATEST)


def hard_reason(standing: Standing) -> str:
    """Return why this person must not be asked by anybody, or nothing."""
    said = {
        Reason.OPTED_OUT: Suppression.Reason.OPTED_OUT,
        Reason.COMPLAINED: Suppression.Reason.COMPLAINED,
        Reason.BOUNCED: Suppression.Reason.BOUNCED,
    }
    for reason, wish in said.items():
        if wish in standing.wishes:
            return reason
    return "" if standing.has_address else Reason.NO_ADDRESS


def soft_reason(business: Business, standing: Standing, *, at: datetime) -> str:
    """Return why this person is better not asked at the instant ``at``, or nothing."""
    day = at.astimezone(ZoneInfo(business.zone)).date()
    if standing.paused_until and day < standing.paused_until:
        return Reason.PAUSED
    if any(abs(at - contact) < rest(business) for contact in standing.contacts):
        return Reason.RESTING
    return ""


def contacts_of(invitation: Invitation) -> Iterator[datetime]:
    """Yield when ``invitation`` wrote or will write to its customer."""
    if invitation.status == Invitation.Status.PLANNED:
        yield invitation.due_at
    for moment in (invitation.asked_at, invitation.reminded_at):
        if moment is not None:
            yield moment
