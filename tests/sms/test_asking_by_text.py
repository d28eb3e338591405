"""Asking whoever has no e-mail address but a mobile number."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from feedback import clock, tenancy
from feedback.customers.models import Customer
from feedback.customers.phones import takes_texts
from feedback.mail.models import OutboundMessage, TextMessage
from feedback.sms import outbox
from feedback.sms.message import ONE_PART, fits, is_plain, length, plain
from surveys.models import Invitation, Reply, ShortLink
from surveys.services.asking import ask_due, plan_invitations
from surveys.services.texting import words
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.guests import filled

MOBILE = "+447400123456"
Status = Invitation.Status
BROWSER = Client()


@pytest.fixture(autouse=True)
def _carried(settings: Settings) -> None:
    settings.SMS_READY = True


def by_phone(**values: str) -> Customer:
    phone = values.pop("phone_key", MOBILE)
    return builders.customer(email="", phone=phone, phone_key=phone, **values)


def planned(who: Customer, *, texts: bool = True) -> Invitation:
    survey = builders.survey(asks_by_sms=texts, delay_hours=0)
    work = builders.interaction(who)
    rows = plan_invitations(work, by=outbox.CUSTOMER)
    return next(row for row in rows if row.survey_id == survey.pk)


def asked(world: World) -> TextMessage:
    """Plan and ask somebody by text; return what waits in the outbox."""
    with tenancy.enter(world.business.id):
        planned(by_phone())
    assert ask_due(now=NOON) == 1
    with tenancy.enter(world.business.id):
        return TextMessage.objects.get()


def link_in(text: str) -> str:
    found = re.search(r"https?://\S+?(/t/\w+)(?=\s)", text)
    assert found, text
    return found[1]


@pytest.mark.parametrize(
    ("phone", "texts"),
    [(MOBILE, True), ("+441326312345", False), ("", False), ("+12025550143", True)],
)
def test_only_lines_that_take_texts_are_asked_by_text(phone: str, texts: bool) -> None:
    assert takes_texts(phone) is texts


def test_without_the_survey_saying_so_nobody_is_asked_by_text(inside: World) -> None:
    row = planned(by_phone(), texts=False)
    assert (row.status, row.reason) == (Status.NOT_ASKED, Invitation.Reason.NO_ADDRESS)


def test_a_line_on_the_wall_has_no_address(inside: World) -> None:
    row = planned(by_phone(phone_key="+441326312345"))
    assert row.reason == Invitation.Reason.NO_ADDRESS


def test_whoever_has_an_address_is_asked_by_mail(inside: World) -> None:
    who = builders.customer(phone=MOBILE, phone_key=MOBILE)
    assert planned(who).channel == "email"


def test_nobody_is_asked_by_text_while_nothing_would_carry_it(
    inside: World, settings: Settings
) -> None:
    settings.SMS_READY = False
    assert planned(by_phone()).reason == Invitation.Reason.NO_ADDRESS


def test_a_text_asks_once_without_a_mail_and_without_a_reminder(world: World) -> None:
    row = asked(world)
    assert ask_due(now=NOON) == 0
    with tenancy.enter(world.business.id):
        invitation = Invitation.objects.get()
        assert not OutboundMessage.objects.exists()
    assert (invitation.channel, invitation.status) == ("sms", Status.ASKED)
    assert invitation.remind_at is None
    assert row.to_phone == MOBILE


def test_the_link_leads_to_the_survey_and_the_answer_is_verified(world: World) -> None:
    row = asked(world)
    page = BROWSER.get(link_in(row.words), follow=True)
    assert page.status_code == 200
    with tenancy.enter(world.business.id):
        form = filled(Invitation.objects.get())
    address = page.redirect_chain[-1][0]
    assert BROWSER.post(address, form).status_code == 303
    with tenancy.enter(world.business.id):
        reply = Reply.objects.get()
    assert (reply.channel, reply.is_verified) == ("sms", True)


def test_stop_is_two_steps_and_holds_for_the_number(world: World) -> None:
    row = asked(world)
    page = BROWSER.get(f"{link_in(row.words)}/x", follow=True)
    stop = page.redirect_chain[-1][0]
    assert BROWSER.post(stop).status_code == 200
    with tenancy.enter(world.business.id):
        assert TextMessage.objects.get().status == TextMessage.Status.CANCELLED
        assert Invitation.objects.get().reason == Invitation.Reason.OPTED_OUT
        other = planned(by_phone(name="Same number"))
        assert other.reason == Invitation.Reason.OPTED_OUT
    # The person can take it back, and nobody else.
    assert BROWSER.post(f"{stop}?resume").status_code == 200
    with tenancy.enter(world.business.id):
        again = planned(by_phone(name="Again"))
        assert again.reason != Invitation.Reason.OPTED_OUT


def test_stop_by_text_also_stops_the_mail_they_may_get_later(world: World) -> None:
    row = asked(world)
    page = BROWSER.get(f"{link_in(row.words)}/x", follow=True)
    BROWSER.post(page.redirect_chain[-1][0])
    with tenancy.enter(world.business.id):
        who = builders.customer(phone=MOBILE, phone_key=MOBILE)
        assert planned(who).reason == Invitation.Reason.OPTED_OUT


def test_a_wrong_code_leads_nowhere(world: World) -> None:
    for code in ("nothing", "a" * 12, "x/x"):
        assert BROWSER.get(f"/t/{code}").status_code == 404


@pytest.mark.parametrize("language", ["en-gb", "de"])
@pytest.mark.parametrize(
    "name",
    [
        "Penrose Heating",
        "The Very Long Established Family Plumbing & Heating Company of Falmouth",
        "Köhler & Söhne – Bäder, Heizung, Sanitär",
        "Żółty Młyn",
        "[Brackets] {and} ^more^ ~that~ |cost| two €",
    ],
)
def test_every_text_fits_one_part(inside: World, name: str, language: str) -> None:
    kind = "Annual service of the combination boiler with flue test"
    work = builders.interaction(by_phone(), kind=kind)
    invitation = builders.invitation(work, language=language, channel="sms")
    invitation.business.name = name
    link = ShortLink(invitation=invitation, business_id=invitation.business_id)
    text = words(invitation, link)
    assert is_plain(text)
    assert length(text) <= ONE_PART
    assert text.count(link.code) == 2


def test_in_another_script_it_may_take_three_parts(inside: World) -> None:
    work = builders.interaction(by_phone(), kind="خدمة")
    invitation = builders.invitation(work, language="ar", channel="sms")
    link = ShortLink(invitation=invitation, business_id=invitation.business_id)
    assert fits(words(invitation, link))


def test_letters_that_cost_two_are_counted_so() -> None:
    assert (length("abc"), length("a€"), length("ж")) == (3, 3, 1)
    assert plain("Żółty – “Młyn”") == "Zółty - Myn".replace("ó", "o").replace("ł", "")


def test_rest_counts_texts_too(world: World) -> None:
    asked(world)
    with clock.set_to(NOON + timedelta(days=3)), tenancy.enter(world.business.id):
        work = builders.interaction(Customer.objects.get())
        rows = plan_invitations(work, by=outbox.CUSTOMER)
        assert {row.reason for row in rows} == {Invitation.Reason.RESTING}
