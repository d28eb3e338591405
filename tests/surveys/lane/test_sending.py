"""Sending a survey by the fast lane: the same rows as ever, and people hear after."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import InternalError, connection
from django.forms import model_to_dict

from feedback import clock, roles, tenancy
from feedback.accounts.models import Business
from feedback.celery import app
from feedback.history.models import Event
from feedback.mail import bell
from feedback.mail.models import OutboundMessage
from surveys import marks
from surveys.models import (
    Answer,
    Invitation,
    Notice,
    Reply,
    ReplyDraft,
    Suspicion,
    UnheardReply,
)
from surveys.services import unheard
from surveys.services.claiming import mail_key
from surveys.services.unheard import hear_replies
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.guests import filled, link, the_reply
from tests.surveys.lane.wsgi import Web, forget_everything, needs_the_lane
from tests.surveys.test_public_parallel import TIMES, all_at_once

pytestmark = [needs_the_lane, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def web(world: World) -> Web:
    """The product, which has taken one reply in and knows how to say thanks."""
    forget_everything()
    cache.clear()
    web = Web()
    with tenancy.enter(world.business.id):
        first = builders.invitation()
        fields = {**sent(first), "contact": "no"}
    assert web.ask(link("survey", first), fields=fields).status == "303 See Other"
    web.passed_on.clear()
    return web


def sent(to: Invitation, **values: str) -> dict[str, str]:
    """Return the form filled in as a person does, a minute after the page was drawn."""
    drawn = clock.now() - timedelta(minutes=1)
    return {
        **filled(to, **values),
        "mark": marks.mark(f"survey:{to.pk.hex}", now=drawn),
    }


def rows_about(to: Invitation) -> dict[str, Any]:
    """Return everything that stands in the database about an answered invitation, but
    for ids and who has heard.
    """
    reply = the_reply(to)
    to.refresh_from_db()
    asked = model_to_dict(to, exclude=["id", "interaction", "customer", "survey"])
    said = model_to_dict(reply, exclude=["id", "invitation", "customer", "survey"])
    events = Event.objects.filter(target_id=reply.pk).values(
        "at", "verb", "actor_kind", "target_type", "before", "after"
    )
    answers = Answer.objects.filter(reply=reply).order_by("question__position")
    with connection.cursor() as cursor:
        cursor.execute("SELECT search FROM surveys_reply WHERE id = %s", [reply.pk])
        search = cursor.fetchone()[0]
    return {
        "invitation": asked,
        "reply": said | {"handler": reply.handler, "at": reply.submitted_at},
        "answers": list(answers.values("question__kind", "step", "words")),
        "events": list(events),
        "search": search,
        "is_own": reply.customer_id
        == to.customer_id
        == Event.objects.filter(target_id=reply.pk).get().customer_id,
    }


FORMS: dict[str, dict[str, str]] = {
    "five words": {"words": "He was kind — “really”.\r\nThanks\x00 <b>'\"\\ 😀"},
    "poor": {"rating": "1", "words": ""},
    "to be rung": {"contact": "phone", "phone": "+44 1234 5678"},
    "a mail": {"contact": "email"},
    "may be shown": {"consent": "first_name"},
    "words alone": {"rating": "", "step": ""},
    "odd values": {"rating": "9", "step": "x", "consent": "all", "else": "?"},
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("more", [{}, {"channel": "sms", "is_test": True}])
def test_the_same_rows_are_stored(
    world: World, web: Web, name: str, more: dict[str, Any]
) -> None:
    Business.objects.filter(pk=world.business.pk).update(zone="Asia/Tokyo")
    with tenancy.enter(world.business.id):
        survey, who = builders.survey(), builders.customer(phone="+44 1")
        one, other = (
            builders.invitation(builders.interaction(who), survey=survey, **more)
            for _ in range(2)
        )
        forms = [sent(to, **FORMS[name]) for to in (one, other)]
    said = web.ask(link("survey", one), fields=forms[0])
    usual = web.ask_ordinary(link("survey", other), fields=forms[1])
    assert web.passed_on == []
    assert said.headers.pop("Location") == link("thanks", one)
    assert usual.headers.pop("Location") == link("thanks", other)
    assert said == usual
    with tenancy.enter(world.business.id):
        assert rows_about(one) == rows_about(other)


def test_whoever_should_hear_hears_with_the_next_sweep(world: World, web: Web) -> None:
    with tenancy.enter(world.business.id):
        one, other = builders.invitation(), builders.invitation()
        forms = [sent(to, rating="1", contact="email") for to in (one, other)]
    hear_replies(now=clock.now())
    web.ask(link("survey", one), fields=forms[0])
    web.ask_ordinary(link("survey", other), fields=forms[1])
    assert web.passed_on == []
    with tenancy.enter(world.business.id):
        assert not Notice.objects.filter(reply__invitation=one).exists()
    assert hear_replies(now=clock.now()) == 1
    assert hear_replies(now=clock.now()) == 0
    with tenancy.enter(world.business.id):
        assert not UnheardReply.objects.exists()
        fast, usual = (
            sorted(
                Notice.objects.filter(reply__invitation=to).values_list(
                    "membership_id", "topic", "pace"
                )
            )
            for to in (one, other)
        )
        assert fast == usual != []
        assert OutboundMessage.objects.filter(kind="notice").count() == 2 * len(fast)


@pytest.fixture
def nobody_hears_of_kettles() -> Iterator[None]:
    """Let the database refuse every notice of a reply about a kettle."""
    with roles.as_owner(), connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE FUNCTION no_kettles() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF EXISTS (SELECT FROM surveys_reply AS reply
                    WHERE reply.id = NEW.reply_id AND reply.kind = 'Kettle')
                THEN RAISE 'no kettles'; END IF; RETURN NEW;
            END $$;
            CREATE TRIGGER no_kettles BEFORE INSERT ON surveys_notice
                FOR EACH ROW EXECUTE FUNCTION no_kettles()"""
        )
    yield
    with roles.as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION no_kettles CASCADE")


@pytest.mark.usefixtures("nobody_hears_of_kettles")
def test_one_that_fails_is_put_off_alone(world: World, web: Web) -> None:
    with tenancy.enter(world.business.id):
        works = [builders.interaction(kind=kind) for kind in ("Kettle", "Tap", "Tap")]
        people = [builders.invitation(work) for work in works]
        forms = [sent(to, rating="1") for to in people]
    for to, form in zip(people, forms, strict=True):
        web.ask(link("survey", to), fields=form)
    with tenancy.enter(world.business.id):
        others = UnheardReply.objects.exclude(reply__kind="Kettle")
        others.update(due_at=NOON + timedelta(seconds=1))
    later = NOON + timedelta(seconds=2)
    with pytest.raises(InternalError, match="no kettles"):
        hear_replies(now=later)
    assert hear_replies(now=later) == 2
    assert hear_replies(now=later) == 0
    with tenancy.enter(world.business.id):
        assert UnheardReply.objects.get().reply.kind == "Kettle"
        assert UnheardReply.objects.get().due_at == later + unheard.LEASE


def test_a_reminder_that_waits_is_called_off(world: World, web: Web) -> None:
    with tenancy.enter(world.business.id):
        to = builders.invitation(reminded_at=NOON - timedelta(hours=5))
        OutboundMessage.objects.create(
            business=world.business,
            kind="reminder",
            dedupe_key=f"reminder:{to.pk}:1",
            to_email="margaret@example.com",
            due_at=NOON,
            expires_at=NOON + timedelta(days=1),
        )
        form = sent(to)
    web.ask(link("survey", to), fields=form)
    assert web.passed_on == []
    with tenancy.enter(world.business.id):
        mail = OutboundMessage.objects.get(kind="reminder")
        assert (mail.status, mail.status_reason) == ("cancelled", "answered")
        assert mail.finished_at == NOON


def test_what_is_unusual_goes_the_ordinary_way(world: World, web: Web) -> None:
    with tenancy.enter(world.business.id):
        people = {name: builders.invitation() for name in ("blank", "machine", "draft")}
        ReplyDraft.objects.create(
            business=world.business, invitation=people["draft"], fields={"phone": "1"}
        )
        late = builders.invitation(expires_at=NOON)
        forms = {name: sent(to) for name, to in people.items()}
        gone = sent(late)
    forms["blank"] = {"mark": forms["blank"]["mark"]}
    forms["machine"]["second_line"] = "x"
    wanted = {"blank": "422", "machine": "303", "draft": "303"}
    for name, to in people.items():
        said = web.ask(link("survey", to), fields=forms[name])
        assert (name, said.status[:3]) == (name, wanted[name])
    assert web.ask(link("survey", late), fields=gone).status[:3] == "410"
    assert web.passed_on == ["POST"] * 4
    with tenancy.enter(world.business.id):
        assert Suspicion.objects.get().reply.invitation == people["machine"]
        assert not ReplyDraft.objects.exists()
        assert the_reply(people["draft"]).words == "He was kind."


def test_forms_that_are_long_or_have_files_go_the_ordinary_way(
    world: World, web: Web
) -> None:
    with tenancy.enter(world.business.id):
        to = builders.invitation()
        form = sent(to, words="ä" * 15_000)
    assert web.ask(link("survey", to), fields=form).status[:3] == "303"
    assert web.passed_on == ["POST"]
    with tenancy.enter(world.business.id):
        assert the_reply(to).words.startswith("ää")
    with tenancy.enter(world.business.id):
        to = builders.invitation()
        form = sent(to)
    web.ask(link("survey", to), fields=form, CONTENT_TYPE="multipart/form-data")
    assert web.passed_on == ["POST"] * 2


def test_the_same_sent_twice_is_thanked_twice(world: World, web: Web) -> None:
    with tenancy.enter(world.business.id):
        to = builders.invitation()
        form, other = sent(to), sent(to, words="Something else.")
    answers = [web.ask(link("survey", to), fields=form) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert web.ask(link("survey", to), fields=other).status[:3] == "409"
    assert web.passed_on == ["POST"] * 2


def test_a_hundred_at_once_by_the_lane_are_one_reply(world: World, web: Web) -> None:
    with tenancy.enter(world.business.id):
        to = builders.invitation()
        form = sent(to, rating="1", words="@")
    field = next(name for name, value in form.items() if value == "@")

    def send(number: int) -> Any:
        fields = {**form, field: f"Number {number}"}
        return web.ask(link("survey", to), fields=fields)

    statuses = Counter(said.status[:3] for said in all_at_once(send))
    assert statuses == {"303": 1, "409": TIMES - 1}
    hear_replies(now=clock.now())
    with tenancy.enter(world.business.id):
        assert Reply.objects.filter(invitation=to).count() == 1
        assert Answer.objects.filter(reply__invitation=to).count() == 3
        assert Notice.objects.filter(reply__invitation=to).count() == 2


def test_the_database_takes_nothing_in_for_another_business(world: World) -> None:
    with tenancy.enter(world.business.id):
        to = builders.invitation()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lane_answer(%s, %s, %s, '{}')",
            [world.other_business.pk, to.pk, NOON],
        )
        assert cursor.fetchone()[0] is False
    with tenancy.enter(world.business.id):
        to.refresh_from_db()
        assert to.status == Invitation.Status.ASKED


def test_when_the_mail_came_is_looked_up_where_it_matters(
    world: World, web: Web
) -> None:
    with tenancy.enter(world.business.id):
        to = builders.invitation(asked_at=NOON - timedelta(minutes=2))
        OutboundMessage.objects.create(
            business=world.business,
            kind="invitation",
            dedupe_key=mail_key(to),
            to_email="margaret@example.com",
            due_at=NOON,
            expires_at=NOON + timedelta(days=1),
            status="accepted",
            finished_at=NOON - timedelta(seconds=2),
        )
        form = sent(to)
    web.ask(link("survey", to), fields=form)
    assert web.passed_on == ["POST"]
    with tenancy.enter(world.business.id):
        assert the_reply(to).is_suspicious


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The broker's queue in memory, emptied, of which nobody has heard yet."""
    monkeypatch.setattr(bell, "_quiet_until", 0.0)
    monkeypatch.setattr(unheard, "_rung_at", float("-inf"))
    with app.connection_for_read() as broker:
        queue = broker.SimpleQueue("celery")
        queue.clear()
        yield queue
        queue.clear()
        queue.close()


def test_the_bell_is_rung_once_a_second(queue: Any) -> None:
    before = clock.now()
    for _ in range(100):
        unheard.ring()
    assert queue.qsize() == 1
    rung = queue.get(timeout=5)
    rung.ack()
    assert rung.headers["task"] == unheard.TASK
    due = datetime.fromisoformat(rung.headers["eta"])
    assert due >= before + timedelta(seconds=unheard.BELL_SECONDS)
