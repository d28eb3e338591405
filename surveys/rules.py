"""Who is asked: the rules, without a database.

What is known about a customer goes in as a `Standing`, a reason not to ask comes
out, or none. Planning and asking both decide here, so they cannot disagree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from feedback.accounts.models import Business
from feedback.customers.addresses import email_key
from feedback.customers.models import Interaction, Suppression
from feedback.links import keyed_hash
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
# What the person wished for a while, or up to a point: not ours to overrule either.
WISHED = (Reason.OWN_PAUSE, Reason.LESS_OFTEN)
# What somebody of the team may overrule by asking by hand. The hard reasons are
# looked at again then, so "no address" here means: if there is one by now.
BY_HAND = (
    Reason.RESTING,
    Reason.TOO_OLD,
    Reason.SURVEY_PAUSED,
    Reason.NO_ADDRESS,
    Reason.SAMPLED_OUT,
    Reason.OTHER_SURVEY,
)
# What takes a second, deliberate yes: it is written into history as one.
BY_OVERRIDE = (Reason.COMPLAINT,)
_DRAW_BITS = 64


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides about asking one person.

    ``wishes`` are `Suppression.Reason`s; ``contacts`` the instants at which any
    survey asked them or reminded them; ``planned`` what will ask them. Their own
    wishes: nothing before ``own_pause_until``, and ``every_days`` between two
    askings (0: they leave it to us).
    """

    has_address: bool
    wishes: frozenset[str] = frozenset()
    paused_until: date | None = None
    contacts: tuple[datetime, ...] = ()
    planned: tuple[Invitation, ...] = ()
    own_pause_until: date | None = None
    every_days: int = 0
    complaint_is_open: bool = False


def rest(business: Business) -> timedelta:
    """Return how long we leave a person alone after asking."""
    return max(timedelta(days=business.rest_days), LEAST_REST)


def rest_of(business: Business, standing: Standing) -> timedelta:
    """Return how long this person is left alone: ours, or theirs if it is longer."""
    return max(rest(business), timedelta(days=standing.every_days))


def follows(survey: Survey, interaction: Interaction) -> bool:
    """Whether ``survey`` asks about this kind of work (no kinds: about any)."""
    kinds = {str(kind).strip().casefold() for kind in survey.kinds}
    return not kinds or interaction.kind.strip().casefold() in kinds


def is_too_old(survey: Survey, interaction: Interaction, *, now: datetime) -> bool:
    """Whether the work is too long ago to start asking about it."""
    delay = timedelta(hours=survey.delay_hours)
    return now - interaction.happened_at > max(OLDEST_WORK, delay + LATEST)


def is_drawn(survey: Survey, interaction: Interaction) -> bool:
    """Whether ``interaction`` is in the share of visits that ``survey`` asks about.

    A draw that nobody can steer towards happy customers: a keyed hash of the survey,
    the person (by normalised address) and the month of the visit, against the share.
    Nothing else goes in, so neither who did the work, what it was or cost, nor how it
    was spelled can matter, and entering a visit again, under another reference or
    from another list, draws the same lot. The key never leaves the installation, so
    nobody can work out a lot before the visit. Each person has a lot a month, the
    same for each visit in it. A higher share only adds people. Planning draws once
    and stores the outcome: a share that changes later decides about later visits.
    """
    if survey.sample_percent >= 100:
        return True
    person = email_key(interaction.customer.email)
    month = interaction.happened_at.astimezone(UTC).strftime("%Y-%m")
    digest = keyed_hash("sample", f"{survey.pk}\x1f{person}\x1f{month}")
    lot = int(digest[: _DRAW_BITS // 4], 16)
    return lot * 100 < survey.sample_percent << _DRAW_BITS


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


def wished_reason(business: Business, standing: Standing, *, at: datetime) -> str:
    """Return which wish of this person speaks against asking them at ``at``, or
    nothing: their own pause, or asking less often than we would.
    """
    if _before(standing.own_pause_until, business, at):
        return Reason.OWN_PAUSE
    wanted = timedelta(days=standing.every_days)
    if any(abs(at - contact) < wanted for contact in standing.contacts):
        return Reason.LESS_OFTEN
    return ""


def soft_reason(business: Business, standing: Standing, *, at: datetime) -> str:
    """Return why this person is better not asked at the instant ``at``, or nothing.

    What is only planned is not looked at: see `in_the_way`.
    """
    if _before(standing.own_pause_until, business, at):
        return Reason.OWN_PAUSE
    if standing.complaint_is_open:
        return Reason.COMPLAINT
    if _before(standing.paused_until, business, at):
        return Reason.PAUSED
    if any(abs(at - contact) < rest(business) for contact in standing.contacts):
        return Reason.RESTING
    return wished_reason(business, standing, at=at)


def in_the_way(
    business: Business, standing: Standing, *, at: datetime
) -> list[Invitation]:
    """Return what is planned so near to ``at`` that only one of them may ask."""
    apart = rest_of(business, standing)
    return [row for row in standing.planned if abs(at - row.due_at) < apart]


def gives_way(planned: Invitation, survey: Survey, *, now: datetime) -> bool:
    """Whether ``survey`` may take the place of what is ``planned``: of a survey with
    a lower priority, and not due yet. What is due is as good as asked.
    """
    return planned.survey.priority < survey.priority and planned.due_at > now


def crowded_reason(survey: Survey, planned: Sequence[Invitation]) -> str:
    """Return why ``survey`` cannot ask beside what is ``planned`` and stays."""
    other = any(row.survey_id != survey.pk for row in planned)
    return Reason.OTHER_SURVEY if other else Reason.RESTING


def contacts_of(invitation: Invitation) -> Iterator[datetime]:
    """Yield when ``invitation`` wrote to its customer."""
    for moment in (invitation.asked_at, invitation.reminded_at):
        if moment is not None:
            yield moment


def _before(day: date | None, business: Business, at: datetime) -> bool:
    return bool(day and at.astimezone(ZoneInfo(business.zone)).date() < day)
