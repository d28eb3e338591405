"""Storing many rows by columns: the same as one by one, on both engines."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from feedback import tenancy
from feedback.columns import insert
from feedback.history.models import Event
from feedback.mail.models import Frame, OutboundMessage
from tests.conftest import NOON, World

pytestmark = pytest.mark.django_db
TEXTS = ("plain", 'in "quotes"', "back\\slash", "{a,b}", "NULL", "", "Łukasz\n’")


def events(world: World, **columns: list[Any]) -> None:
    common = {"business_id": world.business.pk, "actor_kind": "clock"}
    insert(Event, columns, common)


def test_texts_ids_and_json_arrive_as_they_are(world: World) -> None:
    targets = [uuid4() for _ in TEXTS]
    with tenancy.enter(world.business.pk):
        events(
            world,
            verb=list(TEXTS),
            target_id=targets,
            customer_id=[None, *targets[1:]],
            after=[{"said": text} for text in TEXTS],
        )
        found = {row.target_id: row for row in Event.objects.all()}
    rows = [found[target] for target in targets]
    assert [row.verb for row in rows] == list(TEXTS)
    assert [row.customer_id for row in rows] == [None, *targets[1:]]
    assert [row.after["said"] for row in rows] == list(TEXTS)
    assert {(row.at, row.actor_id, row.target_type) for row in rows} == {
        (NOON, None, "")
    }
    assert len({row.pk for row in rows}) == len(TEXTS)


def test_nothing_is_nothing(world: World) -> None:
    with tenancy.enter(world.business.pk):
        before = Event.objects.count()
        events(world, target_id=[], verb=[])
        assert Event.objects.count() == before


def test_what_is_there_already_can_be_left_alone(world: World) -> None:
    common = {"business_id": world.business.pk, "text": [], "html": []}
    with tenancy.enter(world.business.pk):
        insert(Frame, {"digest": ["one"]}, common)
        insert(Frame, {"digest": ["one", "two"]}, common, ignore_conflicts=True)
        assert Frame.objects.count() == 2
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(Frame, {"digest": ["three", "two"]}, common)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no lengths")
def test_what_is_too_long_is_refused_not_cut(world: World) -> None:
    inside = tenancy.enter(world.business.pk)
    with inside, pytest.raises(DataError), transaction.atomic():
        events(world, target_id=[uuid4()], verb=["v" * 41])


@pytest.mark.skipif(connection.vendor == "sqlite", reason="only triggers there")
def test_rows_of_another_business_are_refused(world: World) -> None:
    common = {"business_id": world.other_business.pk, "actor_kind": "clock"}
    inside = tenancy.enter(world.business.pk)
    with inside, pytest.raises(ProgrammingError), transaction.atomic():
        insert(Event, {"target_id": [uuid4()]}, common)


def test_a_parent_of_another_business_is_refused(world: World) -> None:
    common = {"business_id": world.other_business.pk, "text": [], "html": []}
    with tenancy.every_business():
        insert(Frame, {"digest": ["theirs"]}, common)
        theirs = Frame.objects.get(digest="theirs")
        mine = {
            "business_id": world.business.pk,
            "kind": OutboundMessage.Kind.NOTICE,
            "due_at": NOON,
            "expires_at": NOON,
        }
        columns = {"uid": [uuid4()], "dedupe_key": ["1"], "frame_id": [theirs.pk]}
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(OutboundMessage, columns, mine)
