"""Claiming planned invitations: the rules once more, then the mails.

Works on a few hundred rows of one business in one transaction and about a dozen
statements, or on one row in the same way. Whatever decides about a person is read
after that person is locked.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Value, prefetch_related_objects
from django.utils.translation import gettext as _

from feedback.accounts.models import Business
from feedback.customers.models import Customer
from feedback.errors import Conflict
from feedback.history import services as history
from feedback.history.services import CLOCK, Actor
from feedback.mail.bulk import Sender, post_all
from feedback.mail.models import OutboundMessage
from feedback.tenancy import current_business_id
from surveys import rules
from surveys.hours import next_sending_time
from surveys.languages import WORDING, language_for
from surveys.models import Channel, Invitation, Survey, SurveyVersion
from surveys.press import Press
from surveys.rules import Reason
from surveys.selectors import asking as selectors
from surveys.services.texting import post_invitation_texts
from surveys.services.writing import current_version, freeze

Status = Invitation.Status
# What neither the rules nor the mails ask about, or we know without reading.
UNREAD = (
    "answered_at",
    "business",
    "created_at",
    "customer__business",
    "customer__came_with",
    "customer__created_at",
    "customer__email_key",
    "customer__external_id",
    "customer__is_unverified",
    "customer__merged_into",
    "customer__phone",
    "customer__relationship_owner",
    "customer__value",
    "interaction__attributes",
    "interaction__business",
    "interaction__came_with",
    "interaction__created_at",
    "interaction__customer",
    "interaction__fingerprint",
    "interaction__reference",
    "interaction__source",
    "interaction__value",
)


class SomebodyWasFaster(Conflict):
    """Of several invitations that were to be asked alike, one has changed."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody was faster: this one has been asked or decided already.")
        )


def ask_many(ids: Collection[UUID], now: datetime) -> int:
    """Ask the customers of planned invitations that are due; return how many mails
    were put into the outbox. Call it in a transaction, inside their business.

    Whoever may not be asked any more gets the reason stored; outside the hours the
    invitations move to the next opening.
    """
    rows = [row for row in held_all(ids, Status.PLANNED) if _is_due(row, now)]
    return sum(_ask_people(turn, now) for turn in one_a_person(rows))


def ask_one(invitation_id: UUID, now: datetime) -> bool:
    """Ask one, as `ask_many`; True if a mail was put into the outbox."""
    return ask_many([invitation_id], now) == 1


def claim(invitation: Invitation, *, at: datetime, by: Actor) -> bool:
    """Claim one, as `claim_all`; False if somebody else was faster."""
    return claim_all([invitation], at=at, by=by) == 1


def claim_all(invitations: Sequence[Invitation], *, at: datetime, by: Actor) -> int:
    """Turn ``invitations`` of one business into asked ones whose mail goes out at
    ``at``; return how many. The words shown are frozen from here on.

    They are held (see `held_all`), so all stand as they did when they were read. What
    does not all the same is left alone, if it is none of those that change alike;
    raises `SomebodyWasFaster` if it is some of them.
    """
    claimed: list[Invitation] = []
    versions: dict[UUID, SurveyVersion] = {}
    languages: dict[tuple[UUID, str], str] = {}
    for row in invitations:
        if row.survey_id not in versions:
            versions[row.survey_id] = _frozen(row.survey, at)
        row.version = versions[row.survey_id]
        spoken = row.survey_id, row.customer.language
        if spoken not in languages:
            languages[spoken] = language_for(row.version, row.customer)
        row.language = languages[spoken]
    for alike in _alike(invitations):
        claimed += _claim_alike(alike, at, by)
    if claimed:
        _post(claimed, at)
    return len(claimed)


def held(invitation_id: UUID, *statuses: Status) -> Invitation | None:
    """Return one invitation, if it stands so, as `held_all`."""
    return next(iter(held_all([invitation_id], *statuses, unread=())), None)


def held_all(
    ids: Collection[UUID], *statuses: Status, unread: Sequence[str] = UNREAD
) -> list[Invitation]:
    """Return those of the invitations of one business that stand so, longest due
    first, locked together with their customers: two things that want to write to one
    person happen one after the other.
    """
    rows = Invitation.objects.filter(pk__among=ids, status__in=statuses)
    people = Customer.objects.filter(pk__in=rows.values("customer"))
    # By their keys, so that two batches cannot wait for each other.
    list(people.select_for_update().order_by("pk").values_list(Value(1)))
    rows = rows.select_related("interaction", "customer").order_by("pk")
    found = list(rows.defer(*unread).select_for_update(of=("self",)))
    if found:
        business = Business.objects.get(pk=current_business_id())
        surveys = Survey.objects.in_bulk({row.survey_id for row in found})
        for row in found:
            _give(row, business, surveys[row.survey_id])
    return sorted(found, key=lambda row: row.due_at)


def _give(row: Invitation, business: Business, survey: Survey) -> None:
    """Let ``row`` know objects whose ids it has. Plain assignment would look at each
    from all sides, which adds up to a tenth of asking.
    """
    row._state.fields_cache["survey"] = survey
    for owned in (row, row.interaction, row.customer):
        owned.__dict__["business_id"] = business.pk
        owned._state.fields_cache["business"] = business


def one_a_person(rows: Iterable[Invitation]) -> Iterator[list[Invitation]]:
    """Yield ``rows`` in turns in which nobody is twice, so that what is written to a
    person in one turn is seen in the next.
    """
    turns: dict[int, list[Invitation]] = {}
    seen: Counter[UUID] = Counter()
    for row in rows:
        turns.setdefault(seen[row.customer_id], []).append(row)
        seen[row.customer_id] += 1
    yield from turns.values()


def mail_key(invitation: Invitation) -> str:
    """Return the dedupe key of the mail that asks."""
    return f"invite:{invitation.interaction_id}:{invitation.survey_id}"


def _is_due(invitation: Invitation, now: datetime) -> bool:
    return invitation.due_at <= now and invitation.survey.status == Survey.Status.LIVE


def _ask_people(rows: Sequence[Invitation], now: datetime) -> int:
    business = rows[0].business
    standings = selectors.standings_now(business, rows, now=now)
    reasons: dict[str, list[Invitation]] = {}
    for row in rows:
        reason = (
            rules.hard_reason(standings[row.pk])
            or (Reason.TOO_OLD if now - row.due_at > rules.LATEST else "")
            or rules.soft_reason(business, standings[row.pk], at=now)
        )
        reasons.setdefault(reason, []).append(row)
    willing = reasons.pop("", [])
    for reason, unasked in reasons.items():
        _do_not_ask(unasked, reason)
    if not willing:
        return 0
    opening = next_sending_time(business, now)
    if opening > now:
        _rows(willing, Status.PLANNED).update(due_at=opening)
        return 0
    return claim_all(willing, at=now, by=CLOCK)


def _do_not_ask(rows: Sequence[Invitation], reason: str) -> None:
    _rows(rows, Status.PLANNED).update(status=Status.NOT_ASKED, reason=reason)
    history.record_each(
        "decided not to ask", _targets(rows), by=CLOCK, reason=(None, str(reason))
    )


def _frozen(survey: Survey, at: datetime) -> SurveyVersion:
    version = current_version(survey)
    freeze(version, now=at)
    prefetch_related_objects([version], *WORDING)
    return version


def _alike(rows: Sequence[Invitation]) -> list[list[Invitation]]:
    """Return ``rows`` in groups that change alike."""

    def sort_of(row: Invitation) -> tuple[int, str, str, str, bool]:
        return (
            row.survey_id.int,
            row.language,
            row.status,
            row.channel,
            row.is_test,
        )

    groups = groupby(sorted(rows, key=sort_of), sort_of)
    return [list(alike) for _sort, alike in groups]


def _claim_alike(rows: list[Invitation], at: datetime, by: Actor) -> list[Invitation]:
    first = rows[0]
    values: dict[str, Any] = {
        "status": Status.ASKED,
        "reason": "",
        "language": first.language,
        "asked_at": at,
        "remind_at": _remind_at(first, at),
        "expires_at": at + timedelta(days=first.survey.expiry_days),
    }
    before = Status(first.status)
    won = _rows(rows, before).update(**values, version=first.version)
    if won == 0:
        return []
    if won != len(rows):
        # Nobody can tell which: all of it is undone, and the rows go one by one.
        raise SomebodyWasFaster
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
    history.record_each(
        "asked", _targets(rows), by=by, status=(str(before), str(Status.ASKED))
    )
    return rows


def _rows(rows: Sequence[Invitation], status: Status) -> QuerySet[Invitation]:
    return Invitation.objects.filter(pk__among=[row.pk for row in rows], status=status)


def _targets(rows: Sequence[Invitation]) -> list[tuple[Invitation, UUID | None]]:
    return [(row, row.customer_id) for row in rows]


def _remind_at(invitation: Invitation, asked_at: datetime) -> datetime | None:
    days = invitation.survey.reminder_days
    # A text is not followed by another: one is all that fits a person's patience.
    if not days or invitation.is_test or invitation.channel == Channel.SMS:
        return None
    return next_sending_time(invitation.business, asked_at + timedelta(days=days))


def _post(rows: Sequence[Invitation], at: datetime) -> None:
    texts = [row for row in rows if row.channel == Channel.SMS]
    post_invitation_texts(texts, at=at)
    _post_mails([row for row in rows if row.channel != Channel.SMS], at)


def _post_mails(rows: Sequence[Invitation], at: datetime) -> None:
    if not rows:
        return
    business = rows[0].business
    press = Press("invitation", business, now=at)
    mails = [press.write(row, key=mail_key) for row in rows]
    post_all(mails, OutboundMessage.Kind.INVITATION, sender=Sender(business, at))
