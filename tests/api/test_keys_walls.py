"""Every address of the API × method × key: what each may, and that nothing leaks."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches

from feedback import clock, tenancy
from feedback.accounts import services as accounts
from feedback.connect import keys
from feedback.connect.models import ApiKey
from feedback.connect.rest.problems import MEDIA_TYPE
from feedback.history.models import Event
from feedback.history.services import Actor
from tests import builders
from tests.api.conftest import System, make_system
from tests.conftest import World
from tests.test_isolation import dump

METHODS = ("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS")
ADDRESSES: dict[str, tuple[str, ...]] = {
    "customers": ("GET", "HEAD", "POST"),
    "customers/{customer}": ("GET", "HEAD", "PATCH"),
    "interactions": ("GET", "HEAD", "POST"),
    "interactions/{interaction}": ("GET", "HEAD"),
    "nothing": (),
    "customers/": (),
    "../customers": (),
}


@pytest.fixture
def rows(world: World) -> dict[str, str]:
    """Store a customer and an interaction of the world's business."""
    with tenancy.enter(world.business.id):
        work = builders.interaction()
    return {"customer": str(work.customer_id), "interaction": str(work.pk)}


def body_for(address: str, method: str, work: dict[str, Any]) -> Any:
    """Return a body that would do something."""
    if method not in ("POST", "PATCH", "PUT"):
        return None
    return work if address.startswith("interactions") else {"name": "Changed"}


def requests(rows: dict[str, str], work: dict[str, Any]) -> Iterator[Any]:
    """Yield the arguments of every request there is."""
    for address, allowed in ADDRESSES.items():
        for method in METHODS:
            yield (
                address,
                method in allowed,
                (method, address.format(**rows), body_for(address, method, work)),
            )


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "sadkey_" + "A" * 43,
        "sadkey_short",
        "x" * 10_000,
        "sadkey_" + "é" * 43,
    ],
)
def test_without_a_key_that_works_there_is_nothing(
    world: World, rows: dict[str, str], work: dict[str, Any], secret: str
) -> None:
    nobody, before = System(secret), dump(world)
    for address, _, request in requests(rows, work):
        response = nobody.send(*request)
        assert response.status_code == 401, (address, request)
        assert response["WWW-Authenticate"].startswith("Bearer")
        assert response["Content-Type"] == MEDIA_TYPE
        assert not response.cookies
    assert dump(world) == before


@pytest.mark.parametrize(
    "header", ["Basic c2Fk", "Bearer", "Bearer  ", "Token x", "Bearer a b", "\x00"]
)
def test_another_way_to_say_who_one_is_is_no_key(db: None, header: str) -> None:
    response = System("").get("customers", Authorization=header)
    assert response.status_code == 401


def test_a_key_of_another_business_finds_nothing_and_changes_nothing(
    world: World, rows: dict[str, str], work: dict[str, Any], other_till: System
) -> None:
    before = dump(world)
    for address, allowed, request in requests(rows, work):
        response = other_till.send(*request)
        if "{" in address and allowed:
            assert response.status_code == 404
            if request[0] != "HEAD":
                missing = other_till.send(request[0], "nothing", request[2])
                assert response.content == missing.content
        assert all(row.encode() not in response.content for row in rows.values())
    assert dump(world) == before


def test_work_for_another_business_s_customer_is_refused(
    world: World, rows: dict[str, str], work: dict[str, Any], other_till: System
) -> None:
    before = dump(world)
    work["customer"] = {"id": rows["customer"]}
    response = other_till.post("interactions", work)
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "no_such_customer"
    assert dump(world) == before


def test_a_key_that_may_read_reads_and_writes_nothing(
    world: World, rows: dict[str, str], work: dict[str, Any]
) -> None:
    reader = make_system(world.business, world.owner, "read")
    reader.get("customers")
    before = dump(world)
    for address, allowed, request in requests(rows, work):
        response = reader.send(*request)
        if request[0] not in ("GET", "HEAD", "OPTIONS"):
            assert response.status_code == 403, (address, request)
        elif allowed:
            assert response.status_code == 200, (address, request)
    assert dump(world) == before


def test_methods_an_address_does_not_take_are_refused(
    rows: dict[str, str], work: dict[str, Any], till: System
) -> None:
    for address, allowed, request in requests(rows, work):
        if not allowed:
            expected = 405 if ADDRESSES[address] else 404
            assert till.send(*request).status_code == expected, (address, request)


def test_a_revoked_key_works_no_more(world: World, till: System) -> None:
    assert till.get("customers").status_code == 200
    with tenancy.enter(world.business.id):
        keys.revoke_key(ApiKey.objects.get(), now=clock.now(), by=world.by)
    assert till.get("customers").status_code == 401


def test_the_key_of_somebody_who_left_the_team_works_no_more(world: World) -> None:
    system = make_system(world.business, world.manager)
    with tenancy.enter(world.business.id):
        accounts.remove_member(world.manager, by=world.by)
    assert system.get("customers").status_code == 401
    with tenancy.enter(world.business.id):
        accounts.restore_member(world.manager, by=world.by)
    assert system.get("customers").status_code == 200


def test_only_a_hash_of_the_key_is_kept(world: World, till: System) -> None:
    with tenancy.enter(world.business.id):
        key = ApiKey.objects.get()
        assert till.secret.startswith(key.prefix)
        assert till.secret not in dump(world)
        assert len(key.hashed) == 64


def test_the_use_of_a_key_is_kept_to_the_minute(world: World, till: System) -> None:
    till.get("customers")
    first = used(world)
    assert first == clock.now()
    for seconds in (59, 60):
        moment = first + timedelta(seconds=seconds)
        with clock.set_to(moment):
            till.get("customers")
        assert used(world) == (first if seconds < 60 else moment)


def used(world: World) -> Any:
    """Return when the only key was last used."""
    with tenancy.enter(world.business.id):
        return ApiKey.objects.get().last_used_at


def test_what_a_key_does_stands_in_the_history(world: World, till: System) -> None:
    till.post("customers", {"name": "Ann"})
    with tenancy.enter(world.business.id):
        event = Event.objects.get(target_type="customer")
    assert (event.actor_kind, event.verb, event.actor) == ("key", "added", None)


def test_too_many_requests_in_a_minute_are_told_to_wait(
    settings: Any, till: System, other_till: System
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    assert [till.get("customers").status_code for _ in range(4)] == [200] * 3 + [429]
    refused = till.get("customers")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["Content-Type"] == MEDIA_TYPE
    assert other_till.get("customers").status_code == 200


def test_the_next_minute_is_a_new_one(settings: Any, till: System) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1
    till.get("customers")
    wait = int(till.get("customers")["Retry-After"])
    with clock.set_to(clock.now() + timedelta(seconds=wait)):
        assert till.get("customers").status_code == 200


def test_there_is_a_limit_while_the_shared_cache_is_out_of_reach(
    settings: Any, till: System
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 2
    settings.CACHES = {
        **settings.CACHES,
        "default": {
            "BACKEND": "feedback.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 0.2},
        },
    }
    caches["process"].clear()
    assert [till.get("customers").status_code for _ in range(3)] == [200, 200, 429]


def test_a_key_is_made_for_one_actor_of_the_team(world: World) -> None:
    with tenancy.enter(world.business.id):
        key, _ = keys.make_key(
            world.business, name="Till", scope="write", by=world.manager
        )
        event = Event.objects.get(target_id=key.pk)
        assert event.actor == world.manager
        assert keys.revoke_key(key, now=clock.now(), by=Actor.member(world.owner))
        assert not keys.revoke_key(key, now=clock.now(), by=world.by)
