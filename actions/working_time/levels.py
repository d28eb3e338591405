"""By which date something of a service level is due. Pure."""

from datetime import date, datetime, timedelta

from actions.models import ServiceLevel
from actions.working_time.arithmetic import add
from actions.working_time.calendar import Calendar, add_days, calendar_of
from feedback.accounts.models import Business

Unit = ServiceLevel.Unit


def due_on_for(business: Business, level: ServiceLevel, now: datetime) -> date:
    """Return the date to promise for ``level`` at ``now``, on the business's calendar.

    What is promised outside working hours counts from the next working day; days are
    counted whole, so that "same day" is the day of work that is going on or comes
    next. Hours are counted from now on.
    """
    calendar = calendar_of(business)
    if level.unit == Unit.HOURS:
        return due_after(now, timedelta(hours=level.amount), calendar)
    today = next(calendar.shifts_from(now)).day
    return add_days(today, level.amount, calendar)


def due_after(now: datetime, work: timedelta, calendar: Calendar) -> date:
    """Return the working day on which ``work`` (more than nothing) is done."""
    done = add(now, work, calendar)
    # A moment before the end still lies in the shift that ends with it.
    return next(calendar.shifts_from(done - timedelta(microseconds=1))).day


def usual(key: str, calendar: Calendar) -> ServiceLevel:
    """Return one of the three levels as it is before anybody changed it: today, a week
    or a month of the days on which the business usually works. It is not stored.
    """
    a_week = sum(hours is not None for hours in calendar.week)
    amounts = {
        ServiceLevel.Key.DAY: 0,
        ServiceLevel.Key.WEEK: a_week,
        ServiceLevel.Key.MONTH: round(a_week * 52 / 12),
    }
    return ServiceLevel(key=key, amount=amounts[ServiceLevel.Key(key)])
