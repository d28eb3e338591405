"""Own addresses: old ones lead on, proved hosts show one page and nothing else."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from feedback import clock, tenancy
from feedback.accounts import services as accounts
from feedback.accounts.models import Business
from feedback.errors import Conflict, Refused
from public_wall import proving as records
from public_wall.models import EmbedOrigin, FormerSlug, WallDomain
from public_wall.own_hosts import OwnHosts
from public_wall.services import addresses, proving
from tests.conftest import World, person
from tests.mail.dns_server import Zone, serving
from tests.public_wall import rows

HOST = "said.penrose.example.com"


@pytest.fixture
def zone(settings: Any) -> Iterator[Zone]:
    with serving() as running:
        settings.SENDING_RESOLVER = f"127.0.0.1:{running.port}"
        yield running


@pytest.fixture(autouse=True)
def _look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Believe nothing about a host for longer than the question takes."""
    monkeypatch.setattr("public_wall.own_hosts.BELIEVED", 0.0)


def add_record(zone: Zone, world: World, host: str, purpose: str) -> None:
    zone.text(
        records.record_name(host),
        records.record_value(purpose, world.business.id, host),
    )


def at(host: str, path: str = "/", **more: Any) -> Any:
    return Client(HTTP_HOST=host).get(path, **more)


def test_the_old_address_leads_to_the_new_one_with_all_that_follows(
    inside: World,
) -> None:
    rows.open_page()
    assert addresses.move_page(inside.business, slug="Ruths-boilers", by=inside.by)
    assert Client().get("/w/ruths-boilers/").status_code == 200
    for rest in ("", "how/", "feed.xml", "facts.json", "badge.svg", "?lang=de"):
        answer = Client().get(f"/w/penrose-heating/{rest}")
        assert answer.status_code == 301
        assert answer["Location"] == f"/w/ruths-boilers/{rest}"


def test_going_back_and_forth_leads_to_where_it_is_now(inside: World) -> None:
    rows.open_page()
    for slug in ("first-one", "second-one", "penrose-heating"):
        addresses.move_page(inside.business, slug=slug, by=inside.by)
    assert Client().get("/w/penrose-heating/").status_code == 200
    for old in ("first-one", "second-one"):
        assert Client().get(f"/w/{old}/")["Location"] == "/w/penrose-heating/"
    assert FormerSlug.objects.count() == 2


def test_nobody_else_can_ever_have_an_old_address(world: World) -> None:
    with tenancy.enter(world.business.id):
        addresses.move_page(world.business, slug="ruths-boilers", by=world.by)
    with tenancy.enter(world.other_business.id), pytest.raises(Conflict):
        addresses.move_page(
            world.other_business,
            slug="penrose-heating",
            by=type(world.by).member(world.stranger),
        )
    again = accounts.open_business(
        name="Penrose Heating", owner=person("new@penrose.example", "New Penrose")
    )
    assert again.slug == "penrose-heating-2"
    with pytest.raises(IntegrityError), transaction.atomic():
        Business.objects.filter(pk=again.pk).update(slug="penrose-heating")


@pytest.mark.parametrize(
    "slug", ["", "ab", "a" * 61, "-a-b", "a--b", "ruth's", "rüth", "w/x", "a b", "<b>"]
)
def test_what_is_no_address_is_refused(inside: World, slug: str) -> None:
    with pytest.raises(Refused):
        addresses.move_page(inside.business, slug=slug, by=inside.by)


def test_nobody_can_reserve_any_number_of_addresses(inside: World) -> None:
    for number in range(addresses.MOST_FORMER):
        addresses.move_page(inside.business, slug=f"name-{number}", by=inside.by)
    with pytest.raises(Refused):
        addresses.move_page(inside.business, slug="one-more", by=inside.by)
    assert addresses.move_page(inside.business, slug="name-0", by=inside.by)


def test_a_host_shows_the_page_once_its_record_stands(
    inside: World, zone: Zone
) -> None:
    rows.open_page()
    rows.comment(words="Quick and tidy.")
    held = proving.choose_domain(inside.business, domain=HOST, by=inside.by)
    assert proving.check(held) == records.MISSING
    assert at(HOST).status_code == 400
    add_record(zone, inside, HOST, records.HOST)
    assert proving.check(held) == records.OK
    page = at(HOST)
    assert page.status_code == 200
    assert "Quick and tidy." in page.content.decode()
    assert f'<link rel="canonical" href="https://{HOST}/">' in page.content.decode()
    assert at(HOST, "/feed.xml").status_code == 200
    assert (
        f"Sitemap: https://{HOST}/sitemap.xml"
        in at(HOST, "/robots.txt").content.decode()
    )
    ours = Client().get("/w/penrose-heating/").content.decode()
    assert f'<link rel="canonical" href="https://{HOST}/">' in ours


def test_at_an_own_host_there_is_nothing_else(inside: World) -> None:
    rows.open_page()
    WallDomain.objects.create(
        business=inside.business, domain=HOST, verified_at=clock.now()
    )
    Business.objects.filter(pk=inside.other_business.pk).update(wall_is_public=True)
    for path in (
        *("/accounts/login/", "/api/v1/customers/", "/settings/", "/published/"),
        *("/healthz", "/w/tidy-salon/", "/s/x/", "/hooks/mail/", "/inbox/"),
        *("/embed/x/", "/tls-check/?domain=x", "/../settings/"),
    ):
        answer = at(HOST, path)
        assert answer.status_code == 404, path
        assert not answer.cookies
    back = at(HOST, "/w/penrose-heating//evil.example/")
    assert back["Location"] == "/evil.example/"
    style = at(HOST, "/static/css/wall.css")
    assert style.status_code == 200
    assert b"".join(style.streaming_content)
    client = Client(HTTP_HOST=HOST)
    client.force_login(inside.owner.user)
    assert client.get("/published/").status_code == 404


def test_an_unknown_or_hidden_host_is_none_of_ours(inside: World) -> None:
    rows.open_page()
    WallDomain.objects.create(business=inside.business, domain=HOST)
    assert at(HOST).status_code == 400
    WallDomain.objects.update(verified_at=clock.now())
    assert at(HOST).status_code == 200
    Business.objects.update(wall_is_public=False)
    assert at(HOST).status_code == 400
    assert at("other.example.com").status_code == 400


def test_the_proxy_may_make_certificates_for_proved_hosts_only(inside: World) -> None:
    rows.open_page()
    held = WallDomain.objects.create(business=inside.business, domain=HOST)
    url = f"/tls-check/?domain={HOST.upper()}"
    assert Client().get(url).status_code == 404
    WallDomain.objects.filter(pk=held.pk).update(verified_at=clock.now())
    assert Client().get(url).status_code == 200
    for other in ("", "?domain=", "?domain=evil.example", "?domain=%00"):
        assert Client().get(f"/tls-check/{other}").status_code == 404


def test_a_record_that_is_gone_for_days_ends_it(world: World, zone: Zone) -> None:
    with tenancy.enter(world.business.id):
        rows.open_page()
        held = proving.choose_domain(world.business, domain=HOST, by=world.by)
        add_record(zone, world, HOST, records.HOST)
        proving.check(held)
    proofs = zone.texts.pop(records.record_name(HOST))
    for day, is_proved in ((1, True), (2, True), (3, True), (4, False)):
        with clock.set_to(clock.now() + timedelta(days=day)):
            assert proving.check_due(now=clock.now()) == 1
            assert proving.check_due(now=clock.now()) == 0
        with tenancy.enter(world.business.id):
            found = WallDomain.objects.get()
            assert bool(found.verified_at) == is_proved, day
    zone.texts[records.record_name(HOST)] = proofs
    with clock.set_to(clock.now() + timedelta(days=5)):
        proving.check_due(now=clock.now())
    with tenancy.enter(world.business.id):
        assert WallDomain.objects.get().verified_at


def test_a_dns_that_says_nothing_changes_nothing(world: World, zone: Zone) -> None:
    with tenancy.enter(world.business.id):
        held = proving.choose_domain(world.business, domain=HOST, by=world.by)
        add_record(zone, world, HOST, records.HOST)
        proving.check(held)
    zone.broken.add(records.record_name(HOST))
    for day in range(1, 6):
        with clock.set_to(clock.now() + timedelta(days=day)):
            proving.check_due(now=clock.now())
    with tenancy.enter(world.business.id):
        found = WallDomain.objects.get()
        assert found.verified_at
        assert found.missing_since is None
        assert found.finding == records.UNANSWERED


def test_a_record_of_another_business_proves_nothing(world: World, zone: Zone) -> None:
    add_record(zone, world, HOST, records.HOST)
    with tenancy.enter(world.other_business.id):
        by = type(world.by).member(world.stranger)
        held = proving.choose_domain(world.other_business, domain=HOST, by=by)
        assert proving.check(held) == records.OTHER
    with tenancy.enter(world.business.id):
        mine = proving.choose_domain(world.business, domain=HOST, by=world.by)
        assert proving.check(mine) == records.OK
        origin = proving.add_origin(
            world.business, origin=f"https://{HOST}", by=world.by
        )
        assert proving.check(origin) == records.OTHER


def test_a_host_belongs_to_the_first_who_proved_it(world: World, zone: Zone) -> None:
    by = type(world.by).member(world.stranger)
    for business, who in ((world.business, world.by), (world.other_business, by)):
        zone.text(
            records.record_name(HOST),
            records.record_value(records.HOST, business.id, HOST),
        )
        with tenancy.enter(business.id):
            held = proving.choose_domain(business, domain=HOST, by=who)
            found = proving.check(held)
    assert found == records.TAKEN


@pytest.mark.parametrize(
    "typed",
    [
        *("", "localhost", "127.0.0.1", "[::1]", "2130706433", "0x7f.1", "co.uk"),
        *("metadata.google.internal", "x.local", "a b.example", "127.0.0.1:8000"),
        *("http://penrose.example", "https://", "javascript:alert(1)", "*.example"),
        *("https://penrose.example:99999", "penrose.example\r\nX: y"),
    ],
)
def test_what_nobody_owns_is_no_website(inside: World, typed: str) -> None:
    with pytest.raises(Refused):
        proving.add_origin(inside.business, origin=typed, by=inside.by)
    assert not EmbedOrigin.objects.exists()


def test_an_origin_is_kept_as_browsers_send_it(inside: World) -> None:
    for typed, kept in (
        (
            "https://WWW.Penrose.example.com/boilers?x=1",
            "https://www.penrose.example.com",
        ),
        ("penrose.example.com:443", "https://penrose.example.com"),
        ("https://penrose.example.com:8443/", "https://penrose.example.com:8443"),
        ("bücher.example.com", "https://xn--bcher-kva.example.com"),
    ):
        held = proving.add_origin(inside.business, origin=typed, by=inside.by)
        assert held.origin == kept


def test_the_middleware_hides_the_foreign_name_from_everything_else(
    inside: World,
) -> None:
    rows.open_page()
    WallDomain.objects.create(
        business=inside.business, domain=HOST, verified_at=clock.now()
    )
    assert OwnHosts(lambda request: request)  # type: ignore[arg-type,return-value]
    page = at(HOST, "/how/", HTTP_X_FORWARDED_HOST="evil.example")
    assert page.status_code == 200
    assert "evil.example" not in page.content.decode()
