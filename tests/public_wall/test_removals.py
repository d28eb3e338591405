"""Taking a comment off the page: a listed ground, two people, a note that stays."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from feedback import clock, tenancy
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history.models import Event
from feedback.history.services import CLOCK, Actor
from public_wall.models import Removal
from public_wall.services.removals import ask_removal, decide_removal
from surveys.models import Reply
from tests.conftest import World
from tests.public_wall import rows
from tests.queries import assert_same_queries

SPAM = Removal.Ground.SPAM
WEEK = timedelta(days=7)


def ask(world: World, reply: Reply, ground: str = SPAM) -> Removal:
    by = Actor.member(world.manager)
    return ask_removal(reply, ground=ground, note="It sells boots.", by=by)


def wall(world: World) -> str:
    url = reverse("public_wall_public:wall", args=[world.business.slug])
    return world.client("anonymous").get(url).content.decode()


# Asking


def test_what_is_being_checked_leaves_a_note_with_ground_and_day(inside: World) -> None:
    rows.open_page()
    ask(inside, rows.comment(words="Buy boots."))
    page = wall(inside)
    assert "Buy boots." not in page
    assert "One comment from 14 November 2026 is being checked." in page
    assert "because it is advertising or spam" in page
    assert "by 25 November 2026" in page
    assert "It sells boots" not in page
    event = Event.objects.get(verb="asked_to_remove")
    assert event.actor == inside.manager
    assert "boots" not in str(event.after)


def test_nobody_can_invent_a_ground(inside: World) -> None:
    with pytest.raises(Refused, match="list"):
        ask(inside, rows.comment(), ground="unfair")
    with pytest.raises(Refused, match="list"):
        ask_removal(rows.comment(), ground=SPAM, note=" ", by=inside.by)


@pytest.mark.parametrize(
    "values", [{"consent": "no"}, {"consent": ""}, {"words": ""}, {"is_test": True}]
)
def test_only_public_words_can_be_removed(inside: World, values) -> None:
    with pytest.raises(Refused, match="nothing to remove"):
        ask(inside, rows.comment(**values))


def test_one_request_at_a_time(inside: World) -> None:
    reply = rows.comment()
    ask(inside, reply)
    with pytest.raises(Conflict):
        ask(inside, reply, ground="illegal")


def test_a_gone_comment_cannot_be_asked_for_again(inside: World) -> None:
    reply = rows.comment()
    rows.removal(reply, state=Removal.State.REMOVED)
    with pytest.raises(Conflict):
        ask(inside, reply)


# Deciding


def test_a_second_person_removes_and_the_note_stays(inside: World) -> None:
    rows.open_page()
    removal = ask(inside, rows.comment(words="Buy boots."))
    decide_removal(removal, keep=False, by=inside.by)
    with clock.set_to(clock.now() + timedelta(days=90)):
        page = wall(inside)
    assert "Buy boots." not in page
    assert "was removed on 18 November 2026" in page
    event = Event.objects.get(verb="removed")
    assert event.after["ground"] == SPAM


def test_a_second_person_keeps_and_it_is_shown_again(inside: World) -> None:
    rows.open_page()
    removal = ask(inside, rows.comment(words="Buy boots."))
    decide_removal(removal, keep=True, by=inside.by)
    assert "<p>Buy boots.</p>" in wall(inside)


def test_who_asked_cannot_decide_nor_a_member_nor_the_clock(inside: World) -> None:
    removal = ask(inside, rows.comment())
    for by in (Actor.member(inside.manager), Actor.member(inside.member), CLOCK):
        with pytest.raises(NotAllowed, match="second person"):
            decide_removal(removal, keep=False, by=by)
    assert Removal.objects.get().state == Removal.State.CHECKING


def test_the_database_refuses_one_person_as_two(inside: World) -> None:
    removal = ask(inside, rows.comment())
    with pytest.raises(IntegrityError), transaction.atomic():
        Removal.objects.filter(pk=removal.pk).update(
            state="removed", decided_by=inside.manager, decided_at=clock.now()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Removal.objects.filter(pk=removal.pk).update(
            state="removed", decided_at=clock.now()
        )


def test_it_is_decided_once(inside: World) -> None:
    removal = ask(inside, rows.comment())
    decide_removal(removal, keep=True, by=inside.by)
    with pytest.raises(Conflict):
        decide_removal(removal, keep=False, by=inside.by)
    assert Removal.objects.get().state == Removal.State.KEPT


# Lapsing


def test_what_nobody_decides_in_seven_days_is_shown_again(inside: World) -> None:
    rows.open_page()
    removal = ask(inside, rows.comment(words="Buy boots."))
    with clock.set_to(clock.now() + WEEK - timedelta(seconds=1)):
        assert "Buy boots." not in wall(inside)
    with clock.set_to(clock.now() + WEEK):
        assert "<p>Buy boots.</p>" in wall(inside)
        with pytest.raises(Conflict, match="seven days are over"):
            decide_removal(removal, keep=False, by=inside.by)


def test_asking_again_and_again_hides_nothing(inside: World) -> None:
    rows.open_page()
    reply = rows.comment(words="Buy boots.")
    ask(inside, reply)
    with clock.set_to(clock.now() + WEEK):
        with pytest.raises(Refused, match="asked before"):
            ask(inside, reply)
        second = ask(inside, reply, ground="illegal")
        assert "<p>Buy boots.</p>" in wall(inside)
        decide_removal(second, keep=False, by=inside.by)
        assert "Buy boots." not in wall(inside)


def test_what_was_kept_cannot_be_tried_again_until_its_words_change(
    inside: World,
) -> None:
    reply = rows.comment()
    decide_removal(ask(inside, reply), keep=True, by=inside.by)
    with pytest.raises(Refused, match="asked before"):
        ask(inside, reply)
    with clock.set_to(clock.now() + timedelta(hours=1)):
        reply.edited_at = clock.now()
        reply.save(update_fields=["edited_at"])
        assert ask(inside, reply).state == Removal.State.CHECKING


# The pages


def test_the_form_lists_the_grounds_and_stores_a_request(inside: World) -> None:
    reply = rows.comment()
    url = reverse("public_wall:removal-new", args=[reply.pk])
    client = inside.client("manager")
    page = client.get(url).content.decode()
    for ground in Removal.Ground:
        assert f"Because {ground.label}" in page
    assert client.post(url, {"ground": "unkind"}).status_code == 422
    client.post(url, {"ground": SPAM, "note": "It sells boots."})
    assert Removal.objects.get().asked_by == inside.manager


def test_the_asker_sees_no_buttons_and_the_owner_does(inside: World) -> None:
    removal = ask(inside, rows.comment())
    url = reverse("public_wall:removal-list")
    decision = reverse("public_wall:removal-decision", args=[removal.pk])
    assert decision not in inside.client("manager").get(url).content.decode()
    assert decision in inside.client("owner").get(url).content.decode()
    refused = inside.client("manager").post(decision, {"decision": "remove"})
    assert refused.status_code == 403
    inside.client("owner").post(decision, {"decision": "remove"})
    assert Removal.objects.get().state == Removal.State.REMOVED
    assert "Decided by Ruth Penrose" in inside.client().get(url).content.decode()


def test_a_decision_without_a_word_keeps(inside: World) -> None:
    removal = ask(inside, rows.comment())
    inside.client().post(reverse("public_wall:removal-decision", args=[removal.pk]))
    assert Removal.objects.get().state == Removal.State.KEPT


def test_the_list_takes_the_same_queries_however_long(inside: World) -> None:
    def grow() -> None:
        rows.removal(rows.comment(), state="kept")
        rows.removal(rows.comment())

    url = reverse("public_wall:removal-list")
    assert_same_queries(inside.client("owner"), url, grow)


# Our own staff


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("removals", *arguments, stdout=out)
    return out.getvalue()


def test_our_staff_can_decide_for_a_business_of_one(world: World) -> None:
    with tenancy.enter(world.business.id):
        rows.open_page()
        removal = ask(world, rows.comment(words="Buy boots."))
    listed = json.loads(run())
    assert (listed["id"], listed["words"]) == (str(removal.pk), "Buy boots.")
    assert run("--remove", str(removal.pk)) == "Removed.\n"
    assert "Buy boots." not in wall(world)
    assert run() == ""
    with pytest.raises(CommandError, match="decided already"):
        run("--keep", str(removal.pk))
    with pytest.raises(CommandError, match="no such request"):
        run("--keep", str(world.business.pk))
