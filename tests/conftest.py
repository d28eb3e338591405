"""The world every test starts from: one business with a team, and a stranger's."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

import pytest
from django.db import connection
from django.test import Client

from feedback import clock, roles, tenancy
from feedback.accounts import services as accounts
from feedback.accounts.models import Business, Membership, Role, User
from feedback.history.services import Actor
from tests.chromium import browser

__all__ = ["browser"]  # one browser for the tests of pages and of processes

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # a Wednesday


@dataclass
class World:
    """Penrose Heating with its people, and a stranger who owns another business."""

    business: Business
    owner: Membership
    manager: Membership
    member: Membership
    reader: Membership
    other_business: Business
    stranger: Membership
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, name: str = "owner") -> Client:
        """Return a browser in which that person is logged in ("anonymous": nobody)."""
        if name not in self.clients:
            self.clients[name] = Client()
            if name != "anonymous":
                person: Membership = getattr(self, name)
                self.clients[name].force_login(person.user)
        return self.clients[name]

    @property
    def by(self) -> Actor:
        """The owner, as the actor of a service."""
        return Actor.member(self.owner)

    @cached_property
    def own_only(self) -> Membership:
        """Somebody who sees only what is about them; joins when first asked for."""
        with tenancy.enter(self.business.id):
            return join(self.business, "kit@penrose.example", "Kit Vale", Role.OWN_ONLY)

    @cached_property
    def email_only(self) -> Membership:
        """Somebody who gets words by mail only; joins when first asked for."""
        with tenancy.enter(self.business.id):
            return join(self.business, "jo@merchant.example", "Jo Pas", Role.EMAIL_ONLY)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Create the database as its owner, then work in the application's role."""
    with django_db_blocker.unblock():
        roles.start_owning(False)
        connection.close()
    yield
    roles.start_owning(True)
    with django_db_blocker.unblock():
        connection.close()


def pytest_configure(config: pytest.Config) -> None:
    """Create and migrate the test database as the role that logs in."""
    roles.start_owning(True)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    """Hold every test at one moment: no test depends on the day it runs."""
    with clock.set_to(NOON):
        yield


@pytest.fixture(autouse=True)
def _outside_any_business() -> Iterator[None]:
    """Blank the scope, so that code that forgets to enter a business fails."""
    token = tenancy._scope.set(None)
    yield
    tenancy._scope.reset(token)


@pytest.fixture
def world(db: None) -> World:
    """Return the business, its team and the stranger, stored; no business entered."""
    ruth = person("ruth@penrose.example", "Ruth Penrose")
    business = accounts.open_business(name="Penrose Heating", owner=ruth)
    sam = person("sam@tidy.example", "Sam Okoro")
    other = accounts.open_business(name="Tidy Salon", owner=sam)
    with tenancy.every_business():
        return World(
            business=business,
            owner=Membership.objects.get(user=ruth),
            manager=join(business, "lee@penrose.example", "Lee Tonkin", Role.MANAGER),
            member=join(business, "dan@penrose.example", "Dan Rowe", Role.MEMBER),
            reader=join(business, "amy@penrose.example", "Amy Hart", Role.READER),
            other_business=other,
            stranger=Membership.objects.get(user=sam),
        )


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    """Return the world with its business entered, as a view or task would."""
    with ExitStack() as stack:
        stack.enter_context(tenancy.enter(world.business.id))
        yield world


def person(email: str, name: str) -> User:
    """Store somebody who can log in, with a verified address and no usable password."""
    user = User.objects.create_user(email, None, name=name)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


def join(business: Business, email: str, name: str, role: Role) -> Membership:
    """Store somebody in the team of ``business``."""
    return Membership.objects.create(
        business=business, user=person(email, name), role=role
    )
