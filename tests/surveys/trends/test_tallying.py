from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.customers.models import Customer
from feedback.ids import uuid7
from surveys.models import Invitation, Reply, Tally, TallyMark, TallyState, Theme
from surveys.models import ThemeQuote as Quote
from surveys.services import theming
from surveys.services.erasing import erase
from surveys.services.tallying import tally, tally_due
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.trends import by_hand

LATER = NOON + timedelta(minutes=10)
AGES = (0, 1, 2, 3, 20, 45, 200)


def fits(business: Business) -> None:
    """Sweep, and hold the tallies against the replies themselves."""
    tally(business, now=NOON)
    right = by_hand.counted(business)
    assert by_hand.kept(business) == right
    assert by_hand.kept(business, is_month=True) == by_hand.months(right)
    assert not TallyMark.objects.exists()


def said(age: int, **values: object) -> Reply:
    """Store a reply of so many days ago, asked for three days before it came."""
    at = NOON - timedelta(days=age, hours=3)
    asked = builders.invitation(
        builders.interaction(kind=["Repair", "Boiler service"][age % 2]),
        survey=_survey(),
        asked_at=at - timedelta(days=3),
        due_at=at - timedelta(days=3),
    )
    return builders.reply(asked, submitted_at=at, **values)


def _survey():
    return builders.Survey.objects.first() or builders.survey()


def _theme(n: int) -> Theme:
    key = f"term:{n}"
    business = builders.the_business()
    found, _new = Theme.objects.get_or_create(business=business, key=key, name=key)
    return found


def a_reply(world: World, age: int, n: int) -> None:
    said(age, rating=1 + n % 5, words="Late again" if n % 3 else "")


def an_open_one(world: World, age: int, n: int) -> None:
    reply = said(age)
    Reply.objects.filter(pk=reply.pk).update(is_verified=False, channel="qr")


def edited(world: World, age: int, n: int) -> None:
    for reply in _one(n):
        Reply.objects.filter(pk=reply.pk).update(
            rating=1 + n % 5, words="", edited_at=clock.now()
        )
        reply.answers.filter(step__isnull=False).update(step=1)


def heard(world: World, age: int, n: int) -> None:
    for reply in _one(n):
        at = reply.submitted_at + timedelta(hours=n * 7)
        Reply.objects.filter(pk=reply.pk).update(heard_at=at)


def suspected(world: World, age: int, n: int) -> None:
    for reply in _one(n):
        other = not reply.is_suspicious
        Reply.objects.filter(pk=reply.pk).update(is_suspicious=other)


def quoted(world: World, age: int, n: int) -> None:
    for reply in _one(n):
        if reply.words:
            theming.place_reply(reply, theme=_theme(n % 3), by=world.by)


def unquoted(world: World, age: int, n: int) -> None:
    quotes = Quote.objects.order_by("id")
    for quote in quotes[n % 4 : n % 4 + 1]:
        theming.remove_quote(quote, by=world.by)


def merged(world: World, age: int, n: int) -> None:
    one, other = _theme(n % 3), _theme((n + 1) % 3)
    if one.merged_into_id:
        theming.unmerge_theme(one, by=world.by)
    elif not other.merged_into_id:
        theming.merge_theme(one, into=other, by=world.by)


def undelivered(world: World, age: int, n: int) -> None:
    asked = builders.invitation(
        survey=_survey(), asked_at=NOON - timedelta(days=age, hours=1)
    )
    tally(world.business, now=NOON)
    Invitation.objects.filter(pk=asked.pk).update(
        status="not_asked", reason="not_delivered"
    )


def erased(world: World, age: int, n: int) -> None:
    for reply in _one(n):
        erase(reply.customer, by=world.by, now=clock.now())


def joined(world: World, age: int, n: int) -> None:
    for reply in _one(n):
        someone = Customer.objects.exclude(pk=reply.customer_id).first()
        if someone:
            Reply.objects.filter(pk=reply.pk).update(customer=someone)


def gone(world: World, age: int, n: int) -> None:
    for reply in _one(n):
        reply.delete()


def swept(world: World, age: int, n: int) -> None:
    tally(world.business, now=NOON)


def _one(n: int) -> list[Reply]:
    rows = list(Reply.objects.order_by("submitted_at", "id"))
    return [rows[n % len(rows)]] if rows else []


STEPS: list[Callable[[World, int, int], None]] = [
    *(a_reply, a_reply, a_reply, an_open_one, edited, heard, suspected, quoted),
    *(quoted, unquoted, merged, undelivered, erased, joined, gone, swept),
]
STORY = st.lists(
    st.tuples(st.sampled_from(STEPS), st.sampled_from(AGES), st.integers(0, 40)),
    min_size=5,
    max_size=25,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(story=STORY)
def test_tallies_are_what_counting_by_hand_gives(inside: World, story) -> None:  # type: ignore[no-untyped-def]
    for step, age, n in story:
        step(inside, age, n)
    fits(inside.business)


def test_a_submit_of_today_leaves_no_mark(inside: World) -> None:
    with clock.set_to(clock.now()):
        asked = builders.invitation(asked_at=NOON)
    TallyMark.objects.all().delete()
    from_now = _database_now()
    builders.reply(asked, submitted_at=from_now)
    assert not TallyMark.objects.exists()


def _database_now():
    return Business.objects.annotate(at=Now()).values_list("at", flat=True).first()


def test_counting_again_changes_no_row(inside: World) -> None:
    for age in AGES:
        said(age)
    tally(inside.business, now=NOON)
    before = set(Tally.objects.values_list("pk", flat=True))
    tally(inside.business, now=LATER)
    assert set(Tally.objects.values_list("pk", flat=True)) == before


def test_what_went_by_the_triggers_is_found_at_night(inside: World) -> None:
    said(45)
    said(200)
    tally(inside.business, now=NOON)
    Tally.objects.filter(is_month=False).update(n=7)
    for night in range(1, 12):
        tally(inside.business, now=NOON + timedelta(days=night))
    assert by_hand.kept(inside.business) == by_hand.counted(inside.business)


def test_another_zone_has_other_days(inside: World) -> None:
    asked = builders.invitation(asked_at=NOON - timedelta(days=60))
    builders.reply(asked, submitted_at=NOON - timedelta(days=50, hours=-11))
    fits(inside.business)
    inside.business.zone = "Asia/Tokyo"
    inside.business.save(update_fields=["zone"])
    fits(inside.business)


def test_the_sweep_finds_who_is_new_and_who_changed(world: World) -> None:
    with tenancy.enter(world.business.pk):
        old = said(45)
    assert tally_due(now=NOON) == 1
    assert tally_due(now=LATER) == 0
    with tenancy.enter(world.business.pk):
        Reply.objects.filter(pk=old.pk).update(rating=5)
    assert tally_due(now=LATER) == 1
    with tenancy.enter(world.business.pk):
        fits(world.business)
        said(0)
    assert tally_due(now=LATER + timedelta(minutes=5)) == 1
    with tenancy.enter(world.business.pk):
        assert TallyState.objects.get().counted_at == LATER + timedelta(minutes=5)
        fits(world.business)


def test_marks_of_a_business_that_is_gone_are_swept_away(world: World) -> None:
    TallyMark.objects.create(business_id=uuid7(), moment=NOON)
    assert tally_due(now=NOON) == 0
    assert not TallyMark.objects.exists()


@pytest.mark.parametrize("days", [40, 700])
def test_years_of_replies_are_counted_the_first_time(inside: World, days: int) -> None:
    said(days)
    said(1)
    fits(inside.business)
