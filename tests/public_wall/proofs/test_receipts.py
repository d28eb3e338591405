"""The receipt that comes with a reply: known at once, proved by the next checkpoint."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings

from feedback import clock, tenancy
from public_wall.proofs.receipts import number_of
from public_wall.proofs.sweeping import sweep
from public_wall.verifier.checks import receipt_faults
from public_wall.verifier.notes import read_key
from surveys.models import Reply
from surveys.services.erasing import erase
from tests.conftest import World
from tests.public_wall import rows
from tests.public_wall.proofs.reading import Site, heard
from tests.surveys.guests import link


@pytest.fixture
def reply(world: World) -> Reply:
    with tenancy.enter(world.business.id):
        rows.open_page()
        return heard(words="Just between us.", consent=Reply.Consent.NO)


def address(world: World, reply: Reply, ending: str = "/") -> str:
    number = number_of(world.business.pk, reply.pk)
    return f"/w/{world.business.slug}/receipts/{number}{ending}"


def keys(world: World) -> list[bytes]:
    lines = Site(world.business.slug).text("log.pub").splitlines()
    return [read_key(line)[1] for line in lines]


def test_until_the_next_checkpoint_it_says_so(world: World, reply: Reply) -> None:
    page = Client().get(address(world, reply))
    assert page.status_code == 200
    assert "next signed checkpoint" in page.content.decode()
    assert Client().get(address(world, reply, ".json")).status_code == 404


def test_afterwards_it_proves_that_the_reply_is_counted(
    world: World, reply: Reply
) -> None:
    sweep(now=clock.now())
    page = Client().get(address(world, reply))
    assert "is counted" in page.content.decode()
    assert "Just between us" not in page.content.decode()
    receipt = json.loads(Client().get(address(world, reply, ".json")).content)
    assert receipt["content"]["words"] == "Just between us."
    assert receipt_faults(receipt, keys(world)) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("index", 0),
        ("leaf", '{"kind":"reply"}'),
        ("proof", []),
        ("checkpoint", "no note"),
        ("salt", "00" * 16),
        ("content", {"rating": 5, "submitted_at": "", "words": ""}),
        ("item", "another"),
        ("proof", "x"),
        ("index", None),
    ],
)
def test_a_receipt_that_was_altered_proves_nothing(
    world: World, reply: Reply, name: str, value: object
) -> None:
    sweep(now=clock.now())
    receipt = json.loads(Client().get(address(world, reply, ".json")).content)
    assert receipt_faults({**receipt, name: value}, keys(world))
    assert receipt_faults(receipt, [bytes(32)])


def test_it_works_although_the_page_is_hidden(world: World, reply: Reply) -> None:
    with tenancy.enter(world.business.id):
        world.business.wall_is_public = False
        world.business.save(update_fields=["wall_is_public"])
    sweep(now=clock.now())
    page = Client().get(address(world, reply))
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert Client().get(address(world, reply, ".json")).status_code == 200


def test_it_is_of_one_business_only(world: World, reply: Reply) -> None:
    sweep(now=clock.now())
    number = number_of(world.business.pk, reply.pk)
    other = f"/w/{world.other_business.slug}/receipts/{number}/"
    assert Client().get(other).status_code == 404


def test_it_is_found_however_it_is_typed(world: World, reply: Reply) -> None:
    sweep(now=clock.now())
    number = number_of(world.business.pk, reply.pk)
    for typed in (number.lower(), number.replace("-", " "), number.replace("-", "")):
        url = f"/w/{world.business.slug}/verify/"
        page = Client().get(url, {"receipt": typed})
        assert page.status_code == 200
        assert f"receipts/{number}/" in page.content.decode()


def test_it_outlives_a_changed_secret(world: World, reply: Reply) -> None:
    before = settings.SECRET_KEY
    url = address(world, reply)
    sweep(now=clock.now())
    with override_settings(SECRET_KEY="x" * 40, SECRET_KEY_FALLBACKS=[before]):
        assert Client().get(url).status_code == 200
        assert Client().get(address(world, reply)).status_code == 200


def test_after_an_erasure_it_holds_no_words(world: World, reply: Reply) -> None:
    sweep(now=clock.now())
    with tenancy.enter(world.business.id):
        erase(reply.customer, by=world.by, now=clock.now())
    later = clock.now() + timedelta(days=1)
    with clock.set_to(later):
        sweep(now=later)
        receipt = json.loads(Client().get(address(world, reply, ".json")).content)
        assert receipt["salt"] is None
        assert receipt["content"] is None
        assert receipt_faults(receipt, keys(world)) == []
        assert "was erased" in Client().get(address(world, reply)).content.decode()


def test_the_thank_you_page_gives_the_number(world: World, reply: Reply) -> None:
    with tenancy.enter(world.business.id):
        thanks = link("thanks", reply.invitation)
        mine = link("mine", reply.invitation)
    number = number_of(world.business.pk, reply.pk)
    for url in (thanks, mine):
        page = Client().get(url)
        assert number in page.content.decode()
