"""What stands on a customer's timeline besides the loop itself."""

from datetime import timedelta
from decimal import Decimal

import pytest

from actions.selectors import timeline
from feedback import tenancy
from feedback.customers import merging
from feedback.customers.models import Customer
from feedback.history import services as history
from surveys.models import CustomerMessage, TeamNote
from surveys.services.answering import withdraw_words
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.guests import filled, link

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def margaret(inside: World) -> Customer:
    """Somebody with one reply."""
    customer = builders.customer()
    builders.reply(builders.invitation(builders.interaction(customer)))
    return customer


def titles(customer: Customer, part: str = "") -> list[str]:
    return [entry.title for entry in timeline.timeline(customer, part=part)]


def found(customer: Customer, title: str) -> timeline.Entry:
    return next(e for e in timeline.timeline(customer) if e.title == title)


def test_what_the_work_came_to(inside: World) -> None:
    customer = builders.customer()
    builders.interaction(customer, value=Decimal("180"), reference="A-17")
    assert found(customer, "Boiler service, by Dan (A-17)").note == "Came to 180.00"


def test_what_they_wrote_back_and_who_else_did(margaret: Customer) -> None:
    reply = margaret.replies.get()
    for key, words, is_from_them in (
        ("a", "Thank you.", True),
        ("b", "Me too.", False),
    ):
        CustomerMessage.objects.create(
            business=reply.business,
            reply=reply,
            words=words,
            from_email="paul@example.com",
            is_from_them=is_from_them,
            received_at=LATER,
            dedupe_key=key,
        )
    assert found(margaret, "Wrote").words == "Thank you."
    assert found(margaret, "Wrote").is_theirs
    assert found(margaret, "Somebody wrote").note == "paul@example.com"


def test_what_the_team_noted(inside: World, margaret: Customer) -> None:
    reply = margaret.replies.get()
    TeamNote.objects.create(
        business=reply.business,
        reply=reply,
        author=inside.member,
        words="Rang, nobody in.",
    )
    assert found(margaret, "Dan noted for the team").words == "Rang, nobody in."


def test_what_perhaps_a_machine_sent_is_said(margaret: Customer) -> None:
    margaret.replies.update(is_suspicious=True)
    assert found(margaret, "Said").note == "Perhaps a machine sent this"


def test_that_they_were_reminded(inside: World) -> None:
    work = builders.interaction()
    builders.invitation(work, reminded_at=NOON)
    assert "Reminded about the boiler service" in titles(work.customer)


def test_that_they_changed_or_withdrew_their_words(world: World) -> None:
    with tenancy.enter(world.business.id):
        reply = builders.reply(consent="no_name")
        fields = filled(reply.invitation, words="He came late.", consent="no_name")
    world.client("anonymous").post(link("edit", reply.invitation), fields)
    with tenancy.enter(world.business.id):
        withdraw_words(reply, now=LATER)
        shown = titles(reply.customer)
    assert "Changed what they said" in shown
    assert "Took their words off the public page" in shown


def test_that_we_edited_their_name_is_no_news(inside: World) -> None:
    customer = builders.customer()
    history.record("edited", customer, by=inside.by, customer_id=customer.pk)
    assert titles(customer) == []


def test_a_merge_leaves_its_trace(inside: World, margaret: Customer) -> None:
    other = builders.customer(name="Maggie Ellis")
    merging.merge(margaret, other, by=inside.by)
    assert found(margaret, "Put together with Maggie Ellis").note == "By Ruth"


def test_parts_show_their_own_entries_only(margaret: Customer) -> None:
    assert titles(margaret, "words") == ["Said"]
    assert "Said" not in titles(margaret, "work")
    assert titles(margaret, "deeds") == []
    assert titles(margaret, "nonsense") == titles(margaret)
