"""Asking by hand: what the team may overrule, and trying a survey out."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback import clock
from feedback.customers.models import Customer, Interaction
from feedback.customers.services import suppress
from feedback.errors import Conflict, Refused
from feedback.history.models import Event
from feedback.history.services import CUSTOMER
from feedback.mail.models import OutboundMessage
from surveys.models import Invitation, Survey
from surveys.services.asking import (
    ask_due,
    ask_now,
    may_ask_by_hand,
    plan_invitations,
    send_test,
)
from tests import builders
from tests.conftest import NOON, World

Status = Invitation.Status
Reason = Invitation.Reason
NIGHT = datetime(2026, 11, 18, 22, tzinfo=UTC)
MORNING = datetime(2026, 11, 19, 9, tzinfo=UTC)


def not_asked(reason: str, **values: object) -> Invitation:
    fresh = {"status": Status.NOT_ASKED, "version": None, "asked_at": None}
    return builders.invitation(reason=reason, **{**fresh, **values})


def planned(**values: object) -> Invitation:
    later = NOON + timedelta(days=3)
    return not_asked("", **{"status": Status.PLANNED, "due_at": later, **values})


@pytest.mark.parametrize(
    "reason",
    [
        Reason.RESTING,
        Reason.TOO_OLD,
        Reason.SURVEY_PAUSED,
        Reason.NO_ADDRESS,
        Reason.SAMPLED_OUT,
        Reason.OTHER_SURVEY,
    ],
)
def test_our_own_rules_can_be_overruled(inside: World, reason: str) -> None:
    row = not_asked(reason)
    assert may_ask_by_hand(row)
    asked = ask_now(row, by=inside.by)
    assert (asked.status, asked.reason, asked.asked_at) == (Status.ASKED, "", NOON)
    assert OutboundMessage.objects.get().due_at == NOON
    event = Event.objects.get(verb="asked")
    assert (event.actor, event.before) == (inside.owner, {"status": "not_asked"})


def test_what_is_planned_can_be_asked_at_once(inside: World) -> None:
    assert ask_now(planned(), by=inside.by).status == Status.ASKED


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("opted_out", "Only they can change that"),
        ("complained", "marked a mail as spam"),
        ("bounced", "does not work"),
    ],
)
def test_the_persons_own_word_cannot(inside: World, wish: str, words: str) -> None:
    # Whatever reason is written on the row: the wish of today counts.
    row = not_asked(Reason.RESTING)
    suppress(inside.business, email=row.customer.email, reason=wish, by=CUSTOMER)
    with pytest.raises(Conflict, match=words):
        ask_now(row, by=inside.by)
    assert not OutboundMessage.objects.exists()


@pytest.mark.parametrize(
    "reason",
    [
        Reason.OPTED_OUT,
        Reason.BOUNCED,
        Reason.COMPLAINED,
        Reason.PAUSED,
        Reason.OWN_PAUSE,
        Reason.LESS_OFTEN,
        Reason.NOT_DELIVERED,
    ],
)
def test_other_reasons_stand(inside: World, reason: str) -> None:
    row = not_asked(reason)
    assert not may_ask_by_hand(row)
    with pytest.raises(Conflict):
        ask_now(row, by=inside.by)
    assert Invitation.objects.get().status == Status.NOT_ASKED


def test_nobody_is_asked_without_an_address(inside: World) -> None:
    work = builders.interaction(builders.customer(email=""))
    row = not_asked(Reason.NO_ADDRESS, about=work)
    assert not may_ask_by_hand(row)
    with pytest.raises(Conflict, match="no email address"):
        ask_now(row, by=inside.by)


def test_an_address_that_came_later_makes_it_possible(inside: World) -> None:
    ann = builders.customer(email="")
    row = not_asked(Reason.NO_ADDRESS, about=builders.interaction(ann))
    Customer.objects.update(email="ann@a.example", email_key="ann@a.example")
    ask_now(row, by=inside.by)
    assert OutboundMessage.objects.get().to_email == "ann@a.example"


@pytest.mark.parametrize("status", [Status.ASKED, Status.EXPIRED])
def test_nobody_is_asked_twice(inside: World, status: str) -> None:
    row = builders.invitation(status=status)
    assert not may_ask_by_hand(row)
    with pytest.raises(Conflict, match="Somebody was faster"):
        ask_now(row, by=inside.by)


def test_pressed_twice_sends_one_mail(inside: World) -> None:
    row = planned()
    ask_now(row, by=inside.by)
    with pytest.raises(Conflict):
        ask_now(row, by=inside.by)
    assert OutboundMessage.objects.count() == 1


def test_outside_the_hours_the_mail_waits_for_them(inside: World) -> None:
    row = planned()
    with clock.set_to(NIGHT):
        asked = ask_now(row, by=inside.by)
    assert (asked.status, asked.asked_at) == (Status.ASKED, MORNING)
    assert OutboundMessage.objects.get().due_at == MORNING


def test_asking_by_hand_counts_for_the_rest(inside: World) -> None:
    row = planned()
    with clock.set_to(NIGHT):
        ask_now(row, by=inside.by)
    Survey.objects.update(status=Survey.Status.PAUSED)
    builders.survey()
    (next_one,) = plan_invitations(builders.interaction(row.customer), by=inside.by)
    assert next_one.reason == Reason.RESTING


def test_a_try_out_goes_at_once_also_at_night_and_while_paused(inside: World) -> None:
    survey = builders.survey(status=Survey.Status.PAUSED)
    with clock.set_to(NIGHT):
        row = send_test(survey, to=inside.owner, by=inside.by)
    assert (row.status, row.is_test, row.asked_at) == (Status.ASKED, True, NIGHT)
    assert row.remind_at is None
    assert row.customer.is_test
    mail = OutboundMessage.objects.get()
    assert (mail.to_email, mail.due_at) == ("ruth@penrose.example", NIGHT)


def test_a_try_out_freezes_the_words_it_shows(inside: World) -> None:
    row = send_test(builders.survey(), to=inside.owner, by=inside.by)
    assert row.version is not None
    row.version.refresh_from_db()
    assert row.version.frozen_at == NOON


def test_a_try_out_pressed_twice_is_one_and_later_another(inside: World) -> None:
    survey = builders.survey()
    first = send_test(survey, to=inside.owner, by=inside.by)
    assert send_test(survey, to=inside.owner, by=inside.by) == first
    with clock.set_to(NOON + timedelta(minutes=1)):
        assert send_test(survey, to=inside.owner, by=inside.by) != first
    assert OutboundMessage.objects.count() == 2
    assert Customer.objects.count() == 1


def test_new_words_can_be_tried_out_at_once(inside: World) -> None:
    survey = builders.survey()
    first = send_test(survey, to=inside.owner, by=inside.by)
    builders.version(survey)
    second = send_test(survey, to=inside.owner, by=inside.by)
    assert first.version != second.version


def test_somebody_of_the_team_can_be_a_customer_too(inside: World) -> None:
    real = builders.customer(email="ruth@penrose.example")
    row = send_test(builders.survey(), to=inside.owner, by=inside.by)
    assert row.customer != real
    assert Customer.objects.filter(is_test=False).get() == real


def test_a_try_out_asks_about_work_of_the_trade(inside: World) -> None:
    inside.business.trade = "salon"
    inside.business.save(update_fields=["trade"])
    send_test(builders.survey(), to=inside.owner, by=inside.by)
    work = Interaction.objects.get()
    assert (work.source, work.handler) == ("test", "Ruth")
    kinds = builders.survey(kinds=["Gas safety check"])
    assert (
        send_test(kinds, to=inside.owner, by=inside.by).interaction.kind
        == "Gas safety check"
    )


def test_a_try_out_respects_a_wish(inside: World) -> None:
    suppress(
        inside.business, email="ruth@penrose.example", reason="opted_out", by=CUSTOMER
    )
    with pytest.raises(Refused, match="asked not to be asked"):
        send_test(builders.survey(), to=inside.owner, by=inside.by)
    assert not Invitation.objects.exists()


def test_a_pause_of_the_person_stands_when_the_clock_asks(inside: World) -> None:
    row = planned(due_at=NOON)
    Customer.objects.update(paused_until=date(2026, 12, 1))
    ask_due(now=NOON)
    row.refresh_from_db()
    assert row.reason == Reason.PAUSED
