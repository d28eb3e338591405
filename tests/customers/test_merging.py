"""Two rows become one person with all that was both's, and two again exactly."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.core import serializers
from django.db import IntegrityError, connection, transaction
from django.test import Client

from actions.models import Action, Telling
from feedback import clock, tenancy
from feedback.customers.merging import (
    CannotMerge,
    doubt_again,
    merge,
    tell_apart,
    undo_merge,
)
from feedback.customers.models import (
    Customer,
    Interaction,
    Merge,
    NotDuplicate,
    Suppression,
)
from feedback.customers.selectors import people, suppressions_of
from feedback.customers.services import (
    CustomerDetails,
    NewInteraction,
    Person,
    edit_customer,
    find_or_add,
    find_or_add_all,
    lift_opt_out,
    record_interaction,
    suppress,
)
from feedback.customers.wishing import wishes_of_all
from feedback.errors import Conflict
from feedback.history.models import Event
from feedback.history.services import CUSTOMER
from feedback.mail.models import OutboundMessage
from surveys.models import Invitation, Reply
from tests import builders
from tests.conftest import World
from tests.surveys.guests import way_out

Reason = Suppression.Reason
WORK = NewInteraction("Boiler service", datetime(2026, 11, 17, 12, tzinfo=UTC), "Dan")


@pytest.fixture
def two(inside: World) -> tuple[Customer, Customer]:
    """Ann under two addresses."""
    return (
        builders.customer(name="Ann Ede", email="ann@gmail.example"),
        builders.customer(name="Ann Ede", email="ann@gmial.example"),
    )


def everything() -> str:
    """Every row that a merge may touch, as text; not the merges themselves."""
    models = (Customer, Interaction, Suppression, Invitation, Reply, Telling)
    rows = [row for m in models for row in m.objects.order_by("pk")]
    return serializers.serialize("json", rows)


def test_everything_moves_to_the_survivor(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    kept, gone = two
    reply = builders.reply(builders.invitation(builders.interaction(gone)))
    done = merge(kept, gone, by=inside.by)
    for model in (Interaction, Invitation, Reply):
        assert {row.customer_id for row in model.objects.all()} == {kept.pk}
    gone.refresh_from_db()
    assert (gone.merged_into, gone.email_key) == (kept, "ann@gmial.example")
    assert done.moved["surveys.reply.customer_id"] == [str(reply.pk)]
    assert list(people(inside.business)) == [kept]
    about = Event.objects.filter(verb="merged").values_list("customer_id", flat=True)
    assert set(about) == {kept.pk, gone.pk}


def test_undo_puts_exactly_that_back_and_leaves_what_came_later(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    kept, gone = two
    builders.reply(builders.invitation(builders.interaction(gone)))
    builders.reply(builders.invitation(builders.interaction(kept)))
    suppress(inside.business, email=gone.email, reason="opted_out", by=CUSTOMER)
    before = everything()
    done = merge(kept, gone, by=inside.by)
    assert everything() != before
    undo_merge(done, by=inside.by)
    assert everything() == before
    done = merge(kept, gone, by=inside.by)
    later = builders.interaction(kept)
    undo_merge(done, by=inside.by)
    later.refresh_from_db()
    assert later.customer == kept


def test_missing_details_are_filled_in_and_taken_back(inside: World) -> None:
    kept = builders.customer(name="", email="", phone="", value="")
    gone = builders.customer(
        name="Ann",
        email="ann@a.example",
        phone="01326 312345",
        phone_key="+441326312345",
        external_id="K1",
        language="de",
        value=Customer.Value.MOST_VALUABLE,
        relationship_owner=inside.member,
        paused_until=date(2027, 1, 1),
        complaint_open_since=clock.now(),
    )
    before = everything()
    done = merge(kept, gone, by=inside.by)
    kept.refresh_from_db()
    assert (kept.name, kept.email_key, kept.external_id) == ("Ann", gone.email, "K1")
    assert (kept.phone_key, kept.language) == ("+441326312345", "de")
    assert (kept.value, kept.relationship_owner) == ("most_valuable", inside.member)
    assert (kept.paused_until, kept.complaint_open_since) == (
        date(2027, 1, 1),
        clock.now(),
    )
    assert find_or_add(inside.business, name="", email="ANN@a.example", by=CUSTOMER)
    undo_merge(done, by=inside.by)
    assert everything() == before


def test_a_later_edit_of_the_survivor_outlives_the_undo(inside: World) -> None:
    kept = builders.customer(name="", email="kept@a.example", phone="")
    gone = builders.customer(name="Ann", email="gone@a.example", phone="12345")
    done = merge(kept, gone, by=inside.by)
    kept.refresh_from_db()
    details = CustomerDetails("Anna", kept.email, kept.phone)
    edit_customer(kept, details, by=inside.by)
    undo_merge(done, by=inside.by)
    kept.refresh_from_db()
    assert (kept.name, kept.phone) == ("Anna", "")


def test_the_address_of_a_merged_row_may_be_used_and_comes_back(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    kept, gone = two
    done = merge(kept, gone, by=inside.by)
    kept.refresh_from_db()
    details = CustomerDetails(kept.name, gone.email)
    edit_customer(kept, details, by=inside.by)
    gone.refresh_from_db()
    assert (kept.email, gone.email) == ("ann@gmial.example", "ann@gmail.example")
    undo_merge(done, by=inside.by)
    for row in (kept, gone):
        row.refresh_from_db()
    assert (kept.email, gone.email) == ("ann@gmail.example", "ann@gmial.example")


def test_the_same_list_after_a_merge_changes_nothing(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    kept, gone = two
    record_interaction(gone, WORK, by=inside.by)
    merge(kept, gone, by=inside.by)
    again = find_or_add(inside.business, name="Ann", email=gone.email, by=inside.by)
    assert again.pk == kept.pk
    assert not record_interaction(again, WORK, by=inside.by)[1]


def test_work_that_both_have_moves_and_collides_with_nothing(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    kept, gone = two
    for row in two:
        record_interaction(row, WORK, by=inside.by)
    before = everything()
    done = merge(kept, gone, by=inside.by)
    assert Interaction.objects.filter(customer=kept).count() == 2
    undo_merge(done, by=inside.by)
    assert everything() == before


def test_what_the_survivor_has_already_stays_with_the_duplicate(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    told = {
        "business": inside.business,
        "action": Action.objects.create(
            business=inside.business,
            what="Ring first",
            owner=inside.owner,
            due_on=date(2026, 11, 20),
            created_by=inside.owner,
        ),
        "about": Telling.About.DID,
        "words": "Done.",
        "due_on": date(2026, 11, 20),
        "sent_by": inside.owner,
    }
    for row in two:
        Telling.objects.create(customer=row, **told)
    interaction = builders.interaction(two[1])
    done = merge(*two, by=inside.by)
    interaction.refresh_from_db()
    assert interaction.customer == two[0]
    assert Telling.objects.filter(customer=two[1]).exists()
    assert "actions.telling.customer_id" not in done.moved


def test_mail_that_was_sent_moves_too(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    mail = OutboundMessage.objects.create(
        business=inside.business,
        kind=OutboundMessage.Kind.TOLD,
        dedupe_key="one",
        to_email=two[1].email,
        address_hash="x",
        subject="Done",
        customer_id=two[1].pk,
        due_at=clock.now(),
        expires_at=clock.now(),
    )
    done = merge(*two, by=inside.by)
    mail.refresh_from_db()
    assert mail.customer_id == two[0].pk
    undo_merge(done, by=inside.by)
    mail.refresh_from_db()
    assert mail.customer_id == two[1].pk


@pytest.mark.parametrize("who", [0, 1])
@pytest.mark.parametrize("reason", [r for r in Reason if r != Reason.BOUNCED])
def test_a_wish_of_either_holds_for_both_addresses_until_the_undo(
    inside: World, two: tuple[Customer, Customer], reason: Reason, who: int
) -> None:
    said, silent = two[who], two[1 - who]
    values = {"until": date(2027, 1, 1), "every_days": 90}
    suppress(inside.business, email=said.email, reason=reason, by=CUSTOMER, **values)
    done = merge(*two, by=inside.by)
    assert suppressions_of(inside.business, two[0].email) == {reason}
    wishes = wishes_of_all(inside.business, [two[0]])[two[0].pk]
    assert wishes.reasons == {reason}
    for row in Suppression.objects.all():
        assert (row.until, row.every_days) == (date(2027, 1, 1), 90)
    assert Suppression.objects.count() == 2
    undo_merge(done, by=inside.by)
    assert suppressions_of(inside.business, said.email) == {reason}
    assert suppressions_of(inside.business, silent.email) == set()


@pytest.mark.parametrize("longer", [0, 1])
def test_of_two_pauses_the_longer_holds_until_the_undo(
    inside: World, two: tuple[Customer, Customer], longer: int
) -> None:
    days = {two[longer]: date(2027, 6, 1), two[1 - longer]: date(2027, 1, 1)}
    for row, until in days.items():
        suppress(
            inside.business, email=row.email, reason="paused", until=until, by=CUSTOMER
        )
    before = everything()
    done = merge(*two, by=inside.by)
    assert wishes_of_all(inside.business, two)[two[0].pk].paused_until == max(
        days.values()
    )
    assert set(Suppression.objects.values_list("until", flat=True)) == {
        max(days.values())
    }
    undo_merge(done, by=inside.by)
    assert everything() == before


def test_that_an_address_does_not_work_is_no_wish(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    suppress(inside.business, email=two[1].email, reason="bounced", by=CUSTOMER)
    merge(*two, by=inside.by)
    assert suppressions_of(inside.business, two[0].email) == set()
    assert not wishes_of_all(inside.business, [two[0]])


def test_a_wish_after_the_merge_holds_for_both_also_after_the_undo(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    done = merge(*two, by=inside.by)
    suppress(inside.business, email=two[1].email, reason="opted_out", by=CUSTOMER)
    assert suppressions_of(inside.business, two[0].email) == {"opted_out"}
    undo_merge(done, by=inside.by)
    for row in two:
        assert suppressions_of(inside.business, row.email) == {"opted_out"}


def test_merging_and_undoing_never_lifts_what_somebody_said_themselves(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    suppress(inside.business, email=two[1].email, reason="opted_out", by=CUSTOMER)
    done = merge(*two, by=inside.by)
    # They say it again themselves, under the address that only carried it.
    suppress(inside.business, email=two[0].email, reason="opted_out", by=CUSTOMER)
    undo_merge(done, by=inside.by)
    for row in two:
        assert suppressions_of(inside.business, row.email) == {"opted_out"}


def test_the_way_out_of_a_merged_row_is_that_of_the_person(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    merge(*two, by=inside.by)
    url = way_out("leave", two[1])
    assert Client().post(url).status_code == 200
    for row in two:
        assert suppressions_of(inside.business, row.email) == {"opted_out"}
    assert Client().post(f"{url}?resume").status_code == 200
    assert not Suppression.objects.exists()


def test_the_person_takes_a_wish_back_at_every_address(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    suppress(inside.business, email=two[1].email, reason="opted_out", by=CUSTOMER)
    merge(*two, by=inside.by)
    assert lift_opt_out(inside.business, email=two[0].email)
    assert not Suppression.objects.exists()


def test_a_wish_survives_erasing_and_importing_under_either_address(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    emails = [row.email for row in two]
    suppress(inside.business, email=emails[0], reason="opted_out", by=CUSTOMER)
    merge(*two, by=inside.by)
    two[0].delete()
    assert not Customer.objects.exists()
    assert not Merge.objects.exists()
    back = find_or_add_all(
        inside.business, [Person("Ann", email) for email in emails], by=inside.by
    )
    for row in back:
        assert suppressions_of(inside.business, row.email) == {"opted_out"}


def test_a_chain_is_one_step_and_is_undone_from_its_end(inside: World) -> None:
    one, two, three = (builders.customer() for _ in range(3))
    work = builders.interaction(one)
    first = merge(two, one, by=inside.by)
    second = merge(three, two, by=inside.by)
    assert {row.merged_into for row in Customer.objects.exclude(pk=three.pk)} == {three}
    with pytest.raises(Conflict, match="merged with somebody else"):
        undo_merge(first, by=inside.by)
    undo_merge(second, by=inside.by)
    one.refresh_from_db()
    assert one.merged_into == two
    undo_merge(first, by=inside.by)
    work.refresh_from_db()
    assert (work.customer, people(inside.business).count()) == (one, 3)


def test_no_circles_and_nobody_twice(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    with pytest.raises(CannotMerge):
        merge(two[0], two[0], by=inside.by)
    done = merge(*two, by=inside.by)
    with pytest.raises(Conflict, match="merged already"):
        merge(two[1], two[0], by=inside.by)
    with pytest.raises(Conflict, match="merged already"):
        merge(builders.customer(), two[1], by=inside.by)
    undo_merge(done, by=inside.by)
    with pytest.raises(Conflict, match="undone already"):
        undo_merge(done, by=inside.by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.filter(pk=two[0].pk).update(merged_into=two[0].pk)


def test_a_try_out_and_a_strangers_customer_are_refused(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    with pytest.raises(CannotMerge):
        merge(two[0], builders.customer(is_test=True), by=inside.by)
    with pytest.raises(CannotMerge):
        merge(builders.customer(is_unverified=True), two[0], by=inside.by)
    with tenancy.enter(inside.other_business.id):
        theirs = builders.customer()
    with pytest.raises(Conflict):
        merge(two[0], theirs, by=inside.by)


def test_two_people_stay_two_until_somebody_doubts_it(
    inside: World, two: tuple[Customer, Customer]
) -> None:
    tell_apart(*two, by=inside.by)
    tell_apart(two[1], two[0], by=inside.by)
    assert NotDuplicate.objects.count() == 1
    doubt_again(two[1], two[0], by=inside.by)
    assert not NotDuplicate.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_merges_at_once_are_one(world: World) -> None:
    with tenancy.enter(world.business.id):
        one, other = builders.customer(), builders.customer()
    refused: list[Conflict] = []

    def merge_them(kept: Customer, gone: Customer) -> None:
        try:
            with tenancy.enter(world.business.id):
                merge(kept, gone, by=CUSTOMER)
        except Conflict as error:
            refused.append(error)
        finally:
            connection.close()

    pairs = [(one, other), (other, one)]
    threads = [threading.Thread(target=merge_them, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with tenancy.enter(world.business.id):
        assert Merge.objects.count() == 1
        assert Customer.objects.filter(merged_into=None).count() == 1
