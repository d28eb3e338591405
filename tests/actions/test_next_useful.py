from actions.selectors.useful import next_useful
from actions.services import keep_date, tell_customers
from actions.services.telling import Letter
from feedback.accounts.models import Membership
from tests import builders
from tests.actions.builders import TODAY, action, done_action, late_action
from tests.conftest import World


def kinds(world: World, who: Membership) -> list[str]:
    return [step.kind for step in next_useful(world.business, who, on=TODAY)]


def told_action(world: World) -> None:
    reply = builders.reply()
    made = done_action(world, reply)
    tell_customers(made, [Letter(reply.customer_id, "Words")], by=world.by)


def test_people_come_before_promises(inside: World) -> None:
    inside.business.wall_is_public = True
    told_action(inside)
    done_action(inside)
    action(inside, due_on=TODAY, owner=inside.owner)
    late_action(inside)
    builders.reply()
    assert kinds(inside, inside.owner) == [
        "waiting",
        "slipped",
        "due",
        "not_told",
        "not_published",
    ]


def test_a_pile_of_one_kind_hides_nothing_else(inside: World) -> None:
    for _ in range(5):
        builders.reply()
        done_action(inside)
    for _ in range(5):
        late_action(inside)
    assert kinds(inside, inside.owner) == (
        ["waiting"] * 3 + ["slipped"] * 3 + ["not_told"]
    )


def test_ones_own_broken_promise_comes_first(inside: World) -> None:
    late_action(inside, days=9)
    late_action(inside, owner=inside.manager, what="Mine", days=1)
    steps = next_useful(inside.business, inside.manager, on=TODAY)
    assert steps[0].sentence == "“Mine” is 1 day late: keep it, move it or not?"
    assert steps[1].sentence.endswith("is 9 days late, promised by Dan.")


def test_what_was_kept_is_not_asked_about(inside: World) -> None:
    keep_date(late_action(inside), by=inside.by)
    assert kinds(inside, inside.owner) == []


def test_what_others_do_today_is_their_affair(inside: World) -> None:
    action(inside, due_on=TODAY)
    assert kinds(inside, inside.owner) == []
    assert kinds(inside, inside.member) == ["due"]


def test_the_wall_is_for_managers_and_only_if_it_is_public(inside: World) -> None:
    told_action(inside)
    assert kinds(inside, inside.owner) == []
    inside.business.wall_is_public = True
    assert kinds(inside, inside.owner) == ["not_published"]
    assert kinds(inside, inside.member) == []


def test_a_try_out_of_the_team_waits_for_nobody(inside: World) -> None:
    builders.reply(is_test=True)
    assert kinds(inside, inside.owner) == []


def test_nothing_to_do_is_said_plainly(inside: World) -> None:
    shown = inside.client().get("/actions/").content.decode()
    assert "nobody waits to hear from you, and no promise is due" in shown


def test_the_inbox_names_the_next_promise_beside_the_people_who_wait(
    inside: World,
) -> None:
    builders.reply()
    assert "Next:" not in inside.client().get("/inbox/").content.decode()
    late = late_action(inside)
    page = inside.client().get("/inbox/").content.decode()
    assert f'Next: <a href="/actions/{late.pk}/">' in page
    assert "2 days late, promised by Dan." in page
