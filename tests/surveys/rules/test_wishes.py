"""What people wish about being asked: it holds at once, and only they lift it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback import clock
from feedback.customers.models import Suppression
from feedback.customers.services import suppress
from feedback.customers.wishing import wishes_of
from feedback.errors import Conflict
from feedback.history.models import Event
from feedback.history.services import CUSTOMER
from feedback.mail import services as mail
from feedback.mail.email import Email
from feedback.mail.models import OutboundMessage
from feedback.mail.services import Posting
from surveys.models import Invitation
from surveys.rules import Reason
from surveys.services.asking import ask_due
from surveys.services.by_hand import ask_now, may_ask_by_hand
from surveys.services.claiming import mail_key
from surveys.services.leaving import resume_asking, stop_asking
from surveys.services.planning import plan_invitations
from surveys.services.wishes import NoSuchWish, ask_less_often, pause_own
from tests import builders
from tests.conftest import NOON, World

Status = Invitation.Status
Kind = OutboundMessage.Kind
DAY = timedelta(days=1)


def plan(world: World, who: object, **values: object) -> Invitation:
    (row,) = plan_invitations(builders.interaction(who, **values), by=world.by)  # type: ignore[arg-type]
    return row


def planned(**values: object) -> Invitation:
    fresh = {"status": Status.PLANNED, "version": None, "asked_at": None}
    return builders.invitation(**{"due_at": NOON + DAY, **fresh, **values})


def waiting(row: Invitation, kind: Kind = Kind.INVITATION) -> OutboundMessage:
    key = mail_key(row) if kind == Kind.INVITATION else f"reminder:{row.pk}:1"
    email = Email(row.customer.email, "?", "?")
    mail.post(email, Posting(kind, key, row.customer_id), business=row.business)
    return OutboundMessage.objects.get(dedupe_key=key)


@pytest.mark.parametrize(
    ("months", "until"),
    [(3, date(2027, 2, 18)), (6, date(2027, 5, 18)), (12, date(2027, 11, 18))],
)
def test_a_pause_of_months_ends_on_the_same_day(
    inside: World, months: int, until: date
) -> None:
    who = builders.customer()
    assert pause_own(who, months=months, by=CUSTOMER) == until
    assert wishes_of(who).paused_until == until


def test_a_pause_that_would_end_on_no_day_ends_on_the_last(inside: World) -> None:
    with clock.set_to(datetime(2026, 11, 30, 12, tzinfo=UTC)):
        until = pause_own(builders.customer(), months=3, by=CUSTOMER)
    assert until == date(2027, 2, 28)


def test_during_their_pause_nobody_asks_and_after_it_anybody_may(inside: World) -> None:
    builders.survey()
    who = builders.customer()
    pause_own(who, months=3, by=CUSTOMER)
    assert plan(inside, who).reason == Reason.OWN_PAUSE
    with clock.set_to(datetime(2027, 2, 17, 15, tzinfo=UTC)):
        assert plan(inside, who).reason == Reason.OWN_PAUSE
    with clock.set_to(datetime(2027, 2, 18, 9, tzinfo=UTC)):
        assert plan(inside, who).status == Status.PLANNED


def test_what_is_planned_in_the_pause_is_taken_back_and_what_lies_behind_stays(
    inside: World,
) -> None:
    who = builders.customer()
    soon = planned(about=builders.interaction(who))
    late = planned(about=builders.interaction(who), due_at=NOON + 200 * DAY)
    pause_own(who, months=3, by=CUSTOMER)
    soon.refresh_from_db()
    late.refresh_from_db()
    assert (soon.status, soon.reason) == (Status.NOT_ASKED, Reason.OWN_PAUSE)
    assert late.status == Status.PLANNED


def test_what_waits_in_the_outbox_does_not_go(inside: World) -> None:
    row = builders.invitation(asked_at=NOON)
    question = waiting(row)
    reminder = waiting(
        builders.invitation(builders.interaction(row.customer)), Kind.REMINDER
    )
    pause_own(row.customer, months=3, by=CUSTOMER)
    for message in (question, reminder):
        message.refresh_from_db()
        assert message.status == "cancelled"
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.NOT_ASKED, Reason.OWN_PAUSE)


def test_nobody_is_reminded_during_their_pause(inside: World) -> None:
    row = builders.invitation(asked_at=NOON - 4 * DAY, remind_at=NOON)
    pause_own(row.customer, months=3, by=CUSTOMER)
    ask_due(now=NOON + timedelta(minutes=1))
    row.refresh_from_db()
    assert (row.reminded_at, row.status) == (None, Status.ASKED)


@pytest.mark.parametrize(("months", "days"), [(6, 183), (12, 365)])
def test_less_often_lengthens_the_rest(inside: World, months: int, days: int) -> None:
    builders.survey()
    who = builders.customer()
    builders.invitation(builders.interaction(who), asked_at=NOON)
    ask_less_often(who, months=months, by=CUSTOMER)
    day = NOON + (days - 1) * DAY
    with clock.set_to(day.replace(hour=10)):
        reasons = {row.reason for row in plan_all_of(inside, who)}
    assert reasons == {Reason.LESS_OFTEN}
    with clock.set_to(NOON + (days + 5) * DAY):
        assert "" in {row.reason for row in plan_all_of(inside, who)}


def plan_all_of(world: World, who: object) -> list[Invitation]:
    return plan_invitations(builders.interaction(who), by=world.by)  # type: ignore[arg-type]


def test_within_our_own_rest_that_is_the_reason(inside: World) -> None:
    who = builders.customer()
    builders.invitation(builders.interaction(who), asked_at=NOON - DAY)
    ask_less_often(who, months=6, by=CUSTOMER)
    assert {row.reason for row in plan_all_of(inside, who)} == {Reason.RESTING}


def test_who_wants_less_is_not_reminded(inside: World) -> None:
    row = builders.invitation(asked_at=NOON - 3 * DAY, remind_at=NOON + DAY)
    reminder = waiting(row, Kind.REMINDER)
    ask_less_often(row.customer, months=6, by=CUSTOMER)
    row.refresh_from_db()
    reminder.refresh_from_db()
    assert (row.remind_at, row.status, reminder.status) == (None, "asked", "cancelled")


def test_a_first_question_that_waits_still_goes_and_a_second_does_not(
    inside: World,
) -> None:
    first = builders.invitation(asked_at=NOON)
    sent = waiting(first)
    ask_less_often(first.customer, months=6, by=CUSTOMER)
    sent.refresh_from_db()
    assert sent.status == "queued"
    second = builders.invitation(
        builders.interaction(first.customer), asked_at=NOON + 100 * DAY
    )
    with clock.set_to(NOON + 100 * DAY):
        late = waiting(second)
        resume_asking(first.customer)
        ask_less_often(first.customer, months=6, by=CUSTOMER)
    late.refresh_from_db()
    second.refresh_from_db()
    assert (late.status, second.reason) == ("cancelled", Reason.LESS_OFTEN)


def test_a_planned_question_too_soon_is_taken_back(inside: World) -> None:
    who = builders.customer()
    builders.invitation(builders.interaction(who), asked_at=NOON - DAY)
    row = planned(about=builders.interaction(who), due_at=NOON + 100 * DAY)
    ask_less_often(who, months=6, by=CUSTOMER)
    row.refresh_from_db()
    assert row.reason == Reason.LESS_OFTEN


def test_the_business_cannot_ask_against_it_by_hand(inside: World) -> None:
    row = planned(status=Status.NOT_ASKED, reason=Reason.OWN_PAUSE)
    assert not may_ask_by_hand(row)
    resting = planned(
        about=builders.interaction(row.customer),
        status=Status.NOT_ASKED,
        reason=Reason.RESTING,
    )
    pause_own(row.customer, months=3, by=CUSTOMER)
    with pytest.raises(Conflict, match="Only they can change that"):
        ask_now(resting, by=inside.by)
    with pytest.raises(Conflict, match="Only they can change that"):
        ask_now(resting, by=inside.by, in_spite_of_complaint=True)


def test_only_what_is_offered_can_be_wished(inside: World) -> None:
    who = builders.customer()
    for months in (0, 1, 7, 99):
        with pytest.raises(NoSuchWish):
            pause_own(who, months=months, by=CUSTOMER)
        with pytest.raises(NoSuchWish):
            ask_less_often(who, months=months, by=CUSTOMER)
    assert not Suppression.objects.exists()


def test_saying_it_again_changes_it_and_the_same_again_is_once(inside: World) -> None:
    who = builders.customer()
    for months in (3, 3, 12):
        pause_own(who, months=months, by=CUSTOMER)
    assert wishes_of(who).paused_until == date(2027, 11, 18)
    assert Event.objects.filter(verb="asked for a pause").count() == 2


def test_coming_back_takes_back_all_of_it_and_nothing_else(inside: World) -> None:
    builders.survey()
    who = builders.customer()
    pause_own(who, months=3, by=CUSTOMER)
    ask_less_often(who, months=6, by=CUSTOMER)
    stop_asking(who, by=CUSTOMER)
    suppress(inside.business, email=who.email, reason="no_updates", by=CUSTOMER)
    resume_asking(who)
    assert wishes_of(who).reasons == {"no_updates"}
    assert plan(inside, who).status == Status.PLANNED
    assert Event.objects.filter(verb="resumed_asking").count() == 1


def test_a_wish_outlives_the_row_of_the_person(inside: World) -> None:
    builders.survey()
    who = builders.customer(email="ann@a.example")
    pause_own(who, months=3, by=CUSTOMER)
    who.delete()
    again = builders.customer(email="Ann@A.example")
    assert plan(inside, again).reason == Reason.OWN_PAUSE


def test_somebody_without_an_address_wishes_nothing_that_could_be_kept(
    inside: World,
) -> None:
    who = builders.customer(email="")
    pause_own(who, months=3, by=CUSTOMER)
    ask_less_often(who, months=6, by=CUSTOMER)
    assert not Suppression.objects.exists()
