"""Opening a business, changing what it says, going to another."""

from datetime import date, time

import pytest
from django.test import Client

from feedback import tenancy
from feedback.accounts import services
from feedback.accounts.models import Business, Membership, Role
from feedback.errors import Refused
from feedback.history.models import Event
from tests.conftest import World, join, person

SETTINGS = "/settings/"
SAID = {
    "name": "Penrose Heating & Sons",
    "sign_off": "Ruth",
    "reply_to": "hello@penrose.example",
    "about": "Boilers around Falmouth",
    "place": "Falmouth",
    "website": "penrose.example",
    "country": "IE",
    "zone": "Europe/Dublin",
    "language": "en-gb",
}
ASKING = {
    "ask_from": "08:00",
    "ask_until": "17:30",
    "ask_weekdays": ["6", "1", "2"],
    "keeps_holidays": "on",
    "holiday_region": "SCT",
    "rest_days": "60",
}


def now(world: World) -> Business:
    return Business.objects.get(pk=world.business.pk)


def test_a_trial_of_thirty_days_starts_at_once(world: World) -> None:
    assert world.business.trial_ends_on == date(2026, 12, 18)


def test_two_businesses_of_one_name_get_different_addresses(world: World) -> None:
    again = services.open_business(name="Penrose Heating", owner=world.owner.user)
    assert (world.business.slug, again.slug) == ("penrose-heating", "penrose-heating-2")


def test_a_name_without_latin_letters_gets_an_address_too(world: World) -> None:
    made = services.open_business(name="美容室", owner=world.owner.user)
    assert made.slug == "business"


def test_what_the_business_says_is_stored(world: World) -> None:
    response = world.client("manager").post(SETTINGS, SAID)
    assert (response.status_code, response.url) == (302, SETTINGS)
    stored = now(world)
    for name, value in SAID.items():
        assert getattr(stored, name) == value.replace(
            "penrose.e", "https://penrose.e", name == "website"
        )


def test_history_says_what_changed_but_keeps_no_name_or_address(world: World) -> None:
    world.client().post(SETTINGS, SAID)
    with tenancy.enter(world.business.pk):
        event = Event.objects.get(verb="changed the business")
    assert event.before["zone"] == "Europe/London"
    assert event.after["zone"] == "Europe/Dublin"
    assert "penrose" not in str(event.before | event.after)
    assert "Ruth" not in str(event.before | event.after)


def test_saving_the_same_again_changes_nothing(world: World) -> None:
    world.client().post(SETTINGS, SAID)
    response = world.client().post(SETTINGS, SAID, follow=True)
    assert "Nothing was different." in response.content.decode()
    with tenancy.enter(world.business.pk):
        assert Event.objects.filter(verb="changed the business").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "evil.com"),
        ("name", ""),
        ("sign_off", "Ring 07700 900123"),
        ("sign_off", "\u202ehtuR"),
        ("reply_to", "ruth@x.example, all@x.example"),
        ("reply_to", ""),
        ("zone", "Mars/Phobos"),
        ("country", "ZZ"),
        ("language", "tlh"),
        ("website", "javascript:alert(1)"),
        ("place", "x" * 61),
        ("about", "x" * 121),
    ],
)
def test_what_cannot_be_said_is_said_kindly_and_nothing_changes(
    world: World, field: str, value: str
) -> None:
    response = world.client().post(SETTINGS, SAID | {field: value})
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert now(world).name == "Penrose Heating"


def test_nobody_changes_what_is_not_on_the_form(world: World) -> None:
    privileges = {"slug": "x", "trial_ends_on": "2099-01-01", "wall_is_public": "on"}
    world.client().post(SETTINGS, SAID | privileges)
    stored = now(world)
    assert stored.slug == "penrose-heating"
    assert stored.trial_ends_on == date(2026, 12, 18)
    assert not stored.wall_is_public
    with tenancy.enter(world.business.pk), pytest.raises(Refused):
        services.change_business(world.business, by=world.by, slug="x")


def test_the_hours_of_asking_are_stored(world: World) -> None:
    world.client("manager").post("/settings/asking/", ASKING)
    stored = now(world)
    assert (stored.ask_from, stored.ask_until) == (time(8), time(17, 30))
    assert (stored.ask_weekdays, stored.rest_days) == ("126", 60)
    assert (stored.keeps_holidays, stored.holiday_region) == (True, "SCT")


@pytest.mark.parametrize(
    "changed",
    [
        {"ask_until": "08:00"},
        {"ask_until": "07:00"},
        {"ask_until": "08:59"},
        {"ask_from": "25:00"},
        {"rest_days": "0"},
        {"rest_days": "366"},
        {"rest_days": "many"},
    ],
)
def test_hours_that_leave_no_time_and_days_that_are_none_are_refused(
    world: World, changed: dict[str, str]
) -> None:
    response = world.client().post("/settings/asking/", ASKING | changed)
    assert response.status_code == 422
    assert now(world).ask_from == time(9)


def test_after_saving_one_goes_only_to_pages_of_ours(world: World) -> None:
    response = world.client().post(SETTINGS, SAID | {"next": "//evil.example"})
    assert response.url == SETTINGS


def test_somebody_in_no_team_starts_a_business(world: World) -> None:
    client = Client()
    client.force_login(person("zoe@x.example", "Zoe Lane"))
    assert client.get("/inbox/").url == "/settings/new/"
    assert client.get("/settings/new/").status_code == 200
    assert client.post("/settings/new/", {"name": "evil.com"}).status_code == 422
    assert client.post("/settings/new/", {"name": "Lane Cars"}).url == "/inbox/"
    business = Business.objects.get(name="Lane Cars")
    with tenancy.enter(business.pk):
        assert Membership.objects.get().role == Role.OWNER


def test_switching_goes_to_the_other_business_and_stays_there(world: World) -> None:
    with tenancy.enter(world.other_business.pk):
        Membership.objects.create(
            business=world.other_business, user=world.owner.user, role=Role.MEMBER
        )
    client = world.client()
    assert "Penrose Heating" in client.get("/settings/you/").content.decode()
    assert "Tidy Salon" in client.get("/settings/switch/").content.decode()
    client.post("/settings/switch/", {"business": str(world.other_business.pk)})
    assert "Tidy Salon" in client.get("/settings/you/").content.decode()
    assert client.get("/settings/").status_code == 403


@pytest.mark.parametrize("wanted", ["", "x", "\x00"])
def test_nobody_switches_to_what_is_not_theirs(world: World, wanted: str) -> None:
    client = world.client("reader")
    stranger = str(world.other_business.pk)
    assert client.post("/settings/switch/", {"business": stranger}).status_code == 422
    assert client.post("/settings/switch/", {"business": wanted}).status_code == 422
    assert "Penrose Heating" in client.get("/settings/you/").content.decode()


def test_the_trial_is_counted_down_quietly(world: World) -> None:
    assert "Free trial: 30 days left." in world.client().get(SETTINGS).content.decode()


def test_a_member_sees_no_way_to_what_is_not_theirs(inside: World) -> None:
    join(inside.business, "pat@penrose.example", "Pat", Role.MEMBER)
    body = inside.client("member").get("/settings/you/").content.decode()
    assert 'href="/settings/team/"' not in body
    assert 'href="/settings/asking/"' not in body
    assert 'href="/settings/"' not in body
    assert body.count('href="/settings/you/"') == 3
