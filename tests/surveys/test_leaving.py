"""A person says stop: it holds at once, and only they can take it back."""

from feedback.customers.models import Customer, Suppression
from feedback.customers.selectors import suppressions_of
from feedback.history.models import Event
from feedback.history.services import CUSTOMER
from feedback.mail import services as mail
from feedback.mail.email import Email
from feedback.mail.models import OutboundMessage
from feedback.mail.services import Posting
from surveys.models import Invitation
from surveys.services.leaving import resume_asking, stop_asking, stop_telling
from tests import builders
from tests.conftest import World

Kind = mail.Kind


def post(world: World, kind: Kind, to: Customer) -> OutboundMessage:
    key = f"{kind}:{to.pk}"
    email = Email(to.email, "?", "?")
    mail.post(email, Posting(kind, key, to.pk), business=world.business)
    return OutboundMessage.objects.get(dedupe_key=key)


def states(rows: dict[Kind, OutboundMessage]) -> dict[Kind, str]:
    for row in rows.values():
        row.refresh_from_db()
    return {kind: row.status for kind, row in rows.items()}


def planned(to: Customer) -> Invitation:
    about = builders.interaction(to)
    return builders.invitation(about, status=Invitation.Status.PLANNED)


def test_nobody_who_said_stop_is_asked(inside: World) -> None:
    customer, other = builders.customer(), builders.customer()
    theirs, others = planned(customer), planned(other)
    stop_asking(customer, by=CUSTOMER)
    theirs.refresh_from_db()
    others.refresh_from_db()
    assert (theirs.status, theirs.reason) == ("not_asked", "opted_out")
    assert others.status == "planned"
    assert suppressions_of(inside.business, customer.email) == {"opted_out"}
    assert suppressions_of(inside.business, other.email) == set()


def test_an_invitation_that_was_sent_stays_open(inside: World) -> None:
    invitation = builders.invitation()
    stop_asking(invitation.customer, by=CUSTOMER)
    invitation.refresh_from_db()
    assert invitation.status == "asked"


def test_questions_that_wait_in_the_outbox_do_not_go(inside: World) -> None:
    customer, other = builders.customer(), builders.customer()
    rows = {kind: post(inside, kind, customer) for kind in Kind}
    neighbour = post(inside, Kind.INVITATION, other)
    stop_asking(customer, by=CUSTOMER)
    left = {kind for kind, state in states(rows).items() if state == "queued"}
    assert left == set(Kind) - {Kind.INVITATION, Kind.REMINDER}
    assert states({Kind.INVITATION: neighbour}) == {Kind.INVITATION: "queued"}


def test_updates_that_wait_do_not_go_but_questions_do(inside: World) -> None:
    customer = builders.customer()
    invitation = planned(customer)
    rows = {kind: post(inside, kind, customer) for kind in Kind}
    stop_telling(customer, by=CUSTOMER)
    left = {kind for kind, state in states(rows).items() if state == "queued"}
    assert left == set(Kind) - {Kind.TOLD}
    assert suppressions_of(inside.business, customer.email) == {"no_updates"}
    invitation.refresh_from_db()
    assert invitation.status == "planned"


def test_saying_it_twice_is_saying_it_once(inside: World) -> None:
    customer = builders.customer()
    for _ in range(2):
        stop_asking(customer, by=CUSTOMER)
    assert Suppression.objects.count() == 1
    assert Event.objects.filter(verb="stopped_asking").count() == 1


def test_a_mail_queued_after_the_first_stop_goes_at_the_second(inside: World) -> None:
    customer = builders.customer()
    stop_asking(customer, by=CUSTOMER)
    row = post(inside, Kind.REMINDER, customer)
    stop_asking(customer, by=CUSTOMER)
    assert states({Kind.REMINDER: row}) == {Kind.REMINDER: "cancelled"}


def test_only_the_wish_about_questions_is_taken_back(inside: World) -> None:
    customer = builders.customer()
    stop_asking(customer, by=CUSTOMER)
    stop_telling(customer, by=CUSTOMER)
    resume_asking(customer)
    assert suppressions_of(inside.business, customer.email) == {"no_updates"}
    event = Event.objects.get(verb="resumed_asking")
    assert (event.actor_kind, event.customer_id) == ("customer", customer.pk)


def test_taking_back_nothing_is_not_history(inside: World) -> None:
    resume_asking(builders.customer())
    assert not Event.objects.filter(verb="resumed_asking").exists()


def test_somebody_without_an_address_can_stop_too(inside: World) -> None:
    customer = builders.customer(email="")
    invitation = planned(customer)
    stop_asking(customer, by=CUSTOMER)
    stop_telling(customer, by=CUSTOMER)
    invitation.refresh_from_db()
    assert invitation.reason == "opted_out"
    assert not Suppression.objects.exists()
