"""Sentences that a language has to build its own way, in the one that is active.

Each function returns a whole phrase out of one entry of the catalogue, so that a
translation can put the day before the work or after it. What was done ("Boiler
service") was typed by the business and stays in its language.
"""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext

WEEK = timedelta(days=6)
# Nouns keep their capital letter inside a sentence.
_CAPITAL_NOUNS = ("de", "lb")


def inside_sentence(words: str) -> str:
    """Return a kind of work as it stands inside a sentence: "boiler service", "MOT";
    in German as it was typed.
    """
    if (get_language() or "").partition("-")[0] in _CAPITAL_NOUNS:
        return words
    is_word = words[:1].isupper() and words[1:2].islower()
    return words[0].lower() + words[1:] if is_word else words


def full_day(day: date, *, today: date) -> str:
    """Return "3 November", with its year if that is another one than today's."""
    same_year = day.year == today.year
    return date_format(day, gettext("j F") if same_year else gettext("j F Y"))


def weekday_and_day(day: date) -> str:
    """Return "Tuesday 3 November"."""
    return date_format(day, gettext("l j F"))


def month(day: date, *, today: date) -> str:
    """Return "November", with its year if that is another one than today's."""
    same_year = day.year == today.year
    return date_format(day, gettext("F") if same_year else gettext("F Y"))


def mail_day(day: date, *, today: date) -> str:
    """Return when it was, for a mail, which may be read a day later: "today", "on
    Tuesday" within a week, "on 3 November", with its year if that is another one.
    """
    if day == today:
        return gettext("today")
    if today - WEEK <= day < today:
        return gettext("on %(weekday)s") % {"weekday": date_format(day, "l")}
    return gettext("on %(date)s") % {"date": full_day(day, today=today)}


def days_work(kind: str, day: date, *, today: date) -> str:
    """Return "Tuesday’s boiler service", or "your boiler service on 3 November"."""
    work = inside_sentence(kind)
    if day == today:
        return gettext("today’s %(work)s") % {"work": work}
    if today - WEEK <= day < today:
        weekday = date_format(day, "l")
        return gettext("%(weekday)s’s %(work)s") % {"weekday": weekday, "work": work}
    written = full_day(day, today=today)
    return gettext("your %(work)s on %(date)s") % {"date": written, "work": work}


def how_was(kind: str, day: date, *, today: date) -> str:
    """Return what a page is about: “How was Tuesday’s boiler service?”."""
    work = inside_sentence(kind)
    if day == today:
        return gettext("How was today’s %(work)s?") % {"work": work}
    if day == today - timedelta(days=1):
        return gettext("How was yesterday’s %(work)s?") % {"work": work}
    if today - WEEK <= day < today:
        values = {"day": date_format(day, "l"), "work": work}
        return gettext("How was %(day)s’s %(work)s?") % values
    values = {"day": full_day(day, today=today), "work": work}
    return gettext("How was the %(work)s on %(day)s?") % values


def job(kind: str, day: date, handler: str, *, today: date) -> str:
    """Return what was done, when and by whom: "Boiler service on 18 November with Dan".

    Dates that show by ``today`` to be of another year carry it.
    """
    values = {"work": kind, "day": full_day(day, today=today), "person": handler}
    if handler:
        return gettext("%(work)s on %(day)s with %(person)s") % values
    return gettext("%(work)s on %(day)s") % values


def sender(voice: str, business: str) -> str:
    """Return the name mails come from: "Ruth at Penrose Heating"."""
    if voice == business:
        return business
    return gettext("%(name)s at %(business)s") % {"name": voice, "business": business}


def number(count: int) -> str:
    """Return a small number of questions as a word, from none to five."""
    words = (
        pgettext("number of questions", "no"),
        pgettext("number of questions", "one"),
        pgettext("number of questions", "two"),
        pgettext("number of questions", "three"),
        pgettext("number of questions", "four"),
        pgettext("number of questions", "five"),
    )
    return words[count] if 0 <= count < len(words) else str(count)
