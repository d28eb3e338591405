"""Roles, removal and coming back: only owners, and there is always one."""

from uuid import UUID

import pytest
from django.urls import reverse

from feedback.accounts import services
from feedback.accounts.models import Membership, Role
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history.models import Event
from feedback.history.services import Actor
from feedback.ids import uuid7
from tests.conftest import World, join
from tests.queries import assert_same_queries


def edit(pk: UUID) -> str:
    return reverse("accounts:membership-edit", args=[pk])


def removal(pk: UUID) -> str:
    return reverse("accounts:membership-removal", args=[pk])


def role_of(membership: Membership) -> str:
    return Membership.objects.get(pk=membership.pk).role


def test_an_owner_sees_everybody_with_what_they_may_do(inside: World) -> None:
    body = inside.client().get("/settings/team/").content.decode()
    for person in (inside.owner, inside.manager, inside.member, inside.reader):
        assert person.user.email in body
    assert "Just you so far" not in body


def test_an_owner_alone_is_told_what_helps(world: World) -> None:
    body = world.client("stranger").get("/settings/team/").content.decode()
    assert "Just you so far" in body


def test_an_owner_changes_a_role_and_history_says_so(inside: World) -> None:
    response = inside.client().post(edit(inside.reader.pk), {"role": "manager"})
    assert response.url == "/settings/team/"
    assert role_of(inside.reader) == Role.MANAGER
    event = Event.objects.get(verb="given a role")
    assert (event.before, event.after) == ({"role": "reader"}, {"role": "manager"})


def test_an_unknown_role_is_no_role(inside: World) -> None:
    response = inside.client().post(edit(inside.reader.pk), {"role": "staff"})
    assert response.status_code == 422
    assert role_of(inside.reader) == Role.READER


@pytest.mark.parametrize("who", ["reader", "member", "manager"])
def test_nobody_raises_a_role_but_an_owner(inside: World, who: str) -> None:
    own: Membership = getattr(inside, who)
    assert inside.client(who).post(edit(own.pk), {"role": "owner"}).status_code == 403
    with pytest.raises(NotAllowed):
        services.change_role(own, role=Role.OWNER, by=Actor.member(own))
    assert role_of(own) == who


def test_somebody_who_was_an_owner_when_the_page_opened_is_asked_again(
    inside: World,
) -> None:
    services.change_role(inside.manager, role=Role.OWNER, by=inside.by)
    services.change_role(inside.owner, role=Role.MEMBER, by=inside.by)
    with pytest.raises(NotAllowed):
        services.change_role(inside.owner, role=Role.OWNER, by=inside.by)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.MEMBER, Role.READER])
def test_the_last_owner_stays_one(inside: World, role: Role) -> None:
    response = inside.client().post(edit(inside.owner.pk), {"role": role})
    assert response.status_code == 422
    assert "Somebody has to own this" in response.content.decode()
    assert inside.client().post(removal(inside.owner.pk)).status_code == 400
    assert role_of(inside.owner) == Role.OWNER


def test_an_owner_who_was_removed_does_not_count_as_one(inside: World) -> None:
    second = join(inside.business, "pat@penrose.example", "Pat", Role.OWNER)
    services.remove_member(second, by=inside.by)
    with pytest.raises(Refused):
        services.remove_member(inside.owner, by=inside.by)


def test_with_two_owners_one_may_go(inside: World) -> None:
    services.change_role(inside.manager, role=Role.OWNER, by=inside.by)
    assert services.remove_member(inside.owner, by=inside.by)


def test_somebody_removed_is_out_at_once_and_can_come_back(inside: World) -> None:
    client = inside.client("member")
    assert client.get("/settings/you/").status_code == 200
    response = inside.client().post(removal(inside.member.pk), follow=True)
    assert f"{removal(inside.member.pk)}?undo=1" in response.content.decode()
    assert client.get("/settings/you/").url == "/settings/new/"
    inside.client().post(f"{removal(inside.member.pk)}?undo=1")
    assert client.get("/settings/you/").status_code == 200
    assert role_of(inside.member) == Role.MEMBER
    verbs = Event.objects.filter(target_id=inside.member.pk).values_list("verb")
    assert sorted(verbs) == [("removed",), ("taken back",)]


def test_removing_twice_is_once(inside: World) -> None:
    assert services.remove_member(inside.member, by=inside.by)
    assert not services.remove_member(inside.member, by=inside.by)
    assert services.restore_member(inside.member, by=inside.by)
    assert not services.restore_member(inside.member, by=inside.by)


def test_somebody_who_is_out_cannot_be_given_a_role(inside: World) -> None:
    services.remove_member(inside.member, by=inside.by)
    with pytest.raises(Conflict):
        services.change_role(inside.member, role=Role.OWNER, by=inside.by)
    assert inside.client().get(edit(inside.member.pk)).status_code == 404


def test_an_owner_of_another_business_finds_nobody(inside: World) -> None:
    client = inside.client("stranger")
    assert client.post(edit(inside.member.pk), {"role": "reader"}).status_code == 404
    assert client.post(removal(inside.member.pk)).status_code == 404
    assert role_of(inside.member) == Role.MEMBER


def test_the_list_needs_the_same_queries_however_many_there_are(
    inside: World,
) -> None:
    def grow() -> None:
        join(inside.business, f"{uuid7()}@penrose.example", "Pat", Role.MEMBER)

    assert_same_queries(inside.client(), "/settings/team/", grow)
