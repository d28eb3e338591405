"""What taking in a list does, in words: before it happens and after."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
        return _("Nothing has changed: all of it was there already.")
    added = _("%(what)s added.") % {"what": _count(taken)}
    return " ".join([added, *_asked(taken, business)])


def asked_in_words(invitation: Invitation, business: Business, *, now: datetime) -> str:
    """Return that somebody is asked, and when if that is not now."""
    name = invitation.customer.first_name or _("This person")
    if invitation.asked_at is None or invitation.asked_at <= now:
        return _("The question is on its way.")
    values = {"name": name, **_moment(invitation.asked_at, business)}
    return _("%(name)s will be asked %(day)s at %(time)s.") % values


def _count(taken: Taken) -> str:
    rows = taken.added or taken.rows
    people = len({row.interaction.customer.pk for row in rows})
    if people == len(rows):
        return _people(people)
    values = {"visits": intcomma(len(rows)), "people": _people(people)}
    return _("%(visits)s visits by %(people)s") % values


def _asked(taken: Taken, business: Business) -> Iterator[str]:
    if taken.first_at:
        sentence = _("%(count)s will be asked, first on %(day)s from %(time)s.")
        first = _moment(taken.first_at, business)
        yield sentence % {"count": intcomma(len(taken.asked)), **first}
    elif taken.added:
        yield _("Nobody will be asked.")
    reasons = taken.not_asked
    if reasons:
        yield _("%(count)s not: %(why)s.") % _reasons(reasons)
    if taken.already_there and taken.added:
        yield _("%(count)s there already.") % {"count": intcomma(taken.already_there)}
    elif taken.already_there:
        yield _("All of it is there already, so nothing would change.")


def _reasons(reasons: Sequence[tuple[int, str]]) -> dict[str, str]:
    """Return how many, and why: one reason alone needs no number of its own."""
    count = intcomma(sum(number for number, _why in reasons))
    if len(reasons) == 1:
        return {"count": count, "why": str(reasons[0][1])}
    return {
        "count": count,
        "why": ", ".join(f"{intcomma(n)} {why}" for n, why in reasons),
    }


def _moment(moment: datetime, business: Business) -> dict[str, str]:
    local = moment.astimezone(ZoneInfo(business.zone))
    return {"day": date_format(local, _("D j M")), "time": date_format(local, "H:i")}


def _people(count: int) -> str:
    text = ngettext("%(count)s person", "%(count)s people", count)
    return text % {"count": intcomma(count)}
