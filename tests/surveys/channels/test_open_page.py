"""Open channels from outside: what anybody sees, sends, and gets back."""

from datetime import timedelta

import pytest
from django.test import Client

from feedback import clock
from feedback.customers.models import Customer, Interaction
from feedback.customers.selectors import people
from feedback.mail.models import OutboundMessage
from surveys.models import Invitation, OpenSending, Reply
from surveys.services import open_answering
from surveys.services.channels import close_channel
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.channels.doors import (
    door,
    filled,
    send,
    text,
    the_reply,
    ticket,
    url,
    version,
)
from tests.surveys.guests import whole_database

KINDS = ("qr", "kiosk", "link", "embed")
BROWSER = Client()


@pytest.mark.parametrize("kind", KINDS)
def test_reading_writes_nothing_and_sets_no_cookie(inside: World, kind: str) -> None:
    page = url(door(kind))
    before = whole_database()
    for _time in range(3):
        assert BROWSER.get(page).status_code == 200
        assert BROWSER.head(page).status_code == 200
    assert whole_database() == before
    assert not BROWSER.cookies


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_is_stored_once_and_is_unverified(inside: World, kind: str) -> None:
    channel = door(kind)
    answer = send(channel, who="Ann Lee", answer_to="ann@example.com")
    assert answer.status_code == 303, text(answer)
    reply = the_reply()
    assert (reply.channel, reply.is_verified, reply.rating) == (kind, False, 4)
    assert reply.words == "Quick and kind."
    assert reply.open_channel == channel
    assert reply.invitation.status == Invitation.Status.ANSWERED
    assert reply.invitation.interaction.source == Interaction.Source.OPEN
    assert (reply.customer.name, reply.customer.email) == ("Ann Lee", "ann@example.com")
    assert reply.customer.is_unverified
    assert version(channel).frozen_at
    assert not OutboundMessage.objects.exists()
    assert BROWSER.get(answer["Location"]).status_code == 200


def test_saying_an_address_does_not_make_one_that_customer(inside: World) -> None:
    margaret = builders.customer(email="margaret@example.com")
    send(door(), who="Margaret Ellis", answer_to="Margaret@Example.com")
    reply = the_reply()
    assert reply.customer != margaret
    assert not margaret.replies.exists()
    assert list(people(margaret.business)) == [margaret]


def test_a_later_customer_with_that_address_is_a_new_row(inside: World) -> None:
    send(door(), who="Ann", answer_to="ann@example.com")
    from_list = builders.customer(email="ann@example.com")
    assert from_list != the_reply().customer


def test_nobody_can_stop_the_asking_of_an_address_they_only_say(inside: World) -> None:
    answer = send(door(), answer_to="victim@example.com")
    stop = answer["Location"].replace("/thanks/", "/stop/")
    assert BROWSER.post(stop).status_code == 404
    for page in ("/edit/", "/mine/"):
        shown = BROWSER.get(answer["Location"].replace("/thanks/", page))
        assert shown.status_code == 200
        assert "/stop/" not in shown.content.decode()


def test_a_double_click_is_one_answer(inside: World) -> None:
    channel = door()
    form = filled(channel)
    first, second = (BROWSER.post(url(channel), form) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert Reply.objects.count() == OpenSending.objects.count() == 1


def test_going_back_and_changing_words_loses_neither(inside: World) -> None:
    channel = door()
    mark = ticket(channel)
    send(channel, ticket=mark)
    second = send(channel, ticket=mark, words="No, it was slow.")
    assert second.status_code == 409
    assert "No, it was slow." in text(second)
    assert the_reply().words == "Quick and kind."


def test_the_next_person_at_a_kiosk_who_goes_back_loses_nothing(inside: World) -> None:
    channel = door("kiosk")
    mark = ticket(channel)
    send(channel, ticket=mark)
    second = send(channel, ticket=mark, words="I am somebody else.")
    assert second.status_code == 409
    assert "I am somebody else." in text(second)
    assert "Quick and kind." not in text(second)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rating": "", "step": "", "words": ""},
        {"answer_to": "not an address"},
        {"contact": "email"},
        {"website": "https://spam.example"},
        {"ticket": "forged"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    inside: World, wrong: dict[str, str]
) -> None:
    answer = send(door(), **{"who": "Zoë", **wrong})
    assert answer.status_code == 422
    assert "There is a problem" in text(answer)
    shown = answer.content.decode()
    assert 'value="Zoë"' in shown
    assert wrong.get("answer_to", "") in shown
    assert "words" in wrong or "Quick and kind." in shown
    assert "spam.example" not in shown
    assert not Reply.objects.exists()


def test_faster_than_anybody_reads_is_asked_once_more(inside: World) -> None:
    channel = door()
    mark = ticket(channel, seconds=1)
    quick = send(channel, ticket=mark)
    assert quick.status_code == 422
    assert mark in quick.content.decode()
    with clock.set_to(NOON + timedelta(seconds=5)):
        assert send(channel, ticket=mark).status_code == 303


def test_a_ticket_of_another_door_is_worth_nothing(inside: World) -> None:
    other = ticket(door())
    assert send(door(), ticket=other).status_code == 422


def test_a_ticket_ends_after_thirty_days(inside: World) -> None:
    channel = door()
    old = ticket(channel, seconds=31 * 86400)
    assert send(channel, ticket=old).status_code == 422


def test_a_closed_door_says_so_and_gives_the_words_back(inside: World) -> None:
    channel = door()
    form = filled(channel)
    close_channel(channel, by=inside.by)
    assert BROWSER.get(url(channel)).status_code == 410
    late = BROWSER.post(url(channel), form)
    assert late.status_code == 410
    assert "Quick and kind." in text(late)
    assert not Reply.objects.exists()


def test_questions_that_changed_meanwhile_give_the_words_back(inside: World) -> None:
    channel = door()
    form = filled(channel)
    last = version(channel).questions.last()
    assert last
    last.delete()
    only_words = {k: v for k, v in form.items() if k in (f"q-{last.pk}", "ticket")}
    # The row is gone from the instance, so its name is taken from the form.
    only_words |= {k: v for k, v in form.items() if v == "Quick and kind."}
    late = BROWSER.post(url(channel), only_words)
    assert late.status_code == 410
    assert "Quick and kind." in text(late)


@pytest.mark.parametrize("token", ["", "nothing", "0" * 10, "ä" * 10, "a/b"])
def test_no_other_address_opens_anything(world: World, token: str) -> None:
    assert BROWSER.get(f"/o/{token}/").status_code == 404


def test_capital_letters_in_a_typed_address_do_not_matter(inside: World) -> None:
    channel = door()
    assert BROWSER.get(f"/o/{channel.token.upper()}/").status_code == 200


def test_one_place_cannot_flood_a_door(inside: World) -> None:
    channel = door()
    most = open_answering.SENDER_PACE[0][0]
    for _time in range(most):
        assert send(channel).status_code == 303
    refused = send(channel, words="Mine.", who="Zoë")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "Mine." in text(refused)
    assert 'value="Zoë"' in refused.content.decode()
    assert Reply.objects.count() == most
    with clock.set_to(NOON + timedelta(hours=1, seconds=1)):
        assert send(channel).status_code == 303


def test_a_forged_forwarded_header_does_not_get_around_that(inside: World) -> None:
    channel = door()
    most = open_answering.SENDER_PACE[0][0]
    for number in range(most):
        send(channel, headers={"X-Forwarded-For": f"10.0.0.{number}"})
    forged = {"X-Forwarded-For": "10.9.9.9"}
    assert send(channel, headers=forged).status_code == 429


def test_everybody_at_a_tablet_is_in_one_place(inside: World) -> None:
    channel = door("kiosk")
    for _time in range(open_answering.SENDER_PACE[0][0] + 1):
        assert send(channel).status_code == 303


def test_where_it_came_from_is_forgotten_after_a_day(inside: World) -> None:
    channel = door()
    send(channel)
    assert OpenSending.objects.get().sender_hash
    with clock.set_to(NOON + timedelta(days=1, minutes=1)):
        send(channel)
    hashes = OpenSending.objects.order_by("received_at")
    assert [bool(row.sender_hash) for row in hashes] == [False, True]


def test_a_body_beyond_the_limit_is_refused(inside: World) -> None:
    channel = door()
    assert send(channel, words="x" * 600_000).status_code == 413
    assert not Customer.objects.exists()


def test_a_poor_answer_waits_for_a_person_and_they_hear_of_it(inside: World) -> None:
    send(door(), rating="1")
    assert the_reply().waits_for_person
    notices = OutboundMessage.objects.filter(kind=OutboundMessage.Kind.NOTICE)
    assert notices.exists()


def test_a_tablet_asks_no_permission_that_nobody_could_take_back(inside: World) -> None:
    channel = door("kiosk")
    assert "public page?" not in text(BROWSER.get(url(channel)))
    send(channel, consent="first_name")
    assert the_reply().consent == ""


def test_what_a_tablet_kept_counts_when_it_was_said(inside: World) -> None:
    channel = door("kiosk")
    mark = ticket(channel, seconds=7200)
    form = {"ticket": mark, "person": "ab12", "seconds_ago": "3600"}
    assert send(channel, **form).status_code == 303
    assert send(channel, **form).status_code == 303
    assert the_reply().submitted_at == NOON - timedelta(hours=1)
    assert send(channel, **{**form, "person": "cd34"}).status_code == 303
    assert Reply.objects.count() == 2


def test_a_tablet_cannot_say_something_before_its_page_was_drawn(inside: World) -> None:
    channel = door("kiosk")
    send(channel, seconds_ago="9999999", person="x", ticket=ticket(channel, seconds=60))
    assert the_reply().submitted_at == NOON - timedelta(seconds=60)


def test_the_thanks_page_of_a_tablet_makes_way_by_itself(inside: World) -> None:
    channel = door("kiosk")
    page = BROWSER.get(send(channel)["Location"])
    assert page["Refresh"] == f"8;url={url(channel)}"
    assert f'href="{url(channel)}"' in page.content.decode()
    assert "Quick and kind." not in text(page)


def test_only_listed_pages_may_frame_the_form(inside: World) -> None:
    framed = BROWSER.get(url(door("embed")))
    policy = framed["Content-Security-Policy"]
    assert "frame-ancestors https://www.penrose.example" in policy
    assert "script-src 'self'" in policy
    assert "X-Frame-Options" not in framed
    for kind in ("qr", "kiosk", "link"):
        bare = BROWSER.get(url(door(kind)))["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in bare


def test_a_form_for_a_website_is_no_page_of_its_own_kind(inside: World) -> None:
    assert BROWSER.get(url(door("link"), "embed")).status_code == 404
    assert BROWSER.get(url(door("link"), "kiosk")).status_code == 404
