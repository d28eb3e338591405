"""Countries and their clocks."""

import pytest

from feedback.accounts import places


def test_every_zone_on_offer_exists_and_is_offered_once() -> None:
    offered = [zone for _group, zones in places.zones() for zone, _city in zones]
    assert len(offered) == len(set(offered)) > 250
    assert all(places.is_zone(zone) for zone in offered)


def test_every_country_has_a_usual_zone() -> None:
    codes = [code for code, _name in places.countries()]
    assert len(codes) == len(set(codes)) > 200
    assert all(places.is_zone(places.zone_of(code)) for code in codes)
    assert places.zone_of("AU") == "Australia/Sydney"
    assert places.zone_of("??") == "Europe/London"


def test_zones_are_grouped_and_named_by_city() -> None:
    groups = dict(places.zones())
    assert ("America/New_York", "New York") in groups["America"]
    argentina = ("America/Argentina/Buenos_Aires", "Buenos Aires, Argentina")
    assert argentina in groups["America"]


@pytest.mark.parametrize("name", ["Mars/Phobos", "", "../etc/passwd", "europe/london"])
def test_what_is_no_zone_is_not_offered(name: str) -> None:
    assert not places.is_zone(name)
    assert name not in [z for _g, zones in places.zones(name) for z, _c in zones]


def test_a_zone_chosen_before_stays_on_offer() -> None:
    assert "America/Indiana/Knox" in [
        z for z, _ in dict(places.zones("America/Indiana/Knox"))["America"]
    ]


@pytest.mark.parametrize(
    ("header", "country"),
    [
        ("en-AU,en;q=0.9", "AU"),
        ("en, de-at;q=0.8", "AT"),
        ("en", "GB"),
        ("", "GB"),
        ("*, xx-ZZ, -, ;;;", "GB"),
        ("a" * 100_000, "GB"),
    ],
)
def test_the_country_is_guessed_from_the_browser(header: str, country: str) -> None:
    assert places.country_wanted(header) == country
