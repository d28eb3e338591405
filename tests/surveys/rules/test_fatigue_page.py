"""The page behind "How often we write to you": it tells, and it does as told."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from actions.emails_telling import Word, told_email
from actions.models import Action
from actions.selectors.telling import Listener
from feedback import clock
from feedback.accounts.models import Business
from feedback.customers.models import Suppression
from feedback.customers.wishing import wishes_of
from feedback.history.services import CUSTOMER
from feedback.mail import claiming
from feedback.mail import services as mail
from feedback.mail.email import Email
from feedback.mail.models import OutboundMessage
from feedback.mail.services import Posting
from surveys.emails import invitation_email, reminder_email
from surveys.emails_team import answer_email
from surveys.models import Invitation, TeamAnswer
from surveys.selectors.fatigue import how_often
from surveys.services.claiming import mail_key
from surveys.services.following import so_far
from surveys.services.leaving import stop_asking
from surveys.services.wishes import ask_less_often, pause_own
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.guests import link, way_out, whole_database

DAY = timedelta(days=1)
Kind = OutboundMessage.Kind


def text(url: str) -> str:
    return " ".join(Client().get(url).content.decode().split())


def test_it_says_when_we_asked_and_why(inside: World) -> None:
    row = builders.invitation(
        builders.interaction(happened_at=NOON - DAY), asked_at=NOON
    )
    older = builders.invitation(
        builders.interaction(row.customer, kind="Repair", happened_at=NOON - 200 * DAY),
        asked_at=NOON - 199 * DAY,
        reminded_at=NOON - 195 * DAY,
    )
    page = text(link("stop", row))
    assert "has asked you 2 times" in page
    assert "<dt>18 November · this one</dt>" in page
    assert "Because of: Boiler service on 17 November with Dan." in page
    assert "Because of: Repair on 2 May with Dan. Reminded once, on 7 May." in page
    assert "<dt>3 May · this one</dt>" in text(link("stop", older))


def test_it_says_when_the_next_one_could_come(inside: World) -> None:
    row = builders.invitation(asked_at=NOON)
    # Ninety days later; a Tuesday.
    assert "on 16 February 2027 at the earliest" in text(link("stop", row))


def test_somebody_who_was_never_asked_has_a_page_too(inside: World) -> None:
    page = text(way_out("leave", builders.customer()))
    assert "has not asked you anything yet" in page
    assert "on 18 November 2026 at the earliest" in page


@pytest.mark.parametrize(("rating"), [1, 3, 5])
def test_it_is_the_same_page_whatever_they_said(inside: World, rating: int) -> None:
    said = builders.reply(builders.invitation(asked_at=NOON), rating=rating)
    silent = builders.invitation(asked_at=NOON)
    pages = [text(way_out("leave", row.customer)) for row in (said.invitation, silent)]
    own = [re.sub(r"[\w-]{64}", "their-own", page) for page in pages]
    assert own[0] == own[1]


BUTTONS = {
    "?pause=3": ("paused_until", date(2027, 2, 18)),
    "?pause=6": ("paused_until", date(2027, 5, 18)),
    "?pause=12": ("paused_until", date(2027, 11, 18)),
    "?less=6": ("every_days", 183),
    "?less=12": ("every_days", 365),
}


@pytest.mark.parametrize("query", sorted(BUTTONS))
@pytest.mark.parametrize("door", ["stop", "leave"])
def test_each_button_is_there_and_does_it(inside: World, door: str, query: str) -> None:
    row = builders.invitation()
    url = link("stop", row) if door == "stop" else way_out("leave", row.customer)
    assert f'action="{query}"' in text(url)
    done = Client(enforce_csrf_checks=True).post(url + query)
    assert done.status_code == 200
    assert not done.cookies
    name, value = BUTTONS[query]
    assert getattr(wishes_of(row.customer), name) == value
    assert 'class="notice good"' in done.content.decode()


def test_and_back_again(inside: World) -> None:
    who = builders.customer()
    url = way_out("leave", who)
    Client().post(f"{url}?pause=3")
    Client().post(f"{url}?less=6")
    assert "ask me as before</button>" in text(url)
    Client().post(f"{url}?resume")
    assert wishes_of(who).reasons == frozenset()


@pytest.mark.parametrize(
    "query",
    ["?pause=1", "?pause=", "?pause=³", "?less=3", "?less=-6", "?pause=9999999"],
)
def test_what_is_not_offered_is_refused_kindly(inside: World, query: str) -> None:
    who = builders.customer()
    done = Client().post(way_out("leave", who) + query)
    assert done.status_code == 422
    assert "Nothing was changed" in done.content.decode()
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("query", ["", "?pause=3", "?less=6", "?resume", "?utm=1"])
def test_looking_never_writes(inside: World, query: str) -> None:
    row = builders.invitation()
    ask_less_often(row.customer, months=6, by=CUSTOMER)
    before = whole_database()
    for url in (link("stop", row), way_out("leave", row.customer)):
        Client().get(url + query)
        Client().head(url + query)
    assert whole_database() == before


def test_whatever_a_mail_program_adds_one_click_is_never(inside: World) -> None:
    who = builders.customer()
    Client().post(way_out("leave", who) + "?utm_source=mail")
    assert "opted_out" in wishes_of(who).reasons


def test_who_said_never_gets_the_way_back_only(inside: World) -> None:
    who = builders.customer()
    stop_asking(who, by=CUSTOMER)
    page = text(way_out("leave", who))
    assert "There will be no next question." in page
    assert "?pause" not in page


def test_a_long_history_is_shown_in_part_and_counted_whole(inside: World) -> None:
    who = builders.customer()
    asks = builders.survey()
    for number in range(52):
        builders.invitation(
            builders.interaction(who), survey=asks, asked_at=NOON - number * DAY
        )
    found = how_often(who, now=NOON)
    assert (len(found.asked), found.count) == (50, 52)
    assert "The latest ones are shown." in text(way_out("leave", who))


def test_what_is_only_planned_is_not_called_asked(inside: World) -> None:
    row = builders.invitation(asked_at=NOON + DAY)
    assert how_often(row.customer, now=NOON).asked == []


def test_the_next_day_respects_their_wishes(inside: World) -> None:
    row = builders.invitation(asked_at=NOON)
    ask_less_often(row.customer, months=12, by=CUSTOMER)
    assert how_often(row.customer, now=NOON).next_on == date(2027, 11, 18)
    other = builders.customer()
    pause_own(other, months=3, by=CUSTOMER)
    assert how_often(other, now=NOON).next_on == date(2027, 2, 18)


def test_settings_without_an_opening_mean_no_next_question(inside: World) -> None:
    Business.objects.update(
        ask_weekdays="6",
        closures=[{"first": "2026-01-01", "last": "2029-01-01", "name": "Gone"}],
    )
    who = builders.customer()
    assert how_often(who, now=NOON).next_on is None


def test_every_question_links_to_it(inside: World) -> None:
    row = builders.invitation(reminded_at=NOON)
    for email in (invitation_email(row), reminder_email(row)):
        assert "How often we write to you" in email.text
        assert "How often we write to you" in email.html
        assert f"{link('stop', row)}#often" in email.text
        assert f"{link('stop', row)}#often" in email.html


def test_so_do_an_answer_and_the_word_of_what_changed(inside: World) -> None:
    reply = builders.reply()
    answer = TeamAnswer(reply=reply, author=inside.owner, words="We are sorry.")
    action = Action(business=inside.business, what="Ring first", due_on=NOON.date())
    listener = Listener(reply.customer, (reply,))
    word = Word("did", "We ring before we come.")
    told = told_email(action, listener, word, today=NOON.date())
    page = f"{way_out('leave', reply.customer)}#often"
    for email in (answer_email(answer, so_far(reply)), told):
        assert page in email.text
        assert page in email.html


def test_one_click_reaches_a_mail_that_a_worker_has_claimed(inside: World) -> None:
    row = builders.invitation(asked_at=NOON)
    posting = Posting(Kind.INVITATION, mail_key(row), row.customer_id)
    mail.post(Email(row.customer.email, "?", "?"), posting, business=inside.business)
    held = claiming.claim(NOON, limit=10)
    assert held is not None
    clicked = Client().post(
        way_out("leave", row.customer), {"List-Unsubscribe": "One-Click"}
    )
    assert clicked.status_code == 200
    chunk, _counts = claiming.begin(held, [], NOON + timedelta(seconds=5))
    assert chunk == []
    assert OutboundMessage.objects.get().status == "cancelled"


@pytest.mark.parametrize("query", ["?pause=3", "?pause=12"])
def test_so_does_a_pause(inside: World, query: str) -> None:
    row = builders.invitation(asked_at=NOON)
    posting = Posting(Kind.INVITATION, mail_key(row), row.customer_id)
    mail.post(Email(row.customer.email, "?", "?"), posting, business=inside.business)
    held = claiming.claim(NOON, limit=10)
    assert held is not None
    Client().post(way_out("leave", row.customer) + query)
    chunk, _counts = claiming.begin(held, [], NOON + timedelta(seconds=5))
    assert chunk == []


def test_a_pause_stops_a_mail_that_is_posted_after_it(inside: World) -> None:
    row = builders.invitation(asked_at=NOON)
    pause_own(row.customer, months=3, by=CUSTOMER)
    posting = Posting(Kind.REMINDER, f"reminder:{row.pk}:1", row.customer_id)
    mail.post(Email(row.customer.email, "?", "?"), posting, business=inside.business)
    held = claiming.claim(NOON, limit=10)
    assert held is not None
    assert claiming.begin(held, [], NOON)[0] == []
    message = OutboundMessage.objects.get()
    assert (message.status, message.status_reason) == (
        "cancelled",
        "asked to be left alone for a while",
    )


def test_a_pause_that_is_over_stops_nothing(inside: World) -> None:
    who = builders.customer()
    pause_own(who, months=3, by=CUSTOMER)
    later = NOON + 92 * DAY
    with clock.set_to(later):
        posting = Posting(Kind.REMINDER, "reminder:later", who.pk)
        mail.post(Email(who.email, "?", "?"), posting, business=inside.business)
        held = claiming.claim(later, limit=10)
        assert held is not None
        assert len(claiming.begin(held, [], later)[0]) == 1


def test_the_business_sees_the_wish_and_has_no_button_to_lift_it(
    inside: World,
) -> None:
    who = builders.customer()
    pause_own(who, months=3, by=CUSTOMER)
    ask_less_often(who, months=6, by=CUSTOMER)
    client = inside.client("owner")
    page = client.get(f"/customers/{who.pk}/edit/").content.decode()
    assert "They asked to be left alone for a while. Only they can change that." in page
    assert "They asked to be asked less often. Only they can change that." in page
    client.post(f"/customers/{who.pk}/pause/", {"resume": "1"})
    assert wishes_of(who).reasons == {"paused", "less_often"}


def test_an_invitation_is_not_asked_by_another_survey_either(inside: World) -> None:
    rows = [builders.survey(), builders.survey()]
    who = builders.customer()
    Client().post(way_out("leave", who) + "?pause=3")
    from_hand = builders.invitation(
        builders.interaction(who), survey=rows[1], status=Invitation.Status.PLANNED
    )
    assert from_hand.survey != rows[0]
    assert how_often(who, now=NOON).paused_until == date(2027, 2, 18)
