"""Writing up what was done: the services and the pages around them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from feedback import clock
from feedback.errors import Conflict, Refused
from feedback.history.models import Event
from feedback.history.services import CLOCK
from public_wall.models import Update
from public_wall.selectors.updates import quotable_reply, to_write_up
from public_wall.services.updates import (
    edit_update,
    publish_update,
    restore_update,
    withdraw_update,
)
from surveys.models import Reply
from tests import builders
from tests.conftest import World
from tests.public_wall import rows
from tests.queries import assert_same_queries


def publish(world: World, action=None, **words: str) -> Update:
    said = {"said": "You come late.", "did": "We text ahead.", **words}
    return publish_update(action or decided(), by=world.by, **said)


def decided(*replies: Reply, **values):
    return rows.decided_action(*(replies or (rows.comment(),)), **values)


# Publishing


def test_publishing_keeps_what_the_action_says(inside: World) -> None:
    late = datetime(2026, 7, 31, 23, 30, tzinfo=UTC)  # 1 August in London
    update = publish(inside, decided(done_at=late, outcome="not_this_time"))
    assert update.kind == Update.Kind.NOT_THIS_TIME
    assert update.decided_on == date(2026, 8, 1)
    assert update.published_by == inside.owner
    event = Event.objects.get(verb="published")
    assert (event.target_id, event.actor) == (update.pk, inside.owner)
    assert "late" not in str(event.after)


def test_people_are_counted_once_and_try_outs_never(inside: World) -> None:
    margaret = builders.customer()
    action = decided(
        rows.comment(margaret),
        rows.comment(margaret),
        rows.comment(),
        rows.comment(is_test=True),
    )
    assert publish(inside, action).raised_by == 2


def test_the_newest_who_let_us_is_quoted_whatever_their_rating(inside: World) -> None:
    old = rows.comment(rating=5, submitted_at=clock.now() - timedelta(days=30))
    new = rows.comment(rating=1, submitted_at=clock.now() - timedelta(days=10))
    private = rows.comment(consent=Reply.Consent.NO)
    silent = rows.comment(words="")
    tried = rows.comment(is_test=True)
    gone = rows.comment()
    rows.removal(gone, state="removed")
    action = decided(old, new, private, silent, tried, gone)
    assert publish(inside, action).quoted_reply == new
    Reply.objects.filter(pk=new.pk).update(rating=5)
    Reply.objects.filter(pk=old.pk).update(rating=1)
    assert quotable_reply(action) == new


def test_without_anybody_to_quote_it_needs_the_businesss_words(inside: World) -> None:
    action = decided(rows.comment(consent=Reply.Consent.NO))
    with pytest.raises(Refused, match="own words"):
        publish(inside, action, said=" \u0007 ")
    assert publish(inside, action).quoted_reply is None


@pytest.mark.parametrize("state", ["todo", "doing"])
def test_an_open_action_cannot_be_published(inside: World, state: str) -> None:
    action = decided(state=state, outcome="", done_at=None, told_at=None)
    with pytest.raises(Refused, match="Finish it first"):
        publish(inside, action)


def test_what_no_customer_raised_is_no_you_said(inside: World) -> None:
    with pytest.raises(Refused, match="No customer raised this"):
        publish(inside, rows.decided_action())
    with pytest.raises(Refused, match="No customer raised this"):
        publish(inside, decided(rows.comment(is_test=True)))


def test_an_action_is_published_once(inside: World) -> None:
    action = decided()
    publish(inside, action)
    with pytest.raises(Conflict, match="written up already"):
        publish(inside, action)
    assert Update.objects.count() == 1


def test_nothing_to_say_is_no_update(inside: World) -> None:
    with pytest.raises(Refused):
        publish(inside, did="\u200b".replace("\u200b", " \n"))


def test_only_somebody_of_the_team_can_publish(inside: World) -> None:
    with pytest.raises(Refused, match="team"):
        publish_update(decided(), said="x", did="y", by=CLOCK)


# Editing and taking back


def test_an_edit_is_marked_and_counts_again(inside: World) -> None:
    action = decided()
    update = publish(inside, action)
    rows.link(action, rows.comment())
    edit_update(update, said="You ring late.", did="We ring.", by=inside.by)
    assert (update.did, update.raised_by) == ("We ring.", 2)
    assert update.edited_at == clock.now()


def test_an_edit_follows_an_action_that_ended_otherwise(inside: World) -> None:
    rows.open_page()
    action = decided()
    update = publish(inside, action)
    action.outcome = "not_this_time"
    action.save(update_fields=["outcome"])
    page = reverse("public_wall_public:wall", args=["penrose-heating"])
    assert "We text ahead." not in inside.client("reader").get(page).content.decode()
    edit_update(update, said="", did="We cannot.", by=inside.by)
    assert update.kind == Update.Kind.NOT_THIS_TIME
    assert "We cannot." in inside.client("reader").get(page).content.decode()


def test_the_second_of_two_editors_is_told(inside: World) -> None:
    mine = publish(inside)
    theirs = Update.objects.get()
    edit_update(theirs, said="a", did="b", by=inside.by)
    with pytest.raises(Conflict, match="Somebody else"):
        edit_update(mine, said="c", did="d", by=inside.by)
    assert Update.objects.get().did == "b"


def test_a_quote_that_ended_wants_the_businesss_words(inside: World) -> None:
    update = publish(inside, said="")
    Reply.objects.update(consent=Reply.Consent.NO)
    update = Update.objects.get(pk=update.pk)
    with pytest.raises(Refused, match="own words"):
        edit_update(update, said="", did="b", by=inside.by)


def test_taking_back_is_counted_and_can_be_undone(inside: World) -> None:
    rows.open_page()
    update = publish(inside)
    page = reverse("public_wall_public:wall", args=["penrose-heating"])
    how = reverse("public_wall_public:how", args=["penrose-heating"])
    withdraw_update(update, by=inside.by)
    assert "We text ahead." not in inside.client("reader").get(page).content.decode()
    assert "took 1 back" in inside.client("reader").get(how).content.decode()
    with pytest.raises(Conflict):
        withdraw_update(update, by=inside.by)
    restore_update(update, by=inside.by)
    assert "We text ahead." in inside.client("reader").get(page).content.decode()
    with pytest.raises(Conflict):
        restore_update(update, by=inside.by)


def test_a_reopened_action_takes_its_update_off_until_it_is_closed(
    inside: World,
) -> None:
    rows.open_page()
    action = decided()
    publish(inside, action)
    page = reverse("public_wall_public:wall", args=["penrose-heating"])
    values = {"state": action.state, "outcome": "did", "done_at": action.done_at}
    Rows = type(action).objects.filter(pk=action.pk)
    Rows.update(state="doing", outcome="", done_at=None)
    assert "We text ahead." not in inside.client("reader").get(page).content.decode()
    Rows.update(**values)
    assert "We text ahead." in inside.client("reader").get(page).content.decode()


# The queue and its pages


def test_the_queue_has_what_is_decided_raised_and_not_written_up(
    inside: World,
) -> None:
    told = decided(what="Told")
    done = decided(what="Done", state="done", told_at=None)
    no = decided(what="No", outcome="not_this_time")
    decided(what="Open", state="todo", outcome="", done_at=None, told_at=None)
    rows.decided_action(what="Nobody said it")
    decided(rows.comment(is_test=True), what="Try-out")
    publish(inside, decided(what="Written up"))
    assert {a.what for a in to_write_up(inside.business)} == {
        told.what,
        done.what,
        no.what,
    }


def test_the_empty_list_says_how_to_begin(inside: World) -> None:
    page = inside.client("reader").get(reverse("public_wall:update-list"))
    assert "The first one is the hardest" in page.content.decode()


def test_the_form_begins_with_what_the_customers_were_told(inside: World) -> None:
    action = decided(rows.comment(words="Nobody rang."))
    url = reverse("public_wall:update-new", args=[action.pk])
    page = inside.client("manager").get(url).content.decode()
    assert ">\nWe text when we set off.</textarea>" in page
    assert "“Nobody rang.”" in page


def test_the_preview_shows_the_typed_words_and_publishes_nothing(
    inside: World,
) -> None:
    action = decided()
    url = reverse("public_wall:update-new", args=[action.pk])
    typed = {"said": "You come late.", "did": "We ring at noon.", "preview": "yes"}
    response = inside.client("manager").post(url, typed)
    assert response.status_code == 200
    assert "<p>We ring at noon.</p>" in response.content.decode()
    assert not Update.objects.exists()


def test_a_quote_younger_than_48_hours_is_announced_with_its_day(
    inside: World,
) -> None:
    rows.open_page()
    young = rows.comment(submitted_at=clock.now() - timedelta(hours=1))
    action = decided(young)
    url = reverse("public_wall:update-new", args=[action.pk])
    assert "from 20 November" in inside.client("manager").get(url).content.decode()
    publish(inside, action, said="")
    page = reverse("public_wall_public:wall", args=["penrose-heating"])
    assert "ten to five" not in inside.client("reader").get(page).content.decode()


def test_publishing_by_form_leads_back_with_an_undo(inside: World) -> None:
    action = decided()
    url = reverse("public_wall:update-new", args=[action.pk])
    client = inside.client("manager")
    page = client.post(url, {"said": "", "did": "We ring."}, follow=True)
    update = Update.objects.get()
    undo = reverse("public_wall:update-withdrawal", args=[update.pk])
    assert f'action="{undo}"' in page.content.decode()
    assert update.published_by == inside.manager
    client.post(undo)
    update.refresh_from_db()
    assert update.withdrawn_at
    client.post(f"{undo}?undo=1")
    update.refresh_from_db()
    assert update.withdrawn_at is None


def test_the_form_comes_back_when_something_is_missing(inside: World) -> None:
    action = decided(rows.comment(consent=Reply.Consent.NO))
    url = reverse("public_wall:update-new", args=[action.pk])
    response = inside.client("manager").post(url, {"said": "", "did": ""})
    assert response.status_code == 422
    assert response.content.decode().count("This field is required.") >= 2


def test_a_form_that_another_edit_overtook_is_refused_kindly(inside: World) -> None:
    update = publish(inside)
    url = reverse("public_wall:update-edit", args=[update.pk])
    client = inside.client("manager")
    edit_update(update, said="a", did="b", by=inside.by)
    stale = client.post(url, {"said": "c", "did": "d", "seen": "new"})
    assert stale.status_code == 422
    assert "Somebody else changed this" in stale.content.decode()
    seen = Update.objects.get().edited_at.isoformat()
    fresh = client.post(url, {"said": "c", "did": "d", "seen": seen})
    assert fresh.status_code == 302


def test_publishing_twice_is_a_conflict_with_a_sentence(inside: World) -> None:
    action = decided()
    url = reverse("public_wall:update-new", args=[action.pk])
    client = inside.client("manager")
    client.post(url, {"said": "a", "did": "b"})
    again = client.post(url, {"said": "a", "did": "b"})
    assert again.status_code == 409
    assert "written up already" in again.content.decode()


def test_readers_see_the_list_without_buttons(inside: World) -> None:
    publish(inside)
    page = inside.client("reader").get(reverse("public_wall:update-list"))
    assert "Take off the page" not in page.content.decode()
    assert "Make it public" not in page.content.decode()


def test_the_page_is_opened_and_hidden_by_a_button(inside: World) -> None:
    url = reverse("public_wall:page-visibility")
    wall = reverse("public_wall_public:wall", args=["penrose-heating"])
    client = inside.client("manager")
    client.post(url, {"public": "yes"})
    client.post(url, {"public": "yes"})
    assert client.get(wall).status_code == 200
    client.post(f"{url}?public=no")  # the undo of the message
    assert client.get(wall).status_code == 404
    verbs = list(Event.objects.order_by("at", "id").values_list("verb", flat=True))
    assert sorted(v for v in verbs if v.endswith("page")) == ["hid_page", "showed_page"]


def test_the_list_takes_the_same_queries_however_long(inside: World) -> None:
    def grow() -> None:
        decided()
        publish(inside)

    url = reverse("public_wall:update-list")
    assert_same_queries(inside.client("manager"), url, grow)
