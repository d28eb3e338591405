"""The board narrowed down and page by page, and the action page as it grows."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import Action
from actions.selectors import board
from actions.selectors.board import Wanted
from actions.selectors.places import Place
from actions.services import add_step, comment, merge, tick
from actions.services.repeating import Plan, repeat
from actions.services.templates import Wording, save_template
from feedback import clock, tenancy
from feedback.accounts.models import Membership, Team, TeamPlace
from tests import builders
from tests.actions.builders import (
    A_DAY,
    TODAY,
    action,
    done_action,
    late_action,
    text_file,
)
from tests.conftest import NOON, World
from tests.queries import assert_same_queries

URL = reverse("actions:action-list")
MANY = board.MOST_CARDS


def team(world: World, *people: Membership, name: str = "The vans") -> Team:
    made = Team.objects.create(business=world.business, name=name)
    for one in people:
        TeamPlace.objects.create(business=world.business, team=made, membership=one)
    return made


def shown(client: Client, query: str = "") -> list[str]:
    response = client.get(URL + query)
    assert response.status_code == 200
    columns = response.context["columns"]
    return sorted(card.action.what for c in columns for card in c.cards)


def test_one_kind(world: World) -> None:
    with tenancy.enter(world.business.id):
        action(world, what="Help", kind=Action.Kind.HELP)
        action(world, what="Fix", kind=Action.Kind.FIX)
        action(world, what="Special", kind=Action.Kind.SPECIAL)
    client = world.client("reader")
    assert shown(client, "?kind=fix") == ["Fix"]
    assert shown(client, "?kind=nonsense") == ["Fix", "Help", "Special"]


def test_one_team_has_what_it_was_given_and_what_its_people_do(world: World) -> None:
    with tenancy.enter(world.business.id):
        vans, office = team(world, world.member), team(world, name="The office")
        action(world, what="Given", owner=world.manager, team=vans)
        action(world, what="Dan’s")
        action(world, what="Dan’s for the office", team=office)
        action(world, what="Lee’s", owner=world.manager)
    client = world.client("reader")
    assert shown(client, f"?team={vans.pk}") == ["Dan’s", "Given"]
    assert shown(client, f"?team={office.pk}") == ["Dan’s for the office"]
    assert shown(client, f"?team={vans.pk}&whose={world.manager.pk}") == ["Given"]


@pytest.mark.parametrize("query", ["?team=x", "?whose=x", f"?team={'0' * 32}"])
def test_nobody_s_board_is_not_found(world: World, query: str) -> None:
    assert world.client().get(URL + query).status_code == 404


def test_another_business_s_team_is_not_found(world: World) -> None:
    with tenancy.enter(world.other_business.id):
        other = Team.objects.create(business=world.other_business, name="Theirs")
    assert world.client().get(f"{URL}?team={other.pk}").status_code == 404


def test_links_keep_the_other_choices(world: World) -> None:
    page = world.client().get(f"{URL}?whose=mine&kind=fix").content.decode()
    assert 'href="?whose=mine&amp;kind=help"' in page
    assert 'href="?kind=fix&amp;whose=mine" aria-current="page"' in page


def test_the_late_ones_stand_first(world: World) -> None:
    with tenancy.enter(world.business.id):
        action(world, what="Soon", due_on=TODAY)
        late_action(world, what="Very late", days=9)
        late_action(world, what="Late", days=2)
        found = board.board(world.business, today=TODAY, now=NOON)[0]
    whats = [card.action.what for card in found.cards]
    assert whats == ["Very late", "Late", "Soon"]


@pytest.mark.parametrize("column", ["todo", "done"])
def test_a_column_goes_on_page_by_page_whatever_comes_and_goes(
    world: World, column: str
) -> None:
    make = done_action if column == "done" else action
    with tenancy.enter(world.business.id):
        reply = builders.reply()
        for number in range(MANY + 3):
            with clock.set_to(NOON + timedelta(minutes=number)):
                make(world, reply, what=f"Promise {number:02}")
    client = world.client()
    first = client.get(URL).context["columns"]
    page = next(one for one in first if one.name == column)
    seen = [card.action for card in page.cards]
    with tenancy.enter(world.business.id):
        if column == "todo":
            action(world, reply, what="Earlier", due_on=TODAY)
    following = client.get(f"{URL}?column={column}&after={page.older}")
    (rest,) = following.context["columns"]
    seen += [card.action for card in rest.cards]
    assert len(seen) == len(set(seen)) == MANY + 3
    assert rest.older == ""


def test_show_more_is_a_link_without_scripts(world: World) -> None:
    with tenancy.enter(world.business.id):
        reply = builders.reply()
        for number in range(MANY + 1):
            action(world, reply, what=f"Promise {number}")
    client = world.client()
    page = client.get(f"{URL}?kind=help").content.decode()
    found = re.search(r'rel="next" href="([^"]+)"', page)
    assert found
    following = client.get(URL + found.group(1).replace("&amp;", "&"))
    assert following.content.decode().count('class="acard') == 1


@pytest.mark.parametrize(
    "after",
    ["x", "~", "2026-11-18", "2026-13-40~0", "0001-01-01T00:00:00+14:00~" + "0" * 32],
)
@pytest.mark.parametrize("column", ["todo", "told", "x", "merged", "\x00"])
def test_a_place_that_is_none_is_the_beginning(
    world: World, column: str, after: str
) -> None:
    query = {"column": column, "after": after}
    assert world.client().get(URL, query).status_code == 200


def test_a_place_reads_what_it_wrote(inside: World) -> None:
    made = done_action(inside)
    for sort, is_moment in (("due_on", False), ("done_at", True)):
        place = Place.of(made, sort)
        assert Place.read(str(place), is_moment=is_moment) == place


def test_a_card_counts_steps_and_comments(world: World) -> None:
    with tenancy.enter(world.business.id):
        made = action(world, builders.reply(), builders.reply())
        first = add_step(made, words="1", by=world.by)
        add_step(made, words="2", by=world.by)
        tick(first, done=True, by=world.by)
        comment(made, words="Said", by=world.by)
        wanted = Wanted(kind="help")
        found = board.board(world.business, today=TODAY, now=NOON, wanted=wanted)
    page = world.client().get(URL).content.decode()
    assert "1 of 2 steps" in page
    assert "1 comment" in page
    assert found[0].cards[0].people == 2


def test_a_fuller_action_takes_no_more_queries(world: World) -> None:
    with tenancy.enter(world.business.id):
        made = action(world)
        merge(action(world, what="Other"), made, by=world.by, now=NOON)
    number = iter(range(100))

    def grow() -> None:
        with tenancy.enter(world.business.id):
            name = str(next(number))
            step = add_step(made, words=name, by=world.by)
            tick(step, done=True, by=world.by)
            comment(made, words=name, by=world.by)
            text_file(made, by=world.by, name=f"{name}.txt")

    url = reverse("actions:action-detail", args=[made.pk])
    assert_same_queries(world.client(), url, grow, rows=3)


def test_lists_of_templates_and_what_comes_again_take_no_more_queries(
    world: World,
) -> None:
    number = iter(range(100))

    def grow() -> None:
        from_ = next(number)
        with tenancy.enter(world.business.id):
            plan = Plan(f"Check {from_}", world.member, "month", TODAY + A_DAY)
            repeat(world.business, plan, by=world.by)
            save_template(world.business, Wording(f"Ring {from_}"), by=world.by)

    for name in ("repeating-list", "template-list"):
        assert_same_queries(world.client(), reverse(f"actions:{name}"), grow, rows=3)
