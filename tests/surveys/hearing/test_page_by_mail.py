"""The page behind a mail: read without a login; only its buttons do anything."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import Action
from feedback import clock, tenancy
from feedback.accounts.models import Membership, NoticeChoice, Role
from feedback.links import make_token
from surveys.emails_hearing import HEARING, NOTICE
from surveys.forms.hearing import ByMailForm
from surveys.models import Notice, Reply, TeamAnswer
from surveys.services import notices
from tests import builders
from tests.conftest import NOON, World

LATER = NOON + timedelta(minutes=3)


def told(world: World, person: Membership | None = None) -> Notice:
    """Let somebody who only gets mails hear of a reply."""
    with tenancy.enter(world.business.id):
        reply = builders.reply()
        person = person or world.email_only
        key = f"reply:{reply.pk}"
        notice = notices.tell(person, topic="words", dedupe_key=key, reply=reply)
        assert notice
        return notice


def url(notice: Notice) -> str:
    token = make_token(NOTICE, notice.business_id, notice.pk)
    return reverse("actions_public:notice", kwargs={"token": token})


def filled(do: str, **values: str) -> dict[str, str]:
    """Return a form as somebody sends it who opened the page at noon."""
    usual = {
        "answer": {"words": "I will look."},
        "promise": {"what": "Ring", "by": "week"},
    }
    return {"do": do, "opened": ByMailForm().stamp(), **usual[do], **values}


def send(notice: Notice, values: dict[str, str]) -> Any:
    with clock.set_to(LATER):
        return Client().post(url(notice), values)


def stored(world: World) -> tuple[int, int]:
    with tenancy.enter(world.business.id):
        return Action.objects.count(), TeamAnswer.objects.count()


def test_the_words_are_read_without_a_login(world: World) -> None:
    page = Client().get(url(told(world)))
    assert page.status_code == 200
    assert "He turned up at ten to five." in page.content.decode()
    assert not page.cookies
    assert page["Cache-Control"] == "no-store"


def test_opening_it_stores_nothing(world: World) -> None:
    notice = told(world)
    for _ in range(5):
        for method in ("get", "head", "options"):
            getattr(Client(), method)(f"{url(notice)}?will=call")
    assert stored(world) == (0, 0)


def test_one_tap_names_the_promise_and_the_button_makes_it(world: World) -> None:
    notice = told(world)
    page = Client().get(f"{url(notice)}?will=call").content.decode()
    assert 'value="I will call Margaret"' in page
    assert " checked" not in page
    assert send(notice, filled("promise")).status_code == 303
    with tenancy.enter(world.business.id):
        action = Action.objects.get()
        assert (action.owner, action.created_by) == (world.email_only, world.email_only)
        assert Reply.objects.get().state == Reply.State.ACTING


def test_an_answer_reaches_the_customer_in_their_name(world: World) -> None:
    notice = told(world)
    assert send(notice, filled("answer")).status_code == 303
    with tenancy.enter(world.business.id):
        assert TeamAnswer.objects.get().author == world.email_only
    assert "I will look." in Client().get(url(notice)).content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {"website": "https://spam.example"},
        {"opened": ""},
        {"opened": "1763467200:forged"},
        {"what": "", "words": ""},
        {"by": "", "words": " "},
        {"by": "1e9", "words": "\x00"},
    ],
)
@pytest.mark.parametrize("do", ["answer", "promise"])
def test_what_a_machine_sends_counts_for_nothing(
    world: World, do: str, values: dict[str, str]
) -> None:
    assert send(told(world), filled(do, **values)).status_code == 422
    assert stored(world) == (0, 0)


def test_what_comes_sooner_than_anybody_reads_is_asked_for_again(world: World) -> None:
    notice = told(world)
    page = Client().post(url(notice), filled("promise"))
    assert page.status_code == 422
    assert "Press once more" in page.content.decode()
    assert 'value="Ring"' in page.content.decode()
    assert stored(world) == (0, 0)


def test_a_double_click_is_one_promise(world: World) -> None:
    notice = told(world)
    for _ in range(2):
        send(notice, filled("promise"))
        send(notice, filled("answer"))
    assert stored(world) == (1, 1)


@pytest.mark.parametrize("how", ["left", "old", "reader", "suspicious"])
def test_the_link_ends(world: World, how: str) -> None:
    notice, moment = told(world), LATER
    with tenancy.enter(world.business.id):
        places = Membership.objects.filter(pk=notice.membership_id)
        if how == "left":
            places.update(is_active=False)
        if how == "reader":
            places.update(role=Role.READER)
        if how == "suspicious":
            Reply.objects.update(is_suspicious=True)
    if how == "old":
        moment = NOON + timedelta(days=31)
    values = filled("promise")
    with clock.set_to(moment):
        status = Client().post(url(notice), values).status_code
    assert status == (403 if how == "reader" else 410)
    assert stored(world) == (0, 0)


def test_a_link_of_another_purpose_or_business_opens_nothing(world: World) -> None:
    notice = told(world)
    for token in (
        make_token(HEARING, notice.business_id, notice.pk),
        make_token(NOTICE, world.other_business.pk, notice.pk),
        "x" * 64,
    ):
        path = reverse("actions_public:notice", kwargs={"token": token})
        assert Client().get(path).status_code == 404


def test_somebody_without_a_login_chooses_what_they_hear(world: World) -> None:
    person = world.email_only
    token = make_token(HEARING, world.business.pk, person.pk)
    path = reverse("surveys_public:notice-choices", kwargs={"token": token})
    assert Client().get(path).status_code == 200
    chosen = {topic.value: "never" for topic in NoticeChoice.Topic}
    assert Client().post(path, chosen).status_code == 303
    assert Client().post(path, {**chosen, "voices": "now"}).status_code == 422
    with tenancy.enter(world.business.id):
        rows = NoticeChoice.objects.filter(membership=person)
        assert {row.pace for row in rows} == {"never"}


def test_somebody_by_mail_only_who_signs_in_gets_a_kind_page(world: World) -> None:
    page = world.client("email_only").get("/inbox/")
    assert page.status_code == 403
    assert "You get words by mail" in page.content.decode()


def test_hostile_words_are_inert_on_the_page(world: World) -> None:
    notice = told(world)
    with tenancy.enter(world.business.id):
        Reply.objects.update(words='<script>x</script>"><img src=x onerror=y>')
    page = send(notice, filled("answer", words="", what="</textarea><script>")).content
    assert b"<script" not in page
    assert b"<img" not in page
