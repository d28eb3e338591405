"""Other systems, each with its key."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from feedback import tenancy
from feedback.accounts.models import Business, Membership
from feedback.connect import keys
from tests.conftest import World


@dataclass
class System:
    """A program that holds a key and speaks JSON."""

    secret: str

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request; ``body`` is a value or raw bytes, ``headers`` as in HTTP
        with underscores.
        """
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        client = Client(raise_request_exception=False)
        kind = sent.pop("Content-Type", "application/json")
        return client.generic(
            method,
            f"/api/v1/{path}",
            b"" if body is None else raw,
            content_type=kind,
            headers=sent,
        )

    def get(self, path: str, **headers: str) -> Any:
        """Read."""
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        """Add."""
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        """Change."""
        return self.send("PATCH", path, body, **headers)


def make_system(business: Business, by: Membership, scope: str = "write") -> System:
    """Return a program with a new key."""
    with tenancy.enter(business.id):
        return System(keys.make_key(business, name="Till", scope=scope, by=by)[1])


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture
def till(world: World) -> System:
    """Return a program of the world's business that may write."""
    return make_system(world.business, world.owner)


@pytest.fixture
def other_till(world: World) -> System:
    """Return a program of the stranger's business that may write."""
    return make_system(world.other_business, world.stranger)


WORK = {
    "customer": {"name": "Margaret Ellis", "email": "margaret@example.com"},
    "kind": "Boiler service",
    "happened_at": "2026-11-17T14:30:00+00:00",
    "handler": "Dan",
    "reference": "J-1042",
    "value": "129.50",
    "attributes": {"van": "2", "hours": 1.5, "urgent": False},
}


@pytest.fixture
def work() -> dict[str, Any]:
    """Return an interaction as a program sends it."""
    return json.loads(json.dumps(WORK))
