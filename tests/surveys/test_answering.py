"""What a customer sends becomes one reply, and stays theirs to change for a week."""

from datetime import date, timedelta
from typing import Any

import pytest

from feedback import clock
from feedback.errors import Gone
from feedback.history.models import Event
from feedback.mail import services as mail
from feedback.mail.email import Email
from feedback.mail.models import OutboundMessage
from feedback.mail.services import Posting
from surveys.models import Invitation, Question, Reply, ReplyRevision
from surveys.services import answering, hearing
from surveys.services.answering import AlreadyAnswered
from surveys.submission import Submission, read_submission
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.guests import asked, columns, filled, the_reply


def sent(to: Invitation, **values: str) -> Submission:
    questions = list(asked(to).values())
    return read_submission(filled(to, **values), questions, asks_contact=True)


def record(to: Invitation, **values: str) -> Reply:
    return answering.record_reply(to, sent(to, **values), now=clock.now())


def change(reply: Reply, **values: str) -> Reply:
    invitation = reply.invitation
    return answering.edit_reply(reply, sent(invitation, **values), now=clock.now())


def test_a_reply_keeps_what_was_said(inside: World) -> None:
    invitation = builders.invitation()
    record(invitation, consent="first_name")
    reply = the_reply(invitation)
    assert columns(reply, "rating", "words", "state") == (4, "He was kind.", "new")
    assert (reply.submitted_at, reply.is_test) == (NOON, False)
    assert (reply.consent, reply.consent_at) == ("first_name", NOON)
    by_question = {a.question: (a.step, a.words) for a in reply.answers.all()}
    questions = asked(invitation)
    assert by_question == {
        questions["rating"]: (4, ""),
        questions["step"]: (1, ""),
        questions["words"]: (None, "He was kind."),
    }


def test_answering_ends_the_invitation(inside: World) -> None:
    invitation = builders.invitation()
    record(invitation)
    invitation.refresh_from_db()
    assert (invitation.status, invitation.answered_at) == ("answered", NOON)


def test_a_skipped_question_has_no_answer(inside: World) -> None:
    invitation = builders.invitation()
    reply = record(invitation, rating="", words="")
    assert (reply.rating, reply.words, reply.consent_at) == (None, "", None)
    assert [a.step for a in reply.answers.all()] == [1]


def test_own_words_are_joined_in_the_order_asked(inside: World) -> None:
    invitation = builders.invitation()
    first = asked(invitation)["words"]
    second = Question.objects.create(
        business=inside.business,
        version=first.version,
        position=4,
        kind="words",
        text="Anything else?",
    )
    submission = Submission(steps={}, words={second.pk: "Two.", first.pk: "One."})
    reply = answering.record_reply(invitation, submission, now=clock.now())
    assert reply.words == "One.\n\nTwo."


def test_a_test_stays_a_test(inside: World) -> None:
    assert record(builders.invitation(is_test=True)).is_test


@pytest.mark.parametrize(
    ("values", "waits"),
    [
        ({"rating": "1"}, True),
        ({"rating": "2"}, True),
        ({"rating": "3"}, False),
        ({"rating": "5", "contact": "email"}, True),
        ({"rating": "5", "contact": "no"}, False),
        ({"rating": ""}, False),
    ],
)
def test_who_waits_for_a_person(
    inside: World, values: dict[str, str], waits: bool
) -> None:
    assert record(builders.invitation(), **values).waits_for_person is waits


@pytest.mark.parametrize(
    ("day", "by"), [(18, 20), (19, 23), (20, 24), (21, 24), (22, 24), (23, 25)]
)
def test_contact_is_promised_two_working_days_ahead(
    inside: World, day: int, by: int
) -> None:
    invitation = builders.invitation()
    with clock.set_to(NOON.replace(day=day)):
        reply = record(invitation, contact="email")
    assert reply.contact_by == date(2026, 11, by)


def test_the_promise_counts_from_the_day_where_the_business_is(inside: World) -> None:
    inside.business.zone = "Pacific/Auckland"  # already Thursday there
    inside.business.save(update_fields=["zone"])
    reply = record(builders.invitation(), contact="email")
    assert reply.contact_by == date(2026, 11, 23)


def test_nothing_is_promised_to_those_who_want_no_answer(inside: World) -> None:
    assert record(builders.invitation(), contact="no").contact_by is None


def test_the_second_to_answer_changes_nothing(inside: World) -> None:
    invitation = builders.invitation()
    record(invitation)
    with pytest.raises(AlreadyAnswered):
        record(invitation, words="Something else.")
    assert the_reply(invitation).words == "He was kind."
    assert Event.objects.filter(verb="answered").count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"status": Invitation.Status.EXPIRED},
        {"expires_at": NOON},
        {"status": Invitation.Status.PLANNED, "asked_at": None},
        {"status": Invitation.Status.NOT_ASKED, "reason": "not_delivered"},
    ],
)
def test_a_link_that_is_not_open_takes_nothing(
    inside: World, values: dict[str, Any]
) -> None:
    invitation = builders.invitation(**values)
    with pytest.raises(Gone):
        record(invitation)
    assert not Reply.objects.exists()
    invitation.refresh_from_db()
    assert invitation.answered_at is None


def test_the_reminder_does_not_go_out_any_more(inside: World) -> None:
    invitation, other = builders.invitation(), builders.invitation()
    for each in (invitation, other):
        posting = Posting(mail.Kind.REMINDER, f"reminder:{each.pk}:1")
        mail.post(Email("m@example.com", "?", "?"), posting, business=inside.business)
    record(invitation)
    states = OutboundMessage.objects.filter(kind="reminder").values_list("status")
    assert sorted(states) == [("cancelled",), ("queued",)]


def test_the_team_hears_of_somebody_who_waits(inside: World) -> None:
    record(builders.invitation(), rating="5")
    assert not OutboundMessage.objects.filter(kind="notice").exists()
    record(builders.invitation(), rating="1")
    assert OutboundMessage.objects.filter(kind="notice").exists()


def test_history_says_so_without_a_word_of_theirs(inside: World) -> None:
    reply = record(builders.invitation(), contact="phone", phone="01872 555 014")
    event = Event.objects.get(verb="answered")
    assert (event.actor_kind, event.target_id) == ("customer", reply.pk)
    assert event.customer_id == reply.customer_id
    assert event.after == {"contact_by": "2026-11-20", "consent": ""}


def test_an_edit_replaces_everything_and_keeps_what_was(inside: World) -> None:
    invitation = builders.invitation()
    reply = record(invitation, consent="no_name")
    with clock.set_to(NOON + timedelta(days=1)):
        change(reply, rating="5", step="", words="Very kind.", consent="no")
    reply = the_reply(invitation)
    assert columns(reply, "rating", "words", "consent") == (5, "Very kind.", "no")
    assert reply.submitted_at == NOON
    assert reply.edited_at == reply.consent_at == NOON + timedelta(days=1)
    assert {a.step or a.words for a in reply.answers.all()} == {5, "Very kind."}
    was = ReplyRevision.objects.get()
    assert columns(was, "rating", "words", "consent") == (4, "He was kind.", "no_name")


def test_sending_the_same_again_is_no_edit(inside: World) -> None:
    reply = record(builders.invitation(), contact="phone", phone="01872 555 014")
    change(reply, contact="phone", phone="01872 555 014")
    assert the_reply(reply.invitation).edited_at is None
    assert not ReplyRevision.objects.exists()


def test_after_seven_days_nothing_changes(inside: World) -> None:
    reply = record(builders.invitation())
    week = timedelta(days=7)
    with clock.set_to(NOON + week - timedelta(seconds=1)):
        change(reply, words="Just in time.")
    with clock.set_to(NOON + week), pytest.raises(Gone):
        change(reply, words="Too late.")
    assert the_reply(reply.invitation).words == "Just in time."


def test_the_date_we_promised_stays_through_an_edit(inside: World) -> None:
    reply = record(builders.invitation(), contact="email")
    with clock.set_to(NOON + timedelta(days=5)):
        changed = change(reply, contact="phone", phone="01872 555 014")
        assert changed.contact_by == date(2026, 11, 20)
        assert change(reply, contact="no").contact_by is None


def test_an_edit_can_make_somebody_wait_but_never_wait_less(inside: World) -> None:
    reply = record(builders.invitation(), rating="5")
    assert change(reply, rating="1").waits_for_person
    assert change(reply, rating="5").waits_for_person
    assert OutboundMessage.objects.filter(kind="notice").exists()


def test_whom_an_edit_makes_wait_waits_since_then(inside: World) -> None:
    reply = record(builders.invitation(), rating="5")
    hearing.answer_customer(reply, words="Thank you.", by=inside.by)
    later = NOON + timedelta(days=2)
    with clock.set_to(later):
        change(reply, contact="phone", phone="01872 555 014")
    with clock.set_to(later + timedelta(days=1)):
        change(reply, rating="1")
    assert the_reply(reply.invitation).waiting_since == later


def test_who_waits_already_goes_on_waiting_through_an_edit(inside: World) -> None:
    reply = record(builders.invitation(), rating="1")
    with clock.set_to(NOON + timedelta(days=2)):
        change(reply, contact="phone", phone="01872 555 014")
    assert the_reply(reply.invitation).waiting_since == NOON


def test_who_was_dealt_with_does_not_wait_again_for_the_same(inside: World) -> None:
    reply = record(builders.invitation(), rating="1")
    hearing.mark_acting(reply, by=inside.by)
    changed = change(reply, rating="1", words="He was kind, though.")
    assert (changed.state, changed.waits_for_person) == ("acting", False)


def test_a_reply_that_was_done_is_new_again_after_an_edit(inside: World) -> None:
    reply = record(builders.invitation(), rating="1")
    hearing.close_reply(reply, by=inside.by)
    changed = change(reply, words="It broke again.")
    assert (changed.state, changed.done_at) == ("new", None)
    event = Event.objects.get(verb="edited")
    assert (event.before["state"], event.after["state"]) == ("done", "new")


def test_changing_only_the_permission_does_not_reopen_it(inside: World) -> None:
    reply = record(builders.invitation())
    hearing.close_reply(reply, by=inside.by)
    assert change(reply, consent="first_name").state == "done"


@pytest.mark.parametrize("consent", ["first_name", "no_name"])
def test_words_are_withdrawn_at_once(inside: World, consent: str) -> None:
    reply = record(builders.invitation(), consent=consent)
    later = NOON + timedelta(days=400)
    assert answering.withdraw_words(reply, now=later)
    reply = the_reply(reply.invitation)
    assert (reply.consent, reply.consent_at) == ("no", later)
    assert not reply.may_be_shown
    event = Event.objects.get(verb="withdrew")
    assert (event.before, event.after) == ({"consent": consent}, {"consent": "no"})


def test_without_permission_there_is_nothing_to_withdraw(inside: World) -> None:
    reply = record(builders.invitation())
    assert not answering.withdraw_words(reply, now=NOON)
    assert not Event.objects.filter(verb="withdrew").exists()
