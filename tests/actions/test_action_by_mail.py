from datetime import timedelta

import pytest
from django.test import Client

from actions.addresses import by_mail_url, page_for
from actions.models import Action
from actions.selectors import work
from actions.services import add_step, comment, complete, hand_over
from feedback import clock, tenancy
from feedback.accounts.models import Membership
from feedback.history.models import Event
from surveys.forms.hearing import ByMailForm
from tests import builders
from tests.actions.builders import action, closing
from tests.conftest import NOON, World


@pytest.fixture
def theirs(world: World) -> Action:
    with tenancy.enter(world.business.id):
        reply = builders.reply(words="He came at ten to five.")
        return action(world, reply, owner=world.email_only)


def path(made: Action, reader: Membership) -> str:
    return "/" + by_mail_url(made, reader).split("/", 3)[3]


def stamp() -> str:
    with clock.set_to(NOON - timedelta(minutes=1)):
        return ByMailForm().stamp()


def press(made: Action, reader: Membership, **sent: str) -> tuple[int, str]:
    answer = Client().post(path(made, reader), {"opened": stamp(), **sent})
    if answer.status_code == 303:
        shown = Client().get(answer.headers["Location"])
        return 303, shown.content.decode()
    return answer.status_code, answer.content.decode()


def test_mails_lead_whoever_has_no_login_to_their_own_page(
    world: World, theirs: Action
) -> None:
    assert "/p/action/" in page_for(theirs, world.email_only)
    assert f"/actions/{theirs.pk}/" in page_for(theirs, world.member)


def test_the_page_shows_words_and_promise_and_writes_nothing(
    world: World, theirs: Action
) -> None:
    with tenancy.enter(world.business.id):
        before = Event.objects.count()
    answer = Client().get(path(theirs, world.email_only))
    page = answer.content.decode()
    assert "He came at ten to five." in page
    assert theirs.what in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    with tenancy.enter(world.business.id):
        assert Event.objects.count() == before


def test_its_owner_starts_ticks_says_and_closes(world: World, theirs: Action) -> None:
    jo = world.email_only
    with tenancy.enter(world.business.id):
        step = add_step(theirs, words="Ring her", by=world.by)
    assert press(theirs, jo, do="start")[0] == 303
    assert press(theirs, jo, do="tick", step=str(step.pk))[0] == 303
    assert press(theirs, jo, do="comment", words="I rang her")[0] == 303
    with tenancy.enter(world.business.id):
        theirs.refresh_from_db()
        assert theirs.state == Action.State.DOING
        assert work.steps(theirs)[0].done_by == jo
    wrong = press(theirs, jo, do="close", what_changed="We ring now")
    assert wrong[0] == 422
    done = {"cause": "practices", "better_for": "customers", "tell": "yes"}
    right = press(theirs, jo, do="close", what_changed="We ring now", **done)
    assert (right[0], "This is closed." in right[1]) == (303, True)


def test_its_owner_decides_not_to(world: World, theirs: Action) -> None:
    sent = {"because": "There are four of us", "tell": "no", "not_told_because": "x"}
    assert press(theirs, world.email_only, do="decide", **sent)[0] == 303
    with tenancy.enter(world.business.id):
        theirs.refresh_from_db()
        assert theirs.outcome == Action.Outcome.NOT_THIS_TIME


def test_what_comes_sooner_than_anybody_reads_counts_for_nothing(
    world: World, theirs: Action
) -> None:
    url = path(theirs, world.email_only)
    for sent in ({}, {"opened": ByMailForm().stamp()}, {"website": "x"}):
        assert Client().post(url, {"do": "start", **sent}).status_code == 422
    with tenancy.enter(world.business.id):
        theirs.refresh_from_db()
        assert theirs.state == Action.State.TODO


def test_somebody_else_s_link_opens_nothing(world: World, theirs: Action) -> None:
    mine, other = path(theirs, world.email_only), path(theirs, world.member)
    token = mine.rstrip("/").rsplit("/", 1)[1]
    swapped = other.replace(other.rstrip("/").rsplit("/", 1)[1], token)
    assert Client().get(swapped).status_code == 404
    assert Client().get(mine[:-6] + "AAAAA/").status_code == 404


def test_whoever_has_nothing_to_do_with_it_is_told_it_closed(
    world: World, theirs: Action
) -> None:
    assert Client().get(path(theirs, world.member)).status_code == 410
    assert Client().get(path(theirs, world.manager)).status_code == 200


def test_the_link_dies_with_the_place_in_the_team(world: World, theirs: Action) -> None:
    url = path(theirs, world.email_only)
    with tenancy.enter(world.business.id):
        Membership.objects.filter(pk=world.email_only.pk).update(is_active=False)
    assert Client().get(url).status_code == 410


def test_the_link_dies_when_it_went_to_somebody_else(
    world: World, theirs: Action
) -> None:
    with tenancy.enter(world.business.id):
        hand_over(theirs, owner=world.member, by=world.by)
    assert Client().get(path(theirs, world.email_only)).status_code == 410


def test_the_link_closes_a_month_after_the_action(world: World, theirs: Action) -> None:
    with tenancy.enter(world.business.id):
        complete(theirs, closing(), by=world.by)
    url = path(theirs, world.email_only)
    assert Client().get(url).status_code == 200
    with clock.set_to(NOON + timedelta(days=31)):
        assert Client().get(url).status_code == 410


def test_whoever_was_named_reads_and_answers_but_does_not_close(world: World) -> None:
    with tenancy.enter(world.business.id):
        made, jo = action(world), world.email_only
        comment(made, words="@Jo can you look?", by=world.by)
    assert "can you look?" in Client().get(path(made, jo)).content.decode()
    assert press(made, jo, do="comment", words="I can")[0] == 303
    done = {"cause": "practices", "better_for": "customers", "tell": "yes"}
    assert press(made, jo, do="close", what_changed="x", **done)[0] in (403, 422)
    with tenancy.enter(world.business.id):
        made.refresh_from_db()
        assert made.is_open


@pytest.mark.parametrize("do", ["", "x", "tick", "delete", "\x00"])
def test_unknown_buttons_do_nothing(world: World, theirs: Action, do: str) -> None:
    status, _ = press(theirs, world.email_only, do=do, step="x")
    assert status == 422
