"""Kept numbers are what the rows say, whatever happened before and after folding."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from feedback import clock, tenancy
from feedback.accounts.models import Business
from public_wall.models import WallDay, WallMark, WallVersion
from public_wall.rules import last_year
from public_wall.selectors.facts import facts
from public_wall.selectors.kept import days_of
from public_wall.services import folding
from surveys.models import Invitation, Reply
from tests import builders
from tests.conftest import World
from tests.public_wall import rows
from tests.public_wall.test_oracle import (
    count_by_hand,
    random_history,
    random_reply,
    read_facts,
)


def agree(world: World) -> None:
    """Check that facts.json says what plain loops over all rows say."""
    with tenancy.enter(world.business.id):
        by_hand = count_by_hand(world.business)
    said = read_facts(world)
    assert {name: said[name] for name in by_hand} == by_hand


def change_something(dice: Random) -> None:
    """Change one row in one of the ways in which rows change."""
    reply = dice.choice(list(Reply.objects.all()))
    mine = Reply.objects.filter(pk=reply.pk)
    other = dice.choice(list(Reply.objects.all()))
    ways: list[Callable[[], object]] = [
        lambda: mine.update(consent=dice.choice(Reply.Consent.values)),
        lambda: mine.update(words=dice.choice(("", "Well done."))),
        lambda: mine.update(rating=dice.choice((None, 1, 5))),
        lambda: mine.update(is_test=not reply.is_test),
        lambda: mine.update(heard_at=reply.submitted_at + timedelta(hours=9)),
        lambda: mine.update(submitted_at=reply.submitted_at - timedelta(days=3)),
        lambda: mine.update(customer=other.customer_id),
        reply.delete,
        lambda: Invitation.objects.filter(pk=reply.invitation_id).update(
            asked_at=reply.submitted_at - timedelta(days=30)
        ),
        lambda: Invitation.objects.filter(pk=reply.invitation_id).update(
            customer=other.customer_id
        ),
        lambda: random_reply(dice, reply.survey, reply.customer),
    ]
    dice.choice(ways)()


@pytest.mark.parametrize("seed", range(4))
def test_numbers_are_exact_before_after_and_between_foldings(
    world: World, seed: int
) -> None:
    dice = Random(500 + seed)
    with tenancy.enter(world.business.id):
        rows.open_page()
        random_history(dice, number=40)
    folding.fold_due()
    assert not WallMark.objects.exists()
    agree(world)
    for _round in range(3):
        with tenancy.enter(world.business.id):
            for _change in range(4):
                change_something(dice)
        agree(world)
        folding.fold_due()
        agree(world)


def test_another_time_zone_begins_again_and_is_exact(world: World) -> None:
    with tenancy.enter(world.business.id):
        rows.open_page()
        for hours in range(0, 24 * 6, 5):
            rows.comment(submitted_at=clock.now() - timedelta(days=20, hours=hours))
    folding.fold_due()
    for zone in ("Pacific/Apia", "Australia/Lord_Howe", "America/New_York"):
        Business.objects.filter(pk=world.business.pk).update(zone=zone)
        assert_whole_counts(world)
        folding.fold_due()
        assert_whole_counts(world)


def assert_whole_counts(world: World) -> None:
    business = Business.objects.get(pk=world.business.pk)
    with tenancy.enter(world.business.id):
        found = facts(business, now=clock.now())
        assert found.answered == Reply.objects.count()
        assert found.people == Reply.objects.values("customer").distinct().count()
        assert sum(month.answered for month in found.months) == found.answered


def test_a_later_day_is_counted_from_what_came_after(world: World) -> None:
    with tenancy.enter(world.business.id):
        rows.open_page()
        rows.comment(submitted_at=clock.now() - timedelta(days=40))
    folding.fold_due()
    with clock.set_to(clock.now() + timedelta(days=2)):
        with tenancy.enter(world.business.id):
            rows.comment()
        assert_whole_counts(world)
        folding.fold_due()
        assert_whole_counts(world)
    with clock.set_to(clock.now() + timedelta(days=330)):
        agree_without_months(world)
        folding.fold_due()
        agree_without_months(world)


def agree_without_months(world: World) -> None:
    with tenancy.enter(world.business.id):
        found = facts(world.business, now=clock.now())
        start = last_year(world.business, now=clock.now()).start
        kept = Reply.objects.filter(submitted_at__gte=start)
        assert found.answered == kept.count()


def test_what_is_folded_reads_no_reply_of_past_days(inside: World) -> None:
    rows.open_page()
    for days in range(5, 60, 5):
        rows.comment(submitted_at=clock.now() - timedelta(days=days))
    folding.fold(inside.business)
    period = last_year(inside.business, now=clock.now())
    with CaptureQueriesContext(connection) as queries:
        days_of(inside.business, period)
    read = [q["sql"] for q in queries if "surveys_reply" in q["sql"]]
    assert read
    # Every one of them begins yesterday at the earliest.
    assert all("2026-11-17" in sql for sql in read)
    assert not any("2025-11" in sql for sql in read)


def test_an_answer_of_late_leaves_no_mark(inside: World) -> None:
    rows.open_page()
    builders.invitation()
    WallMark.objects.all().delete()
    moment = Business.objects.annotate(at=Now()).values_list("at", flat=True)[0]
    to = builders.invitation(asked_at=moment)
    WallMark.objects.all().delete()
    builders.reply(to, submitted_at=moment)
    assert not WallMark.objects.filter(moment__isnull=False).exists()


def test_folding_twice_and_side_by_side_changes_nothing(world: World) -> None:
    with tenancy.enter(world.business.id):
        rows.open_page()
        random_history(Random(3), number=20)
        folding.fold(world.business)
        kept = list(WallDay.objects.order_by("day").values_list("day", "counts"))
        folding.fold(world.business)
        again = list(WallDay.objects.order_by("day").values_list("day", "counts"))
        assert kept == again
        assert WallVersion.objects.count() == 1


def test_the_overview_names_only_what_five_people_said(inside: World) -> None:
    rows.open_page()
    for number in range(7):
        who = builders.customer()
        to = builders.invitation(builders.interaction(who, kind="Boiler service"))
        rows.comment(who, to=to)
        if number < 4:
            other = builders.interaction(builders.customer(), kind="Leak")
            rows.comment(other.customer, to=builders.invitation(other))
    folding.fold(inside.business)
    version = WallVersion.objects.get()
    assert version.overview["kinds"] == []
    other = builders.interaction(builders.customer(), kind="Leak")
    rows.comment(other.customer, to=builders.invitation(other))
    folding.fold(inside.business)
    version.refresh_from_db()
    assert version.overview["kinds"] == [["Boiler service", 7], ["Leak", 5]]
