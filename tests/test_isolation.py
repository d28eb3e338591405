"""Every address × method × person answers as its table says."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.core import serializers
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from feedback import tenancy
from feedback.accounts.models import Role
from feedback.walls import tenant_models
from tests import access
from tests.access import Access
from tests.conftest import World

TABLE: dict[str, Access] = {}
for _module in iter_modules(access.__path__):
    TABLE |= import_module(f"tests.access.{_module.name}").ACCESS
# allauth's own pages have their own tests; they show nothing of a business.
FOREIGN = ("account_",)
PEOPLE = (
    *("anonymous", "stranger", "email_only", "own_only"),
    *("reader", "member", "manager", "owner"),
)
REFUSED = (403, 404, 405)
UNDER_OWNER = ("email_only", "own_only", "reader", "member", "manager")


def names(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    """Yield the full name of every address that the resolver knows."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{prefix}{pattern.name}"
        else:
            yield f"unnamed: {pattern.pattern}"


def test_every_address_is_in_the_table() -> None:
    ours = {n for n in names(get_resolver().url_patterns) if not n.startswith(FOREIGN)}
    assert ours == set(TABLE)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", sorted(n for n in TABLE if not TABLE[n].public))
def test_each_person_gets_what_the_table_says(
    world: World, name: str, who: str
) -> None:
    row = TABLE[name]
    with tenancy.enter(world.business.id):
        kwargs = row.kwargs(world)
    url = reverse(name, kwargs=kwargs)
    client = world.client(who)
    before = dump(world)
    for method, least in (("get", row.get), ("post", row.post)):
        payload = row.payload if method == "post" else {}
        status = getattr(client, method)(url, payload).status_code
        assert as_expected(status, who, least, bool(kwargs)), (method, status)
        if who in ("anonymous", "stranger"):
            assert dump(world) == before


def as_expected(status: int, who: str, least: Role | None, names_object: bool) -> bool:
    """Whether ``status`` is right for the person; never a server error."""
    if status >= 500:
        return False
    if who == "anonymous":
        return status == 302 or (least is None and status == 405)
    if who == "stranger" and names_object:
        return status == 404 or (least is None and status == 405)
    if least is None:
        # The role is checked before the method.
        return status == 405 or (status == 403 and who in UNDER_OWNER)
    role = Role.OWNER if who == "stranger" else Role(who)
    return status not in REFUSED if role.includes(least) else status == 403


def dump(world: World) -> str:
    """Return every tenant row of the world's business, as text."""
    with tenancy.enter(world.business.id):
        rows = [r for m in tenant_models() for r in m._default_manager.order_by("pk")]
        return serializers.serialize("json", rows)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("name", sorted(n for n in TABLE if not TABLE[n].public))
def test_no_address_takes_other_methods(world: World, name: str, method: str) -> None:
    with tenancy.enter(world.business.id):
        url = reverse(name, kwargs=TABLE[name].kwargs(world))
    assert getattr(world.client("owner"), method)(url).status_code == 405


@pytest.mark.parametrize("name", sorted(n for n in TABLE if TABLE[n].public))
def test_public_addresses_set_no_cookie_and_read_no_session(
    world: World, name: str
) -> None:
    with tenancy.enter(world.business.id):
        url = reverse(name, kwargs=TABLE[name].kwargs(world))
    before = dump(world)
    for method in ("get", "head", "options"):
        response = getattr(Client(), method)(url)
        assert response.status_code < 500
        assert not response.cookies
    assert dump(world) == before
