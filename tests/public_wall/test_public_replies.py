"""Answering in public, and the panel in the inbox that leads there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback import clock
from feedback.accounts.models import Membership
from feedback.errors import NotAllowed, Refused
from feedback.history.models import Event
from feedback.history.services import CUSTOMER, Actor
from public_wall.models import PublicReply
from public_wall.services.replies import reply_publicly, withdraw_public_reply
from surveys.models import Reply
from tests import builders
from tests.conftest import World
from tests.public_wall import rows

BOX = '<textarea name="words"'


def test_a_first_reply_is_no_edit_and_a_changed_one_is(inside: World) -> None:
    reply = rows.comment()
    given = reply_publicly(reply, words=" Sorry.\x00 ", by=inside.by)
    assert (given.words, given.edited_at) == ("Sorry.", None)
    reply = Reply.objects.get(pk=reply.pk)
    reply_publicly(reply, words="Sorry.", by=inside.by)
    assert PublicReply.objects.get().edited_at is None
    by = Actor.member(inside.manager)
    reply_publicly(Reply.objects.get(pk=reply.pk), words="Sorry again.", by=by)
    given = PublicReply.objects.get()
    assert (given.words, given.author) == ("Sorry again.", inside.manager)
    assert given.edited_at == clock.now()
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"replied_publicly", "edited_public_reply"} <= verbs
    assert "Sorry" not in str(list(Event.objects.values("before", "after")))


@pytest.mark.parametrize(
    "values",
    [
        {"consent": "no"},
        {"consent": ""},
        {"words": ""},
        {"is_test": True},
        {"submitted_at": clock.now() - timedelta(days=400)},
    ],
)
def test_there_is_no_public_reply_to_private_words(inside: World, values) -> None:
    with pytest.raises(Refused, match="not on your public page"):
        reply_publicly(rows.comment(**values), words="Sorry.", by=inside.by)


def test_a_removed_comment_takes_no_reply(inside: World) -> None:
    reply = rows.comment()
    rows.removal(reply, state="removed")
    with pytest.raises(Refused):
        reply_publicly(reply, words="Sorry.", by=inside.by)


def test_a_reply_can_be_ready_before_the_48_hours_are_over(inside: World) -> None:
    rows.open_page()
    reply = rows.comment(submitted_at=clock.now() - timedelta(hours=1))
    reply_publicly(reply, words="Sorry.", by=inside.by)
    page = inside.client().get("/w/penrose-heating/").content.decode()
    assert "Sorry." not in page


def test_empty_words_and_strangers_say_nothing(inside: World) -> None:
    with pytest.raises(Refused, match="few words"):
        reply_publicly(rows.comment(), words="\n\t", by=inside.by)
    with pytest.raises(NotAllowed):
        reply_publicly(rows.comment(), words="Me.", by=CUSTOMER)


def test_taking_the_reply_away_leaves_the_comment(inside: World) -> None:
    reply = rows.comment()
    given = rows.public_reply(reply)
    withdraw_public_reply(given, by=inside.by)
    assert not PublicReply.objects.exists()
    assert Reply.objects.filter(pk=reply.pk).exists()


def test_the_form_stores_and_can_be_undone(inside: World) -> None:
    reply = rows.comment()
    url = reverse("public_wall:public-reply", args=[reply.pk])
    client = inside.client("manager")
    back = reverse("public_wall:update-list")
    page = client.post(url, {"words": "Sorry.", "next": back}, follow=True)
    assert f'action="{url}?undo=1"' in page.content.decode()
    client.post(f"{url}?undo=1", {"next": back})
    assert not PublicReply.objects.exists()


def test_the_form_comes_back_with_what_is_wrong(inside: World) -> None:
    url = reverse("public_wall:public-reply", args=[rows.comment().pk])
    answer = inside.client("manager").post(url, {"words": "x" * 2001})
    assert answer.status_code == 422
    assert "at most 2000 characters" in answer.content.decode()


# The panel


def panel(membership: Membership, reply: Reply) -> str:
    request = RequestFactory().get("/inbox/")
    context = Context({"membership": membership, "reply": reply, "request": request})
    template = Template("{% load wall_parts %}{% wall_panel reply %}")
    return " ".join(template.render(context).split())


def fresh(**values) -> Reply:
    made = rows.comment(**values)
    return Reply.objects.select_related("customer").get(pk=made.pk)


def test_the_panel_says_when_words_will_be_public(inside: World) -> None:
    young = fresh(submitted_at=clock.now())
    assert "Will be on your public page from 20 November" in panel(inside.owner, young)
    assert "Your public page is hidden" in panel(inside.owner, young)
    assert BOX in panel(inside.manager, young)


def test_the_panel_says_who_keeps_what_private(inside: World) -> None:
    kept = fresh(consent=Reply.Consent.NO)
    assert "Kept private by Margaret." in panel(inside.owner, kept)
    assert BOX not in panel(inside.owner, kept)
    unasked = fresh(consent="")
    assert "Margaret has not said that we may" in panel(inside.owner, unasked)


def test_the_panel_says_what_is_public_and_as_whom(inside: World) -> None:
    assert "On your public page as “Margaret”." in panel(inside.owner, fresh())
    who = builders.customer(name="Mrs Ellis")
    assert "as “A customer”" in panel(inside.owner, fresh(who=who))


def test_the_panel_says_what_is_checked_removed_or_over(inside: World) -> None:
    checked, removed = fresh(), fresh()
    rows.removal(checked)
    rows.removal(removed, state="removed")
    old = fresh(submitted_at=clock.now() - timedelta(days=400))
    assert "Being checked since 18 November" in panel(inside.owner, checked)
    assert "decide until 25 November" in panel(inside.owner, checked)
    assert "Removed from your public page on 18 Nov" in panel(inside.owner, removed)
    assert "Left your public page" in panel(inside.owner, old)
    assert "A try-out" in panel(inside.owner, fresh(is_test=True))
    assert "No words to show" in panel(inside.owner, fresh(words=""))


def test_members_see_the_state_and_no_form(inside: World) -> None:
    reply = fresh()
    rows.public_reply(reply, words="Sorry, all.")
    assert BOX not in panel(inside.member, reply)
    assert "Sorry, all." in panel(inside.member, reply)
    assert "Ask for removal" in panel(inside.manager, reply)


def test_the_panel_takes_two_queries_at_most(inside: World) -> None:
    reply = fresh()
    rows.removal(reply)
    rows.public_reply(reply)
    with CaptureQueriesContext(connection) as queries:
        panel(inside.manager, reply)
    assert len(queries) <= 2


def test_the_panels_box_has_a_name_of_its_own_on_the_page(inside: World) -> None:
    assert 'id="public_words"' in panel(inside.manager, fresh())
