"""Countries, their clocks, and the languages the product speaks."""

from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

HOME = "GB"
LANGUAGES = (
    ("en-gb", "English (United Kingdom)"),
    ("en-au", "English (Australia)"),
    ("en", "English (United States)"),
    ("de", "Deutsch"),
)
# What a person may read these pages in; empty means what their business speaks.
TEAM_LANGUAGES = (
    ("", _("As in the business’s settings")),
    ("en-gb", "English"),
    ("de", "Deutsch"),
)
Choices = list[tuple[str, str]]


@cache
def _rows() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return code, name and zones of each country, by name."""
    text = Path(__file__).with_name("countries.txt").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return tuple((code, name, tuple(zones)) for code, name, *zones in lines)


def countries() -> Choices:
    """Return code and name of each country, to choose from."""
    return [(code, name) for code, name, _zones in _rows()]


def zone_of(country: str) -> str:
    """Return the usual zone of a country; London's for one that we do not know."""
    usual = {code: zones[0] for code, _name, zones in _rows()}
    return usual.get(country, usual[HOME])


def is_zone(name: str) -> bool:
    """Whether ``name`` is a zone of the IANA database on this machine."""
    return name in _known_zones()


def zones(*also: str) -> list[tuple[str, Choices]]:
    """Return the zones to choose from, by part of the world, named by their city.

    ``also`` are zones that must be among them, such as the one chosen before.
    """
    names = {zone for _code, _name, listed in _rows() for zone in listed} | {*also}
    groups: dict[str, Choices] = {}
    for zone in sorted(name for name in names if is_zone(name)):
        region, _slash, city = zone.partition("/")
        groups.setdefault(region, []).append((zone, _city(city or region)))
    return [*groups.items()]


def country_wanted(languages: str) -> str:
    """Return the country that an Accept-Language header (RFC 9110, 12.5.4) names
    first, or ours if it names none.
    """
    known = {code for code, _name, _zones in _rows()}
    for part in languages[:500].split(","):
        _language, _dash, region = part.split(";")[0].strip().partition("-")
        if region.upper() in known:
            return region.upper()
    return HOME


@cache
def _known_zones() -> frozenset[str]:
    """Return every zone of this machine: a walk through its files, so only once."""
    return frozenset(available_timezones())


def _city(path: str) -> str:
    *larger, city = path.replace("_", " ").split("/")
    return f"{city}, {larger[0]}" if larger else city
