"""Everything somebody said, behind a fresh link to their own address."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from feedback import clock, tenancy
from feedback.customers.models import Customer, Suppression
from feedback.links import make_token
from feedback.mail.models import OutboundMessage
from surveys.models import HistoryLink, Reply, TeamAnswer
from surveys.services import my_feedback
from tests import builders
from tests.conftest import NOON, World
from tests.queries import assert_same_queries
from tests.surveys.guests import link, way_out, whole_database
from tests.surveys.scanners.visitors import Visitor, fields_of

PERSON = Visitor()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def mailed(customer: Customer) -> str:
    """Return the path in the newest mail with a link."""
    rows = OutboundMessage.objects.filter(kind="link", customer_id=customer.pk)
    newest = rows.order_by("-created_at", "-pk").first()
    assert newest
    found = re.search(r"https?://[^/]+(/m/\S+)", newest.text)
    assert found
    return found[1]


def press(path: str, visitor: Visitor = PERSON, seconds: float = 10) -> HttpResponse:
    """Look at the page behind a mailed link and press its button."""
    now = clock.now()
    page = Client().get(path, **visitor.headers)
    form = fields_of(page) | {"hand": visitor.hand}
    with clock.set_to(now + timedelta(seconds=seconds)):
        return Client().post(path, form, **visitor.headers)


def opened(customer: Customer, now: Any = NOON) -> str:
    """Return the address of the open history of ``customer``."""
    my_feedback.send_history_link(customer, now=now)
    done = press(mailed(customer))
    assert done.status_code == 303
    return str(done["Location"])


def test_any_earlier_link_has_a_fresh_one_mailed_to_the_address_itself(
    inside: World,
) -> None:
    reply = builders.reply()
    customer = reply.customer
    for path in (
        link("mine-all", reply.invitation),
        leave_all(customer),
    ):
        page = Client().get(path).content.decode()
        assert "Send me a link" in page
        assert customer.email not in page
        assert "Look into your inbox" in Client().post(path).content.decode()
        assert mailed(customer).startswith("/m/")
    rows = OutboundMessage.objects.filter(kind="link")
    assert {row.to_email for row in rows} == {customer.email}
    assert rows.count() == 2


def leave_all(customer: Customer) -> str:
    token = make_token("leave", customer.business_id, customer.pk)
    return reverse("surveys_public:leave-all", kwargs={"token": token})


def test_nobody_can_fill_an_inbox_with_them(inside: World) -> None:
    reply = builders.reply()
    for _time in range(9):
        Client().post(link("mine-all", reply.invitation))
    assert HistoryLink.objects.count() == 3


def test_whoever_only_claims_an_address_gets_no_link(inside: World) -> None:
    customer = builders.customer(is_unverified=True)
    to = builders.invitation(builders.interaction(customer), channel="qr")
    page = Client().post(link("mine-all", to)).content.decode()
    assert "Write to us" in page
    assert not HistoryLink.objects.exists()


def test_looking_at_the_mailed_link_opens_nothing(inside: World) -> None:
    reply = builders.reply()
    my_feedback.send_history_link(reply.customer, now=NOON)
    path = mailed(reply.customer)
    before = whole_database()
    for _visit in range(3):
        page = Client().get(path).content.decode()
        assert reply.words not in page
    Client().head(path)
    assert whole_database() == before


def test_pressing_opens_everything_at_an_address_that_was_in_no_mail(
    inside: World,
) -> None:
    first = builders.reply()
    more = builders.reply(
        builders.invitation(builders.interaction(first.customer, kind="New tap")),
        words="Lovely tap.",
    )
    other = builders.reply(words="Somebody else’s.")
    TeamAnswer.objects.create(
        business=inside.business, reply=first, author=inside.member, words="So sorry."
    )
    path = opened(first.customer)
    assert path not in mailed(first.customer)
    page = Client().get(path).content.decode()
    for words in (first.words, more.words, "New tap", "So sorry.", "12:30"):
        assert words in page
    assert other.words not in page


def test_a_link_opens_once(inside: World) -> None:
    reply = builders.reply()
    my_feedback.send_history_link(reply.customer, now=NOON)
    path = mailed(reply.customer)
    assert press(path).status_code == 303
    again = Client().get(path)
    assert again.status_code == 410
    assert "This link has closed" in again.content.decode()
    with clock.set_to(NOON + timedelta(minutes=1)):
        fresh = Client().post(path)
    assert "Look into your inbox" in fresh.content.decode()
    assert mailed(reply.customer) != path


def test_a_robot_that_presses_does_not_use_it_up(inside: World) -> None:
    reply = builders.reply()
    my_feedback.send_history_link(reply.customer, now=NOON)
    path = mailed(reply.customer)
    assert press(path, Visitor(hand="1.0.0.0.0.0.0")).status_code == 422
    assert press(path, seconds=0.2).status_code == 422
    assert press(path).status_code == 303


def test_it_closes_after_half_an_hour_and_the_link_after_a_day(inside: World) -> None:
    reply = builders.reply()
    path = opened(reply.customer)
    with clock.set_to(NOON + timedelta(minutes=31)):
        page = Client().get(path)
        assert page.status_code == 410
        assert reply.words not in page.content.decode()
        assert Client().post(f"{path}asking/").status_code == 410
    my_feedback.send_history_link(reply.customer, now=NOON)
    with clock.set_to(NOON + timedelta(hours=25)):
        assert press(mailed(reply.customer)).status_code in (200, 410)
    assert HistoryLink.objects.filter(used_at__isnull=False).count() == 1


def test_words_get_another_name_or_are_taken_back(inside: World) -> None:
    reply = builders.reply(consent="first_name")
    path = opened(reply.customer)
    words = f"{path}words/{reply.pk}/"
    for consent in ("name", "no_name", "no"):
        assert Client().post(words, {"consent": consent}).status_code == 303
        assert Reply.objects.get().consent == consent
    assert Client().post(words, {"consent": "shout"}).status_code == 400
    assert Reply.objects.get().consent == "no"


def test_replies_of_others_are_out_of_reach(inside: World) -> None:
    mine, other = builders.reply(), builders.reply(consent="no_name")
    path = opened(mine.customer)
    done = Client().post(f"{path}words/{other.pk}/", {"consent": "no"})
    assert done.status_code == 404
    other.refresh_from_db()
    assert other.consent == "no_name"


@pytest.mark.parametrize(
    ("query", "reason"),
    [("?pause=6", "paused"), ("?less=12", "less_often"), ("", "opted_out")],
)
def test_pausing_less_often_and_never_hold(
    inside: World, query: str, reason: str
) -> None:
    reply = builders.reply()
    path = opened(reply.customer)
    assert Client().post(f"{path}asking/{query}").status_code == 303
    assert Suppression.objects.get().reason == reason
    assert "You may ask me again" in Client().get(path).content.decode()
    Client().post(f"{path}asking/?resume")
    assert not Suppression.objects.exists()


def test_everything_can_be_taken_along(inside: World) -> None:
    reply = builders.reply(words="He said <b>no</b>.")
    path = opened(reply.customer)
    as_json = Client().get(f"{path}file.json")
    assert as_json["Content-Disposition"] == 'attachment; filename="my-feedback.json"'
    found = json.loads(as_json.content)
    assert found["you"]["email"] == reply.customer.email
    answers = found["what_you_said"][0]["answers"]
    assert [each["answered"] for each in answers] == ["Poor", "No", reply.words]
    assert found["what_was_promised"] == []
    as_html = Client().get(f"{path}file.html")
    page = as_html.content.decode()
    assert "Everything you told Penrose Heating" in page
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    assert "<script" not in page
    assert "What you said" in page


def test_erasing_wants_a_tick_and_says_what_stays(inside: World) -> None:
    reply = builders.reply()
    path = opened(reply.customer)
    erasure = f"{path}erasure/"
    page = Client().get(erasure).content.decode()
    assert "A keyed hash of your address" in page
    assert Client().post(erasure).status_code == 422
    assert Reply.objects.get().words
    done = Client().post(erasure, {"sure": "yes"})
    assert "You are erased here" in done.content.decode()
    assert Reply.objects.get().words == ""
    for path_ in (path, erasure, link("mine", reply.invitation), mine_of(reply)):
        assert Client().get(path_).status_code == 404


def mine_of(reply: Reply) -> str:
    return way_out("leave", reply.customer)


@pytest.mark.parametrize("purpose", ["survey", "leave", "history", "confirm"])
def test_no_other_token_opens_it(inside: World, purpose: str) -> None:
    reply = builders.reply()
    opened(reply.customer)
    token = make_token(purpose, inside.business.pk, HistoryLink.objects.get().pk)
    path = reverse("surveys_public:history", kwargs={"token": token})
    assert Client().get(path).status_code == 404


def test_it_takes_the_same_queries_however_much_was_said(world: World) -> None:
    with tenancy.enter(world.business.id):
        reply = builders.reply()
        path = opened(reply.customer)

    def grow() -> None:
        with tenancy.enter(world.business.id):
            about = builders.interaction(reply.customer)
            more = builders.reply(builders.invitation(about))
            TeamAnswer.objects.create(
                business=world.business, reply=more, author=world.owner, words="Thanks."
            )

    assert_same_queries(Client(), path, grow)
