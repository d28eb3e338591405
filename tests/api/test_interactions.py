"""Interactions through the API: taken in like any other, and the decision told."""

from typing import Any, cast

import pytest
from django.test import Client

from feedback import tenancy
from feedback.customers.models import Customer, Interaction, Suppression
from feedback.customers.services import suppress
from surveys.models import Invitation
from tests import builders
from tests.api.conftest import System
from tests.conftest import World
from tests.queries import assert_same_queries

# A good id that nobody has; fixed, since it names a test.
NOBODY = "00000000-0000-4000-8000-00000000cafe"


@pytest.fixture
def survey(world: World) -> Any:
    """Store a live survey after any kind of work."""
    with tenancy.enter(world.business.id):
        return builders.survey(name="After a visit")


def test_the_answer_says_when_the_customer_is_asked(
    till: System, survey: Any, work: dict[str, Any]
) -> None:
    response = till.post("interactions", work)
    assert response.status_code == 201
    (decision,) = response.json()["asking"]
    assert decision["survey"] == "After a visit"
    assert (decision["status"], decision["reason"]) == ("planned", "")
    assert decision["explanation"].startswith("Will be asked on ")
    assert decision["planned_for"] > "2026-11-18"


def test_the_answer_shows_what_was_stored(
    till: System, world: World, work: dict[str, Any]
) -> None:
    shown = till.post("interactions", work).json()
    for name in ("kind", "handler", "reference", "value", "attributes"):
        assert shown[name] == work[name]
    assert shown["customer"]["email"] == "margaret@example.com"
    assert shown["asked_nothing_because"] == "No survey follows this kind of work."
    with tenancy.enter(world.business.id):
        row = Interaction.objects.get()
        assert (row.source, row.attributes) == ("api", work["attributes"])


def test_the_answer_says_why_a_customer_is_not_asked(
    till: System, survey: Any, world: World, work: dict[str, Any]
) -> None:
    with tenancy.enter(world.business.id):
        suppress(
            world.business,
            email="margaret@example.com",
            reason=Suppression.Reason.OPTED_OUT,
            by=world.by,
        )
    (decision,) = till.post("interactions", work).json()["asking"]
    assert (decision["status"], decision["reason"]) == ("not_asked", "opted_out")
    assert decision["explanation"] == "Not asked: asked not to be asked."
    assert decision["planned_for"] is None


def test_the_same_work_twice_is_one(
    till: System, survey: Any, world: World, work: dict[str, Any]
) -> None:
    first = till.post("interactions", work)
    again = till.post("interactions", work)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    with tenancy.enter(world.business.id):
        assert Interaction.objects.count() == Invitation.objects.count() == 1


def test_the_customer_can_be_named_by_id(
    till: System, world: World, work: dict[str, Any]
) -> None:
    with tenancy.enter(world.business.id):
        twins = [builders.customer(name="Ann", email="") for _ in range(2)]
    for twin in twins:
        work["customer"] = {"id": str(twin.pk)}
        shown = till.post("interactions", work).json()
        assert shown["customer"]["id"] == str(twin.pk)


def test_the_customer_can_be_named_by_your_own_id(
    till: System, work: dict[str, Any]
) -> None:
    made = till.post("customers", {"name": "Ann", "external_id": "C-9"}).json()
    work["customer"] = {"external_id": "C-9"}
    assert till.post("interactions", work).json()["customer"]["id"] == made["id"]


@pytest.mark.parametrize(
    ("customer", "field", "code"),
    [
        ({"id": NOBODY}, "customer.id", "no_such_customer"),
        ({"id": NOBODY, "name": "Ann"}, "customer", "two_ways"),
        ({"id": 7}, "customer.id", "invalid"),
        ({"id": "7"}, "customer.id", "invalid"),
        ({}, "customer", "nobody"),
        ({"name": ""}, "customer", "nobody"),
        ({"email": "ann"}, "customer.email", "not_an_address"),
        ({"email": "a@example.com, b@example.com"}, "customer.email", None),
        ({"email": "a@example.com\r\nBcc: b@example.com"}, "customer.email", None),
        ({"email": None}, "customer.email", "null"),
        ({"name": "x" * 121}, "customer.name", "max_length"),
        ({"name": 7}, "customer.name", "invalid"),
        ({"name": "Ann", "role": "owner"}, "customer.role", "unknown"),
        ({"name": "Ann", "language": "klingon"}, "customer.language", "invalid"),
        ("Ann", "customer", "invalid"),
        (None, "customer", "null"),
        ([], "customer", "invalid"),
    ],
)
def test_a_customer_who_cannot_be_is_named_by_field(
    till: System,
    world: World,
    work: dict[str, Any],
    customer: Any,
    field: str,
    code: str | None,
) -> None:
    response = till.post("interactions", {**work, "customer": customer})
    assert response.status_code == 400
    error = response.json()["errors"][0]
    assert error["field"] == field
    assert error["code"] == (code or "not_an_address")
    with tenancy.enter(world.business.id):
        assert not Customer.objects.exists()
        assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2026-11-18T14:30:00", "no_zone"),
        ("2026-11-18", "no_zone"),
        ("2026-02-30T10:00:00Z", "no_such_day"),
        ("0001-01-01T00:00:00Z", "too_early"),
        ("0001-01-01T00:00:00+14:00", "no_such_day"),
        ("9999-12-31T23:59:59Z", "future"),
        ("9999-12-31T23:59:59-12:00", "no_such_day"),
        ("2026-11-19T00:00:01Z", "future"),
        ("2026-11-18T25:00:00Z", "no_such_day"),
        ("yesterday", "invalid"),
        (1763480000, "invalid"),
        ("", "invalid"),
        (None, "null"),
        (["2026-11-18T14:30:00Z"], "invalid"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(
    till: System, work: dict[str, Any], moment: Any, code: str
) -> None:
    response = till.post("interactions", {**work, "happened_at": moment})
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["field"], error["code"]) == ("happened_at", code)


@pytest.mark.parametrize(
    "moment", ["2026-11-18T23:59:59Z", "2026-11-18t10:00:00.5z", "1990-01-01T12:00:00Z"]
)
def test_today_and_long_ago_are_moments(
    till: System, work: dict[str, Any], moment: str
) -> None:
    response = till.post("interactions", {**work, "happened_at": moment})
    assert response.status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", " \u202e"),
        ("kind", None),
        ("kind", 7),
        ("kind", "x" * 81),
        ("handler", True),
        ("reference", ["x"]),
        ("value", 129.5),
        ("value", "129,50"),
        ("value", "-1"),
        ("value", "1e5"),
        ("value", "٣"),
        ("value", True),
        ("value", 10**10),
        ("attributes", []),
        ("attributes", {"": 1}),
        ("attributes", {"a\nb": 1}),
        ("attributes", {"a": {"b": 1}}),
        ("attributes", {"a": [1]}),
        ("attributes", {"a": "x" * 201}),
        ("attributes", {f"a{n}": n for n in range(21)}),
        ("status", "answered"),
        ("source", "form"),
        ("business", NOBODY),
        ("created_by", "owner"),
        ("verified", True),
        ("_connector", "OR"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_field(
    till: System, world: World, work: dict[str, Any], field: str, value: Any
) -> None:
    response = till.post("interactions", {**work, field: value})
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["field"] == field
    with tenancy.enter(world.business.id):
        assert not Customer.objects.exists()


def test_every_mistake_is_told_at_once(till: System) -> None:
    errors = till.post("interactions", {"kind": 1, "x": 2}).json()["errors"]
    assert [(e["field"], e["code"]) for e in errors] == [
        ("customer", "required"),
        ("kind", "invalid"),
        ("happened_at", "required"),
        ("x", "unknown"),
    ]


def test_words_are_stored_as_text_and_never_as_headers(
    till: System, work: dict[str, Any]
) -> None:
    work["customer"]["name"] = "Ann\r\nBcc: x@example.com <script>\u202e 👍"
    shown = till.post("interactions", work).json()
    assert shown["customer"]["name"] == "Ann Bcc: x@example.com <script> 👍"


def test_the_list_is_filtered(till: System, work: dict[str, Any]) -> None:
    first = till.post("interactions", work).json()
    work |= {"kind": "Repair", "happened_at": "2026-11-16T10:00:00Z"}
    second = till.post("interactions", work).json()
    ids = sorted([first["id"], second["id"]], reverse=True)
    assert [row["id"] for row in till.get("interactions").json()["results"]] == ids
    for query, found in (
        (f"customer={NOBODY}", []),
        ("kind=boiler%20service", [first]),
        ("reference=J-1042&kind=Repair", [second]),
        ("happened_from=2026-11-17T00:00:00Z", [first]),
        ("happened_before=2026-11-17T00:00:00Z", [second]),
    ):
        assert till.get(f"interactions?{query}").json()["results"] == found, query


@pytest.mark.parametrize(
    "query", ["customer=7", "happened_from=2026-11-17", "customer__email=x", "order=id"]
)
def test_a_filter_that_is_none_is_refused(till: System, query: str) -> None:
    response = till.get(f"interactions?{query}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == query.partition("=")[0]


def test_one_interaction_is_read(till: System, work: dict[str, Any]) -> None:
    made = till.post("interactions", work)
    assert made["Location"] == f"/api/v1/interactions/{made.json()['id']}"
    assert till.get(f"interactions/{made.json()['id']}").json() == made.json()
    assert till.get(f"interactions/{made.json()['id']}?x=1").status_code == 400


def test_try_outs_of_the_team_are_not_shown(till: System, world: World) -> None:
    with tenancy.enter(world.business.id):
        row = builders.interaction(source=Interaction.Source.TEST)
    assert till.get("interactions").json()["results"] == []
    assert till.get(f"interactions/{row.pk}").status_code == 404


@pytest.mark.parametrize("path", ["interactions", "customers"])
def test_a_list_costs_the_same_for_more_rows(
    till: System, world: World, path: str
) -> None:
    def grow() -> None:
        with tenancy.enter(world.business.id):
            builders.invitation()

    assert_same_queries(cast(Client, till), path, grow)
