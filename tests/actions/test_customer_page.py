from datetime import timedelta

from django.urls import reverse

from actions.selectors import timeline
from actions.selectors.timeline import Cursor
from actions.services import decide_not_to, tell_customers
from actions.services.telling import Letter
from feedback import clock, tenancy
from feedback.customers.models import Customer, Suppression
from feedback.customers.services import suppress
from feedback.history.services import CUSTOMER
from surveys.models import Invitation
from surveys.services import hearing
from surveys.services.leaving import stop_asking
from tests import builders
from tests.actions.builders import TODAY, action, done_action
from tests.conftest import NOON, World
from tests.queries import assert_same_queries


def page(world: World, customer: Customer, who: str = "owner", query: str = "") -> str:
    url = reverse("actions:customer-detail", args=[customer.pk])
    response = world.client(who).get(url + query)
    assert response.status_code == 200
    return response.content.decode()


def visit(customer: Customer, **values: object) -> Invitation:
    return builders.invitation(builders.interaction(customer), **values)


def test_one_timeline_of_everything(inside: World) -> None:
    customer = builders.customer(relationship_owner=inside.manager)
    with clock.set_to(NOON + timedelta(hours=1)):
        reply = builders.reply(visit(customer), words="He came at ten to five.")
    with clock.set_to(NOON + timedelta(hours=2)):
        hearing.answer_customer(reply, words="I am sorry.", by=inside.by)
    with clock.set_to(NOON + timedelta(hours=3)):
        made = done_action(inside, reply)
    with clock.set_to(NOON + timedelta(hours=4)):
        tell_customers(made, [Letter(customer.pk, "We text now.")], by=inside.by)
    with clock.set_to(NOON + timedelta(hours=5)):
        stop_asking(customer, by=CUSTOMER)
    shown = page(inside, customer)
    for words in (
        "Asked not to be asked again",
        "We told them what we did",
        "Dan promised: Ring before noon",
        "I am sorry.",
        "He came at ten to five.",
        "Asked after the boiler service",
    ):
        assert words in shown
    titles = [entry.kind for entry in timeline.timeline(customer)]
    assert titles[:2] == ["wished", "told"]
    assert set(titles[2:4]) == {"did", "promised"}
    assert titles[4:6] == ["answered", "said"]
    assert set(titles[6:]) == {"asked", "work"}


def test_why_somebody_was_not_asked(inside: World) -> None:
    customer = builders.customer()
    reason = Invitation.Reason.RESTING
    visit(customer, status="not_asked", reason=reason, asked_at=None, version=None)
    shown = page(inside, customer)
    assert "Not asked after the boiler service, because they are asked" in shown
    assert "You can ask by hand." in shown


def test_an_address_that_does_not_work_is_said(inside: World) -> None:
    customer = builders.customer()
    reason = Suppression.Reason.BOUNCED
    suppress(inside.business, email=customer.email, reason=reason, by=inside.by)
    shown = page(inside, customer)
    assert "No more mail: address does not work" in shown
    assert "Address does not work" in shown


def test_open_promises_stand_on_top(inside: World) -> None:
    customer = builders.customer()
    reply = builders.reply(visit(customer))
    action(inside, reply, what="Ring her", due_on=TODAY)
    closed = action(inside, reply, what="Send flowers")
    decide_not_to(closed, because="No florist", by=inside.by)
    assert [a.what for a in timeline.open_promises(customer)] == ["Ring her"]
    shown = page(inside, customer)
    assert shown.index("What we owe Margaret") < shown.index("Margaret and you")


def test_there_is_no_score(inside: World) -> None:
    customer = builders.customer()
    builders.reply(visit(customer), rating=1, words="Never again.")
    shown = page(inside, customer)
    assert "Very poor" not in shown
    assert "Never again." in shown


def test_who_and_how_to_reach_them(inside: World) -> None:
    customer = builders.customer(
        phone="07700 900214", value="most_valuable", relationship_owner=inside.manager
    )
    shown = page(inside, customer)
    for words in (customer.email, "07700 900214", "Most valuable", "Lee Tonkin"):
        assert words in shown
    assert "Pause asking" in shown
    assert "Pause asking" not in page(inside, customer, "reader")


def test_nobody_elses_doings_are_here(inside: World) -> None:
    customer, other = builders.customer(), builders.customer()
    action(inside, builders.reply(visit(other), words="Other words."))
    assert timeline.timeline(customer) == []
    assert "Other words." not in page(inside, customer)


def test_older_entries_follow_without_a_gap(inside: World) -> None:
    customer = builders.customer()
    for days in range(45):
        moment = NOON - timedelta(days=days // 3)
        with clock.set_to(moment):
            builders.interaction(customer, happened_at=moment, kind=f"Job {days}")
    seen: list[str] = []
    before: Cursor | None = None
    while True:
        found = timeline.timeline(customer, before=before)
        seen += [entry.title for entry in found[: timeline.PAGE]]
        if len(found) <= timeline.PAGE:
            break
        before = Cursor.read(found[timeline.PAGE - 1].cursor)
    assert len(seen) == len(set(seen)) == 45
    shown = page(inside, customer)
    assert 'rel="next"' in shown


def test_a_forged_cursor_is_the_first_page(inside: World) -> None:
    customer = builders.customer()
    for query in ("?before=x", "?before=2026-01-01~1", "?before=2026-01-01T00:00:00~"):
        page(inside, customer, query=query)


def test_a_longer_life_takes_no_more_queries(world: World) -> None:
    with tenancy.enter(world.business.id):
        customer = builders.customer()

    def grow() -> None:
        with tenancy.enter(world.business.id):
            reply = builders.reply(visit(customer))
            hearing.answer_customer(reply, words=f"Sorry {reply.pk}", by=world.by)
            action(world, reply)
            made = done_action(world, reply, what="Send flowers")
            tell_customers(made, [Letter(customer.pk, "We text.")], by=world.by)

    url = reverse("actions:customer-detail", args=[customer.pk])
    assert_same_queries(world.client(), url, grow, rows=2)
