"""The quick way gives the same rows as `collecting.take_in`, row for row."""

import random
from typing import Any

import pytest
from django.db import connection, transaction

from feedback import tenancy
from feedback.customers.models import Customer, Import, Interaction
from feedback.customers.services import suppress
from feedback.history.services import CUSTOMER, Actor
from surveys.models import Invitation
from surveys.rows import NewRow
from surveys.rows.laying_out import laid_rows, new_row, unpack
from surveys.services import importing
from surveys.services.collecting import take_in
from surveys.services.importing.copying import Bulk
from tests import builders
from tests.conftest import World
from tests.surveys.importing.lists import received, text_of, work

HEADINGS = "Name,Email,Phone,Job,Date,Engineer,Invoice,Total,Customer number,Language"
WRITTEN = (
    "Ann,ann@a.example,,Visit,2026-11-17,Dan,R1,10.50,,",
    "Ann again,ANN@A.example,,Visit,2026-11-17,Dan,R1,10.50,,",
    ",ann@a.example,01326 312345,Repair,2026-11-01,Dan,R2,,,",
    "Kim,,,Visit,2026-11-16,Lee,R3,,,",
    "Kim,,,Visit,2026-11-16,Lee,R3,,,",
    "Sián O’Dowd,sian@exämple.com,,Boiler  service,yesterday,Lee,,£1200,,",
    "Home,,+44 1326 312399,Visit,2026-11-15,Lee,,,,",
    "Homer,homer@a.example,01326 312399,Visit,2026-11-14,Lee,,,,",
    "Number,,,Visit,2026-11-13,Lee,,,C-7,de",
    "Number Seven,seven@a.example,,Visit,2026-11-12,Lee,,,C-7,",
    ",seven@a.example,,Cut,2026-11-12,Lee,,,,pt-br",
    ",nameless@a.example,,Cut,2026-11-12,Lee,,,,",
    "Named Now,nameless@a.example,,Cut,2026-11-11,Lee,,,,",
    "Known,known@a.example,01326 312311,Visit,2026-11-10,Dan,,,,",
    "Old Name,merged@a.example,,Visit,2026-11-10,Dan,,,,",
    "Long Ago,old@a.example,,Visit,2020-01-02,Dan,,,,",
    "Wishes,wishes@a.example,,Visit,2026-11-10,Dan,,,,",
    'Back\\slash,back@a.example,,"Vi\\sit","2026-11-10 09:30",Dan,\\N,,,',
)


def prepared(world: World, business: Any) -> World:
    """Give ``business`` the same people to meet as the other one."""
    with tenancy.enter(business.pk):
        builders.survey(name="After a visit", kinds=[])
        builders.customer(email="known@a.example", name="")
        kept = builders.customer(email="kept@a.example", name="Kept")
        builders.customer(email="merged@a.example", name="M", merged_into=kept)
        suppress(business, email="wishes@a.example", reason="opted_out", by=CUSTOMER)
    return world


def rows_of(business: Any) -> tuple[Any, ...]:
    """Return everything that was stored, comparable between businesses."""
    with tenancy.enter(business.pk):
        people = sorted(
            Customer.objects.values_list(
                *("name", "email", "email_key", "phone", "phone_key"),
                *("external_id", "language", "is_test", "merged_into__email"),
            ),
            key=str,
        )
        works = sorted(
            Interaction.objects.values_list(
                *("customer__email", "customer__name", "kind", "happened_at"),
                *("handler", "reference", "value", "attributes", "source"),
            ),
            key=str,
        )
        decisions = sorted(
            Invitation.objects.values_list(
                *("customer__email", "interaction__kind", "interaction__happened_at"),
                *("status", "reason"),
            ),
            key=str,
        )
    return people, works, decisions


@pytest.mark.parametrize("seed", range(6))
def test_both_ways_give_the_same_rows(world: World, seed: int) -> None:
    lines = list(WRITTEN)
    random.Random(seed).shuffle(lines)
    prepared(world, world.business)
    prepared(world, world.other_business)
    with tenancy.enter(world.business.pk):
        of = received(world, text_of(*lines, headings=HEADINGS))
        importing.choose_columns(of, of.columns, by=world.by)
        importing.check_now(of)
        assert of.counts["good"] == len(WRITTEN), list(of.chunks.get().outcomes)
        rows = rows_in(of)
        importing.start(of, by=world.by)
    work()
    with tenancy.enter(world.other_business.pk):
        by = Actor.member(world.stranger)
        take_in(world.other_business, rows, source=Interaction.Source.CSV, by=by)
    ours, theirs = rows_of(world.business), rows_of(world.other_business)
    for mine, expected in zip(ours, theirs, strict=True):
        assert mine == expected


@pytest.mark.skipif(connection.vendor != "postgresql", reason="COPY is PostgreSQL's")
def test_whoever_is_added_by_hand_meanwhile_is_found(world: World) -> None:
    lines = ("Ann,ann@a.example,,Visit,2026-11-17,,,,,", WRITTEN[5])
    with tenancy.enter(world.business.pk):
        of = received(world, text_of(*lines, headings=HEADINGS))
        importing.choose_columns(of, of.columns, by=world.by)
        importing.check_now(of)
        with transaction.atomic():
            bulk = Bulk(of, source=Interaction.Source.CSV)
            bulk.copy_in(unpack(bytes(of.chunks.get().content)))
            assert not bulk.take_out_careful()
            ann = builders.customer(email="ann@a.example", name="Ann")
            assert bulk.store() == (1, 2, [])
        assert Interaction.objects.filter(customer=ann).count() == 1
        assert Customer.objects.filter(email_key="ann@a.example").count() == 1


def rows_in(of: Import) -> list[NewRow]:
    """Return the rows of a checked list, as a form would give them."""
    return [new_row(laid) for laid in laid_rows(unpack(bytes(of.chunks.get().content)))]
