"""Settings, API keys: made, shown once, revoked, kept in a list."""

import re

from django.test import Client

from feedback import clock, tenancy
from feedback.accounts import services as accounts
from feedback.connect import keys
from feedback.connect.models import ApiKey
from tests.conftest import World
from tests.queries import assert_same_queries

URL = "/settings/keys/"


def make(world: World, name: str = "Till") -> ApiKey:
    """Store a key of the owner."""
    with tenancy.enter(world.business.id):
        return keys.make_key(world.business, name=name, scope="write", by=world.owner)[
            0
        ]


def test_a_key_is_shown_once_and_works(world: World) -> None:
    said = {"name": "Till", "scope": "write"}
    page = world.client().post(URL, said)
    assert page.status_code == 201
    assert page["Cache-Control"] == "no-store"
    (secret,) = re.findall(r"sadkey_[A-Za-z0-9_-]{43}", page.content.decode())
    assert secret not in world.client().get(URL).content.decode()
    with tenancy.every_business():
        found = keys.key_for(secret)
    assert found is not None
    assert (found.name, found.business, found.may_write) == (
        "Till",
        world.business,
        True,
    )


def test_a_key_without_a_name_or_with_a_made_up_scope_is_refused(world: World) -> None:
    for said in ({"name": "", "scope": "read"}, {"name": "Till", "scope": "all"}):
        assert world.client().post(URL, said).status_code == 422
    with tenancy.enter(world.business.id):
        assert not ApiKey.objects.exists()


def test_there_is_an_end_to_keys(world: World) -> None:
    for number in range(keys.MOST_KEYS):
        make(world, f"Key {number}")
    page = world.client().post(URL, {"name": "One more", "scope": "read"})
    assert page.status_code == 422
    assert "Revoke one that nobody needs" in page.content.decode()


def test_a_revoked_key_stays_in_the_list(world: World) -> None:
    key = make(world)
    page = world.client().post(f"{URL}{key.pk}/revocation/", follow=True)
    text = page.content.decode()
    assert "“Till” works no more." in text
    assert "Keys that ended" in text
    again = world.client().post(f"{URL}{key.pk}/revocation/", follow=True)
    assert "had ended already" in again.content.decode()


def test_the_key_of_somebody_who_left_says_so(world: World) -> None:
    with tenancy.enter(world.business.id):
        keys.make_key(world.business, name="Till", scope="read", by=world.manager)
        accounts.remove_member(world.manager, by=world.by)
    assert "no longer in the team" in world.client().get(URL).content.decode()


def test_the_list_shows_when_a_key_was_used(world: World) -> None:
    key = make(world)
    assert "never used" in world.client().get(URL).content.decode()
    with tenancy.enter(world.business.id):
        keys.note_use(key, now=clock.now())
    assert "last used 18 Nov 2026, 12:00" in world.client().get(URL).content.decode()


def test_the_list_costs_the_same_for_more_keys(world: World) -> None:
    assert_same_queries(world.client(), URL, lambda: make(world))


def test_the_manual_names_every_request_and_needs_no_script(db: None) -> None:
    page = Client().get("/api/v1/")
    text = page.content.decode()
    for request in (
        "POST /api/v1/interactions",
        "GET /api/v1/customers/{id}",
        "PATCH /api/v1/customers/{id}",
        "Idempotency-Key",
        "customer.external_id",
        "happened_before",
    ):
        assert request in text
    assert "<script" not in text
    assert not page.cookies


def test_the_description_is_cached_and_says_when_it_is_the_same(db: None) -> None:
    first = Client().get("/api/v1/openapi.json")
    assert first["Cache-Control"] == "public, max-age=3600"
    assert first.json()["openapi"] == "3.1.0"
    again = Client().get(
        "/api/v1/openapi.json", headers={"If-None-Match": first["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
