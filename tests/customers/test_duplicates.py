"""Customers that are perhaps the same person: signs, memory, pages."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback import tenancy
from feedback.customers.duplicates import MOST_ALIKE, duplicates, near
from feedback.customers.merging import merge, tell_apart
from feedback.customers.models import Customer, Merge, NotDuplicate
from feedback.customers.people import external_key
from tests import builders
from tests.conftest import World
from tests.queries import assert_same_queries

LINE = {"phone": "01326 312345", "phone_key": "+441326312345"}
LIST = reverse("customers:duplicate-list")


def pairs(world: World) -> list[set[Customer]]:
    return [{pair.one, pair.other} for pair in duplicates(world.business)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            {"name": "Ann", "email": "ann@a.example", **LINE},
            {"name": "A. Ede", "email": "ede@b.example", **LINE},
        ),
        ({"external_id": "K-001 2"}, {"external_id": "k0012"}),
        ({"external_id": "0042"}, {"external_id": "42"}),
        (
            {"name": "Ann Ede", "email": "ann@gmail.com"},
            {"name": "ann ede", "email": "ann@gmial.com"},
        ),
        (
            {"name": "Ann Ede", "email": "ann.ede@work.example"},
            {"name": "Ann Ede", "email": "ann.ede@home.example"},
        ),
        (
            {"name": "Ann Ede", "email": "ann.ede@a.example"},
            {"name": "Ann Ede", "email": "ann.eed@a.example"},
        ),
        (
            {"name": "Ann Ede", "email": "x@a.example", "phone": "ring next door"},
            {"name": "ann ede", "email": "y@b.example", "phone": "Ring next door"},
        ),
    ],
)
def test_signs_of_one_person(
    inside: World, one: dict[str, Any], other: dict[str, Any]
) -> None:
    both = {builders.customer(**one), builders.customer(**other)}
    builders.customer(name="Tom Rowe", email="tom@rowe.example")
    assert pairs(inside) == [both]


def test_a_name_alone_is_no_sign(inside: World) -> None:
    builders.customer(name="John Smith", email="john@one.example")
    builders.customer(name="John Smith", email="smithy77@two.example")
    builders.customer(name="", email="john@three.example")
    assert pairs(inside) == []


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("a@gmail.com", "a@gmial.com", True),
        ("a@gmail.com", "a@gmail.co", True),
        ("ann@a.example", "annn@a.example", True),
        ("ann@a.example", "tom@a.example", False),
        ("ann@a.example", "ann@b.example.org", False),
    ],
)
def test_a_slip_of_the_fingers_is_near(one: str, other: str, is_near: bool) -> None:
    assert near(one, other) is near(other, one) is is_near


def test_a_pair_is_suggested_once_and_not_when_settled(inside: World) -> None:
    ann = {"name": "Ann Ede", **LINE}
    one = builders.customer(email="ann@a.example", external_id="k1", **ann)
    other = builders.customer(email="ann@b.example", external_id="K1", **ann)
    assert pairs(inside) == [{one, other}]
    tell_apart(one, other, by=inside.by)
    assert pairs(inside) == []
    NotDuplicate.objects.all().delete()
    merge(one, other, by=inside.by)
    assert pairs(inside) == []


def test_the_row_with_an_address_is_kept(inside: World) -> None:
    builders.customer(name="A", email="", **LINE)
    ann = builders.customer(name="B", email="ann@a.example", **LINE)
    assert duplicates(inside.business)[0].one == ann


def test_a_switchboard_gives_a_few_pairs_only(inside: World) -> None:
    for _number in range(MOST_ALIKE + 5):
        builders.customer(**LINE)
    found = duplicates(inside.business, limit=1000)
    assert len(found) == MOST_ALIKE * (MOST_ALIKE - 1) // 2


def test_no_pair_of_two_businesses(world: World) -> None:
    for business in (world.business, world.other_business):
        with tenancy.enter(business.id):
            builders.customer(**LINE)
            assert duplicates(business) == []


def test_looking_takes_a_fixed_number_of_queries(inside: World) -> None:
    asked = []
    for _more in range(2):
        for number in range(5):
            builders.customer(**LINE, external_id=external_key(f"{_more}{number}"))
        with CaptureQueriesContext(connection) as queries:
            duplicates(inside.business)
        asked.append(len(queries))
    assert asked[1] <= asked[0] <= 9


def test_the_page_needs_the_same_queries_for_more_pairs(world: World) -> None:
    def grow() -> None:
        with tenancy.enter(world.business.id):
            number = Customer.objects.count()
            for case in ("k", "K"):
                builders.customer(name="", external_id=f"{case}{number}")

    assert_same_queries(world.client(), LIST, grow)


def test_merging_from_the_page_and_taking_it_back(world: World) -> None:
    with tenancy.enter(world.business.id):
        one = builders.customer(name="Ann Ede", email="ann@gmail.com")
        other = builders.customer(name="Ann Ede", email="ann@gmial.com")
    client = world.client("member")
    page = unescape(client.get(LIST).content.decode())
    assert "addresses that look alike" in page
    assert "ann@gmail.com" in page
    assert "ann@gmial.com" in page
    url = reverse("customers:customer-merge", args=[one.pk])
    answer = client.post(url, {"other": other.pk, "next": LIST}, follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    assert "Ann Ede is one person now." in answer.content.decode()
    edit = reverse("customers:customer-edit", args=[other.pk])
    kept = reverse("customers:customer-edit", args=[one.pk])
    assert client.get(edit).url == kept
    detail = reverse("actions:customer-detail", args=[other.pk])
    assert client.get(detail).url == reverse("actions:customer-detail", args=[one.pk])
    assert "ann@gmial.com" in client.get(kept).content.decode()
    with tenancy.enter(world.business.id):
        done = Merge.objects.get()
    merges = client.get(reverse("customers:merge-list")).content.decode()
    assert "ann@gmial.com" in merges
    client.post(reverse("customers:merge-undo", args=[done.pk]))
    assert client.get(edit).status_code == 200


def test_undoing_twice_says_so(world: World) -> None:
    with tenancy.enter(world.business.id):
        done = merge(builders.customer(), builders.customer(), by=world.by)
    url = reverse("customers:merge-undo", args=[done.pk])
    assert world.client().post(url).status_code == 302
    answer = world.client().post(url)
    assert answer.status_code == 409
    assert "undone already" in answer.content.decode()


def test_two_people_are_remembered_and_doubted_again(world: World) -> None:
    with tenancy.enter(world.business.id):
        one, other = builders.customer(**LINE), builders.customer(**LINE)
    client = world.client("member")
    url = reverse("customers:duplicate-dismissal")
    answer = client.post(url, {"one": one.pk, "other": other.pk}, follow=True)
    assert "they are two people" in answer.content.decode()
    assert "Nobody twice" in answer.content.decode()
    client.post(f"{url}?undo=1&one={one.pk}&other={other.pk}")
    with tenancy.enter(world.business.id):
        assert len(duplicates(world.business)) == 1


@pytest.mark.parametrize("payload", [{}, {"one": "x"}, {"one": "", "other": "\x00"}])
def test_a_dismissal_of_nobody_changes_nothing(
    world: World, payload: dict[str, str]
) -> None:
    url = reverse("customers:duplicate-dismissal")
    assert world.client().post(url, payload).status_code == 400


@pytest.mark.parametrize("other", ["", "nobody", "self", "theirs", "merged"])
def test_nobody_to_merge_with_is_a_mistake(world: World, other: str) -> None:
    with tenancy.enter(world.other_business.id):
        theirs = builders.customer()
    with tenancy.enter(world.business.id):
        ann, gone = builders.customer(), builders.customer()
        merge(builders.customer(), gone, by=world.by)
    given = {"self": ann.pk, "theirs": theirs.pk, "merged": gone.pk}.get(other, other)
    url = reverse("customers:customer-merge", args=[ann.pk])
    answer = world.client().post(url, {"other": given})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_somebody_is_found_and_compared_by_hand(world: World) -> None:
    with tenancy.enter(world.business.id):
        ann = builders.customer(name="Ann Ede", email="ann@a.example")
        other = builders.customer(name="Annabel Ede", email="bel@b.example")
    url = reverse("customers:customer-merge", args=[ann.pk])
    found = world.client().get(url, {"q": "anna"}).content.decode()
    assert f"?with={other.pk}" in found
    compared = world.client().get(url, {"with": other.pk}).content.decode()
    assert "Are these one person?" in compared
    assert "bel@b.example" in compared
    assert "Try fewer letters" in world.client().get(url, {"q": "zz"}).content.decode()


def test_the_list_of_merges_needs_the_same_queries_for_more(world: World) -> None:
    def grow() -> None:
        with tenancy.enter(world.business.id):
            merge(builders.customer(), builders.customer(), by=world.by)

    assert_same_queries(world.client(), reverse("customers:merge-list"), grow)


def test_a_number_that_cannot_be_read_is_kept_with_a_hint(world: World) -> None:
    with tenancy.enter(world.business.id):
        ann = builders.customer(name="Ann")
    url = reverse("customers:customer-edit", args=[ann.pk])
    typed = {
        "name": "Ann",
        "phone": "1.2E+11",
        "external_id": "K1",
        "language": "de",
    }
    answer = world.client().post(url, typed, follow=True)
    assert answer.redirect_chain == [(url, 302)]
    assert "cannot read it as a number" in answer.content.decode()
    with tenancy.enter(world.business.id):
        ann.refresh_from_db()
    assert (ann.phone, ann.phone_key) == ("1.2E+11", "")
    assert (ann.external_id, ann.language) == ("K1", "de")


@pytest.mark.parametrize("field", ["email", "external_id"])
def test_a_key_of_somebody_else_names_them_and_offers_to_merge(
    world: World, field: str
) -> None:
    with tenancy.enter(world.business.id):
        ann = builders.customer(name="Ann")
        tom = builders.customer(name="Tom", email="t@a.example", external_id="K1")
    url = reverse("customers:customer-edit", args=[ann.pk])
    typed = {"name": "Ann", field: {"email": "T@a.example"}.get(field, "K1")}
    answer = world.client().post(url, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tom has this" in page
    assert f"?with={tom.pk}" in page
