"""A mail that did not arrive asked nobody."""

from datetime import timedelta

import pytest

from feedback import clock, tenancy
from feedback.customers.models import Customer
from feedback.history.models import Event
from feedback.history.services import CLOCK
from feedback.mail import services as mail
from feedback.mail.models import OutboundMessage
from feedback.mail.tasks import apply_events
from surveys.models import Invitation
from surveys.services.claiming import mail_key
from surveys.services.undelivered import hear_undelivered
from tests import builders
from tests.conftest import NOON, World
from tests.mail import postmark
from tests.mail.rows import Kind, Status, queued

Reason = Invitation.Reason


@pytest.fixture(autouse=True)
def _provider(settings: object) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": postmark.SECRET}
    settings.MAIL_EVENTS_FROM = ["postmark"]


def asked(
    world: World, status: str, **values: object
) -> tuple[Invitation, OutboundMessage]:
    """Store an invitation and its mail, which came to ``status``."""
    with tenancy.enter(world.business.pk):
        invitation = builders.invitation()
        row = queued(
            world.business,
            to=invitation.customer.email,
            key=mail_key(invitation),
            customer_id=invitation.customer_id,
            status=status,
            finished_at=NOON,
            **values,
        )
    return invitation, row


def now(invitation: Invitation) -> tuple[str, str]:
    with tenancy.every_business():
        found = Invitation.objects.get(pk=invitation.pk)
    return found.status, found.reason


def tell(event: object) -> None:
    assert postmark.tell(event).status_code == 200
    apply_events()


@pytest.mark.parametrize("status", ["failed", "expired", "cancelled", "dead"])
def test_a_mail_that_never_left_asked_nobody(world: World, status: str) -> None:
    invitation, _row = asked(world, status)
    assert hear_undelivered(now=NOON) == 1
    assert now(invitation) == ("not_asked", Reason.NOT_DELIVERED)


def test_a_bounce_is_the_reason(world: World) -> None:
    invitation, row = asked(world, "accepted")
    tell(postmark.bounced(row))
    assert hear_undelivered(now=clock.now()) == 1
    assert now(invitation) == ("not_asked", Reason.BOUNCED)
    with tenancy.every_business():
        event = Event.objects.get(verb="could not ask")
    assert event.customer_id == invitation.customer_id


def test_a_soft_bounce_is_no_verdict_on_the_address(world: World) -> None:
    invitation, row = asked(world, "accepted")
    tell(postmark.soft_bounced(row))
    hear_undelivered(now=NOON)
    assert now(invitation) == ("not_asked", Reason.NOT_DELIVERED)


@pytest.mark.parametrize("status", ["queued", "accepted", "delivered", "uncertain"])
def test_what_arrived_or_may_arrive_stays_asked(world: World, status: str) -> None:
    invitation, _row = asked(world, status)
    assert hear_undelivered(now=NOON) == 0
    assert now(invitation) == ("asked", "")


def test_an_answer_beats_a_late_bounce(world: World) -> None:
    invitation, row = asked(world, "accepted")
    with tenancy.enter(world.business.pk):
        builders.reply(invitation)
    tell(postmark.bounced(row))
    assert hear_undelivered(now=NOON) == 0
    assert now(invitation)[0] == "answered"


def planned_for(customer: Customer) -> Invitation:
    work = builders.interaction(customer)
    due = NOON + timedelta(days=2)
    return builders.invitation(
        work, status="planned", due_at=due, asked_at=None, version=None
    )


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (postmark.bounced, Reason.BOUNCED),
        (postmark.complained, Reason.COMPLAINED),
        (postmark.unsubscribed, Reason.OPTED_OUT),
    ],
)
def test_what_was_planned_for_that_person_is_not_asked(
    world: World, told: object, reason: str
) -> None:
    invitation, row = asked(world, "accepted")
    with tenancy.enter(world.business.pk):
        planned = planned_for(invitation.customer)
        other = planned_for(builders.customer())
    tell(told(row))
    hear_undelivered(now=clock.now())
    assert now(planned) == ("not_asked", reason)
    assert now(other) == ("planned", "")


def test_sent_again_is_asked_again(world: World) -> None:
    invitation, row = asked(world, "failed")
    hear_undelivered(now=NOON)
    with tenancy.enter(world.business.pk):
        mail.send_again(OutboundMessage.objects.get(pk=row.pk), by=CLOCK)
    assert hear_undelivered(now=NOON) == 1
    assert now(invitation) == ("asked", "")
    assert hear_undelivered(now=NOON) == 0


def test_another_businesss_bounce_changes_nothing_here(world: World) -> None:
    invitation, _row = asked(world, "accepted")
    queued(
        world.other_business,
        key=mail_key(invitation),
        customer_id=invitation.customer_id,
        status=Status.BOUNCED,
        finished_at=NOON,
        kind=Kind.INVITATION,
    )
    assert hear_undelivered(now=NOON) == 0
    assert now(invitation) == ("asked", "")
