"""Every number of facts.json, counted again by hand from the raw rows."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median
from typing import Any

import pytest
from django.urls import reverse

from actions.models import Action
from feedback import clock, tenancy
from feedback.accounts.models import Business
from public_wall.models import PublicReply, Removal, Update
from public_wall.numbers import PLACES
from surveys.models import Invitation, Reply
from tests import builders
from tests.conftest import World
from tests.public_wall import rows

NAMES = {5: "very_good", 4: "good", 3: "ok", 2: "poor", 1: "very_poor"}
WEEK = timedelta(days=7)
TWO_DAYS = timedelta(hours=48)
AGES = (0, 0.1, 1, 2, 2.1, 5, 9, 30, 90, 200, 300, 364, 365, 366, 500)  # days
CHANNELS = (*["email"] * 12, "sms", "qr", "kiosk", "link", "embed", "heard")
STATES = ("none", "young", "old", "kept", "removed", "lapsed", "again", "young_kept")


def random_history(dice: Random, number: int) -> None:
    """Store ``number`` replies with every mixture of what decides and what must not."""
    survey = builders.survey()
    people = [builders.customer() for _ in range(max(number // 2, 1))]
    made = [random_reply(dice, survey, dice.choice(people)) for _ in range(number)]
    for _ in range(number // 8):
        random_action(dice, dice.sample(made, dice.randint(0, 3)))


def random_reply(dice: Random, survey: Any, who: Any) -> Reply:
    now = clock.now()
    submitted = now - timedelta(days=dice.choice(AGES), hours=dice.randint(0, 3))
    is_test = dice.random() < 0.1
    channel = dice.choice(CHANNELS)
    to = builders.invitation(
        builders.interaction(who),
        survey=survey,
        channel=channel,
        asked_at=submitted - timedelta(days=dice.choice((0, 1, 10))),
        is_test=is_test,
    )
    heard = dice.choice((None, 0.5, 3, 30, 70))
    reply = builders.reply(
        to,
        submitted_at=submitted,
        rating=dice.choice((None, 1, 2, 3, 4, 5)),
        words=dice.choice(("", "Quick and tidy.", "He came late.\n\nVery.")),
        consent=dice.choice(Reply.Consent.values),
        is_test=is_test,
        channel=channel,
        is_verified=channel in ("email", "sms"),
        noted_by=rows.anybody() if channel == "heard" else None,
        heard_at=submitted + timedelta(hours=heard) if heard else None,
        waits_for_person=dice.random() < 0.2,
    )
    moderate(dice, reply)
    if dice.random() < 0.3:
        rows.public_reply(reply)
    return reply


def moderate(dice: Random, reply: Reply) -> None:
    now, state = clock.now(), dice.choice(STATES)
    old, young = now - WEEK - timedelta(hours=1), now - timedelta(days=2)
    ground = dice.choice(Removal.Ground.values)
    if state == "young":
        rows.removal(reply, asked_at=young, ground=ground)
    elif state == "old":
        rows.removal(reply, asked_at=old, ground=ground)
    elif state in ("kept", "removed", "lapsed"):
        rows.removal(reply, asked_at=old, ground=ground, state=state)
    elif state == "again":
        rows.removal(reply, asked_at=old, state=Removal.State.LAPSED)
        rows.removal(reply, asked_at=young, ground=ground)
    elif state == "young_kept":
        rows.removal(reply, asked_at=old, state=Removal.State.KEPT)
        rows.removal(reply, asked_at=young, ground=ground)


def random_action(dice: Random, replies: list[Reply]) -> None:
    now = clock.now()
    state = dice.choice(("todo", "doing", "done", "told"))
    closed = state in ("done", "told")
    action = rows.decided_action(
        *replies,
        state=state,
        outcome=dice.choice(("did", "not_this_time")) if closed else "",
        done_at=now - timedelta(days=dice.choice(AGES)) if closed else None,
        told_at=now if state == "told" else None,
    )
    if closed and dice.random() < 0.8:
        rows.update(
            action,
            said=dice.choice(("", "You come late.")),
            kind=dice.choice((action.outcome, "did")),
            withdrawn_at=dice.choice((None, None, now)),
        )


def count_by_hand(business: Business) -> dict[str, Any]:
    """Return what facts.json must say, from plain loops over all rows."""
    now = clock.now()
    # The tests stand at noon UTC in London's winter: the year began at midnight.
    start = datetime(now.year - 1, now.month, now.day, tzinfo=UTC)
    everything = [
        r
        for r in Reply.objects.filter(business=business)
        if not r.is_test and start <= r.submitted_at <= now
    ]
    replies = [r for r in everything if r.channel in ("email", "sms")]
    unchecked = Counter(
        place_by_hand(r, now)
        for r in everything
        if r.channel in ("qr", "kiosk", "link", "embed")
    )
    places = {r.pk: place_by_hand(r, now) for r in replies}
    totals = Counter(places.values())
    invitations = [
        i
        for i in Invitation.objects.filter(business=business)
        if not i.is_test
        and i.channel in ("email", "sms")
        and i.status in ("asked", "answered", "expired")
        and i.asked_at
        and start <= i.asked_at <= now
    ]
    answered = {r.invitation_id for r in Reply.objects.all() if not r.is_test}
    took = [r.heard_at - r.submitted_at for r in replies if r.heard_at]
    hours = [each.total_seconds() / 3600 for each in took]
    ratings = Counter(r.rating for r in replies)
    grounds = Counter(
        m.ground
        for m in Removal.objects.all()
        if m.state == "removed" and places.get(m.reply_id) == "removed"
    )
    return {
        "asked": {
            "times": len(invitations),
            "people": len({i.customer_id for i in invitations}),
            "replied": len([i for i in invitations if i.pk in answered]),
        },
        "answered": {
            "replies": len(replies),
            "people": len({r.customer_id for r in replies}),
        },
        "ratings": {**{n: ratings[r] for r, n in NAMES.items()}, "none": ratings[None]},
        "words": {
            "consented": len([p for p in places.values() if p not in APART]),
            **{place: totals[place] for place in (*IN_PUBLIC, "waiting", *APART)},
        },
        "removed_by_ground": {g: grounds[g] for g in Removal.Ground.values},
        "heard": {
            "replies": len(hours),
            "median_hours": round(median(hours), 1) if hours else None,
            "waiting_now": len(
                [
                    r
                    for r in Reply.objects.filter(is_verified=True)
                    if r.waits_for_person and not r.is_test
                ]
            ),
        },
        "unchecked": {
            "how": "open to anybody by a poster, a tablet, a link or a website",
            "replies": unchecked.total(),
            **{place: unchecked[place] for place in (*IN_PUBLIC, "waiting", *APART)},
        },
        "changes": changes_by_hand(start, now),
    }


APART = ("private", "rating_only")
IN_PUBLIC = ("shown", "checking", "removed")


def place_by_hand(reply: Reply, now: datetime) -> str:
    requests = list(reply.removals.all())
    if not reply.words:
        return "rating_only"
    if reply.consent not in ("name", "first_name", "no_name"):
        return "private"
    if now - reply.submitted_at < TWO_DAYS:
        return "waiting"
    if any(r.state == "removed" for r in requests):
        return "removed"
    opened = [r for r in requests if r.state == "checking" and now - r.asked_at < WEEK]
    if opened and not any(r.state == "lapsed" for r in requests):
        return "checking"
    return "shown"


def changes_by_hand(start: datetime, now: datetime) -> dict[str, int]:
    mine = [
        u
        for u in Update.objects.select_related("action")
        if start.date() <= u.decided_on <= now.date()
    ]
    shown = [
        u
        for u in mine
        if u.withdrawn_at is None
        and u.action.state in ("done", "told")
        and u.action.outcome == u.kind
    ]
    kinds = Counter(u.kind for u in shown)
    return {
        "changed": kinds["did"],
        "decided_not_to": kinds["not_this_time"],
        "in_progress": len(
            [a for a in Action.objects.all() if a.state in ("todo", "doing")]
        ),
        "later": kinds["later"],
        "withdrawn": len([u for u in mine if u.withdrawn_at]),
    }


def listed_by_hand(
    business: Business, channels: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Return the id and state of every comment that has a place, newest first."""
    now = clock.now()
    start = datetime(now.year - 1, now.month, now.day, tzinfo=UTC)
    found = [
        (r.submitted_at, r.pk, place_by_hand(r, now))
        for r in Reply.objects.filter(business=business, channel__in=channels)
        if not r.is_test and start <= r.submitted_at <= now
    ]
    return [
        (str(key), place)
        for _, key, place in sorted(found, reverse=True)
        if place in IN_PUBLIC
    ]


def read_facts(world: World) -> dict[str, Any]:
    url = reverse("public_wall_public:facts", args=[world.business.slug])
    found: dict[str, Any] = world.client("anonymous").get(url).json()
    return found


@pytest.mark.parametrize("seed", range(12))
def test_every_number_and_every_comment_is_what_the_rows_say(
    world: World, seed: int
) -> None:
    with tenancy.enter(world.business.id):
        rows.open_page()
        random_history(Random(seed), number=(0, 3, 9, 10, 40, 60)[seed % 6])
        by_hand = count_by_hand(world.business)
        listed = listed_by_hand(world.business, ("email", "sms"))
        apart = listed_by_hand(world.business, ("qr", "kiosk", "link", "embed"))
    facts = read_facts(world)
    assert {name: facts[name] for name in by_hand} == by_hand
    assert [(c["id"], c["state"]) for c in facts["comments"]] == listed
    assert [(c["id"], c["state"]) for c in facts["unchecked_comments"]] == apart


@pytest.mark.parametrize("seed", range(4))
def test_every_reply_has_exactly_one_place(world: World, seed: int) -> None:
    with tenancy.enter(world.business.id):
        rows.open_page()
        random_history(Random(seed), number=40)
    facts = read_facts(world)
    words, replies = facts["words"], facts["answered"]["replies"]
    places = sum(n for name, n in words.items() if name != "consented")
    assert places == replies == sum(facts["ratings"].values())
    assert words["removed"] == sum(facts["removed_by_ground"].values())
    for month in facts["months"]:
        assert month["answered"] == sum(month[place] for place in PLACES)
        assert month["removed"] == sum(month["removed_by_ground"].values())
    assert replies == sum(month["answered"] for month in facts["months"])
    for place in PLACES:
        assert words[place] == sum(month[place] for month in facts["months"])


@pytest.mark.parametrize("seed", range(4))
def test_what_is_listed_adds_up_to_what_is_counted(world: World, seed: int) -> None:
    with tenancy.enter(world.business.id):
        rows.open_page()
        random_history(Random(100 + seed), number=40)
    facts = read_facts(world)
    states = Counter(c["state"] for c in facts["comments"])
    kinds = Counter(u["kind"] for u in facts["updates"])
    assert states["shown"] == facts["words"]["shown"]
    assert states["checking"] == facts["words"]["checking"]
    assert states["removed"] == facts["words"]["removed"]
    assert kinds["did"] == facts["changes"]["changed"]
    assert kinds["not_this_time"] == facts["changes"]["decided_not_to"]


@pytest.mark.parametrize("seed", range(6))
def test_flipping_every_score_changes_no_comment_and_no_update(
    world: World, seed: int
) -> None:
    with tenancy.enter(world.business.id):
        rows.open_page()
        random_history(Random(200 + seed), number=110)
    before = read_facts(world)
    with tenancy.enter(world.business.id):
        for reply in Reply.objects.exclude(rating=None):
            flipped = 6 - reply.rating if reply.rating != 3 else 1
            Reply.objects.filter(pk=reply.pk).update(rating=flipped)
            reply.answers.exclude(step=None).update(step=flipped)
    after = read_facts(world)
    assert len(before["comments"]) > 5
    for listed in ("comments", "unchecked_comments"):
        assert without_rating(before[listed]) == without_rating(after[listed])
    assert before["updates"] == after["updates"]
    assert before["words"] == after["words"]


def without_rating(comments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in comment.items() if k != "rating"} for comment in comments]


def test_the_filters_count_what_they_show(world: World) -> None:
    with tenancy.enter(world.business.id):
        rows.open_page()
        random_history(Random(7), number=40)
        shown = [
            key
            for key, place in listed_by_hand(world.business, ("email", "sms"))
            if place == "shown"
        ]
        ratings = dict(Reply.objects.filter(pk__in=shown).values_list("pk", "rating"))
        replied = PublicReply.objects.filter(reply__in=shown).count()
    url = reverse("public_wall_public:wall", args=[world.business.slug])
    page = world.client("anonymous").get(url).content.decode()
    expected = {
        "All": len(shown),
        "Happy": len([r for r in ratings.values() if r in (4, 5)]),
        "In between": len([r for r in ratings.values() if r == 3]),
        "Unhappy": len([r for r in ratings.values() if r in (1, 2)]),
        "With a reply": replied,
    }
    for name, number in expected.items():
        assert f">{name} {number}</a>" in page
