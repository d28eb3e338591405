"""Days as people say them, on the wall calendar of a business."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from feedback.accounts.models import Business
from feedback.customers.models import Interaction

_WEEK = timedelta(days=6)


def local_day(moment: datetime, business: Business) -> date:
    """Return the date on which ``moment`` fell where the business is."""
    return moment.astimezone(ZoneInfo(business.zone)).date()


def on_day(day: date, *, today: date) -> str:
    """Return "today", "yesterday", "on Tuesday" within a week, "on 3 November",
    or with its year if that is another one.
    """
    near = {today: "today", today - timedelta(days=1): "yesterday"}
    if day in near:
        return near[day]
    if today - _WEEK <= day < today:
        return f"on {date_format(day, 'l')}"
    return f"on {full_day(day, today=today)}"


def short_day(day: date, *, today: date) -> str:
    """Return the same for a narrow place: "Today", "Tue", "3 Nov"."""
    near = {today: "Today", today - timedelta(days=1): "Yesterday"}
    if day in near:
        return near[day]
    if today - _WEEK <= day < today:
        return date_format(day, "D")
    return date_format(day, "j M" if day.year == today.year else "j M Y")


def full_day(day: date, *, today: date) -> str:
    """Return "3 November", with its year if that is another one than today's."""
    return date_format(day, "j F" if day.year == today.year else "j F Y")


def job(work: Interaction, business: Business, *, today: date) -> str:
    """Return what was done, when and by whom: "Boiler service on 18 November with Dan".

    Dates that show by ``today`` to be of another year carry it.
    """
    day = full_day(local_day(work.happened_at, business), today=today)
    by = f" with {work.handler}" if work.handler else ""
    return f"{work.kind} on {day}{by}"


def inside_sentence(words: str) -> str:
    """Return a kind of work as it stands inside a sentence: "boiler service", "MOT"."""
    is_word = words[:1].isupper() and words[1:2].islower()
    return words[0].lower() + words[1:] if is_word else words
