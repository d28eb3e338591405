"""The pages about customers."""

from datetime import date, timedelta
from html import unescape

from django.urls import reverse

from feedback import tenancy
from feedback.customers import selectors
from feedback.customers.models import Customer
from feedback.customers.services import suppress
from feedback.history.services import CUSTOMER
from tests import builders
from tests.conftest import NOON, World
from tests.queries import assert_same_queries

LIST = reverse("customers:customer-list")


def read(world: World, url: str = LIST) -> str:
    response = world.client().get(url)
    assert response.status_code == 200
    return unescape(response.content.decode())


def edit_url(customer: Customer) -> str:
    return reverse("customers:customer-edit", args=[customer.pk])


def pause_url(customer: Customer) -> str:
    return reverse("customers:customer-pause", args=[customer.pk])


def test_nobody_yet_says_what_to_do(world: World) -> None:
    page = read(world)
    assert "Add the last ten people you did work for." in page
    assert reverse("surveys:customer-paste") in page


def test_each_customer_shows_what_was_done_last_and_what_they_said(
    world: World,
) -> None:
    with tenancy.enter(world.business.id):
        ann = builders.customer(
            name="Ann Moss", value="most_valuable", relationship_owner=world.member
        )
        old = builders.interaction(
            ann, kind="Old visit", happened_at=NOON - timedelta(days=9)
        )
        builders.reply(builders.invitation(old))
        builders.interaction(ann, kind="New tap")
    page = read(world)
    assert "Ann Moss" in page
    assert "New tap, Tue 17 Nov 2026" in page
    assert "Old visit" not in page
    assert "Most valuable" in page
    assert "Looked after by Dan" in page
    assert "Reply: new" in page


def test_a_search_finds_beginnings_of_names_and_addresses(world: World) -> None:
    with tenancy.enter(world.business.id):
        builders.customer(name="Margaret Ellis", email="maggie@example.com")
        builders.customer(name="Omar Haddad", email="omar@example.com")
    for text in ("marg", "ELL", "maggie", "Maggie@Example"):
        page = read(world, f"{LIST}?q={text}")
        assert "Margaret Ellis" in page
        assert "Omar" not in page
    assert "Nobody whose name or email begins with “zz”" in read(world, f"{LIST}?q=zz")


def test_a_try_out_is_no_customer(world: World) -> None:
    with tenancy.enter(world.business.id):
        builders.customer(name="Ruth herself", is_test=True)
    assert "Ruth herself" not in read(world)


def test_pages_follow_each_other_without_gap_or_overlap(world: World) -> None:
    with tenancy.enter(world.business.id):
        names = [f"Ann {n:03}" for n in range(selectors.PAGE * 2 + 5)]
        # Two of one name: the id decides.
        made = [builders.customer(name=name).pk for name in [*names, "Ann 049"]]
        seen, after = [], ""
        while True:
            rows = list(selectors.customer_list(world.business, after=after))
            seen += [row.pk for row in rows[: selectors.PAGE]]
            if len(rows) <= selectors.PAGE:
                break
            after = str(rows[selectors.PAGE - 1].pk)
    assert len(seen) == len(set(seen)) == len(made)


def test_a_page_mark_that_is_none_shows_the_first_page(world: World) -> None:
    with tenancy.enter(world.business.id):
        builders.customer(name="Ann Moss")
    assert "Ann Moss" in read(world, f"{LIST}?after=nonsense&q=")


def test_the_list_needs_the_same_queries_for_more_people(world: World) -> None:
    def grow() -> None:
        with tenancy.enter(world.business.id):
            builders.reply(
                builders.invitation(
                    builders.interaction(
                        builders.customer(relationship_owner=world.member)
                    )
                )
            )

    assert_same_queries(world.client(), LIST, grow)


def test_a_hostile_name_is_inert(world: World) -> None:
    with tenancy.enter(world.business.id):
        builders.customer(name="<script>alert(1)</script>")
    page = world.client().get(LIST).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_editing_stores_and_says_so(world: World) -> None:
    with tenancy.enter(world.business.id):
        ann = builders.customer(name="Ann")
    response = world.client().post(
        edit_url(ann),
        {"name": "Ann Moss", "email": "Ann <ann@a.example>", "value": "most_valuable"},
        follow=True,
    )
    assert "Saved." in response.content.decode()
    with tenancy.enter(world.business.id):
        kept = Customer.objects.get()
    assert (kept.name, kept.email, kept.value) == (
        "Ann Moss",
        "ann@a.example",
        "most_valuable",
    )


def test_a_mistake_comes_back_with_what_was_typed(world: World) -> None:
    with tenancy.enter(world.business.id):
        ann = builders.customer(name="Ann")
        builders.customer(name="Tom", email="tom@a.example")
    for email, reason in (
        ("nonsense", "“nonsense” is not an email address."),
        ("Tom@A.example", "Tom has this email address already."),
    ):
        response = world.client().post(
            edit_url(ann), {"name": "Typed name", "email": email}
        )
        page = unescape(response.content.decode())
        assert response.status_code == 422
        assert reason in page
        assert 'value="Typed name"' in page
        assert f'value="{email}"' in page


def test_neither_name_nor_address_is_a_mistake(world: World) -> None:
    with tenancy.enter(world.business.id):
        ann = builders.customer(name="Ann")
    response = world.client().post(edit_url(ann), {"name": "", "email": ""})
    assert response.status_code == 422


def test_a_member_of_another_business_cannot_look_after_them(world: World) -> None:
    with tenancy.enter(world.business.id):
        ann = builders.customer(name="Ann")
    response = world.client().post(
        edit_url(ann), {"name": "Ann", "relationship_owner": world.stranger.pk}
    )
    assert response.status_code == 422


def test_the_page_says_what_the_person_wished(world: World) -> None:
    with tenancy.enter(world.business.id):
        ann = builders.customer()
        suppress(world.business, email=ann.email, reason="opted_out", by=CUSTOMER)
    assert "Only they can change that" in read(world, edit_url(ann))


def test_asking_is_paused_until_a_day_and_taken_back_by_undo(world: World) -> None:
    with tenancy.enter(world.business.id):
        ann = builders.customer()
    client = world.client()
    response = client.post(pause_url(ann), {"until": "2027-02-01"}, follow=True)
    assert f"{pause_url(ann)}?resume=1" in response.content.decode()
    with tenancy.enter(world.business.id):
        assert Customer.objects.get().paused_until == date(2027, 2, 1)
    client.post(f"{pause_url(ann)}?resume=1")
    with tenancy.enter(world.business.id):
        assert Customer.objects.get().paused_until is None


def test_a_pause_that_is_over_is_a_mistake(world: World) -> None:
    with tenancy.enter(world.business.id):
        ann = builders.customer()
    response = world.client().post(pause_url(ann), {"until": "2026-11-18"})
    assert response.status_code == 422
    assert "still to come" in response.content.decode()
