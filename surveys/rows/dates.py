"""When something happened, as people write it: one meaning or none.

A date that can be read in two ways is refused: a wrong day is worse than a question.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from feedback.accounts.models import Business
from feedback.errors import Refused
from feedback.local_time import at_local
from surveys.hours import local_noon

EARLIEST_YEAR = 1990
MONTH_FIRST_COUNTRIES = frozenset({"US", "PR", "GU", "VI", "FM", "MH", "PW"})
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAMES = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("tues", "weds", "thur", "thurs"),
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAY_NAME = re.compile(rf"(?:{'|'.join([*_DAY_NAMES, *_WEEKDAYS])})\b[.,]?\s*")
_TIME = re.compile(
    r"(?:\s*,?\s+(?:at\s+)?|t)(\d{1,2})(?:[:.](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*(am|pm)?$"
)
_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}.*(?:z|[+-]\d{2}:?\d{2})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?\.?")
_PAIR = re.compile(r"\s*(\d{1,2})([-/.])(\d{1,2})(?:\2(?:\d{4}|\d{2}))?(?![-/.\d])")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\.?[ -]([a-z]+)\.?,?(?:[ -](\d{4}))?"
)
_MONTH_DAY = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?")


class NoDate(Refused):
    """What stands where a date should is none, has two meanings, or cannot be."""

    status = 422


def month_comes_first(business: Business) -> bool:
    """Whether people write 11/18 there for 18 November."""
    return business.country in MONTH_FIRST_COUNTRIES


def order_shown(text: str) -> str:
    """Return what a date of two numbers shows about their order: "day", "month",
    "either" if it can be read both ways, or nothing.
    """
    found = _PAIR.match(text)
    if found is None or found[2] == ".":
        return ""
    first, second = int(found[1]), int(found[3])
    if first == second:
        return ""
    if first > 12 >= second:
        return "day"
    if second > 12 >= first:
        return "month"
    return "either" if max(first, second) <= 12 else ""


def read_moment(
    text: str, business: Business, *, today: date, month_first: bool | None = None
) -> datetime:
    """Return the instant that ``text`` names on the clock of ``business``.

    ``today`` is the date there. Without a time it is noon. ``month_first`` says how
    to read 3/4; if it is None, as in that country. Raises `NoDate`.
    """
    if month_first is None:
        month_first = month_comes_first(business)
    words = " ".join(text.casefold().split())
    if _ZONED.fullmatch(words):
        return _zoned(text, words, business, today)
    day_words, clock_time = _split_time(words)
    try:
        day = _day(day_words, month_first, today)
    except (ValueError, OverflowError) as error:
        raise NoDate(
            _("“{text}” is not a day that exists.").format(text=_short(text))
        ) from error
    if day is None:
        raise NoDate(
            _("“{text}” is not a date we can read. Write 18 Nov 2026.").format(
                text=_short(text)
            )
        )
    _refuse_impossible(text, day, today)
    if clock_time is None:
        return local_noon(day, business.zone)
    return at_local(day, clock_time, business.zone)


def _zoned(text: str, words: str, business: Business, today: date) -> datetime:
    try:
        moment = datetime.fromisoformat(words.upper())
        day = moment.astimezone(ZoneInfo(business.zone)).date()
    except (ValueError, OverflowError) as error:
        raise NoDate(
            _("“{text}” is not a day that exists.").format(text=_short(text))
        ) from error
    _refuse_impossible(text, day, today)
    return moment.astimezone(UTC)


def _refuse_impossible(text: str, day: date, today: date) -> None:
    if day > today:
        raise NoDate(_("“{text}” is in the future.").format(text=_short(text)))
    if day.year < EARLIEST_YEAR:
        raise NoDate(
            _("“{text}” is too long ago to be right.").format(text=_short(text))
        )


def _day(words: str, month_first: bool, today: date) -> date | None:
    if words in ("today", "yesterday"):
        return today - timedelta(days=words == "yesterday")
    named = _weekday(words, today)
    if named is not None:
        return named
    rest = _DAY_NAME.sub("", words, count=1) if _DAY_NAME.match(words) else words
    found = _calendar_day(rest, month_first, today)
    if found and rest != words and _WEEKDAYS[found.weekday()] != words[:3]:
        raise NoDate(
            _("“{words}”: that day was a {found:%A}.").format(
                words=_short(words), found=found
            )
        )
    return found


def _weekday(words: str, today: date) -> date | None:
    name = words.removeprefix("last ").rstrip(".")
    if name not in _DAY_NAMES and name not in _WEEKDAYS:
        return None
    ago = (today.weekday() - _WEEKDAYS.index(name[:3])) % 7
    if ago == 0 and name == words:
        raise NoDate(
            _("“{words}” could be today or a week ago. Write the date.").format(
                words=words
            )
        )
    return today - timedelta(days=ago or 7)


def _calendar_day(words: str, month_first: bool, today: date) -> date | None:
    if found := _ISO.fullmatch(words):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(words):
        return _numeric(found, month_first, today)
    if found := _DAY_MONTH.fullmatch(words):
        return _named(int(found[1]), found[2], found[3], today)
    if found := _MONTH_DAY.fullmatch(words):
        return _named(int(found[2]), found[1], found[3], today)
    return None


def _numeric(found: re.Match[str], month_first: bool, today: date) -> date:
    first, second = int(found[1]), int(found[3])
    # With dots the day comes first everywhere.
    month_first = month_first and found[2] != "."
    day, month = (second, first) if month_first else (first, second)
    if month > 12 >= day:
        order = "month first" if month_first else "day first"
        raise NoDate(
            _("“{found}”: we read the {order}, and {month} is no month.").format(
                found=found[0], order=order, month=month
            )
        )
    year = found[4]
    if year and len(year) == 2:
        year = f"20{year}"
    return _in_year(day, month, year, today)


def _named(day: int, name: str, year: str | None, today: date) -> date | None:
    """Return the date for a month's name, whole or from its third letter on."""
    for month, whole in enumerate(_MONTHS, start=1):
        if len(name) >= 3 and whole.startswith(name):
            return _in_year(day, month, year, today)
    return None


def _in_year(day: int, month: int, year: str | None, today: date) -> date:
    """Return the date; without a year the last one that was not after today."""
    if year:
        return date(int(year), month, day)
    if (month, day) > (today.month, today.day):
        return date(today.year - 1, month, day)
    return date(today.year, month, day)


def _split_time(words: str) -> tuple[str, time | None]:
    found = _TIME.search(words)
    if not found or not (found[2] or found[3]):
        return words, None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return words, None
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    if hour > 23 or minute > 59:
        return words, None
    return words[: found.start()].rstrip(" ,"), time(hour, minute)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else f"{flat[:39]}…"
