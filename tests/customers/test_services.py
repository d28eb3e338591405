"""Keeping customers: one person each, wishes that stay, work that is noted once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from feedback import tenancy
from feedback.customers.addresses import NotAnAddress
from feedback.customers.models import Customer, Interaction, Suppression
from feedback.customers.selectors import suppressions_of
from feedback.customers.services import (
    CustomerDetails,
    NewInteraction,
    Person,
    edit_customer,
    find_or_add,
    find_or_add_all,
    lift_opt_out,
    lift_pause,
    pause_asking,
    record_interaction,
    suppress,
)
from feedback.errors import Conflict
from feedback.history.models import Event
from feedback.history.services import CUSTOMER
from tests import builders
from tests.conftest import World

Reason = Suppression.Reason
WORK = NewInteraction("Boiler service", datetime(2026, 11, 17, 12, tzinfo=UTC), "Dan")


def details(customer: Customer, **changes: object) -> CustomerDetails:
    kept = CustomerDetails(customer.name, customer.email, customer.phone)
    return replace(kept, **changes)  # type: ignore[arg-type]


def test_a_new_address_makes_a_customer(inside: World) -> None:
    made = find_or_add(
        inside.business, name=" Ann\nE. ", email="Ann@Example.com", by=inside.by
    )
    assert (made.name, made.email) == ("Ann E.", "Ann@Example.com")
    assert Customer.objects.get().email_key == "ann@example.com"
    event = Event.objects.get(verb="added")
    assert (event.customer_id, event.actor) == (made.pk, inside.owner)
    assert "ann" not in str(event.after).lower()


def test_the_same_address_is_the_same_person(inside: World) -> None:
    first = find_or_add(
        inside.business, name="Ann", email="ann@a.example", by=inside.by
    )
    again = find_or_add(inside.business, name="A", email="ANN@a.example", by=inside.by)
    assert again.pk == first.pk
    assert again.name == "Ann"


def test_what_was_missing_is_filled_in(inside: World) -> None:
    find_or_add(inside.business, name="", email="ann@a.example", by=inside.by)
    find_or_add(
        inside.business, name="Ann", email="ann@a.example", phone="123", by=inside.by
    )
    kept = Customer.objects.get()
    assert (kept.name, kept.phone) == ("Ann", "123")


def test_without_an_address_name_and_phone_are_the_person(inside: World) -> None:
    one, same, other = find_or_add_all(
        inside.business,
        [Person("Ann", "", "1"), Person("Ann", "", "1"), Person("Ann", "", "2")],
        by=inside.by,
    )
    assert one.pk == same.pk != other.pk
    assert find_or_add_all(inside.business, [Person("Ann", "", "1")], by=inside.by) == [
        one
    ]


def test_a_try_out_is_never_taken_for_a_customer(inside: World) -> None:
    builders.customer(name="Ruth", email="", is_test=True)
    made = find_or_add(inside.business, name="Ruth", email="", by=inside.by)
    assert not made.is_test


def test_an_address_that_is_none_stores_nothing(inside: World) -> None:
    with pytest.raises(NotAnAddress):
        find_or_add_all(
            inside.business, [Person("Ann"), Person("Tom", "nonsense")], by=inside.by
        )
    assert not Customer.objects.exists()


def test_two_businesses_share_nobody(world: World) -> None:
    for business in (world.business, world.other_business):
        with tenancy.enter(business.id):
            find_or_add(business, name="Ann", email="ann@a.example", by=CUSTOMER)
            assert Customer.objects.count() == 1


def test_work_is_noted_once(inside: World) -> None:
    ann = builders.customer()
    first, is_new = record_interaction(ann, WORK, by=inside.by)
    again, is_new_again = record_interaction(
        ann, replace(WORK, kind="boiler SERVICE", handler="Lee"), by=inside.by
    )
    assert (is_new, is_new_again) == (True, False)
    assert again.pk == first.pk
    assert Interaction.objects.get().handler == "Dan"


@pytest.mark.parametrize(
    "other",
    [
        replace(WORK, kind="Repair"),
        replace(WORK, reference="INV-2"),
        replace(WORK, happened_at=datetime(2026, 11, 17, 12, 1, tzinfo=UTC)),
    ],
)
def test_other_work_is_other_work(inside: World, other: NewInteraction) -> None:
    ann = builders.customer()
    record_interaction(ann, WORK, by=inside.by)
    assert record_interaction(ann, other, by=inside.by)[1]


def test_work_keeps_all_it_was_told(inside: World) -> None:
    work = replace(
        WORK, reference="INV-1", value=Decimal("99.50"), attributes={"van": "2"}
    )
    record_interaction(builders.customer(), work, by=inside.by)
    row = Interaction.objects.get()
    assert (row.kind, row.handler, row.reference) == ("Boiler service", "Dan", "INV-1")
    assert (row.value, row.attributes) == (Decimal("99.50"), {"van": "2"})


def test_a_wish_is_kept_by_hash_only_and_once(inside: World) -> None:
    asks = {"email": "Ann@A.example", "reason": Reason.OPTED_OUT, "by": CUSTOMER}
    assert suppress(inside.business, **asks)
    assert not suppress(inside.business, **asks)
    assert suppressions_of(inside.business, "ann@a.EXAMPLE") == {Reason.OPTED_OUT}
    assert "ann" not in str(Suppression.objects.values().get()).lower()


def test_a_wish_concerns_one_business(world: World) -> None:
    with tenancy.enter(world.business.id):
        suppress(world.business, email="a@a.example", reason="opted_out", by=CUSTOMER)
    with tenancy.enter(world.other_business.id):
        assert suppressions_of(world.other_business, "a@a.example") == set()


def test_only_the_opt_out_can_be_lifted(inside: World) -> None:
    for reason in (Reason.OPTED_OUT, Reason.COMPLAINED):
        suppress(inside.business, email="a@a.example", reason=reason, by=CUSTOMER)
    assert lift_opt_out(inside.business, email="A@a.example")
    assert not lift_opt_out(inside.business, email="a@a.example")
    assert suppressions_of(inside.business, "a@a.example") == {Reason.COMPLAINED}


def test_what_is_kept_can_be_changed(inside: World) -> None:
    ann = builders.customer(name="Ann")
    wanted = details(
        ann,
        name="Ann E.",
        email="New@a.example",
        phone="1",
        relationship_owner=inside.member,
        value=Customer.Value.MOST_VALUABLE,
    )
    edit_customer(ann, wanted, by=inside.by)
    kept = Customer.objects.get()
    assert (kept.name, kept.email_key, kept.phone) == ("Ann E.", "new@a.example", "1")
    assert (kept.relationship_owner, kept.value) == (inside.member, "most_valuable")
    assert Event.objects.get(verb="edited").after["fields"] == [
        "name",
        "email",
        "phone",
        "relationship_owner",
        "value",
    ]


def test_an_address_of_somebody_else_is_refused(inside: World) -> None:
    builders.customer(email="tom@a.example")
    ann = builders.customer(name="Ann", email="ann@a.example")
    with pytest.raises(Conflict, match="this email address already"):
        edit_customer(ann, details(ann, name="B", email="TOM@a.example"), by=inside.by)
    assert ann.name == "Ann"
    assert Customer.objects.get(pk=ann.pk).email == "ann@a.example"


def test_a_wish_follows_to_a_new_address_and_stays_at_the_old(inside: World) -> None:
    ann = builders.customer(email="ann@a.example")
    for reason in (Reason.OPTED_OUT, Reason.BOUNCED):
        suppress(inside.business, email=ann.email, reason=reason, by=CUSTOMER)
    edit_customer(ann, details(ann, email="new@a.example"), by=inside.by)
    assert suppressions_of(inside.business, "new@a.example") == {Reason.OPTED_OUT}
    assert Reason.OPTED_OUT in suppressions_of(inside.business, "ann@a.example")


def test_asking_can_be_paused_and_resumed(inside: World) -> None:
    ann = builders.customer()
    pause_asking(ann, until=date(2027, 1, 1), by=inside.by)
    assert Customer.objects.get().paused_until == date(2027, 1, 1)
    lift_pause(ann, by=inside.by)
    assert Customer.objects.get().paused_until is None
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"paused asking", "resumed asking"} <= verbs
