"""The API does what its description says: schemathesis tries both, and more."""

import os
import re
from collections.abc import Iterator
from functools import cache
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from feedback import tenancy
from feedback.text import one_line
from feedback.wsgi import application
from tests import builders
from tests.api.conftest import System
from tests.conftest import World

# `make` runs few; SCHEMATHESIS_EXAMPLES=500 looks longer.
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "20"))
SEED = 20261118
OPERATIONS = (
    "GET /api/v1/customers",
    "POST /api/v1/customers",
    "GET /api/v1/customers/{id}",
    "PATCH /api/v1/customers/{id}",
    "GET /api/v1/holds",
    "GET /api/v1/interactions",
    "POST /api/v1/interactions",
    "GET /api/v1/interactions/{id}",
)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the test's transaction: the real application closes what it finds open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@cache
def described() -> Any:
    """Return the description as schemathesis reads it from the real application."""
    # NUL is refused for what it is (tests/api/test_bodies.py).
    config = SchemathesisConfig.from_dict(
        {"seed": SEED, "generation": {"allow-x00": False}}
    )
    return schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", application, config=config
    )


def test_every_operation_is_tried() -> None:
    found = {result.ok().label for result in described().get_all_operations()}
    assert found == set(OPERATIONS)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize("label", OPERATIONS)
def test_nothing_is_found(
    world: World, till: System, settings: Any, label: str, mode: GenerationMode
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 10**9
    with tenancy.enter(world.business.id):
        builders.survey()
        work = builders.interaction()
    known = {"customers": str(work.customer_id), "interactions": str(work.pk)}
    method, path = label.split()
    operation = described()[path][method]
    _try(operation, mode, till, known)


def _try(operation: Any, mode: GenerationMode, till: System, known: Any) -> None:
    @given(case=operation.as_strategy(generation_mode=mode), real=some.booleans())
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def run(case: Any, real: bool) -> None:
        if mode is GenerationMode.POSITIVE:
            _mean_something(case, known, real)
        case.call_and_validate(
            headers={
                "Authorization": f"Bearer {till.secret}",
                "Accept-Encoding": "identity",
            }
        )

    run()


def _mean_something(case: Any, known: dict[str, str], real: bool) -> None:
    """Make what fits the description also mean something: ids and marks that exist,
    a day that is past, somebody to know.
    """
    if "id" in case.path_parameters and real:
        case.path_parameters["id"] = known[case.path.split("/")[3]]
    case.query.pop("cursor", None)
    case.headers.pop("If-Match", None)
    if name := case.headers.get("Idempotency-Key"):
        # Each request is another one, so it has a name of its own.
        case.headers["Idempotency-Key"] = f"{name[:200]}{next(_number)}"
    _mean(case.query, known)
    if isinstance(case.body, dict):
        _mean(case.body, known)
        if case.method == "POST" and "kind" not in case.body:
            _name_somebody(case.body, known)


def _mean(said: dict[str, Any], known: dict[str, str]) -> None:
    for name, make in MEANT.items():
        if name in said and not _means(name, said[name]):
            said[name] = make
    customer = said.get("customer")
    if isinstance(customer, dict):
        _mean(customer, known)
        _name_somebody(customer, known)


def _name_somebody(person: dict[str, Any], known: dict[str, str]) -> None:
    if "id" in person:
        person.clear()
        person["id"] = known["customers"]
    elif not any(one_line(person.get(n, "")) for n in ("name", "email", "external_id")):
        person["name"] = "Ann"


def _means(name: str, value: str) -> bool:
    if name == "email":
        return not value or bool(re.fullmatch(r"[a-z0-9.+-]+@[a-z0-9.-]+", value))
    if name in ("kind", "reference", "external_id"):
        return bool(one_line(value))
    return "1991" < value < "2026-11-18"


_number = count()
MEANT = {
    "email": "ann@example.com",
    "kind": "Boiler service",
    "reference": "J-1042",
    "external_id": "C-17",
    "happened_at": "2026-11-17T14:30:00Z",
    "happened_from": "2026-11-17T14:30:00Z",
    "happened_before": "2026-11-17T14:30:00Z",
}
