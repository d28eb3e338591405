"""Saying that a person answered: by one mail, or by somebody of the team."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from feedback import clock
from feedback.history.models import Event
from feedback.history.services import CUSTOMER
from feedback.mail.models import OutboundMessage
from surveys.models import Invitation, Reply
from surveys.services import suspecting
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.guests import link, the_reply
from tests.surveys.scanners.visitors import Visitor, fields_of

Kind = OutboundMessage.Kind


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def suspected(rating: str = "1") -> Reply:
    """Return a reply that a driven browser sent."""
    to = builders.invitation()
    robot = Visitor(hand="1.0.0.0.0.0.0", ratings=(rating,))
    robot.answers(to, NOON - timedelta(minutes=5))
    return the_reply(to)


def confirm_path(reply: Reply) -> str:
    rows = OutboundMessage.objects.filter(kind=Kind.LINK, customer_id=reply.customer_id)
    found = re.search(r"https?://[^/]+(/m/answer/\S+)", rows.get().text)
    assert found
    return found[1]


def say(reply: Reply, answer: str, visitor: Visitor, **extra: str) -> HttpResponse:
    path = confirm_path(reply)
    with clock.set_to(NOON):
        page = Client().get(path, **visitor.headers)
    form = fields_of(page) | {"was_it_you": answer, "hand": visitor.hand} | extra
    with clock.set_to(NOON + timedelta(seconds=visitor.reads)):
        return Client().post(path, form, **visitor.headers)


def test_a_yes_of_a_person_makes_it_count_and_be_heard(inside: World) -> None:
    reply = suspected()
    done = say(reply, "yes", Visitor())
    assert (done.status_code, done["Location"]) == (
        303,
        link("thanks", reply.invitation),
    )
    reply.refresh_from_db()
    assert not reply.is_suspicious
    assert OutboundMessage.objects.filter(kind=Kind.NOTICE).exists()
    cleared = Event.objects.get(verb="cleared", target_id=reply.pk)
    assert cleared.actor_kind == Event.ActorKind.CUSTOMER


def test_looking_at_the_page_says_nothing(inside: World) -> None:
    reply = suspected()
    for _visit in range(3):
        page = Client().get(confirm_path(reply))
        assert page.status_code == 200
        assert "Was it you who answered Penrose Heating?" in page.content.decode()
    assert the_reply(reply.invitation).is_suspicious


@pytest.mark.parametrize("answer", ["", "no", "maybe", "YES"])
def test_anything_but_a_yes_changes_nothing(inside: World, answer: str) -> None:
    reply = suspected()
    done = say(reply, answer, Visitor())
    assert done.status_code == (200 if answer == "no" else 422)
    assert the_reply(reply.invitation).is_suspicious


def test_the_same_robot_cannot_say_yes_for_them(inside: World) -> None:
    reply = suspected()
    for robot in (
        Visitor(hand="1.0.0.0.0.0.0"),
        Visitor(hand="0.9.0.0.0.0.0"),
        Visitor(reads=0.3),
    ):
        done = say(reply, "yes", robot)
        assert done.status_code == 422
        assert "press once more" in done.content.decode()
    assert the_reply(reply.invitation).is_suspicious
    assert say(reply, "yes", Visitor()).status_code == 303


def test_somebody_without_scripts_can_say_yes(inside: World) -> None:
    reply = suspected()
    assert say(reply, "yes", replace(Visitor(), hand="")).status_code == 303


def test_a_second_yes_is_told_that_it_counts_already(inside: World) -> None:
    reply = suspected()
    path = confirm_path(reply)
    say(reply, "yes", Visitor())
    page = Client().get(path).content.decode()
    assert "Your answer counts" in page
    assert Client().post(path, {"was_it_you": "yes"}).status_code == 200
    assert Event.objects.filter(verb="cleared").count() == 1


def test_the_link_opens_nothing_else(inside: World) -> None:
    token = confirm_path(suspected()).split("/")[-2]
    for name in ("survey", "mine", "edit", "stop", "mine-all"):
        path = reverse(f"surveys_public:{name}", kwargs={"token": token})
        assert Client().get(path).status_code == 404


def test_a_member_clears_it_from_the_inbox(inside: World) -> None:
    reply = suspected()
    page = inside.client("member").get(reverse("surveys:reply-detail", args=[reply.pk]))
    assert "Perhaps a machine sent this" in page.content.decode()
    assert "It came from a program" in page.content.decode()
    clearance = reverse("surveys:reply-clearance", args=[reply.pk])
    assert inside.client("reader").post(clearance).status_code == 403
    assert inside.client("member").post(clearance).status_code == 302
    reply.refresh_from_db()
    assert not reply.is_suspicious
    assert reply.suspicion.cleared_by == inside.member
    page = inside.client("member").get(reverse("surveys:reply-detail", args=[reply.pk]))
    assert "Perhaps a machine sent this" not in page.content.decode()


def test_clearing_twice_tells_the_team_once(inside: World) -> None:
    reply = suspected()
    assert suspecting.clear(reply, by=CUSTOMER, now=NOON)
    told = OutboundMessage.objects.filter(kind=Kind.NOTICE).count()
    assert not suspecting.clear(reply, by=CUSTOMER, now=NOON)
    assert OutboundMessage.objects.filter(kind=Kind.NOTICE).count() == told


def test_somebody_without_an_address_is_not_promised_a_mail(inside: World) -> None:
    to = builders.invitation(builders.interaction(builders.customer(email="")))
    Visitor(hand="1.0.0.0.0.0.0").answers(to, NOON)
    page = Visitor().opens(to, "thanks").content.decode()
    assert "somebody looks at it before it counts" in page
    assert not OutboundMessage.objects.filter(kind=Kind.LINK).exists()


def test_erased_invitations_open_nothing(inside: World) -> None:
    to = builders.invitation()
    to.customer.is_unverified = True
    to.customer.save()
    assert Invitation.objects.get(pk=to.pk).was_erased
    assert Client().get(link("survey", to)).status_code == 404
