"""One mail a day and person, whatever there is to tell and to ask."""

from datetime import timedelta
from typing import Any

import pytest

from actions.models import LeftOut, Telling, TellingRhythm, Verdict
from actions.selectors.telling import listeners, newcomers
from actions.services import (
    Letter,
    Manner,
    Omission,
    add_listener,
    complete,
    decide_not_to,
    mail_due,
    take_back_telling,
    tell_customers,
)
from feedback import clock
from feedback.customers.models import Customer, Suppression
from feedback.customers.services import suppress
from feedback.errors import Conflict, Refused
from feedback.history.models import Event
from feedback.mail.message import without_keys
from feedback.mail.models import OutboundMessage
from surveys.models import Reply
from surveys.selectors.asking import standings
from surveys.services.complaints import open_hold
from surveys.services.erasing import erase
from tests import builders
from tests.actions.builders import TODAY, action, closing, done_action, moved_action
from tests.conftest import NOON, World

MORNING = NOON + timedelta(hours=22, minutes=5)  # 10:05 the day after
A_DAY = timedelta(days=1)


def tell(world: World, *replies: Reply, words: str = "Words", **how: Any) -> None:
    made = done_action(world, *replies, due_on=TODAY + 60 * A_DAY)
    letters = [Letter(reply.customer_id, words) for reply in replies]
    tell_customers(made, letters, by=world.by, manner=Manner(**how))


def mails() -> list[OutboundMessage]:
    rows = OutboundMessage.objects.filter(kind=OutboundMessage.Kind.TOLD)
    return list(rows.order_by("due_at", "id"))


def another_of(reply: Reply, words: str) -> Reply:
    work = builders.interaction(reply.customer)
    return builders.reply(builders.invitation(work), words=words)


def test_nothing_goes_before_the_hour_of_the_next_morning(inside: World) -> None:
    tell(inside, builders.reply())
    for hours in (0, 1, 5, 12, 21.9):
        assert mail_due(now=NOON + timedelta(hours=hours)) == 0
    assert mail_due(now=MORNING) == 1
    assert mail_due(now=MORNING) == 0
    assert len(mails()) == 1


def test_several_things_of_one_day_are_one_mail(inside: World) -> None:
    one = builders.reply(words="Nobody rang.")
    two = another_of(one, "The invoice was a puzzle.")
    three = another_of(one, "And he was late.")
    tell(inside, one, words="We ring.")
    tell(inside, two, words="We write plainly.")
    moved = moved_action(inside, three)
    tell_customers(moved, [Letter(one.customer_id, "The van broke.")], by=inside.by)
    assert mail_due(now=MORNING) == 1
    (mail,) = mails()
    assert mail.subject == "What became of what you told us"
    for words in ("Nobody rang.", "We ring.", "We write plainly.", "The van broke."):
        assert words in mail.text
        assert words in mail.html
    assert Telling.objects.filter(mail_day=MORNING.date()).count() == 3


def test_today_goes_in_ten_minutes_and_only_the_first_of_a_day(inside: World) -> None:
    one = builders.reply()
    tell(inside, one, today=True)
    assert mail_due(now=NOON + timedelta(minutes=9)) == 0
    assert mail_due(now=NOON + timedelta(minutes=10)) == 1
    with clock.set_to(NOON + timedelta(minutes=20)):
        tell(inside, another_of(one, "More"), today=True)
    assert mail_due(now=NOON + timedelta(hours=2)) == 0
    assert mail_due(now=MORNING) == 1


def test_after_an_outage_nothing_goes_at_night(inside: World) -> None:
    tell(inside, builders.reply())
    assert mail_due(now=MORNING + timedelta(hours=12)) == 0
    assert mail_due(now=MORNING + timedelta(hours=24)) == 1


def test_what_waited_for_a_month_is_not_sent(inside: World) -> None:
    tell(inside, builders.reply())
    assert mail_due(now=MORNING + timedelta(days=31)) == 0
    assert Telling.objects.get().why_not == "outdated"
    assert Event.objects.filter(verb="not_told").exists()


def test_it_can_be_taken_back_for_ten_minutes(inside: World) -> None:
    reply = builders.reply()
    made = done_action(inside, reply)
    tell_customers(made, [Letter(reply.customer_id, "Words")], by=inside.by)
    assert take_back_telling(made, by=inside.by, now=NOON) == 1
    made.refresh_from_db()
    reply.refresh_from_db()
    assert (made.state, made.told_at) == ("done", None)
    assert reply.state == Reply.State.ACTING
    assert mail_due(now=MORNING) == 0
    tell_customers(made, [Letter(reply.customer_id, "Better")], by=inside.by)
    late = NOON + timedelta(minutes=10)
    with pytest.raises(Conflict):
        take_back_telling(made, by=inside.by, now=late)
    assert mail_due(now=MORNING) == 1
    assert "Better" in mails()[0].text


def test_whoever_is_left_out_is_so_for_a_reason(inside: World) -> None:
    one, two = builders.reply(), builders.reply()
    made = done_action(inside, one, two)
    letters = [Letter(one.customer_id, "Words")]
    with pytest.raises(Refused):
        tell_customers(
            made,
            letters,
            by=inside.by,
            manner=Manner([Omission(two.customer_id, "  ")]),
        )
    made.refresh_from_db()
    manner = Manner([Omission(two.customer_id, "I rang her.")])
    tell_customers(made, letters, by=inside.by, manner=manner)
    row = LeftOut.objects.get()
    assert (row.customer, row.because) == (two.customer, "I rang her.")
    event = Event.objects.get(verb="told")
    assert event.after == {"about": "did", "people": 1, "left_out": 1}
    assert "rang" not in str(event.after)


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        (Suppression.Reason.NO_UPDATES, "no_updates"),
        (Suppression.Reason.BOUNCED, "bounced"),
        (Suppression.Reason.COMPLAINED, "complained"),
    ],
)
def test_who_leaves_meanwhile_is_not_told_and_it_says_so(
    inside: World, reason: str, why: str
) -> None:
    reply = builders.reply()
    tell(inside, reply)
    suppress(inside.business, email=reply.customer.email, reason=reason, by=inside.by)
    assert mail_due(now=MORNING) == 0
    assert Telling.objects.get().why_not == why
    assert Event.objects.get(verb="not_told").after == {"why": why}


def test_who_was_erased_meanwhile_is_not_told(inside: World) -> None:
    reply = builders.reply()
    tell(inside, reply, words="We text now.")
    erase(reply.customer, by=inside.by, now=NOON)
    assert mail_due(now=MORNING) == 0
    assert not mails()
    assert Telling.objects.get().words == ""


def test_who_is_paused_waits_until_it_is_over(inside: World) -> None:
    reply = builders.reply()
    tell(inside, reply)
    until = (MORNING + 3 * A_DAY).date()
    Customer.objects.filter(pk=reply.customer_id).update(paused_until=until)
    assert mail_due(now=MORNING) == 0
    with clock.set_to(MORNING + 3 * A_DAY):
        assert mail_due(now=clock.now()) == 1


def test_who_is_paused_is_named_as_such(inside: World) -> None:
    who = builders.customer(paused_until=(NOON + 9 * A_DAY).date())
    reply = builders.reply(builders.invitation(builders.interaction(who)))
    (one,) = listeners(done_action(inside, reply))
    assert one.why_not == "paused until 27 November"


def test_merged_customers_get_one(inside: World) -> None:
    one, two = builders.reply(words="Late."), builders.reply(words="Very late.")
    made = done_action(inside, one, two)
    letters = [Letter(r.customer_id, "Words") for r in (one, two)]
    assert tell_customers(made, letters, by=inside.by) == 2
    Customer.objects.filter(pk=two.customer_id).update(
        merged_into=one.customer, email="", email_key=""
    )
    assert mail_due(now=MORNING) == 1
    assert [mail.customer_id for mail in mails()] == [one.customer_id]
    assert sorted(Telling.objects.values_list("why_not", flat=True)) == ["", "outdated"]


def test_who_said_the_same_later_can_be_told_too(inside: World) -> None:
    one, late = builders.reply(), builders.reply(words="Me too.")
    made = done_action(inside, one)
    tell_customers(made, [Letter(one.customer_id, "Words")], by=inside.by)
    assert add_listener(made, late, by=inside.by)
    assert not add_listener(made, late, by=inside.by)
    assert [n.customer for n in newcomers(made)] == [late.customer]
    both = [Letter(r.customer_id, "Words") for r in (one, late)]
    assert tell_customers(made, both, by=inside.by) == 1
    assert mail_due(now=MORNING) == 2
    late.refresh_from_db()
    assert late.state == Reply.State.DONE
    with pytest.raises(Refused):
        add_listener(action(inside), late, by=inside.by)


def test_later_that_is_true_no_more_is_not_sent(inside: World) -> None:
    reply = builders.reply()
    made = moved_action(inside, reply)
    tell_customers(made, [Letter(reply.customer_id, "The van")], by=inside.by)
    with clock.set_to(NOON + timedelta(hours=1)):
        complete(made, closing(), by=inside.by)
        tell_customers(made, [Letter(reply.customer_id, "Done")], by=inside.by)
    assert mail_due(now=MORNING) == 1
    assert "The van" not in mails()[0].text
    assert "Done" in mails()[0].text


def test_some_days_later_they_are_asked_once(inside: World) -> None:
    tell(inside, builders.reply(words="Nobody rang."), words="We ring.")
    mail_due(now=MORNING)
    assert mail_due(now=MORNING + 13 * A_DAY) == 0
    assert mail_due(now=MORNING + 14 * A_DAY) == 1
    assert mail_due(now=MORNING + 15 * A_DAY) == 0
    mail = mails()[-1]
    assert mail.subject == "Did we fix it for you?"
    assert "We ring." in mail.text
    for said in ("yes", "partly", "no"):
        assert f"/{said}/" in mail.text
        assert f"/{said}/" in mail.html
    assert len(mail.html.encode()) < 20 * 1024


def test_the_question_goes_with_what_else_is_for_them(inside: World) -> None:
    reply = builders.reply()
    tell(inside, reply)
    mail_due(now=MORNING)
    with clock.set_to(MORNING + 13 * A_DAY):
        tell(inside, another_of(reply, "The invoice"), words="Plainer invoices.")
    assert mail_due(now=MORNING + 14 * A_DAY) == 1
    assert "Plainer invoices." in mails()[-1].text
    assert "Did we fix it for you?" in mails()[-1].text


def test_the_question_can_be_turned_off_or_come_sooner(inside: World) -> None:
    rhythm = TellingRhythm.objects.create(business=inside.business, asks_if_fixed=False)
    tell(inside, builders.reply())
    mail_due(now=MORNING)
    assert not Verdict.objects.exists()
    TellingRhythm.objects.filter(pk=rhythm.pk).update(
        asks_if_fixed=True, asks_after_days=3
    )
    with clock.set_to(MORNING):
        tell(inside, builders.reply(), today=True)
        mail_due(now=MORNING + timedelta(minutes=11))
    assert Verdict.objects.get().asks_on == (MORNING + 3 * A_DAY).date()


def test_nobody_is_asked_about_a_no(inside: World) -> None:
    reply = builders.reply()
    made = action(inside, reply)
    decide_not_to(made, because="Four of us.", by=inside.by)
    tell_customers(made, [Letter(reply.customer_id, "Four of us.")], by=inside.by)
    mail_due(now=MORNING)
    assert not Verdict.objects.exists()


def test_being_asked_counts_as_being_asked(inside: World) -> None:
    reply = builders.reply()
    tell(inside, reply)
    mail_due(now=MORNING)
    asked_at = MORNING + 14 * A_DAY
    mail_due(now=asked_at)
    found = standings(inside.business, [reply.customer], around=asked_at)
    assert asked_at in found[reply.customer_id].contacts


def test_an_open_complaint_is_asked_about_once(inside: World) -> None:
    reply = builders.reply()
    open_hold(reply.customer, why="marked", by=inside.by)
    tell(inside, reply)
    mail_due(now=MORNING)
    assert "/m/settled/" in mails()[0].text
    with clock.set_to(MORNING):
        tell(inside, another_of(reply, "More"))
    mail_due(now=MORNING + A_DAY)
    assert "/m/settled/" not in mails()[1].text


def test_the_mail_speaks_the_customers_language(inside: World) -> None:
    who = builders.customer(language="de")
    reply = builders.reply(
        builders.invitation(builders.interaction(who), language="de"), language="de"
    )
    tell(inside, reply, words="We ring.")
    mail_due(now=MORNING)
    assert 'lang="de"' in mails()[0].html


def test_the_team_cannot_read_their_keys_off_the_mail(inside: World) -> None:
    reply = builders.reply()
    open_hold(reply.customer, why="marked", by=inside.by)
    tell(inside, reply)
    mail_due(now=MORNING)
    mail_due(now=MORNING + 14 * A_DAY)
    told, asked = mails()
    for mail, path in ((told, "/m/settled/"), (asked, "/m/fixed/")):
        token = mail.text.split(path)[1][:64]
        assert len(token) == 64
        for shown in (without_keys(mail.text), without_keys(mail.html)):
            assert path in shown
            assert token not in shown
