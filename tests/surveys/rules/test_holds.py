"""Holds: opened by a sweep or a person, lifted by the customer or with a reason."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from feedback import clock, tenancy
from feedback.connect.models import Delivery
from feedback.connect.webhooks.endpoints import Wanted, make_endpoint
from feedback.customers.models import Customer
from feedback.errors import NotAllowed, Refused
from feedback.history.services import Actor
from feedback.links import make_token
from surveys.alerting.detecting import Found
from surveys.models import Alert, ComplaintHold, Reply
from surveys.services.alerting import raise_for
from surveys.services.complaints import (
    How,
    Lifting,
    Why,
    lift_hold,
    open_hold,
    release_asking_after_complaint,
)
from surveys.services.erasing import erase
from surveys.services.holding import keep_in_step, open_due_holds
from surveys.services.holds_file import business_behind, lines, make_address
from tests import builders
from tests.conftest import NOON, World

CHROME = {
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux) Firefox/140.0",
    "HTTP_ACCEPT_LANGUAGE": "en-GB",
}


def asking_for_help(**values: object) -> Reply:
    reply = builders.reply(contact="phone", **values)
    raise_for(reply, [Found(Alert.Kind.WANTS_CONTACT)])
    return reply


def hold_of(world: World, **values: object) -> ComplaintHold:
    hold = open_hold(builders.customer(**values), why=Why.MARKED, by=world.by)
    assert hold
    return hold


def page(hold: ComplaintHold) -> str:
    token = make_token("settled", hold.business_id, hold.pk)
    return f"/m/settled/{token}/"


def press(url: str) -> object:
    """Open the page as a person does, wait a little, and press the button."""
    client = Client()
    html = client.get(url, **CHROME).content.decode()
    mark = html.split('name="mark" value="')[1].split('"')[0]
    with clock.set_to(NOON + timedelta(seconds=20)):
        return client.post(url, {"mark": mark, "second_line": "", "hand": ""}, **CHROME)


def test_who_asks_for_help_is_held_by_the_sweep_once(inside: World) -> None:
    reply = asking_for_help()
    assert not ComplaintHold.objects.exists()
    assert open_due_holds(now=NOON) == 1
    assert open_due_holds(now=NOON) == 0
    hold = ComplaintHold.objects.get()
    assert (hold.why, hold.reply, hold.opened_by) == (Why.ASKED, reply, None)
    reply.customer.refresh_from_db()
    assert reply.customer.complaint_open_since == NOON


def test_nobody_else_is(inside: World) -> None:
    builders.reply()
    for values in ({"is_test": True}, {"is_suspicious": True}, {"state": "done"}):
        reply = asking_for_help()
        Reply.objects.filter(pk=reply.pk).update(**values)
    assert open_due_holds(now=NOON) == 0


def test_what_was_settled_is_not_opened_again_by_the_same_reply(inside: World) -> None:
    reply = asking_for_help()
    open_due_holds(now=NOON)
    lift_hold(reply.customer, Lifting(How.CUSTOMER), by=inside.by)
    assert open_due_holds(now=NOON + timedelta(minutes=1)) == 0
    work = builders.interaction(reply.customer)
    with clock.set_to(NOON + timedelta(days=1)):
        again = builders.reply(builders.invitation(work), contact="email")
        raise_for(again, [Found(Alert.Kind.WANTS_CONTACT)])
        assert open_due_holds(now=clock.now()) == 1


def test_an_override_needs_a_manager_and_a_reason(inside: World) -> None:
    who = hold_of(inside).customer
    with pytest.raises(NotAllowed):
        release_asking_after_complaint(
            who, by=Actor.member(inside.member), because="I rang."
        )
    with pytest.raises(Refused):
        release_asking_after_complaint(who, by=inside.by, because=" \n")
    by = Actor.member(inside.manager)
    assert release_asking_after_complaint(who, by=by, because="I rang.")
    hold = ComplaintHold.objects.get()
    assert (hold.lifted_how, hold.lifted_because) == (How.OVERRIDE, "I rang.")
    assert hold.lifted_by == inside.manager


def test_a_look_at_the_page_settles_nothing(inside: World) -> None:
    hold = hold_of(inside)
    for _ in range(200):
        assert Client().get(page(hold), **CHROME).status_code == 200
    assert Client().head(page(hold)).status_code == 200
    hold.refresh_from_db()
    assert hold.is_open


def test_their_own_button_does(inside: World) -> None:
    hold = hold_of(inside)
    assert press(page(hold)).status_code == 303
    hold.refresh_from_db()
    assert (hold.lifted_how, hold.lifted_by) == (How.CUSTOMER, None)
    assert "It is settled" in Client().get(page(hold)).content.decode()
    assert Client().post(page(hold)).status_code == 200


def test_a_machine_settles_nothing(inside: World) -> None:
    hold = hold_of(inside)
    agents = ("curl/8", "HeadlessChrome/120")
    for agent in agents:
        answer = Client().post(page(hold), HTTP_USER_AGENT=agent)
        assert answer.status_code == 422
    hold.refresh_from_db()
    assert hold.is_open


@pytest.mark.parametrize("purpose", ["survey", "leave", "fixed"])
def test_no_other_link_opens_it(inside: World, purpose: str) -> None:
    hold = hold_of(inside)
    token = make_token(purpose, hold.business_id, hold.pk)
    assert Client().get(f"/m/settled/{token}/").status_code == 404
    other = make_token("settled", inside.other_business.pk, hold.pk)
    assert Client().get(f"/m/settled/{other}/").status_code == 404


def test_other_systems_hear_of_both_ends_without_words(inside: World) -> None:
    url = "https://hooks.penrose-heating.co.uk/in"
    make_endpoint(inside.business, Wanted("CRM", url), by=inside.owner)
    reply = asking_for_help(words="He broke the lamp.")
    open_due_holds(now=NOON)
    lift_hold(reply.customer, Lifting(How.OVERRIDE, "I rang."), by=inside.by)
    rows = Delivery.objects.order_by("-kind")
    assert [row.kind for row in rows] == ["hold.opened", "hold.lifted"]
    for row in rows:
        for secret in ("lamp", "rang", reply.customer.email, reply.customer.name):
            assert secret not in row.body
        assert str(reply.customer_id) in row.body


def test_erasing_somebody_leaves_no_hold(inside: World) -> None:
    who = hold_of(inside).customer
    erase(who, by=inside.by, now=NOON)
    assert not ComplaintHold.objects.exists()


def test_what_an_earlier_version_marked_gets_its_row(inside: World) -> None:
    who = builders.customer(complaint_open_since=NOON)
    assert keep_in_step(now=NOON) == 1
    assert keep_in_step(now=NOON) == 0
    assert ComplaintHold.objects.get().customer == who
    assert lift_hold(who, Lifting(How.CUSTOMER), by=inside.by)


def test_the_hold_of_somebody_who_was_merged_ends(inside: World) -> None:
    survivor, hold = builders.customer(), hold_of(inside)
    Customer.objects.filter(pk=hold.customer_id).update(merged_into=survivor)
    Customer.objects.filter(pk=survivor.pk).update(complaint_open_since=NOON)
    assert keep_in_step(now=NOON) == 2
    assert keep_in_step(now=NOON) == 0
    open_one = ComplaintHold.objects.get(lifted_at=None)
    assert open_one.customer == survivor


def test_the_list_escapes_formulas_and_has_what_changed(inside: World) -> None:
    hold_of(inside, external_id='=HYPERLINK("x")', email="a@example.com")
    lifted = hold_of(inside)
    lift_hold(lifted.customer, Lifting(How.CUSTOMER), by=inside.by)
    text = "".join(lines(inside.business, now=NOON, for_people=False))
    found = csv.DictReader(io.StringIO(text))
    rows = sorted(found, key=lambda row: row["state"], reverse=True)
    assert rows[0]["external_id"] == '\'=HYPERLINK("x")'
    assert [row["state"] for row in rows] == ["open", "lifted"]
    assert rows[0]["no_marketing"] == "yes"
    assert rows[1]["no_marketing"] == "no"


def test_the_secret_address_works_until_it_is_ended(inside: World) -> None:
    hold_of(inside, email="a@example.com")
    client = inside.client("manager")
    made = client.post("/complaints/address/")
    assert made.status_code == 201
    url = made.content.decode().split('value="http')[1].split('"')[0]
    path = "/p/holds/" + url.split("/p/holds/")[1]
    got = Client().get(path)
    assert b"a@example.com" in b"".join(got.streaming_content)
    assert got["Cache-Control"] == "no-store"
    again = make_address(inside.business, by=inside.owner, now=NOON)
    assert Client().get(path).status_code == 404
    client.post("/complaints/address/", {"end": "1"})
    assert business_behind(again, now=NOON) is None


@pytest.mark.parametrize("secret", ["x", "a" * 43, "../../etc/passwd", "a" * 5000])
def test_a_guessed_address_is_none(inside: World, secret: str) -> None:
    make_address(inside.business, by=inside.owner, now=NOON)
    assert business_behind(secret, now=NOON) is None


def test_the_thread_page_marks_a_complaint(inside: World) -> None:
    reply = builders.reply(words="He broke the lamp.")
    client, address = (
        inside.client("member"),
        reverse("surveys:reply-detail", args=[reply.pk]),
    )
    before = client.get(address).content.decode()
    assert "This is a complaint" in before
    client.post(f"/customers/{reply.customer_id}/complaint/", {"reply": str(reply.pk)})
    hold = ComplaintHold.objects.get()
    assert (hold.reply, hold.opened_by) == (reply, inside.member)
    assert "A complaint of theirs is open" in client.get(address).content.decode()


def test_the_pages_show_why_and_since_when(inside: World) -> None:
    reply = asking_for_help(words="He broke the lamp.")
    open_due_holds(now=NOON)
    shown = inside.client("reader").get("/complaints/").content.decode()
    assert "They asked for help" in shown
    assert "He broke the lamp." in shown
    assert "since 18 November 2026" in shown
    person = inside.client().get(f"/customers/{reply.customer_id}/").content.decode()
    assert "Complaint open" in person


def test_another_business_sees_nothing_of_it(inside: World, world: World) -> None:
    hold = hold_of(inside)
    with tenancy.enter(world.other_business.pk):
        assert not ComplaintHold.objects.exists()
    stranger = world.client("stranger")
    for path in ("complaint/", "complaint/end/"):
        address = f"/customers/{hold.customer_id}/{path}"
        assert stranger.post(address, {"because": "x"}).status_code == 404
