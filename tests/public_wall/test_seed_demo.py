"""The sample businesses: enough of everything, whenever they are made, and once.

Making them is thousands of rows, so it is done once for each moment: Django's TestCase
keeps what `setUpTestData` stored for all its tests, each in a savepoint of its own.
"""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any, ClassVar

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from actions.models import Action
from feedback import clock, tenancy
from feedback.accounts.models import Business, User
from feedback.customers.models import Customer, Interaction
from feedback.history.models import Event
from feedback.mail.models import OutboundMessage
from feedback.walls import tenant_models
from public_wall.models import PublicReply, Removal, Update
from surveys.models import Invitation, Reply, Survey, SurveyVersion, TeamAnswer


class Sample:
    """The sample made at one moment, seen from inside Penrose Heating."""

    present: ClassVar[datetime]
    sheet: ClassVar[dict[str, Any]]
    penrose: ClassVar[Business]
    salon: ClassVar[Business]

    @classmethod
    def setUpTestData(cls) -> None:
        with clock.set_to(cls.present):
            cls.sheet = json.loads(seed())
        ids = [business["id"] for business in cls.sheet["businesses"]]
        cls.penrose, cls.salon = (Business.objects.get(pk=pk) for pk in ids)

    def setUp(self) -> None:
        self.enterContext(clock.set_to(self.present))
        self.enterContext(tenancy.enter(self.penrose.pk))

    def test_prints_ids_logins_and_links(self):
        slugs = [business["slug"] for business in self.sheet["businesses"]]
        assert slugs == ["penrose-heating", "tidy-co"]
        roles = [login["role"] for login in self.sheet["logins"]]
        assert roles == ["owner", "manager", "member", "reader", "owner", "member"]
        links = self.sheet["links"]
        assert set(links) >= {"login", "inbox", "wall", "survey", "my_feedback"}
        assert all(url.startswith("http") for url in links.values())

    def test_without_json_prints_lines_for_people(self):
        out = StringIO()
        call_command("seed_demo", "--force", stdout=out)
        assert "owner of Penrose Heating: ruth@penrose-heating" in out.getvalue()

    def test_a_second_run_prints_the_same_and_changes_nothing(self):
        before = everything()
        assert json.loads(seed()) == self.sheet
        assert everything() == before

    def test_everybody_can_log_in_with_the_password_that_is_printed(self):
        for login in self.sheet["logins"]:
            user = User.objects.get(email=login["email"])
            assert user.emailaddress_set.filter(verified=True, primary=True).exists()
        assert user.check_password(login["password"])

    def test_refuses_in_production(self):
        with pytest.raises(CommandError, match="--force"):
            call_command("seed_demo")

    def test_needs_no_force_to_be_tried_out(self):
        with self.settings(DEBUG=True):
            call_command("seed_demo", stdout=StringIO())

    def test_there_is_enough_for_numbers(self):
        work = Interaction.objects.exclude(source=Interaction.Source.TEST)
        assert 90 <= work.count() <= 130
        assert 55 <= Reply.objects.filter(is_test=False).count() <= 75
        assert Reply.objects.filter(is_test=True).count() == 1

    def test_the_neighbour_has_a_shorter_history(self):
        with tenancy.enter(self.salon.pk):
            assert 15 <= Reply.objects.filter(is_test=False).count() <= 25

    def test_both_pages_are_public(self):
        assert self.penrose.wall_is_public
        assert self.salon.wall_is_public

    def test_every_part_of_the_inbox_has_something_in_it(self):
        waiting = Reply.objects.filter(waits_for_person=True)
        names = sorted(str(reply.customer) for reply in waiting)
        assert names == ["Margaret Ellis", "Omar Haddad"]
        new = Reply.objects.filter(state=Reply.State.NEW, waits_for_person=False)
        assert new.count() >= 4
        assert Reply.objects.filter(state=Reply.State.ACTING).count() >= 5
        assert Reply.objects.filter(state=Reply.State.DONE).count() >= 30

    def test_the_words_are_an_honest_mix(self):
        assert set(Reply.objects.values_list("rating", flat=True)) == {1, 2, 3, 4, 5}
        consents = set(Reply.objects.values_list("consent", flat=True))
        assert consents == set(Reply.Consent.values)
        assert Reply.objects.filter(words="").count() >= 10
        assert Reply.objects.exclude(words="").count() >= 40
        assert Reply.objects.filter(words__contains="شكرًا").exists()

    def test_every_column_of_the_board_has_something_in_it(self):
        today = clock.today(self.penrose.zone)
        states = Action.objects.values_list("state", flat=True)
        assert set(states) == set(Action.State.values)
        still_open = Action.objects.filter(state__in=["todo", "doing"])
        assert still_open.filter(due_on__lt=today).count() == 1
        assert still_open.filter(due_on=today).count() == 1
        not_told_yet = Action.objects.filter(state="done", not_told_because="")
        assert not_told_yet.count() == 1

    def test_the_page_has_updates_answers_and_removals(self):
        kinds = list(Update.objects.values_list("kind", flat=True))
        assert kinds.count("did") >= 2
        assert kinds.count("not_this_time") == 1
        states = sorted(Removal.objects.values_list("state", flat=True))
        assert states == ["checking", "removed"]
        assert PublicReply.objects.count() >= 5
        assert TeamAnswer.objects.count() >= 10

    def test_whoever_was_not_asked_has_a_reason(self):
        reasons = set(Invitation.objects.values_list("reason", flat=True))
        assert reasons >= {"no_address", "opted_out", "resting", "paused"}

    def test_the_survey_was_rewritten_and_another_one_is_paused(self):
        assert SurveyVersion.objects.filter(survey__status="live").count() == 2
        assert Survey.objects.filter(status="paused").count() == 1

    def test_somebody_looks_after_the_most_valuable_customers(self):
        best = Customer.objects.filter(value=Customer.Value.MOST_VALUABLE)
        assert best.exists()
        assert not best.filter(relationship_owner=None).exists()

    def test_nothing_old_is_left_to_send(self):
        hour_ago = self.present - timedelta(hours=1)
        old = OutboundMessage.objects.filter(created_at__lt=hour_ago)
        assert old.count() > 100
        assert not old.exclude(status=OutboundMessage.Status.ACCEPTED).exists()

    def test_one_mail_is_ready_to_go_at_any_hour(self):
        mail = OutboundMessage.objects.get(status=OutboundMessage.Status.QUEUED)
        assert mail.due_at == self.present
        assert mail.to_email == "lee@penrose-heating.example"

    def test_one_customer_is_asked_at_once_if_the_hours_allow(self):
        planned = Invitation.objects.filter(status=Invitation.Status.PLANNED)
        soonest = planned.earliest("due_at").due_at
        hours = self.penrose.ask_from, self.penrose.ask_until
        is_open = hours[0] <= self.present.time() < hours[1]
        assert (soonest <= self.present) == is_open
        assert soonest - self.present < timedelta(hours=10)

    def test_nothing_lies_in_the_future(self):
        assert not Event.objects.filter(at__gt=self.present).exists()
        assert not Reply.objects.filter(submitted_at__gt=self.present).exists()
        assert not Interaction.objects.filter(happened_at__gt=self.present).exists()

    def test_replies_come_after_their_questions(self):
        for reply in Reply.objects.select_related("invitation"):
            assert reply.invitation.asked_at < reply.submitted_at

    def test_every_address_is_at_a_domain_that_nobody_can_own(self):
        customers = Customer.objects.exclude(email="").values_list("email", flat=True)
        mails = OutboundMessage.objects.values_list("to_email", flat=True)
        for address in [*customers, *mails]:
            assert address.endswith(("@example.com", ".example"))


class TestSampleMadeInWorkingHours(Sample, TestCase):
    present = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


class TestSampleMadeInTheNightTheClocksChange(Sample, TestCase):
    present = datetime(2027, 3, 28, 0, 40, tzinfo=UTC)


def seed() -> str:
    """Run the command as in production: Django's tests have no DEBUG."""
    out = StringIO()
    call_command("seed_demo", "--json", "--force", stdout=out)
    return out.getvalue()


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every business."""
    with tenancy.every_business():
        return {
            model.__name__: list(model.objects.order_by("pk").values())
            for model in tenant_models()
        }
