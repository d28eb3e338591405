"""Hearing: who is told of a reply, and what people do about it, and undo."""

from datetime import timedelta

import pytest

from feedback import clock
from feedback.accounts.models import Membership
from feedback.customers.addresses import address_hash
from feedback.customers.models import Suppression
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history.models import Event
from feedback.history.services import CLOCK, Actor
from feedback.mail.models import OutboundMessage
from surveys.models import Reply, TeamAnswer
from surveys.services import hearing
from surveys.standing import Standing
from tests import builders
from tests.conftest import NOON, World

State = Reply.State
LATER = NOON + timedelta(minutes=5)
LATEST = NOON + timedelta(minutes=10)


def mails(kind: str = "notice") -> list[OutboundMessage]:
    return list(OutboundMessage.objects.filter(kind=kind).order_by("to_email"))


def recipients() -> list[str]:
    return [mail.to_email for mail in mails()]


def stored(reply: Reply) -> Standing:
    return Standing.of(Reply.objects.get(pk=reply.pk))


# --- Notices ---------------------------------------------------------------------


def test_owners_and_managers_hear_of_an_unhappy_reply(inside: World) -> None:
    assert hearing.notice_reply(builders.reply()) == 2
    assert recipients() == ["lee@penrose.example", "ruth@penrose.example"]


def test_the_relationship_owner_alone_hears_of_their_customer(inside: World) -> None:
    who = builders.customer(relationship_owner=inside.member)
    to = builders.invitation(builders.interaction(who))
    hearing.notice_reply(builders.reply(to))
    assert recipients() == ["dan@penrose.example"]
    assert "because you look after Margaret Ellis" in mails()[0].text


@pytest.mark.parametrize("gone", ["membership", "user"])
def test_managers_hear_when_the_relationship_owner_has_left(
    inside: World, gone: str
) -> None:
    who = builders.customer(relationship_owner=inside.member)
    if gone == "membership":
        Membership.objects.filter(pk=inside.member.pk).update(is_active=False)
    else:
        type(inside.member.user).objects.filter(pk=inside.member.user.pk).update(
            is_active=False
        )
    who.refresh_from_db()
    hearing.notice_reply(builders.reply(builders.invitation(builders.interaction(who))))
    assert recipients() == ["lee@penrose.example", "ruth@penrose.example"]


def test_nobody_is_mailed_about_a_reply_that_does_not_wait(inside: World) -> None:
    assert hearing.notice_reply(builders.reply(waits_for_person=False)) == 0
    assert mails() == []


def test_nobody_is_mailed_about_a_try_out(inside: World) -> None:
    assert hearing.notice_reply(builders.reply(is_test=True)) == 0
    assert mails() == []


def test_a_notice_goes_to_each_person_once(inside: World) -> None:
    reply = builders.reply()
    hearing.notice_reply(reply)
    assert hearing.notice_reply(reply) == 0
    assert len(mails()) == 2


def test_a_notice_shows_words_first_then_answers_then_links(inside: World) -> None:
    reply = builders.reply()
    hearing.notice_reply(reply)
    mail = mails()[0]
    assert mail.subject == "Margaret wasn’t happy yesterday"
    for body in (mail.text, mail.html):
        places = [
            body.index(part)
            for part in (
                "He turned up at ten to five.",
                "Did we turn up when we said we would?",
                f"/inbox/{reply.pk}/",
            )
        ]
        assert places == sorted(places)
    assert len(mail.html.encode()) < 20_000
    assert "<script" not in mail.html


def test_a_notice_names_the_weekday_within_a_week_and_else_the_date(
    inside: World,
) -> None:
    for days, ending in ((5, "on Friday"), (8, "on 10 November")):
        work = builders.interaction(happened_at=NOON - timedelta(days=days))
        hearing.notice_reply(builders.reply(builders.invitation(work)))
        subjects = {mail.subject for mail in mails()}
        assert f"Margaret wasn’t happy {ending}" in subjects


@pytest.mark.parametrize(
    ("contact", "subject"),
    [
        ("phone", "Margaret would like a call"),
        ("email", "Margaret would like to hear from you"),
    ],
)
def test_a_happy_person_who_asks_for_contact_is_named_so(
    inside: World, contact: str, subject: str
) -> None:
    hearing.notice_reply(
        builders.reply(rating=5, contact=contact, contact_phone="07700 900214")
    )
    assert mails()[0].subject == subject
    assert "07700 900214" in mails()[0].text


def test_hostile_words_are_inert_in_a_notice(inside: World) -> None:
    words = '<script>alert(1)</script>\n\n"><img src=x onerror=alert(1)>'
    who = builders.customer(name="<b>Eve</b>\r\nBcc: all@example.com")
    to = builders.invitation(builders.interaction(who, kind="<i>work</i>"))
    hearing.notice_reply(builders.reply(to, words=words))
    mail = mails()[0]
    assert "<script" not in mail.html
    assert "<img" not in mail.html
    assert "<b>" not in mail.html
    assert "<i>" not in mail.html
    assert "\n" not in mail.subject


# --- Closing and opening -----------------------------------------------------------


def test_closing_ends_the_waiting_and_counts_as_heard(inside: World) -> None:
    reply = builders.reply()
    hearing.close_reply(reply, by=inside.by)
    assert stored(reply) == Standing(State.DONE, False, NOON, NOON)
    assert Standing.of(reply) == stored(reply)


def test_closing_is_in_history_without_words(inside: World) -> None:
    reply = builders.reply()
    hearing.close_reply(reply, by=inside.by)
    event = Event.objects.get(verb="closed")
    assert (event.actor, event.target_id) == (inside.owner, reply.pk)
    assert event.customer_id == reply.customer_id
    assert event.before["state"] == "new"
    assert event.after["state"] == "done"
    assert "ten to five" not in str(event.before) + str(event.after)


def test_the_second_to_close_learns_who_was_first(inside: World) -> None:
    reply = builders.reply()
    same = Reply.objects.get(pk=reply.pk)
    hearing.close_reply(reply, by=Actor.member(inside.manager))
    with pytest.raises(Conflict, match="Lee already marked this as done"):
        hearing.close_reply(same, by=inside.by)
    assert Event.objects.filter(verb="closed").count() == 1


def test_a_claim_is_lost_when_the_row_moved_in_between(inside: World) -> None:
    reply = builders.reply()
    Reply.objects.filter(pk=reply.pk).update(state=State.ACTING)
    with pytest.raises(Conflict):
        hearing._move(
            reply, Standing(State.DONE, False, NOON, NOON), verb="closed", by=inside.by
        )
    assert stored(reply).state == State.ACTING


@pytest.mark.parametrize("waits", [True, False])
def test_undo_restores_the_exact_former_standing(inside: World, waits: bool) -> None:
    reply = builders.reply(waits_for_person=waits)
    before = stored(reply)
    hearing.close_reply(reply, by=inside.by)
    with clock.set_to(LATER):
        hearing.reopen_reply(reply, by=inside.by)
    assert stored(reply) == before
    assert before.waits_for_person is waits


def test_undo_restores_that_it_was_being_acted_on(inside: World) -> None:
    reply = builders.reply()
    hearing.mark_acting(reply, by=inside.by)
    before = stored(reply)
    with clock.set_to(LATER):
        hearing.close_reply(reply, by=inside.by)
    with clock.set_to(LATEST):
        hearing.reopen_reply(reply, by=inside.by)
    assert stored(reply) == before
    assert before.state == State.ACTING


def test_an_answer_while_done_means_nobody_waits_after_undo(inside: World) -> None:
    reply = builders.reply()
    hearing.close_reply(reply, by=inside.by)
    hearing.answer_customer(reply, words="We will ring.", by=inside.by)
    assert stored(reply).state == State.DONE
    with clock.set_to(LATER):
        hearing.reopen_reply(reply, by=inside.by)
    assert stored(reply) == Standing(State.NEW, False, NOON, None)


def test_opening_an_open_reply_is_a_conflict(inside: World) -> None:
    with pytest.raises(Conflict, match="open again already"):
        hearing.reopen_reply(builders.reply(), by=inside.by)


def test_a_reply_that_was_stored_as_done_can_be_opened(inside: World) -> None:
    reply = builders.reply(state=State.DONE, waits_for_person=False, done_at=NOON)
    hearing.reopen_reply(reply, by=inside.by)
    assert stored(reply) == Standing(State.NEW, False, None, None)


# --- Acting ----------------------------------------------------------------------


def test_a_promise_takes_a_reply_on_and_ends_the_waiting(inside: World) -> None:
    reply = builders.reply()
    hearing.mark_acting(reply, by=inside.by)
    assert stored(reply) == Standing(State.ACTING, False, NOON, None)


def test_a_second_promise_changes_nothing(inside: World) -> None:
    reply = builders.reply()
    hearing.mark_acting(reply, by=inside.by)
    hearing.mark_acting(reply, by=inside.by)
    assert Event.objects.filter(verb="taken_on").count() == 1


def test_letting_go_puts_a_reply_back_to_waiting(inside: World) -> None:
    reply = builders.reply()
    before = stored(reply)
    hearing.mark_acting(reply, by=inside.by)
    with clock.set_to(LATER):
        hearing.mark_not_acting(reply, by=inside.by)
    assert stored(reply) == before


def test_letting_go_of_an_answered_reply_keeps_it_heard(inside: World) -> None:
    reply = builders.reply()
    hearing.mark_acting(reply, by=inside.by)
    hearing.answer_customer(reply, words="We will ring.", by=inside.by)
    with clock.set_to(LATER):
        hearing.mark_not_acting(reply, by=inside.by)
    assert stored(reply) == Standing(State.NEW, False, NOON, None)


def test_letting_go_of_a_new_reply_does_nothing(inside: World) -> None:
    reply = builders.reply()
    hearing.mark_not_acting(reply, by=inside.by)
    assert stored(reply).state == State.NEW
    assert not Event.objects.filter(target_id=reply.pk).exists()


def test_a_reply_let_go_while_done_does_not_open_as_being_acted_on(
    inside: World,
) -> None:
    reply = builders.reply()
    before = stored(reply)
    hearing.mark_acting(reply, by=inside.by)
    for minutes, step in enumerate(
        (hearing.close_reply, hearing.mark_not_acting, hearing.reopen_reply), start=1
    ):
        with clock.set_to(NOON + timedelta(minutes=minutes)):
            step(reply, by=inside.by)
    assert stored(reply) == before


def test_a_promise_about_a_done_reply_opens_it(inside: World) -> None:
    reply = builders.reply()
    hearing.close_reply(reply, by=inside.by)
    with clock.set_to(LATER):
        hearing.mark_acting(reply, by=inside.by)
    assert stored(reply) == Standing(State.ACTING, False, NOON, None)


def wait_again(reply: Reply) -> None:
    """As when the customer changes what they said, and now asks for a call."""
    Reply.objects.filter(pk=reply.pk).update(waits_for_person=True)


def test_who_asks_for_contact_after_a_promise_waits_until_the_next(
    inside: World,
) -> None:
    reply = builders.reply(waits_for_person=False)
    hearing.mark_acting(reply, by=inside.by)
    wait_again(reply)
    with clock.set_to(LATER):
        hearing.mark_acting(reply, by=inside.by)
    assert stored(reply) == Standing(State.ACTING, False, NOON, None)
    with clock.set_to(LATEST):
        hearing.mark_not_acting(reply, by=inside.by)
    assert stored(reply) == Standing(State.NEW, True, None, None)


def test_who_began_to_wait_goes_on_waiting_when_the_promise_is_let_go(
    inside: World,
) -> None:
    reply = builders.reply(waits_for_person=False)
    hearing.mark_acting(reply, by=inside.by)
    wait_again(reply)
    with clock.set_to(LATER):
        hearing.mark_not_acting(reply, by=inside.by)
    assert stored(reply) == Standing(State.NEW, True, None, None)


def test_an_answer_between_two_promises_does_not_end_a_later_wait(
    inside: World,
) -> None:
    reply = builders.reply()
    steps = (
        lambda: hearing.mark_acting(reply, by=inside.by),
        lambda: hearing.answer_customer(reply, words="Sorry.", by=inside.by),
        lambda: wait_again(reply),
        lambda: hearing.mark_acting(reply, by=inside.by),
        lambda: hearing.mark_not_acting(reply, by=inside.by),
    )
    for minutes, step in enumerate(steps):
        with clock.set_to(NOON + timedelta(minutes=minutes)):
            step()
    assert (stored(reply).state, stored(reply).waits_for_person) == (State.NEW, True)


def test_a_done_reply_that_was_taken_on_and_let_go_opens(inside: World) -> None:
    reply = builders.reply()
    moves = (
        hearing.close_reply,
        hearing.mark_acting,
        hearing.close_reply,
        hearing.mark_not_acting,
        hearing.reopen_reply,
    )
    for minutes, move in enumerate(moves):
        with clock.set_to(NOON + timedelta(minutes=minutes)):
            move(reply, by=inside.by)
    assert stored(reply) == Standing(State.NEW, False, NOON, None)


def test_an_answer_from_before_does_not_end_a_later_wait(inside: World) -> None:
    reply = builders.reply()
    hearing.answer_customer(reply, words="Sorry.", by=inside.by)
    wait_again(reply)
    with clock.set_to(LATER):
        hearing.close_reply(reply, by=inside.by)
    with clock.set_to(LATEST):
        hearing.reopen_reply(reply, by=inside.by)
    assert stored(reply) == Standing(State.NEW, True, NOON, None)


def test_a_stale_row_in_memory_does_no_harm(inside: World) -> None:
    reply = builders.reply()
    stale = Reply.objects.get(pk=reply.pk)
    hearing.mark_acting(reply, by=inside.by)
    with clock.set_to(LATER):
        hearing.mark_not_acting(stale, by=inside.by)
    assert stored(reply).state == State.NEW


# --- Answering --------------------------------------------------------------------


def test_an_answer_is_stored_and_mailed_to_the_customer(inside: World) -> None:
    reply = builders.reply()
    answer = hearing.answer_customer(
        reply,
        words=" I am sorry.\r\n\r\nI will ring you tonight. ",
        by=Actor.member(inside.member),
    )
    assert answer.words == "I am sorry.\n\nI will ring you tonight."
    assert answer.author == inside.member
    [mail] = mails("answer")
    assert mail.to_email == reply.customer.email
    assert mail.from_name == "Ruth at Penrose Heating"
    assert mail.reply_to == "ruth@penrose.example"
    assert mail.subject == "About your boiler service"
    assert mail.customer_id == reply.customer_id
    assert mail.dedupe_key == f"answer:{answer.pk}"


def test_an_answer_is_signed_and_stands_over_the_customers_words(
    inside: World,
) -> None:
    reply = builders.reply(words="He came late.\n\nNobody rang.")
    hearing.answer_customer(reply, words="Sorry.", by=Actor.member(inside.member))
    [mail] = mails("answer")
    for body in (mail.text, mail.html):
        parts = ("Sorry.", "Dan Rowe", "Penrose Heating", "He came late.")
        places = [body.index(part) for part in parts]
        assert places == sorted(places)
    assert "> He came late.\n> \n> Nobody rang." in mail.text
    assert len(mail.html.encode()) < 20_000


def test_an_answer_ends_the_waiting_and_counts_as_heard(inside: World) -> None:
    reply = builders.reply()
    hearing.answer_customer(reply, words="Sorry.", by=inside.by)
    assert stored(reply) == Standing(State.NEW, False, NOON, None)
    assert Event.objects.get(verb="answered").customer_id == reply.customer_id


def test_being_heard_happens_once(inside: World) -> None:
    reply = builders.reply()
    hearing.answer_customer(reply, words="Sorry.", by=inside.by)
    with clock.set_to(LATER):
        hearing.answer_customer(reply, words="One more thing.", by=inside.by)
        hearing.close_reply(reply, by=inside.by)
    assert stored(reply).heard_at == NOON


def test_the_same_words_within_a_minute_are_one_answer(inside: World) -> None:
    reply = builders.reply()
    first = hearing.answer_customer(reply, words="Sorry.", by=inside.by)
    with clock.set_to(NOON + timedelta(seconds=59)):
        again = hearing.answer_customer(reply, words=" Sorry. ", by=inside.by)
    assert again == first
    assert len(mails("answer")) == 1


def test_the_same_words_later_or_by_a_colleague_are_another(inside: World) -> None:
    reply = builders.reply()
    hearing.answer_customer(reply, words="Sorry.", by=inside.by)
    hearing.answer_customer(reply, words="Sorry.", by=Actor.member(inside.member))
    with clock.set_to(NOON + timedelta(seconds=61)):
        hearing.answer_customer(reply, words="Sorry.", by=inside.by)
    assert len(mails("answer")) == 3


@pytest.mark.parametrize("words", ["", "  \n ", "\x00\x07"])
def test_an_empty_answer_is_refused(inside: World, words: str) -> None:
    with pytest.raises(Refused, match="few words"):
        hearing.answer_customer(builders.reply(), words=words, by=inside.by)
    assert not TeamAnswer.objects.exists()


def test_somebody_without_an_address_cannot_be_answered(inside: World) -> None:
    to = builders.invitation(builders.interaction(builders.customer(email="")))
    with pytest.raises(Refused, match="no email address for Margaret Ellis"):
        hearing.answer_customer(builders.reply(to), words="Sorry.", by=inside.by)


@pytest.mark.parametrize("reason", ["bounced", "complained"])
def test_nothing_is_sent_where_no_mail_may_go(inside: World, reason: str) -> None:
    reply = builders.reply()
    Suppression.objects.create(
        business=inside.business,
        address_hash=address_hash(reply.customer.email),
        reason=reason,
    )
    with pytest.raises(Refused, match="can’t write to Margaret"):
        hearing.answer_customer(reply, words="Sorry.", by=inside.by)
    assert stored(reply).waits_for_person


def test_who_asked_not_to_be_asked_can_still_be_answered(inside: World) -> None:
    reply = builders.reply()
    Suppression.objects.create(
        business=inside.business,
        address_hash=address_hash(reply.customer.email),
        reason="opted_out",
    )
    hearing.answer_customer(reply, words="Sorry.", by=inside.by)
    assert len(mails("answer")) == 1


def test_the_clock_cannot_answer(inside: World) -> None:
    with pytest.raises(NotAllowed):
        hearing.answer_customer(builders.reply(), words="Sorry.", by=CLOCK)
