"""The owner's colour: theirs as far as it can be read."""

from itertools import product

import pytest
from django.test import Client

from feedback.accounts.branding import (
    DARK,
    LEAST,
    LIGHT,
    STANDARD,
    Ground,
    contrast,
    normal_color,
    shade,
    stylesheet,
)
from feedback.accounts.models import BusinessLogo
from feedback.history.models import Event
from tests.conftest import World
from tests.pictures import bomb, drawn, upload

LOOKS, LOGO = "/settings/looks/", "/settings/looks/logo/"
COLORS = [
    f"#{r:02X}{g:02X}{b:02X}" for r, g, b in product((0, 64, 128, 192, 255), repeat=3)
]


@pytest.mark.parametrize("ground", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_can_be_read_everywhere(ground: Ground) -> None:
    for color in COLORS:
        made = shade(color, ground)
        pairs = [
            (made.on, made.color),
            (made.on, made.hover),
            (made.color, made.tint),
            (ground.ink, made.tint),
            *((made.color, surface) for surface in ground.surfaces),
        ]
        assert min(contrast(*pair) for pair in pairs) >= LEAST, color


def test_a_colour_that_can_be_read_stays_what_it_is() -> None:
    made = shade("#C8102E", LIGHT)
    assert (made.color, made.is_adjusted) == ("#C8102E", False)
    assert shade("#FFCC00", LIGHT).is_adjusted
    assert not shade("#FFCC00", DARK).is_adjusted


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    "text", ["", "red", "#FFF", "#GGGGGG", "#12345", "rgb(1,2,3)", "#123456;}x{"]
)
def test_what_is_no_colour_is_nothing(text: str) -> None:
    assert normal_color(text) == ""


def test_the_stylesheet_is_kept_for_ever_and_reads_nothing(
    django_assert_num_queries, db: None
) -> None:
    with django_assert_num_queries(0):
        page = Client().get("/b/c8102e.css")
    assert page.content.decode() == stylesheet("#C8102E")
    assert "immutable" in page["Cache-Control"]
    assert page["Content-Type"] == "text/css"
    for other in ("C8102E", "c8102", "c8102g", "..%2fx"):
        assert Client().get(f"/b/{other}.css").status_code == 404


def test_the_owner_sees_what_becomes_of_the_colour(world: World) -> None:
    client = world.client("manager")
    assert client.post(LOOKS, {"brand_color": "#ffcc00"}).status_code == 302
    world.business.refresh_from_db()
    assert world.business.brand_color == "#FFCC00"
    page = client.get(LOOKS).content.decode()
    assert "too light to be read there" in page
    assert shade("#FFCC00", LIGHT).color in page


def test_the_standard_colour_is_no_colour_of_their_own(world: World) -> None:
    client = world.client("manager")
    client.post(LOOKS, {"brand_color": "#C8102E"})
    client.post(LOOKS, {"brand_color": "#C8102E", "do": "standard"})
    world.business.refresh_from_db()
    assert world.business.brand_color == ""
    client.post(LOOKS, {"brand_color": STANDARD.lower()})
    world.business.refresh_from_db()
    assert world.business.brand_color == ""


def test_what_is_no_colour_comes_back(world: World) -> None:
    page = world.client("manager").post(LOOKS, {"brand_color": "red"})
    assert page.status_code == 422
    assert "Write a colour like" in page.content.decode()


def test_a_logo_replaces_the_one_before_and_has_a_new_address(world: World) -> None:
    client = world.client("manager")
    keys = []
    for color in ((200, 0, 0), (0, 0, 200)):
        sent = {"logo": upload(drawn("PNG", color=color), "logo.png")}
        assert client.post(LOGO, sent).status_code == 302
        world.business.refresh_from_db()
        keys.append(world.business.logo_key)
    assert keys[0] != keys[1]
    assert (world.business.logo_width, world.business.logo_height) == (80, 60)


def test_the_logo_is_shown_to_anybody_and_as_a_picture_only(inside: World) -> None:
    inside.client("manager").post(LOGO, {"logo": upload(drawn("PNG"), "x.svg")})
    page = inside.client("manager").get(LOOKS).content.decode()
    address = page.split('class="logo" src="')[1].split('"')[0]
    shown = Client().get(address)
    assert shown["Content-Type"] == "image/png"
    assert shown["Content-Disposition"].startswith("attachment")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown.content == bytes(BusinessLogo.objects.get().body)
    assert Client().get(address[:-8] + "AAAA.png").status_code == 404
    inside.client("manager").post(f"{LOGO}removal/")
    assert Client().get(address).status_code == 404
    assert not BusinessLogo.objects.exists()


@pytest.mark.parametrize("body", [b"", b"<svg/>", bomb(), b"x" * 6_000_000])
def test_what_is_no_logo_is_said_kindly(world: World, body: bytes) -> None:
    page = world.client("manager").post(LOGO, {"logo": upload(body, "logo.png")})
    assert page.status_code == 422
    assert world.business.logo_key is None


def test_history_says_who_changed_the_looks(inside: World) -> None:
    inside.client("manager").post(LOGO, {"logo": upload()})
    inside.client("manager").post(LOOKS, {"brand_color": "#C8102E"})
    verbs = Event.objects.filter(verb="changed the business")
    assert verbs.count() == 2
