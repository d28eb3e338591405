"""Holds as other systems read them."""

from datetime import timedelta
from typing import Any

from feedback import clock, tenancy
from feedback.customers.models import Customer
from feedback.history.services import CLOCK
from surveys.models import ComplaintHold
from surveys.services.complaints import How, Lifting, Why, lift_hold, open_hold
from tests import builders
from tests.api.conftest import System
from tests.conftest import NOON, World


def held(world: World, **values: Any) -> ComplaintHold:
    with tenancy.enter(world.business.id):
        who = builders.customer(**values)
        hold = open_hold(who, why=Why.MARKED, by=world.by)
        assert hold
        return hold


def test_they_are_listed_with_what_they_stop(world: World, till: System) -> None:
    hold = held(world, external_id="K-7")
    (shown,) = till.get("holds").json()["results"]
    assert shown == {
        "id": str(hold.pk),
        "customer_id": str(hold.customer_id),
        "external_id": "K-7",
        "state": "open",
        "why": "marked",
        "opened_at": "2026-11-18T12:00:00Z",
        "lifted_at": None,
        "lifted_how": "",
        "no_surveys": True,
        "no_review_requests": True,
        "no_marketing": True,
        "changed_at": "2026-11-18T12:00:00Z",
    }


def test_what_changed_since_and_which_state(world: World, till: System) -> None:
    first, second = held(world), held(world)
    with tenancy.enter(world.business.id), clock.set_to(NOON + timedelta(hours=1)):
        lift_hold(first.customer, Lifting(How.CUSTOMER), by=world.by)
    assert ids(till, "holds?since=2026-11-18T12:30:00Z") == {str(first.pk)}
    assert ids(till, "holds?state=open") == {str(second.pk)}
    assert ids(till, f"holds?customer={first.customer_id}") == {str(first.pk)}
    assert till.get("holds?state=maybe").status_code == 400
    assert till.get("holds?since=yesterday").status_code == 400
    assert till.get("holds?nonsense=1").status_code == 400
    assert till.post("holds", {}).status_code in (403, 405)


def test_pages_follow_each_other(world: World, till: System) -> None:
    all_of_them = {str(held(world).pk) for _ in range(5)}
    found, cursor = set(), ""
    while True:
        page = till.get(f"holds?page_size=2{cursor}").json()
        found |= {row["id"] for row in page["results"]}
        if not page["next_cursor"]:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert found == all_of_them


def test_the_customer_says_so_too(world: World, till: System) -> None:
    hold = held(world)
    shown = till.get(f"customers/{hold.customer_id}").json()["hold"]
    assert (shown["id"], shown["no_marketing"]) == (str(hold.pk), True)
    with tenancy.enter(world.business.id):
        lift_hold(hold.customer, Lifting(How.CUSTOMER), by=world.by)
    assert till.get(f"customers/{hold.customer_id}").json()["hold"] is None


def test_another_business_has_its_own(world: World, till: System) -> None:
    with tenancy.enter(world.other_business.id):
        who = Customer.objects.create(business=world.other_business, name="Ann")
        open_hold(who, why=Why.MARKED, by=CLOCK)
    assert till.get("holds").json()["results"] == []


def ids(till: System, path: str) -> set[str]:
    return {row["id"] for row in till.get(path).json()["results"]}
