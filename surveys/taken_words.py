"""What taking in a list does, in words: before it happens and after."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from feedback.accounts.models import Business
from surveys.models import Invitation
from surveys.services.collecting import Taken


def foreseen_in_words(taken: Taken, business: Business) -> str:
    """Return what would happen: "5 people. 4 will be asked, first on Wed 18 Nov from
    12:00. 1 not: no email address."
    """
    return " ".join([f"{_count(taken)}.", *_asked(taken, business)])


def taken_in_words(taken: Taken, business: Business) -> str:
    """Return what has happened, as `foreseen_in_words`."""
    if not taken.added:
        return "Nothing has changed: all of it was there already."
    return " ".join([f"{_count(taken)} added.", *_asked(taken, business)])


def asked_in_words(invitation: Invitation, business: Business, *, now: datetime) -> str:
    """Return that somebody is asked, and when if that is not now."""
    name = invitation.customer.first_name or "This person"
    if invitation.asked_at is None or invitation.asked_at <= now:
        return "The question is on its way."
    return f"{name} will be asked {_moment(invitation.asked_at, business, ' at ')}."


def _count(taken: Taken) -> str:
    rows = taken.added or taken.rows
    people = len({row.interaction.customer.pk for row in rows})
    if people == len(rows):
        return _people(people)
    return f"{len(rows):,} visits by {_people(people)}"


def _asked(taken: Taken, business: Business) -> Iterator[str]:
    if taken.first_at:
        first = _moment(taken.first_at, business, " from ")
        yield f"{len(taken.asked):,} will be asked, first on {first}."
    elif taken.added:
        yield "Nobody will be asked."
    reasons = taken.not_asked
    if len(reasons) == 1:
        yield f"{reasons[0][0]:,} not: {reasons[0][1]}."
    elif reasons:
        listed = ", ".join(f"{count:,} {why}" for count, why in reasons)
        yield f"{sum(count for count, _ in reasons):,} not: {listed}."
    if taken.already_there and taken.added:
        yield f"{taken.already_there:,} there already."
    elif taken.already_there:
        yield "All of it is there already, so nothing would change."


def _moment(moment: datetime, business: Business, between: str) -> str:
    local = moment.astimezone(ZoneInfo(business.zone))
    return date_format(local, "D j M") + between + date_format(local, "H:i")


def _people(count: int) -> str:
    return f"{count:,} {'person' if count == 1 else 'people'}"
