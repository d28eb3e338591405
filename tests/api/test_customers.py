"""Customers through the API: found or added, read, listed, changed."""

from typing import Any
from uuid import uuid4

import pytest

from feedback import tenancy
from feedback.customers.models import Customer, Suppression
from feedback.customers.services import suppress
from tests import builders
from tests.api.conftest import System
from tests.conftest import World

MARGARET = {
    "name": "Margaret Ellis",
    "email": "margaret@example.com",
    "phone": "01326 555 0134",
    "external_id": "C-17",
    "language": "en",
}


def test_a_customer_is_added_once_and_found_afterwards(till: System) -> None:
    first = till.post("customers", MARGARET)
    again = till.post("customers", {**MARGARET, "email": "MARGARET@example.com"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first["Location"] == f"/api/v1/customers/{first.json()['id']}"


def test_what_is_shown_is_what_was_said_and_nothing_else(till: System) -> None:
    shown = till.post("customers", MARGARET).json()
    said = {name: shown[name] for name in MARGARET}
    assert said == MARGARET
    assert set(shown) - set(MARGARET) == {
        "id",
        "band",
        "do_not_ask",
        "paused_until",
        "hold",
        "created_at",
    }


def test_the_external_id_is_the_person_even_at_a_new_address(till: System) -> None:
    first = till.post("customers", MARGARET).json()
    moved = till.post("customers", {"external_id": "C-17", "email": "m@example.net"})
    assert (moved.status_code, moved.json()["id"]) == (200, first["id"])


@pytest.mark.parametrize("body", [{}, {"phone": "01326 555 0134"}, {"name": " "}])
def test_nobody_is_not_a_customer(till: System, body: dict[str, Any]) -> None:
    response = till.post("customers", body)
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "nobody"


def test_an_opt_out_shows_and_cannot_be_taken_back(world: World, till: System) -> None:
    made = till.post("customers", MARGARET).json()
    with tenancy.enter(world.business.id):
        suppress(
            world.business,
            email="margaret@example.com",
            reason=Suppression.Reason.OPTED_OUT,
            by=world.by,
        )
    assert till.get(f"customers/{made['id']}").json()["do_not_ask"] == ["opted_out"]
    refused = till.patch(f"customers/{made['id']}", {"do_not_ask": []})
    assert refused.status_code == 400
    moved = till.patch(f"customers/{made['id']}", {"email": "new@example.com"}).json()
    assert moved["do_not_ask"] == ["opted_out"]


def test_patch_changes_what_is_given_and_keeps_the_rest(till: System) -> None:
    made = till.post("customers", MARGARET).json()
    response = till.patch(f"customers/{made['id']}", {"band": "most_valuable"})
    assert response.status_code == 200
    assert response.json() == {**made, "band": "most_valuable"}


def test_patch_of_an_older_state_is_refused(till: System) -> None:
    made = till.post("customers", MARGARET)
    address = f"customers/{made.json()['id']}"
    mark = till.get(address)["ETag"]
    assert made["ETag"] == mark
    assert till.patch(address, {"name": "M. Ellis"}, If_Match=mark).status_code == 200
    late = till.patch(address, {"name": "Late"}, If_Match=mark)
    assert late.status_code == 412
    assert till.get(address).json()["name"] == "M. Ellis"


def test_the_mark_of_a_compressed_answer_fits_too(till: System) -> None:
    address = f"customers/{till.post('customers', MARGARET).json()['id']}"
    mark = till.get(address, Accept_Encoding="gzip")["ETag"]
    assert till.patch(address, {"name": "M."}, If_Match=mark).status_code == 200
    assert till.patch(address, {"name": "N."}, If_Match="*").status_code == 200


def test_an_address_somebody_else_has_is_refused(till: System) -> None:
    till.post("customers", MARGARET)
    other = till.post("customers", {"email": "ann@example.com"}).json()
    response = till.patch(f"customers/{other['id']}", {"email": MARGARET["email"]})
    assert response.status_code == 409
    assert response.json()["errors"][0]["code"] == "email_taken"
    assert till.get(f"customers/{other['id']}").json()["email"] == "ann@example.com"


def test_the_list_is_read_page_by_page_and_each_comes_once(till: System) -> None:
    made = [
        till.post("customers", {"email": f"c{n}@example.com"}).json()["id"]
        for n in range(5)
    ]
    seen, cursor = [], ""
    while True:
        page = till.get(f"customers?page_size=2{cursor}").json()
        assert len(page["results"]) <= 2
        seen += [row["id"] for row in page["results"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert sorted(seen, reverse=True) == seen
    assert sorted(seen) == sorted(made)


def test_the_list_is_filtered_by_address_and_by_your_own_id(till: System) -> None:
    made = till.post("customers", MARGARET).json()
    till.post("customers", {"email": "ann@example.com"})
    for query in ("email=Margaret@Example.com", "external_id=C-17"):
        assert till.get(f"customers?{query}").json()["results"] == [made]
    assert till.get("customers?email=nobody@example.com").json()["results"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("page_size=0", "page_size"),
        ("page_size=ten", "page_size"),
        ("cursor=forged", "cursor"),
        ("cursor=", "cursor"),
        ("email=ann", "email"),
        ("ordering=name", "ordering"),
        ("relationship_owner__user__email=x", "relationship_owner__user__email"),
        ("page_size=1&page_size=2", "page_size"),
    ],
)
def test_a_list_takes_only_what_is_described(
    till: System, query: str, field: str
) -> None:
    response = till.get(f"customers?{query}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == field


def test_a_huge_page_is_a_page_of_a_hundred(till: System, world: World) -> None:
    with tenancy.enter(world.business.id):
        for number in range(101):
            builders.customer(name=f"Customer {number}")
    page = till.get("customers?page_size=1000000000").json()
    assert len(page["results"]) == 100


def test_a_cursor_of_another_business_is_none_here(
    till: System, other_till: System
) -> None:
    for number in range(2):
        till.post("customers", {"email": f"c{number}@example.com"})
    cursor = till.get("customers?page_size=1").json()["next_cursor"]
    assert other_till.get(f"customers?cursor={cursor}").status_code == 400


def test_missing_and_misspelt_ids_get_one_answer(till: System) -> None:
    answers = [
        till.get(f"customers/{wrong}")
        for wrong in (uuid4(), "17", "0" * 32, f"{uuid4()}x", "a%0Ab", f"{uuid4()}%0A")
    ]
    assert {response.status_code for response in answers} == {404}
    assert len({response.content for response in answers}) == 1


def test_a_merged_customer_leads_to_the_survivor(world: World, till: System) -> None:
    with tenancy.enter(world.business.id):
        survivor, duplicate = builders.customer(), builders.customer()
        Customer.objects.filter(pk=duplicate.pk).update(merged_into=survivor)
    assert till.get(f"customers/{duplicate.pk}").json()["id"] == str(survivor.pk)
    listed = till.get("customers").json()["results"]
    assert [row["id"] for row in listed] == [str(survivor.pk)]


@pytest.mark.parametrize(
    "field", ["id", "business", "created_at", "is_test", "merged_into", "paused_until"]
)
def test_fields_of_ours_cannot_be_set(till: System, field: str) -> None:
    response = till.post("customers", {**MARGARET, field: "x"})
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["field"], error["code"]) == (field, "unknown")
