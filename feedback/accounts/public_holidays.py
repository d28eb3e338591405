"""Public holidays by country and region, from the tables of the library `holidays`.

The library is loaded when the first business needs it, and each year of each place
is worked out once in a process.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language


def names_of(country: str, region: str, year: int) -> Mapping[date, str]:
    """Return each public holiday of ``year`` with its name, days in lieu included.

    ``country`` is an ISO 3166 code, ``region`` the part behind its dash, or empty
    for the days that all of the country keeps. A country that nobody has listed
    keeps no day; nor does a region that there is none of have days of its own.
    """
    return _names(country, region, year, get_language() or "")


def is_holiday(country: str, region: str, day: date) -> bool:
    """Whether ``day`` is a public holiday there."""
    return day in _names(country, region, day.year, "")


@cache
def regions(country: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of each region that keeps days of its own, by name."""
    if not is_listed(country):
        return ()
    place = _library().country_holidays(country)
    names = {code: name for name, code in place.subdivisions_aliases.items()}
    pairs = [(code, names.get(code, code)) for code in place.subdivisions]
    return tuple(sorted(pairs, key=lambda pair: pair[1]))


def is_region(country: str, region: str) -> bool:
    """Whether ``country`` has a region of that code; the whole country counts."""
    return not region or region in dict(regions(country))


@cache
def is_listed(country: str) -> bool:
    """Whether the library knows the holidays of ``country``."""
    return country in _library().list_supported_countries()


@lru_cache(maxsize=2048)
def _names(country: str, region: str, year: int, language: str) -> Mapping[date, str]:
    if not is_listed(country):
        return MappingProxyType({})
    place = _library().country_holidays(
        country,
        subdiv=region if is_region(country, region) and region else None,
        years=year,
        language=_spoken(country, language),
    )
    return MappingProxyType(dict(place.items()))


def _spoken(country: str, wanted: str) -> str | None:
    """Return which of the languages of the tables comes nearest to ``wanted``; the
    country's own if none does.
    """
    spoken = _library().country_holidays(country).supported_languages
    exact = wanted.replace("-", "_").casefold()
    near = [name for name in spoken if name.casefold() == exact]
    near += [name for name in spoken if name[:2].casefold() == exact[:2]]
    return next(iter(near), None)


@cache
def _library() -> Any:
    # A quarter of a second and 26 MB, which a process that plans nothing never pays.
    return import_module("holidays")
