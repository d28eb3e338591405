"""“Did we fix it for you?”: three taps, of which only a person's own counts."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from actions.models import Action, Telling, Verdict
from actions.selectors.verdicts import Verdicts, verdicts_of, verdicts_on
from actions.services import (
    Letter,
    believe,
    complete,
    mail_due,
    record_verdict,
    reopen_doubted,
    stand_by,
    tell_customers,
)
from actions.services.confirming import Answer
from feedback import clock
from feedback.errors import Conflict, Gone, Refused
from feedback.history.models import Event
from feedback.links import make_token
from feedback.mail.models import OutboundMessage
from surveys.models import ComplaintHold, CustomerMessage, Reply
from surveys.services.complaints import open_hold
from surveys.services.erasing import erase
from surveys.suspecting import Evidence
from tests import builders
from tests.actions.builders import TODAY, closing, done_action
from tests.conftest import NOON, World

MORNING = NOON + timedelta(hours=22, minutes=5)
ASKED = MORNING + timedelta(days=14)
PERSON = Evidence(agent="Mozilla/5.0 Firefox/140.0", languages="en", seconds_open=9)
ROBOT = Evidence(agent="curl/8")
BROWSER: dict[str, Any] = {
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux) Firefox/140.0",
    "HTTP_ACCEPT_LANGUAGE": "en-GB",
}


@pytest.fixture(autouse=True)
def _no_trail() -> None:
    cache.clear()


def asked(world: World, people: int = 1) -> tuple[Action, list[Verdict]]:
    """Store an action of which so many were told, and asked two weeks later."""
    replies = [builders.reply(words="Nobody rang.") for _ in range(people)]
    made = done_action(world, *replies, due_on=TODAY + timedelta(days=7))
    letters = [Letter(reply.customer_id, "We ring now.") for reply in replies]
    tell_customers(made, letters, by=world.by)
    assert mail_due(now=MORNING) == people
    assert mail_due(now=ASKED) == people
    rows = Verdict.objects.select_related("customer__business", "action")
    return made, list(rows.order_by("id"))


def say(verdict: Verdict, said: str, words: str = "", **how: Any) -> bool:
    how = {"evidence": PERSON, "now": ASKED, **how}
    return record_verdict(verdict, Answer(said, words), **how)


def page(verdict: Verdict, said: str = "") -> str:
    token = make_token("fixed", verdict.business_id, verdict.pk)
    return f"/m/fixed/{token}/{said}/" if said else f"/m/fixed/{token}/"


def press(verdict: Verdict, said: str, words: str = "", **browser: Any) -> Any:
    browser = browser or BROWSER
    client = Client()
    with clock.set_to(ASKED):
        html = client.get(page(verdict, said), **browser).content.decode()
    mark = html.split('name="mark" value="')[1].split('"')[0]
    sent = {"fixed": said, "words": words, "mark": mark, "second_line": "", "hand": ""}
    with clock.set_to(ASKED + timedelta(seconds=20)):
        return client.post(page(verdict, said), sent, **browser)


def test_following_the_links_counts_for_nothing(inside: World) -> None:
    _, (verdict,) = asked(inside)
    with clock.set_to(ASKED):
        for said in ("yes", "partly", "no") * 70:
            got = Client().get(page(verdict, said), **BROWSER)
            assert got.status_code == 200
            assert not got.cookies
        assert Client().head(page(verdict, "no")).status_code == 200
    verdict.refresh_from_db()
    assert verdict.said == ""


def test_a_link_only_picks(inside: World) -> None:
    _, (verdict,) = asked(inside)
    with clock.set_to(ASKED):
        html = Client().get(page(verdict, "partly"), **BROWSER).content.decode()
        plain = Client().get(page(verdict), **BROWSER).content.decode()
        odd = Client().get(page(verdict, "drop-table"), **BROWSER)
    assert 'value="partly" checked' in html
    assert html.count("checked") == 1
    assert "checked" not in plain
    assert odd.status_code == 200
    assert "checked" not in odd.content.decode()
    assert len(html) < 15 * 1024


def test_a_persons_button_counts(inside: World) -> None:
    made, (verdict,) = asked(inside)
    got = press(verdict, "yes")
    assert got.status_code == 303
    assert verdicts_on(made) == Verdicts(told=1, asked=1, fixed=1)
    event = Event.objects.get(verb="verdict")
    assert (event.target_type, event.after) == ("telling", {"said": "yes"})
    with clock.set_to(ASKED):
        after = Client().get(got["Location"]).content.decode()
    assert "Thank you" in after
    assert "until 10 December" in after


def test_a_machine_is_kept_and_does_not_count(inside: World) -> None:
    made, (verdict,) = asked(inside)
    press(verdict, "no", HTTP_USER_AGENT="HeadlessChrome/120")
    verdict.refresh_from_db()
    assert (verdict.said, verdict.is_suspicious) == ("no", True)
    assert verdicts_on(made) == Verdicts(told=1, asked=1)
    made.refresh_from_db()
    assert made.doubted_at is None
    assert not Event.objects.filter(verb="verdict").exists()
    press(verdict, "yes")
    assert verdicts_on(made) == Verdicts(told=1, asked=1, fixed=1)


def test_a_scanner_that_follows_all_three_and_presses_does_not_count(
    inside: World,
) -> None:
    made, (verdict,) = asked(inside)
    with clock.set_to(ASKED):
        for said in ("yes", "partly", "no"):
            Client().get(page(verdict, said), **BROWSER)
        sent = {"fixed": "yes", "mark": "", "hand": ""}
        Client().post(page(verdict), sent, **BROWSER)
    assert verdicts_on(made).answered == 0


def test_a_machine_cannot_undo_what_a_person_said(inside: World) -> None:
    made, (verdict,) = asked(inside)
    say(verdict, "yes")
    assert not say(verdict, "no", evidence=ROBOT)
    assert verdicts_on(made).fixed == 1


def test_the_team_can_say_that_it_was_a_person(inside: World) -> None:
    made, (verdict,) = asked(inside)
    say(verdict, "no", evidence=ROBOT)
    assert believe(verdict, by=inside.by, now=ASKED)
    assert not believe(verdict, by=inside.by, now=ASKED)
    assert verdicts_on(made).not_fixed == 1
    made.refresh_from_db()
    assert made.doubted_at == ASKED


def test_it_can_be_changed_for_seven_days(inside: World) -> None:
    made, (verdict,) = asked(inside)
    say(verdict, "partly")
    with clock.set_to(ASKED):
        assert say(verdict, "yes", now=ASKED + timedelta(days=6, hours=23))
    assert verdicts_on(made) == Verdicts(told=1, asked=1, fixed=1)
    with pytest.raises(Gone):
        say(verdict, "no", now=ASKED + timedelta(days=7))
    with clock.set_to(ASKED + timedelta(days=7)):
        sent = {"fixed": "no", "words": "Broken again."}
        late = Client().post(page(verdict), sent, **BROWSER)
    assert late.status_code == 410
    assert "Broken again." in late.content.decode()


def test_after_sixty_days_nothing_can_be_said(inside: World) -> None:
    _, (verdict,) = asked(inside)
    with pytest.raises(Gone):
        say(verdict, "yes", now=ASKED + timedelta(days=60))


@pytest.mark.parametrize("said", ["", "maybe", "YES", "yes\x00", "1", "٣"])
def test_anything_else_is_refused(inside: World, said: str) -> None:
    _, (verdict,) = asked(inside)
    with pytest.raises(Refused):
        say(verdict, said)
    with clock.set_to(ASKED):
        got = Client().post(page(verdict), {"fixed": said}, **BROWSER)
    assert got.status_code == 422


@pytest.mark.parametrize("purpose", ["survey", "settled", "leave-updates"])
def test_no_other_link_opens_it(inside: World, purpose: str) -> None:
    _, (verdict,) = asked(inside)
    token = make_token(purpose, verdict.business_id, verdict.pk)
    assert Client().get(f"/m/fixed/{token}/").status_code == 404
    other = make_token("fixed", inside.other_business.pk, verdict.pk)
    assert Client().get(f"/m/fixed/{other}/").status_code == 404


def test_what_they_write_lands_in_the_conversation_once(inside: World) -> None:
    _, (verdict,) = asked(inside)
    say(verdict, "partly", "Better, but <b>not</b> at night.")
    say(verdict, "partly", "Better, but <b>not</b> at night.")
    message = CustomerMessage.objects.get()
    assert message.words == "Better, but <b>not</b> at night."
    reply = Reply.objects.get(pk=message.reply_id)
    assert reply.waits_for_person
    assert not any("night" in str(e.after) for e in Event.objects.all())


def test_the_first_no_asks_the_owner(inside: World) -> None:
    made, (verdict,) = asked(inside)
    say(verdict, "no", "Still nobody rings.")
    made.refresh_from_db()
    assert (made.state, made.doubted_at) == ("told", ASKED)
    mail = OutboundMessage.objects.get(dedupe_key__startswith="doubted:")
    assert mail.to_email == "dan@penrose.example"
    assert "Still nobody rings." in mail.text
    shown = inside.client("member").get(f"/actions/{made.pk}/").content.decode()
    assert "Somebody says that it is not fixed." in shown


def test_the_owner_can_open_it_again(inside: World) -> None:
    made, (verdict,) = asked(inside)
    say(verdict, "no")
    made.refresh_from_db()
    with clock.set_to(ASKED):
        reopen_doubted(made, by=inside.by)
        with pytest.raises(Conflict):
            reopen_doubted(made, by=inside.by)
    assert (made.state, made.round) == ("doing", 1)
    assert made.due_on > ASKED.date()


def test_or_leave_it_with_a_reason(inside: World) -> None:
    made, (verdict,) = asked(inside)
    say(verdict, "no")
    made.refresh_from_db()
    with pytest.raises(Refused):
        stand_by(made, because=" ", by=inside.by)
    stand_by(made, because="It was another van.", by=inside.by)
    assert (made.state, made.doubted_at) == ("told", None)
    assert verdicts_on(made).not_fixed == 1
    with pytest.raises(Conflict):
        stand_by(made, because="Again.", by=inside.by)


@pytest.mark.parametrize(
    ("said", "reopens"),
    [
        ("no", False),
        ("no yes", False),
        ("no yes yes", True),
        ("no yes yes yes", False),
        ("yes yes yes no", False),
        ("yes yes no", True),
        ("no no", True),
        ("yes yes yes yes yes yes yes no no", True),
        ("partly partly partly", False),
    ],
)
def test_two_or_a_third_of_three_open_it_by_themselves(
    inside: World, said: str, reopens: bool
) -> None:
    answers = said.split()
    made, verdicts = asked(inside, len(answers))
    with clock.set_to(ASKED):
        # The last "no" decides: the others have answered.
        order = sorted(range(len(answers)), key=lambda n: answers[n] == "no")
        for n in order:
            say(verdicts[n], answers[n])
    made.refresh_from_db()
    assert (made.state == "doing") is reopens


def test_opened_again_its_people_wait_and_can_be_told_again(inside: World) -> None:
    made, verdicts = asked(inside, 3)
    with clock.set_to(ASKED):
        for verdict, said in zip(verdicts, ("yes", "no", "no"), strict=True):
            say(verdict, said)
        made.refresh_from_db()
        states = {r.customer_id: r for r in Reply.objects.all()}
        for verdict, waits in zip(verdicts, (False, True, True), strict=True):
            reply = states[verdict.customer_id]
            assert (reply.state, reply.waits_for_person) == ("acting", waits)
        assert verdicts_on(made) == Verdicts(told=3, asked=3, fixed=1, not_fixed=2)
        notice = OutboundMessage.objects.get(dedupe_key__startswith="reopened:")
        assert notice.to_email == "dan@penrose.example"
        complete(made, closing(), by=inside.by)
        letters = [Letter(v.customer_id, "Now we really ring.") for v in verdicts]
        assert tell_customers(made, letters, by=inside.by) == 3
    assert mail_due(now=ASKED + timedelta(days=1)) == 3
    assert verdicts_on(made) == Verdicts(told=3)
    assert Telling.objects.filter(round=0).count() == 3
    assert Verdict.objects.filter(round=0, said="no").count() == 2


def test_a_yes_settles_an_open_complaint(inside: World) -> None:
    _, (verdict,) = asked(inside)
    open_hold(verdict.customer, why="marked", by=inside.by)
    say(verdict, "yes")
    assert ComplaintHold.objects.get().lifted_how == "fixed"


def test_the_counts_stay_when_somebody_is_erased(inside: World) -> None:
    made, verdicts = asked(inside, 3)
    for verdict in verdicts:
        say(verdict, "yes", "Thank you, all is well.")
    erase(verdicts[0].customer, by=inside.by, now=ASKED)
    assert verdicts_on(made) == Verdicts(told=3, asked=3, fixed=3)
    assert Verdict.objects.get(pk=verdicts[0].pk).words == ""
    assert Client().get(page(verdicts[0])).status_code == 404


def test_the_counts_of_many_take_as_many_queries_as_of_one(
    inside: World, django_assert_num_queries: Any
) -> None:
    first, _ = asked(inside)
    others = [done_action(inside, builders.reply()) for _ in range(4)]
    with django_assert_num_queries(3):
        verdicts_of([first])
    with django_assert_num_queries(3):
        found = verdicts_of([first, *others])
    assert found[others[0].pk] == Verdicts()
