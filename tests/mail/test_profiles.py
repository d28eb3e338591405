"""Stopping a business whose list is bad, and starting it again once."""

from datetime import timedelta

import pytest

from feedback import clock
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history.models import Event
from feedback.history.services import Actor
from feedback.mail import profiles
from feedback.mail.models import OutboundMessage
from feedback.mail.profiles import Pause, Record
from tests.conftest import NOON, World
from tests.mail.rows import Kind, Status, queued

WHY = "They came from an old list of the shop we took over."


@pytest.mark.parametrize(
    ("mails", "bounces", "complaints", "pause"),
    [
        (0, 0, 0, ""),
        (99, 9, 0, ""),
        (100, 4, 0, ""),
        (100, 5, 0, "bounces"),
        (20, 10, 0, "bounces"),
        (20, 9, 0, ""),
        (1000, 49, 0, ""),
        (1000, 50, 0, "bounces"),
        (999, 0, 1, ""),
        (1000, 0, 1, "complaints"),
        (20, 0, 2, "complaints"),
        (1000, 500, 500, "complaints"),
    ],
)
def test_the_limits(mails: int, bounces: int, complaints: int, pause: str) -> None:
    assert Record(mails, bounces, complaints).pause == pause


def bad_list(world: World, *, bounces: int = 10, good: int = 10) -> None:
    for number in range(bounces + good):
        status = Status.BOUNCED if number < bounces else Status.DELIVERED
        queued(world.business, status=status)


def stopped(world: World) -> profiles.SendingProfile:
    bad_list(world)
    assert profiles.stop_if_needed(world.business)
    return profiles.profile_of(world.business)


def notices() -> list[OutboundMessage]:
    return list(OutboundMessage.objects.filter(kind=Kind.NOTICE))


def test_a_bad_list_stops_the_business_once(inside: World) -> None:
    profile = stopped(inside)
    assert (profile.pause, profile.paused_at) == (Pause.BOUNCES, NOON)
    assert not profiles.stop_if_needed(inside.business)
    assert Event.objects.filter(verb="stopped sending").count() == 1


def test_a_good_list_does_not(inside: World) -> None:
    bad_list(inside, bounces=3, good=97)
    assert not profiles.stop_if_needed(inside.business)


def test_notices_to_the_team_do_not_count(inside: World) -> None:
    for _ in range(20):
        queued(inside.business, kind=Kind.NOTICE, status=Status.BOUNCED)
    assert not profiles.stop_if_needed(inside.business)


def test_only_the_last_thousand_count(inside: World, monkeypatch: object) -> None:
    bad_list(inside, bounces=10, good=0)
    assert profiles.record_of(profiles.profile_of(inside.business)).bounces == 10


def test_an_owner_starts_it_again_after_a_quiet_day(inside: World) -> None:
    profile = stopped(inside)
    with clock.set_to(NOON + timedelta(days=1)):
        profiles.resume(profile, explanation=WHY, by=inside.by)
    kept = profiles.profile_of(inside.business)
    assert (kept.pause, kept.explanation) == (Pause.NONE, WHY)
    assert profiles.record_of(kept) == Record(0, 0, 0)
    assert not profiles.stop_if_needed(inside.business)


def test_not_before_the_day_is_over(inside: World) -> None:
    profile = stopped(inside)
    early = NOON + timedelta(hours=23)
    with clock.set_to(early), pytest.raises(Conflict):
        profiles.resume(profile, explanation=WHY, by=inside.by)


def test_not_without_saying_why(inside: World) -> None:
    profile = stopped(inside)
    with clock.set_to(NOON + timedelta(days=1)), pytest.raises(Refused):
        profiles.resume(profile, explanation="  oops  ", by=inside.by)


def test_not_by_anybody_else(inside: World) -> None:
    profile = stopped(inside)
    manager = Actor.member(inside.manager)
    with clock.set_to(NOON + timedelta(days=1)), pytest.raises(NotAllowed):
        profiles.resume(profile, explanation=WHY, by=manager)


def test_a_second_time_is_ours_to_lift(inside: World) -> None:
    profile = stopped(inside)
    with clock.set_to(NOON + timedelta(days=1)):
        profiles.resume(profile, explanation=WHY, by=inside.by)
    with clock.set_to(NOON + timedelta(days=2)):
        again = stopped(inside)
    with clock.set_to(NOON + timedelta(days=9)):
        with pytest.raises(Conflict):
            profiles.resume(again, explanation=WHY, by=inside.by)
        assert profiles.resume_for(again)
    assert not profiles.profile_of(inside.business).pause


def test_what_we_stopped_only_we_start(inside: World) -> None:
    profile = profiles.kept_profile_of(inside.business)
    assert profiles.stop(profile, Pause.BY_US, by=inside.by)
    with clock.set_to(NOON + timedelta(days=9)), pytest.raises(Conflict):
        profiles.resume(profile, explanation=WHY, by=inside.by)


def test_looking_at_a_profile_stores_none(inside: World) -> None:
    profiles.profile_of(inside.business)
    assert not profiles.SendingProfile.objects.exists()
