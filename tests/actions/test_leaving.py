import pytest
from django.urls import reverse

from actions.models import Action
from actions.selectors.story import story
from actions.services import complete
from actions.services.leaving import hand_on_all
from feedback import tenancy
from feedback.accounts.models import Membership, Role, Team, TeamPlace
from feedback.accounts.services import change_role, remove_member
from feedback.mail.models import OutboundMessage
from tests.actions.builders import TODAY, action, closing
from tests.conftest import NOON, World, join


def owner_of(made: Action) -> Membership:
    return Action.objects.get(pk=made.pk).owner


def mails(world: World) -> list[OutboundMessage]:
    rows = OutboundMessage.objects.filter(business=world.business)
    return list(rows.filter(dedupe_key__startswith="inherited:"))


def test_what_somebody_promised_goes_to_a_boss_when_they_leave(inside: World) -> None:
    made = [action(inside, what="One"), action(inside, what="Two")]
    remove_member(inside.member, by=inside.by)
    assert [owner_of(one) for one in made] == [inside.owner, inside.owner]
    (mail,) = mails(inside)
    assert mail.to_email == inside.owner.user.email
    assert ("One" in mail.text, "Two" in mail.text) == (True, True)


def test_the_story_says_so(inside: World) -> None:
    made = action(inside)
    remove_member(inside.member, by=inside.by)
    told = [line.text for line in story(made, today=TODAY)]
    assert "Dan can’t do it any more: Ruth has it now." in told


def test_what_is_done_and_told_stays_theirs(inside: World) -> None:
    made = action(inside)
    quiet = closing(tell=False, not_told_because="We rang")
    complete(made, quiet, by=inside.by)
    remove_member(inside.member, by=inside.by)
    assert owner_of(made) == inside.member
    assert not mails(inside)


def test_what_is_done_and_not_told_goes_on_too(inside: World) -> None:
    made = action(inside)
    complete(made, closing(), by=inside.by)
    remove_member(inside.member, by=inside.by)
    assert owner_of(made) == inside.owner


def test_a_boss_of_the_same_team_comes_first(inside: World) -> None:
    team = Team.objects.create(business=inside.business, name="The vans")
    for one in (inside.member, inside.manager):
        TeamPlace.objects.create(business=inside.business, team=team, membership=one)
    made = action(inside)
    remove_member(inside.member, by=inside.by)
    assert owner_of(made) == inside.manager


def test_whoever_becomes_a_reader_hands_on_what_they_promised(inside: World) -> None:
    made = action(inside)
    change_role(inside.member, role=Role.READER, by=inside.by)
    assert owner_of(made) == inside.owner


def test_whoever_becomes_a_manager_keeps_it(inside: World) -> None:
    made = action(inside)
    change_role(inside.member, role=Role.MANAGER, by=inside.by)
    assert owner_of(made) == inside.member


@pytest.mark.parametrize("way", ["place", "person"])
def test_the_sweep_finds_whoever_went_another_way(world: World, way: str) -> None:
    with tenancy.enter(world.business.id):
        made = action(world)
        if way == "place":
            rows = Membership.objects.filter(pk=world.member.pk)
            rows.update(is_active=False)
        else:
            world.member.user.is_active = False
            world.member.user.save(update_fields=["is_active"])
    assert hand_on_all(now=NOON) == 1
    assert hand_on_all(now=NOON) == 0
    with tenancy.enter(world.business.id):
        assert owner_of(made) == world.owner
        assert len(mails(world)) == 1


def test_if_nobody_is_left_it_stays_where_it_is(world: World) -> None:
    with tenancy.enter(world.business.id):
        made = action(world)
        Membership.objects.filter(business=world.business).update(is_active=False)
    assert hand_on_all(now=NOON) == 0
    with tenancy.enter(world.business.id):
        assert owner_of(made) == world.member


def test_on_the_team_page_removing_somebody_hands_it_on(world: World) -> None:
    with tenancy.enter(world.business.id):
        kim = join(world.business, "kim@penrose.example", "Kim Bell", Role.MEMBER)
        made = action(world, owner=kim)
    url = reverse("accounts:membership-removal", args=[kim.pk])
    world.client().post(url)
    with tenancy.enter(world.business.id):
        assert owner_of(made) == world.owner
