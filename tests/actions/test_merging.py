from datetime import timedelta

import pytest
from django.urls import reverse

from actions.models import Action, ActionReply
from actions.selectors import board, work
from actions.selectors.story import story
from actions.services import (
    Promise,
    add_step,
    comment,
    complete,
    merge,
    remove_reply,
    split,
    take_back,
    tick,
    unmerge,
    unsplit,
)
from feedback import tenancy
from feedback.errors import Conflict, Refused
from surveys.models import Reply
from tests import builders
from tests.actions.builders import A_DAY, TODAY, action, closing, text_file
from tests.conftest import NOON, World

MINUTE = timedelta(minutes=1)
State = Action.State


def raised(made: Action) -> set[Reply]:
    return {link.reply for link in made.links.select_related("reply")}


def promise(world: World, **values: object) -> Promise:
    fresh = {"what": "Ring her", "owner": world.member, "due_on": TODAY + A_DAY}
    return Promise(**{**fresh, **values})  # type: ignore[arg-type]


def two(world: World) -> tuple[Action, Action]:
    return action(world, what="First"), action(world, what="Second")


def test_what_is_joined_says_where_it_went(inside: World) -> None:
    first, second = two(inside)
    merge(first, second, by=inside.by, now=NOON)
    first.refresh_from_db()
    assert (first.state, first.merged_into) == (State.MERGED, second)
    assert raised(second) >= raised(first)


def test_replies_both_had_are_there_once(inside: World) -> None:
    reply = builders.reply()
    first = action(inside, reply, what="First")
    second = action(inside, reply, what="Second")
    merge(first, second, by=inside.by, now=NOON)
    assert second.links.count() == 1


def test_steps_go_over_with_their_ticks_behind_those_there(inside: World) -> None:
    first, second = two(inside)
    mine = add_step(first, words="Mine", by=inside.by)
    tick(mine, done=True, by=inside.by)
    add_step(second, words="Theirs", by=inside.by)
    merge(first, second, by=inside.by, now=NOON)
    steps = work.steps(second)
    assert [(s.words, bool(s.done_at)) for s in steps] == [
        ("Theirs", False),
        ("Mine", True),
    ]


def test_comments_and_files_can_be_read_from_both(inside: World) -> None:
    first, second = two(inside)
    comment(first, words="Said before", by=inside.by)
    stored = text_file(first, by=inside.by)
    merge(first, second, by=inside.by, now=NOON)
    family = [second, *work.joined_to(second)]
    assert [one.now.words for one in work.comments(family)] == ["Said before"]
    assert list(work.files(family)) == [stored]


def test_a_joined_action_is_on_no_board_and_nothing_is_owed_for_it(
    inside: World,
) -> None:
    reply = builders.reply()
    first = action(inside, reply, what="First")
    second = action(inside, what="Second")
    merge(first, second, by=inside.by, now=NOON)
    columns = board.board(inside.business, today=TODAY, now=NOON)
    assert [c.action for column in columns for c in column.cards] == [second]
    assert list(board.actions_about(reply)) == [second]


def test_for_ten_minutes_they_are_taken_apart_as_they_were(inside: World) -> None:
    first, second = two(inside)
    before = raised(first), raised(second)
    add_step(first, words="Mine", by=inside.by)
    merge(first, second, by=inside.by, now=NOON)
    unmerge(first, by=inside.by, now=NOON + 9 * MINUTE)
    first.refresh_from_db()
    assert (first.state, first.merged_into) == (State.TODO, None)
    assert (raised(first), raised(second)) == before
    assert [s.words for s in work.steps(first)] == ["Mine"]
    assert not work.steps(second)


def test_after_ten_minutes_they_stay_one(inside: World) -> None:
    first, second = two(inside)
    merge(first, second, by=inside.by, now=NOON)
    with pytest.raises(Conflict):
        unmerge(first, by=inside.by, now=NOON + 11 * MINUTE)


def test_a_reply_taken_out_meanwhile_is_acted_on_again_after_undo(
    inside: World,
) -> None:
    reply = builders.reply()
    first = action(inside, reply, what="First")
    second = action(inside, what="Second")
    merge(first, second, by=inside.by, now=NOON)
    remove_reply(second, reply, by=inside.by)
    unmerge(first, by=inside.by, now=NOON + MINUTE)
    reply.refresh_from_db()
    assert reply.state == Reply.State.ACTING
    assert raised(first) == {reply}


def test_a_chain_of_joins_is_read_from_its_end(inside: World) -> None:
    first, second = two(inside)
    third = action(inside, what="Third")
    comment(first, words="From far", by=inside.by)
    merge(first, second, by=inside.by, now=NOON)
    second.refresh_from_db()
    merge(second, third, by=inside.by, now=NOON)
    assert set(work.joined_to(third)) == {first, second}
    assert raised(third) >= raised(first)
    with pytest.raises(Conflict):
        unmerge(Action.objects.get(pk=first.pk), by=inside.by, now=NOON)


def test_what_cannot_be_joined(inside: World) -> None:
    first, second = two(inside)
    with pytest.raises(Refused):
        merge(first, first, by=inside.by, now=NOON)
    complete(second, closing(), by=inside.by)
    with pytest.raises(Conflict):
        merge(first, second, by=inside.by, now=NOON)
    with pytest.raises(Conflict):
        merge(second, first, by=inside.by, now=NOON)
    with pytest.raises(Conflict):
        unmerge(first, by=inside.by, now=NOON)


def test_whoever_joins_what_somebody_changed_is_told(inside: World) -> None:
    first, second = two(inside)
    with pytest.raises(Conflict):
        merge(first, second, by=inside.by, now=NOON, expected_revision=7)
    assert Action.objects.get(pk=first.pk).state == State.TODO


def test_the_story_tells_of_both(inside: World) -> None:
    first, second = two(inside)
    merge(first, second, by=inside.by, now=NOON)
    told = [line.text for line in story(first, today=TODAY)]
    assert "Ruth joined it to “Second”." in told
    assert "Ruth joined “First” to it." in [
        line.text for line in story(second, today=TODAY)
    ]


def test_split_off_replies_have_a_promise_of_their_own(inside: World) -> None:
    stays, goes = builders.reply(), builders.reply()
    whole = action(inside, stays, goes)
    made = split(whole, [goes], promise=promise(inside), by=inside.by)
    assert (raised(whole), raised(made)) == ({stays}, {goes})
    assert (made.split_from, made.what) == (whole, "Ring her")
    goes.refresh_from_db()
    assert goes.state == Reply.State.ACTING


def test_undoing_a_split_makes_them_one_again(inside: World) -> None:
    stays, goes = builders.reply(), builders.reply()
    whole = action(inside, stays, goes)
    made = split(whole, [goes], promise=promise(inside), by=inside.by)
    with pytest.raises(Conflict):
        take_back(made, by=inside.by)
    assert unsplit(made, by=inside.by) == whole
    assert raised(whole) == {stays, goes}
    assert not Action.objects.filter(pk=made.pk).exists()
    assert ActionReply.objects.count() == 2


def test_a_split_that_was_worked_on_stays(inside: World) -> None:
    stays, goes = builders.reply(), builders.reply()
    whole = action(inside, stays, goes)
    made = split(whole, [goes], promise=promise(inside), by=inside.by)
    comment(made, words="Begun", by=inside.by)
    with pytest.raises(Conflict):
        unsplit(made, by=inside.by)
    assert raised(made) == {goes}


def test_what_cannot_be_split(inside: World) -> None:
    stays, goes, stranger = builders.reply(), builders.reply(), builders.reply()
    whole = action(inside, stays, goes)
    for chosen in ([], [stays, goes]):
        with pytest.raises(Refused):
            split(whole, chosen, promise=promise(inside), by=inside.by)
        whole.refresh_from_db()
    with pytest.raises(Conflict):
        split(whole, [stranger], promise=promise(inside), by=inside.by)
    whole.refresh_from_db()
    with pytest.raises(Refused):
        split(whole, [goes], promise=promise(inside, what=" "), by=inside.by)
    assert raised(whole) == {stays, goes}


def test_on_the_pages_actions_are_joined_and_taken_apart(world: World) -> None:
    client = world.client("member")
    with tenancy.enter(world.business.id):
        first, second = two(world)
    url = reverse("actions:action-merging", args=[first.pk])
    assert "Second" in client.get(url).content.decode()
    assert "Second" not in client.get(f"{url}?q=nothing").content.decode()
    page = client.post(url, {"into": second.pk, "revision": 1}, follow=True)
    assert f'action="{url}?undo=1"' in page.content.decode()
    went = client.get(reverse("actions:action-detail", args=[first.pk]))
    assert "This was joined to another action." in went.content.decode()
    client.post(f"{url}?undo=1")
    with tenancy.enter(world.business.id):
        assert Action.objects.get(pk=first.pk).state == State.TODO


@pytest.mark.parametrize("into", ["", "x", "0" * 32, "\x00"])
def test_joining_to_nothing_is_not_found(world: World, into: str) -> None:
    with tenancy.enter(world.business.id):
        first, _ = two(world)
    url = reverse("actions:action-merging", args=[first.pk])
    assert world.client("member").post(url, {"into": into}).status_code == 404


def test_on_the_page_replies_are_split_off_and_put_back(world: World) -> None:
    client = world.client("member")
    with tenancy.enter(world.business.id):
        stays, goes = builders.reply(), builders.reply()
        whole = action(world, stays, goes)
    url = reverse("actions:action-splitting", args=[whole.pk])
    assert client.get(url).status_code == 200
    sent = {"what": "Ring her", "level": "week", "owner": str(world.member.pk)}
    kind = {"kind": "help", "revision": "1"}
    assert client.post(url, {**sent, **kind}).status_code == 422
    both = {**sent, **kind, "reply": [stays.pk, goes.pk]}
    assert client.post(url, both).status_code == 422
    page = client.post(url, {**sent, **kind, "reply": [goes.pk]}, follow=True)
    with tenancy.enter(world.business.id):
        made = Action.objects.get(split_from=whole)
    undo = reverse("actions:action-withdrawal", args=[made.pk])
    assert undo in page.content.decode()
    client.post(undo)
    with tenancy.enter(world.business.id):
        assert raised(whole) == {stays, goes}
