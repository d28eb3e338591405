import pytest
from django.urls import reverse

from actions.models import Action, ChecklistItem
from actions.selectors import work
from actions.services import (
    add_step,
    complete,
    decide_not_to,
    move_step,
    remove_step,
    restore_step,
    take_back,
    tick,
)
from actions.services.checklists import MOST_STEPS
from feedback import clock, tenancy
from feedback.errors import Conflict, Refused
from tests.actions.builders import A_DAY, action, closing
from tests.conftest import NOON, World


def words(made: Action) -> list[str]:
    return [step.words for step in work.steps(made)]


def with_steps(world: World, *said: str) -> tuple[Action, list[ChecklistItem]]:
    made = action(world)
    return made, [add_step(made, words=each, by=world.by) for each in said]


def test_steps_stand_in_the_order_they_were_added(inside: World) -> None:
    made, _ = with_steps(inside, "Ring her", "Bring the part")
    assert words(made) == ["Ring her", "Bring the part"]


def test_a_step_leaves_the_revision_of_its_action_alone(inside: World) -> None:
    made, _ = with_steps(inside, "Ring her")
    made.refresh_from_db()
    assert made.revision == 1


def test_the_same_step_twice_within_a_minute_is_one(inside: World) -> None:
    made, (first,) = with_steps(inside, "Ring her")
    assert add_step(made, words="Ring  her", by=inside.by) == first
    with clock.set_to(NOON + A_DAY):
        assert add_step(made, words="Ring her", by=inside.by) != first


@pytest.mark.parametrize("nothing", ["", "  \n ", "\u202e", "\x00"])
def test_a_step_says_something(inside: World, nothing: str) -> None:
    made = action(inside)
    with pytest.raises(Refused):
        add_step(made, words=nothing, by=inside.by)


def test_ticking_says_who_and_when_and_again_changes_nothing(inside: World) -> None:
    _, (step,) = with_steps(inside, "Ring her")
    assert tick(step, done=True, by=inside.by)
    assert not tick(step, done=True, by=inside.by)
    step.refresh_from_db()
    assert (step.done_by, step.done_at) == (inside.owner, NOON)
    assert tick(step, done=False, by=inside.by)
    step.refresh_from_db()
    assert (step.done_by, step.done_at) == (None, None)


def test_a_step_moves_up_and_down_until_the_end(inside: World) -> None:
    made, (first, second, _third) = with_steps(inside, "1", "2", "3")
    assert move_step(second, up=True, by=inside.by)
    assert words(made) == ["2", "1", "3"]
    assert not move_step(second, up=True, by=inside.by)
    assert move_step(first, up=False, by=inside.by)
    assert words(made) == ["2", "3", "1"]


def test_what_was_taken_away_comes_back_with_its_tick(inside: World) -> None:
    made, (first, second) = with_steps(inside, "1", "2")
    tick(first, done=True, by=inside.by)
    assert remove_step(first, by=inside.by)
    assert not remove_step(first, by=inside.by)
    assert words(made) == ["2"]
    with pytest.raises(Conflict):
        tick(first, done=False, by=inside.by)
    assert restore_step(first, by=inside.by)
    assert words(made) == ["1", "2"]
    assert work.steps(made)[0].done_by == inside.owner
    assert second in work.steps(made)


def test_there_are_never_more_than_fifty(inside: World) -> None:
    made, (first, *_) = with_steps(inside, *(f"Step {n}" for n in range(MOST_STEPS)))
    with pytest.raises(Refused):
        add_step(made, words="One more", by=inside.by)
    remove_step(first, by=inside.by)
    add_step(made, words="One more", by=inside.by)
    with pytest.raises(Refused):
        restore_step(first, by=inside.by)


def test_steps_of_a_closed_action_stand(inside: World) -> None:
    made, (step,) = with_steps(inside, "1")
    complete(made, closing(), by=inside.by)
    for change in (
        lambda: tick(step, done=True, by=inside.by),
        lambda: remove_step(step, by=inside.by),
        lambda: move_step(step, up=True, by=inside.by),
        lambda: add_step(made, words="2", by=inside.by),
    ):
        with pytest.raises(Conflict):
            change()


def test_an_action_with_a_tick_cannot_be_taken_back(inside: World) -> None:
    made, (step,) = with_steps(inside, "1")
    tick(step, done=True, by=inside.by)
    with pytest.raises(Conflict):
        take_back(made, by=inside.by)
    decide_not_to(made, because="No", by=inside.by)


def test_an_action_with_steps_alone_can_be_taken_back(inside: World) -> None:
    made, _ = with_steps(inside, "1")
    take_back(made, by=inside.by)
    assert not ChecklistItem.objects.exists()


def test_on_the_page_steps_work_without_scripts(world: World) -> None:
    client = world.client("member")
    with tenancy.enter(world.business.id):
        made, (step,) = with_steps(world, "Ring her")
    url = reverse("actions:action-step", args=[made.pk, step.pk])
    page = client.post(url, {"do": "done"}, follow=True).content.decode()
    assert "1/1" in page
    page = client.post(url, {"do": "remove"}, follow=True).content.decode()
    assert f'action="{url}?do=restore"' in page
    client.post(f"{url}?do=restore")
    with tenancy.enter(world.business.id):
        assert words(made) == ["Ring her"]


def test_a_script_gets_the_list_and_the_messages_alone(world: World) -> None:
    client = world.client("member")
    with tenancy.enter(world.business.id):
        made, (step,) = with_steps(world, "Ring her")
    url = reverse("actions:action-step", args=[made.pk, step.pk])
    answer = client.post(url, {"do": "remove"}, headers={"HX-Request": "true"})
    part = answer.content.decode()
    assert part.lstrip().startswith('<section id="steps"')
    assert 'hx-swap-oob="true"' in part
    assert "do=restore" in part
    assert "<html" not in part


def test_an_empty_step_is_explained_beside_the_field(world: World) -> None:
    client = world.client("member")
    with tenancy.enter(world.business.id):
        made = action(world)
    url = reverse("actions:action-steps", args=[made.pk])
    assert client.post(url, {"words": " "}).status_code == 422
    answer = client.post(url, {"words": " "}, headers={"HX-Request": "true"})
    assert (answer.status_code, b'class="err"' in answer.content) == (422, True)


@pytest.mark.parametrize(
    "do", ["", "DONE", "done;drop", "x" * 9_000, "\x00", "up down"]
)
def test_an_unknown_button_does_nothing(world: World, do: str) -> None:
    client = world.client("member")
    with tenancy.enter(world.business.id):
        made, (step,) = with_steps(world, "Ring her")
    url = reverse("actions:action-step", args=[made.pk, step.pk])
    assert client.post(url, {"do": do}).status_code == 302
    with tenancy.enter(world.business.id):
        assert not work.steps(made)[0].done_at


def test_a_step_of_another_action_is_not_found(world: World) -> None:
    with tenancy.enter(world.business.id):
        _, (step,) = with_steps(world, "Ring her")
        other = action(world)
    url = reverse("actions:action-step", args=[other.pk, step.pk])
    assert world.client("member").post(url, {"do": "done"}).status_code == 404
