"""What happens gets into the log: once, in order, and only if it happened."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from feedback import clock, tenancy
from feedback.history.log import tree
from feedback.history.models import LogHead, LogLeaf
from public_wall.models import LoggedItem, LogSalt, Removal
from public_wall.proofs.checking import faults_of
from public_wall.proofs.sweeping import sweep
from public_wall.services.removals import ask_removal, decide_removal
from public_wall.services.replies import reply_publicly, withdraw_public_reply
from public_wall.services.updates import edit_update, publish_update, withdraw_update
from surveys.models import Reply
from surveys.services.answering import withdraw_words
from surveys.services.erasing import erase
from tests import builders
from tests.conftest import World
from tests.public_wall import rows
from tests.public_wall.proofs.reading import faults, heard


@pytest.fixture
def page(world: World) -> World:
    """An open page whose log has begun."""
    with tenancy.enter(world.business.id):
        rows.open_page()
    sweep(now=clock.now())
    return world


def logged(world: World) -> list[dict[str, Any]]:
    with tenancy.enter(world.business.id):
        rows_ = LogLeaf.objects.order_by("index")
        return [json.loads(body) for body in rows_.values_list("body", flat=True)]


def kinds(world: World) -> list[str]:
    apart = ("log", "tally", "checkpoint")
    return [leaf["kind"] for leaf in logged(world) if leaf["kind"] not in apart]


def in_order(world: World) -> bool:
    with tenancy.enter(world.business.id):
        inside = faults_of(world.business, now=clock.now())
    assert inside == []
    assert faults(world.business.slug) == []
    return True


def test_a_reply_is_logged_once_however_often_it_is_looked_for(page: World) -> None:
    with tenancy.enter(page.business.id):
        heard()
    for _again in range(3):
        sweep(now=clock.now())
    assert kinds(page) == ["reply", "published"]
    assert in_order(page)


def test_what_was_there_before_is_logged_first(world: World) -> None:
    with tenancy.enter(world.business.id):
        rows.open_page()
        for _n in range(5):
            rows.comment()
        rows.update()
    sweep(now=clock.now())
    assert kinds(world).count("reply") == 6
    assert kinds(world).count("update") == 1
    assert in_order(world)


def test_a_leaf_tells_no_words_no_name_and_no_time_of_day(page: World) -> None:
    with tenancy.enter(page.business.id):
        reply = heard(words="Zebedee was late.", consent=Reply.Consent.NO)
    sweep(now=clock.now())
    (leaf,) = [each for each in logged(page) if each["kind"] == "reply"]
    assert set(leaf) == {
        *("kind", "on", "id", "day", "digest", "of"),
        *("doubted", "rating", "words", "consent", "waits"),
    }
    text = json.dumps(logged(page))
    assert "Zebedee" not in text
    assert "Margaret" not in text
    assert str(reply.pk) not in text
    assert reply.pk.hex not in text
    assert str(reply.customer_id) not in text
    assert "12:00" not in text


def test_words_are_published_when_their_two_days_are_over(page: World) -> None:
    with tenancy.enter(page.business.id):
        heard(submitted_at=clock.now())
    sweep(now=clock.now())
    assert kinds(page) == ["reply"]
    later = clock.now() + timedelta(hours=48, seconds=1)
    with clock.set_to(later):
        sweep(now=later)
        assert kinds(page) == ["reply", "published"]
        assert in_order(page)


def test_moderation_is_logged_step_by_step(page: World) -> None:
    with tenancy.enter(page.business.id):
        reply = heard()
        sweep(now=clock.now())
        request = ask_removal(
            reply, ground=Removal.Ground.SPAM, note="It sells boots.", by=page.by
        )
        sweep(now=clock.now())
        manager = type(page.by).member(page.manager)
        decide_removal(request, keep=False, by=manager)
    sweep(now=clock.now())
    assert kinds(page) == ["reply", "published", "hidden", "removed"]
    assert logged(page)[-1]["ground"] == "spam"
    assert in_order(page)


def test_a_request_that_nobody_decides_is_restored_by_time(page: World) -> None:
    with tenancy.enter(page.business.id):
        reply = heard()
        ask_removal(
            reply, ground=Removal.Ground.SPAM, note="It sells boots.", by=page.by
        )
    sweep(now=clock.now())
    later = clock.now() + timedelta(days=7, minutes=1)
    with clock.set_to(later):
        sweep(now=later)
        assert [k for k in kinds(page) if k in ("hidden", "restored")] == [
            "hidden",
            "restored",
        ]
        assert in_order(page)


def test_consent_that_is_taken_back_is_logged(page: World) -> None:
    with tenancy.enter(page.business.id):
        reply = heard()
        sweep(now=clock.now())
        withdraw_words(reply, now=clock.now())
    sweep(now=clock.now())
    assert kinds(page) == ["reply", "published", "withdrawn"]
    assert in_order(page)


def test_what_the_business_writes_is_logged_with_every_change(page: World) -> None:
    with tenancy.enter(page.business.id):
        reply = heard()
        given = reply_publicly(reply, words="Sorry.", by=page.by)
        action = rows.decided_action(reply)
        update = publish_update(action, said="You said.", did="We did.", by=page.by)
        sweep(now=clock.now())
        reply_publicly(reply, words="Very sorry.", by=page.by)
        edit_update(update, said="You said.", did="We did more.", by=page.by)
        sweep(now=clock.now())
        assert in_order(page)
        given.refresh_from_db()
        withdraw_public_reply(given, by=page.by)
        update.refresh_from_db()
        withdraw_update(update, by=page.by)
    sweep(now=clock.now())
    found = kinds(page)
    assert found.count("answered") == found.count("answer_edited") == 1
    assert found[-2:] == ["update_withdrawn", "answer_withdrawn"]
    assert in_order(page)


def test_erasing_takes_words_and_salts_and_leaves_every_proof_valid(
    page: World,
) -> None:
    with tenancy.enter(page.business.id):
        who = builders.customer()
        reply = heard(who=who, words="Zebedee was late.")
        reply_publicly(reply, words="Sorry, Zebedee.", by=page.by)
    sweep(now=clock.now())
    before = [leaf for leaf in logged(page) if leaf["kind"] == "reply"]
    with tenancy.enter(page.business.id):
        assert LogSalt.objects.filter(reply=reply).exists()
        erase(who, by=page.by, now=clock.now())
        assert not LogSalt.objects.filter(reply=reply).exists()
    sweep(now=clock.now())
    assert [leaf for leaf in logged(page) if leaf["kind"] == "reply"] == before
    assert "erased" in kinds(page)
    assert in_order(page)
    for _again in range(2):
        sweep(now=clock.now())
    assert in_order(page)


def test_an_update_that_was_masked_by_an_erasure_is_logged_as_edited(
    page: World,
) -> None:
    with tenancy.enter(page.business.id):
        who = builders.customer(name="Zebedee Quillfeather")
        reply = heard(who=who)
        action = rows.decided_action(reply)
        publish_update(
            action, said="He said.", did="We rang Zebedee Quillfeather.", by=page.by
        )
        sweep(now=clock.now())
        erase(who, by=page.by, now=clock.now())
    sweep(now=clock.now())
    assert in_order(page)


def test_one_business_in_trouble_keeps_nobody_else_waiting(page: World) -> None:
    with tenancy.enter(page.business.id):
        heard()
        head = LogHead.objects.get()
        LogHead.objects.update(size=head.size - 1)
    with tenancy.enter(page.other_business.id):
        heard()
    sweep(now=clock.now())
    assert kinds(page) == []
    with tenancy.enter(page.other_business.id):
        assert LoggedItem.objects.count() == 1
    with tenancy.enter(page.business.id):
        assert LogHead.objects.get().behind_since
        LogHead.objects.update(size=head.size)
    later = clock.now() + timedelta(hours=3)
    with clock.set_to(later):
        sweep(now=later)
    assert kinds(page) == ["reply", "published"]


def test_an_event_that_was_committed_late_is_found(page: World) -> None:
    with tenancy.enter(page.business.id):
        heard()
    later = clock.now() + timedelta(minutes=4)
    with clock.set_to(later):
        sweep(now=later)
    assert kinds(page) == ["reply", "published"]


def test_the_database_refuses_a_second_leaf_in_the_same_place(page: World) -> None:
    with tenancy.enter(page.business.id):
        head = LogHead.objects.get()
        entry = tree.Entry("again", "{}")
        with transaction.atomic():
            tree.append(head, [entry])
        head.size -= 1
        with pytest.raises(IntegrityError), transaction.atomic():
            tree.append(head, [tree.Entry("other", "{}")])
