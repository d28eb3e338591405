"""A request that names itself has one effect and one answer."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from feedback import clock, tenancy
from feedback.connect.models import IdempotencyKey
from feedback.connect.rest import idempotency
from feedback.connect.tasks import purge
from feedback.customers.models import Customer, Interaction
from surveys.models import Invitation
from tests import builders
from tests.api.conftest import System
from tests.conftest import NOON, World

TIMES, AT_ONCE = 50, 12
KEY = {"Idempotency_Key": "job-1042"}


def test_the_same_request_again_gets_the_same_answer(
    till: System, world: World, work: dict[str, Any]
) -> None:
    first = till.post("interactions", work, **KEY)
    with tenancy.enter(world.business.id):
        Interaction.objects.update(handler="Corrected meanwhile")
    again = till.post("interactions", work, **KEY)
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Location"] == first["Location"]
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first


def test_the_order_of_fields_and_blanks_make_no_other_request(till: System) -> None:
    till.post("customers", b'{"name": "Ann", "phone": "1"}', **KEY)
    again = till.post("customers", b'{"phone":"1","name":"Ann"}', **KEY)
    assert again["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("hours", [0, 24, 47])
def test_the_answer_is_known_for_a_day_and_more(
    till: System, world: World, work: dict[str, Any], hours: int
) -> None:
    first = till.post("interactions", work, **KEY)
    with clock.set_to(NOON + timedelta(hours=hours)):
        purge()
        again = till.post("interactions", work, **KEY)
    assert again.content == first.content
    assert again["Idempotent-Replayed"] == "true"


def test_old_names_are_forgotten(
    till: System, world: World, work: dict[str, Any]
) -> None:
    till.post("interactions", work, **KEY)
    with clock.set_to(NOON + timedelta(hours=49)):
        purge()
    with tenancy.enter(world.business.id):
        assert not IdempotencyKey.objects.exists()
    # The work itself is known for good.
    assert till.post("interactions", work, **KEY).status_code == 200


def test_the_name_of_another_request_is_refused(
    till: System, world: World, work: dict[str, Any]
) -> None:
    till.post("interactions", work, **KEY)
    other = till.post("interactions", {**work, "kind": "Repair"}, **KEY)
    elsewhere = till.post("customers", {"name": "Ann"}, **KEY)
    assert (other.status_code, elsewhere.status_code) == (422, 422)
    assert other.json()["errors"][0]["code"] == "key_reused"
    with tenancy.enter(world.business.id):
        assert Interaction.objects.count() == Customer.objects.count() == 1


def test_a_refused_request_leaves_its_name_free(
    till: System, work: dict[str, Any]
) -> None:
    assert till.post("interactions", {**work, "kind": ""}, **KEY).status_code == 400
    assert till.post("interactions", work, **KEY).status_code == 201


def test_names_of_two_businesses_are_two(
    till: System, other_till: System, work: dict[str, Any]
) -> None:
    first = till.post("interactions", work, **KEY)
    second = other_till.post("interactions", {**work, "kind": "Cut"}, **KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert "Idempotent-Replayed" not in second


@pytest.mark.parametrize("name", ["", " ", "x" * 256, "x" * 300, "é", "a\tb", " a"])
def test_a_name_that_is_none_is_refused(
    till: System, world: World, work: dict[str, Any], name: str
) -> None:
    response = till.post("interactions", work, Idempotency_Key=name)
    assert response.status_code == 400
    with tenancy.enter(world.business.id):
        assert not Interaction.objects.exists()


def test_the_longest_name_is_taken(till: System, work: dict[str, Any]) -> None:
    name = "x" * 255
    assert till.post("interactions", work, Idempotency_Key=name).status_code == 201


def test_a_failure_in_the_middle_stores_nothing(
    till: System,
    world: World,
    work: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*args: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(idempotency, "JSONRenderer", fail)
        response = till.post("interactions", work, **KEY)
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    with tenancy.enter(world.business.id):
        for model in (Interaction, Customer, IdempotencyKey):
            assert not model.objects.exists()
    assert till.post("interactions", work, **KEY).status_code == 201


def all_at_once(send: Callable[[int], Any]) -> list[Any]:
    """Send `TIMES` requests, `AT_ONCE` of them in parallel."""

    def alone(number: int) -> Any:
        try:
            with clock.set_to(NOON):
                return send(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(alone, range(TIMES)))


@pytest.fixture
def _shared_database(transactional_db: None) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory: set TEST_DATABASE_NAME")


@pytest.mark.usefixtures("_shared_database")
def test_fifty_at_once_with_one_name_are_one_interaction(
    world: World, till: System, work: dict[str, Any]
) -> None:
    with tenancy.enter(world.business.id):
        builders.survey()
    answers = all_at_once(lambda _: till.post("interactions", work, **KEY))
    counted = Counter(answer.status_code for answer in answers)
    assert counted[201] >= 1
    assert set(counted) <= {201, 409}
    assert len({a.content for a in answers if a.status_code == 201}) == 1
    assert all(a["Retry-After"] == "1" for a in answers if a.status_code == 409)
    with tenancy.enter(world.business.id):
        for model in (Interaction, Customer, Invitation, IdempotencyKey):
            assert model.objects.count() == 1


@pytest.mark.usefixtures("_shared_database")
def test_fifty_at_once_without_a_name_are_one_interaction_too(
    world: World, till: System, work: dict[str, Any]
) -> None:
    answers = all_at_once(lambda _: till.post("interactions", work))
    counted = Counter(answer.status_code for answer in answers)
    assert counted == {201: 1, 200: TIMES - 1}
    with tenancy.enter(world.business.id):
        assert Interaction.objects.count() == Customer.objects.count() == 1
