"""While a complaint is open nobody is asked, reminded or written to by a claim."""

from datetime import timedelta

import pytest

from feedback.errors import Conflict
from feedback.history.models import Event
from feedback.mail import services as mail
from feedback.mail.email import Email
from feedback.mail.models import OutboundMessage
from feedback.mail.services import Posting
from surveys.models import Invitation
from surveys.rules import Reason
from surveys.services.asking import ask_due
from surveys.services.by_hand import ask_now, may_ask_by_hand, may_ask_in_spite
from surveys.services.claiming import mail_key
from surveys.services.complaints import (
    hold_asking_for_complaint,
    release_asking_after_complaint,
)
from surveys.services.planning import plan_invitations
from tests import builders
from tests.conftest import NOON, World

Status = Invitation.Status
Kind = OutboundMessage.Kind


def planned(**values: object) -> Invitation:
    fresh = {"status": Status.PLANNED, "version": None, "asked_at": None}
    return builders.invitation(**{"due_at": NOON, **fresh, **values})


def test_who_complains_is_not_planned(inside: World) -> None:
    builders.survey()
    who = builders.customer()
    assert hold_asking_for_complaint(who, by=inside.by)
    (row,) = plan_invitations(builders.interaction(who), by=inside.by)
    assert row.reason == Reason.COMPLAINT


def test_what_was_planned_is_not_asked(inside: World) -> None:
    row = planned()
    hold_asking_for_complaint(row.customer, by=inside.by)
    ask_due(now=NOON)
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.NOT_ASKED, Reason.COMPLAINT)
    assert not OutboundMessage.objects.exists()


def test_nobody_reminds_them(inside: World) -> None:
    row = builders.invitation(
        asked_at=NOON - timedelta(days=4), remind_at=NOON - timedelta(minutes=1)
    )
    hold_asking_for_complaint(row.customer, by=inside.by)
    ask_due(now=NOON)
    row.refresh_from_db()
    assert row.reminded_at is None
    assert not OutboundMessage.objects.filter(kind=Kind.REMINDER).exists()


def test_what_waits_in_the_outbox_is_taken_out(inside: World) -> None:
    row = builders.invitation(asked_at=NOON)
    posting = Posting(Kind.INVITATION, mail_key(row), row.customer_id)
    mail.post(Email(row.customer.email, "?", "?"), posting, business=inside.business)
    hold_asking_for_complaint(row.customer, by=inside.by)
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.NOT_ASKED, Reason.COMPLAINT)
    assert OutboundMessage.objects.get().status == "cancelled"


def test_what_has_gone_stays_asked(inside: World) -> None:
    row = builders.invitation()
    hold_asking_for_complaint(row.customer, by=inside.by)
    row.refresh_from_db()
    assert row.status == Status.ASKED


def test_once_settled_the_rules_hold_again(inside: World) -> None:
    builders.survey()
    who = builders.customer()
    hold_asking_for_complaint(who, by=inside.by)
    assert release_asking_after_complaint(who, by=inside.by, because="I rang.")
    (row,) = plan_invitations(builders.interaction(who), by=inside.by)
    assert row.status == Status.PLANNED


def test_opening_and_settling_twice_is_once(inside: World) -> None:
    who = builders.customer()
    assert not release_asking_after_complaint(who, by=inside.by, because="I rang.")
    assert hold_asking_for_complaint(who, by=inside.by)
    assert not hold_asking_for_complaint(who, by=inside.by)
    assert release_asking_after_complaint(who, by=inside.by, because="I rang.")
    verbs = Event.objects.filter(customer_id=who.pk).values_list("verb", flat=True)
    assert sorted(verbs) == ["complaint opened", "complaint settled"]


def test_asking_all_the_same_takes_a_second_yes_and_is_written_down(
    inside: World,
) -> None:
    row = planned(status=Status.NOT_ASKED, reason=Reason.COMPLAINT, due_at=NOON)
    hold_asking_for_complaint(row.customer, by=inside.by)
    row.customer.refresh_from_db()
    assert not may_ask_by_hand(row)
    assert may_ask_in_spite(row)
    with pytest.raises(Conflict, match="complaint"):
        ask_now(row, by=inside.by)
    asked = ask_now(row, by=inside.by, in_spite_of_complaint=True)
    assert asked.status == Status.ASKED
    event = Event.objects.get(verb="asked in spite of a complaint")
    assert event.actor == inside.owner


def test_after_it_was_settled_asking_by_hand_is_plain(inside: World) -> None:
    row = planned(status=Status.NOT_ASKED, reason=Reason.COMPLAINT)
    assert may_ask_by_hand(row)
    assert ask_now(row, by=inside.by).status == Status.ASKED
    assert not Event.objects.filter(verb="asked in spite of a complaint").exists()


def test_the_customer_page_has_the_switch(inside: World) -> None:
    who = builders.customer()
    page = f"/customers/{who.pk}/edit/"
    member, manager = inside.client("member"), inside.client("manager")
    assert "A complaint is open</button>" in member.get(page).content.decode()
    member.post(f"/customers/{who.pk}/complaint/")
    assert "It is settled</a>" in manager.get(page).content.decode()
    end = f"/customers/{who.pk}/complaint/end/"
    assert manager.post(end, {"because": " "}).status_code == 422
    assert member.post(end, {"because": "I rang."}).status_code == 403
    assert manager.post(end, {"because": "I rang."}).status_code == 302
    who.refresh_from_db()
    assert who.complaint_open_since is None


def test_the_list_offers_the_second_yes_only(inside: World) -> None:
    row = planned(status=Status.NOT_ASKED, reason=Reason.COMPLAINT)
    hold_asking_for_complaint(row.customer, by=inside.by)
    client = inside.client("member")
    page = client.get("/surveys/asked/").content.decode()
    assert "because a complaint of theirs was open" in page
    assert "Ask all the same" in page
    assert client.post(f"/surveys/asked/{row.pk}/ask/").status_code == 409
    client.post(f"/surveys/asked/{row.pk}/ask/", {"in_spite": "1"})
    row.refresh_from_db()
    assert row.status == Status.ASKED
