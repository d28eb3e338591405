"""Days as people say them, on the wall calendar of a business."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback.accounts.models import Business
from feedback.customers.models import Interaction
from surveys import phrases
from surveys.phrases import full_day, inside_sentence

__all__ = [
    "full_day",
    "inside_sentence",
    "job",
    "local_day",
    "on_day",
    "short_day",
]


def local_day(moment: datetime, business: Business) -> date:
    """Return the date on which ``moment`` fell where the business is."""
    return moment.astimezone(ZoneInfo(business.zone)).date()


def on_day(day: date, *, today: date) -> str:
    """Return "today", "yesterday", "on Tuesday" within a week, "on 3 November",
    or with its year if that is another one.
    """
    is_yesterday = day == today - timedelta(days=1)
    return _("yesterday") if is_yesterday else phrases.mail_day(day, today=today)


def short_day(day: date, *, today: date) -> str:
    """Return the same for a narrow place: "Today", "Tue", "3 Nov"."""
    near = {today: _("Today"), today - timedelta(days=1): _("Yesterday")}
    if day in near:
        return near[day]
    if today - phrases.WEEK <= day < today:
        return date_format(day, "D")
    return date_format(day, _("j M") if day.year == today.year else _("j M Y"))


def job(work: Interaction, business: Business, *, today: date) -> str:
    """Return what was done, when and by whom: "Boiler service on 18 November with Dan".

    Dates that show by ``today`` to be of another year carry it.
    """
    day = local_day(work.happened_at, business)
    return phrases.job(work.kind, day, work.handler, today=today)
