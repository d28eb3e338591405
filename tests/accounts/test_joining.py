"""Asking somebody into the team: one address, one week, one place."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from feedback import clock, tenancy
from feedback.accounts import emails, services
from feedback.accounts.models import Business, Membership, Role, TeamInvitation
from feedback.errors import NotAllowed, Refused
from feedback.history.models import Event
from feedback.history.services import Actor
from feedback.links import make_token
from feedback.mail.models import OutboundMessage
from tests.accounts.outbox import link_in, mails, only_mail
from tests.conftest import NOON, World, person

NEW = "/settings/team/invitations/new/"
ZOE = "zoe@penrose.example"


def invite(world: World, email: str = ZOE, role: Role = Role.MEMBER) -> TeamInvitation:
    with tenancy.enter(world.business.pk):
        return services.invite_to_team(
            world.business, email=email, role=role, by=world.by
        )


def signed_in(email: str = ZOE, *, verified: bool = True) -> Client:
    user = person(email, "Zoe Lane")
    user.emailaddress_set.update(verified=verified)
    client = Client()
    client.force_login(user)
    return client


def place_of(world: World, email: str = ZOE) -> Membership | None:
    with tenancy.enter(world.business.pk):
        return Membership.objects.filter(user__email=email).first()


def test_an_owner_invites_and_a_mail_brings_the_link(world: World) -> None:
    response = world.client().post(
        NEW, {"email": "Zoe@Penrose.example", "role": "member"}
    )
    assert response.url == "/settings/team/"
    mail = only_mail(ZOE)
    assert (mail.kind, mail.business) == ("notice", world.business)
    assert mail.subject == "Ruth Penrose asks you to join Penrose Heating"
    assert mail.reply_to == "ruth@penrose.example"
    assert "until Wednesday 25 November" in mail.text
    assert link_in(mail) in mail.html
    assert len(mail.html.encode()) < 20 * 1024
    assert ZOE in world.client().get("/settings/team/").content.decode()


def test_the_invited_person_joins_with_the_role_offered(world: World) -> None:
    invite(world, role=Role.MANAGER)
    link = link_in(only_mail(ZOE))
    client = signed_in()
    assert "asks you to join" in client.get(link).content.decode()
    assert place_of(world) is None
    assert client.post(link).url == reverse("surveys:reply-list")
    place = place_of(world)
    assert place is not None
    assert (place.role, place.is_active) == (Role.MANAGER, True)
    assert "Penrose Heating" in client.get("/settings/you/").content.decode()
    with tenancy.enter(world.business.pk):
        assert Event.objects.get(verb="joined").actor == place


def test_somebody_without_an_account_signs_up_without_a_business(world: World) -> None:
    invite(world)
    link = link_in(only_mail(ZOE))
    client = Client()
    login = client.get(link).url
    assert login == f"{reverse('account_login')}?next={link}"
    sign_up = f"{reverse('account_signup')}?next={link}"
    page = client.get(sign_up).content.decode()
    assert "Your business" not in page
    client.post(
        sign_up,
        {
            "name": "Zoe",
            "email": ZOE,
            "password1": "correct horse battery",
            "next": link,
        },
    )
    confirm = link_in(next(m for m in mails(ZOE) if m.kind == "account"))
    assert client.post(confirm).url == link
    client.post(link)
    assert place_of(world) is not None
    assert Business.objects.count() == 2


@pytest.mark.parametrize(
    "wanted", ["/settings/team/join/x/", "/settings/", "https://evil.example", "\x00"]
)
def test_no_other_way_spares_the_question_for_a_business(
    world: World, wanted: str
) -> None:
    page = Client().get(reverse("account_signup"), {"next": wanted})
    assert "Your business" in page.content.decode()


def test_the_link_is_no_good_to_somebody_else(world: World) -> None:
    invite(world)
    link = link_in(only_mail(ZOE))
    stranger = world.client("stranger")
    page = stranger.get(link).content.decode()
    assert ZOE in page
    assert "sam@tidy.example" in page
    assert "Join the team" not in page
    assert stranger.post(link).status_code == 403
    assert place_of(world, "sam@tidy.example") is None


def test_nor_to_the_right_address_before_it_is_confirmed(world: World) -> None:
    invite(world)
    link = link_in(only_mail(ZOE))
    assert signed_in(verified=False).post(link).status_code == 403
    assert place_of(world) is None


@pytest.mark.parametrize("alike", ["\u212aim@x.example", "k\u0131m@x.example"])
def test_nor_to_an_address_that_only_looks_the_same(world: World, alike: str) -> None:
    invitation = invite(world, "kim@x.example")
    user = person("pat@x.example", "Pat")
    user.emailaddress_set.create(email=alike, verified=True)
    with tenancy.enter(world.business.pk), pytest.raises(NotAllowed):
        services.accept_invitation(invitation, user=user)


def test_a_second_confirmed_address_is_good_too(world: World) -> None:
    invite(world, "zoe@home.example")
    link = link_in(only_mail("zoe@home.example"))
    user = person(ZOE, "Zoe Lane")
    user.emailaddress_set.create(email="Zoe@Home.example", verified=True)
    client = Client()
    client.force_login(user)
    client.post(link)
    assert place_of(world) is not None


def test_after_a_week_it_has_ended(world: World) -> None:
    invite(world)
    link = link_in(only_mail(ZOE))
    client = signed_in()
    with clock.set_to(NOON + timedelta(days=7)):
        assert "has ended" in client.get(link).content.decode()
        assert client.post(link).status_code == 410
    assert place_of(world) is None


def test_taken_twice_it_is_one_place(world: World) -> None:
    invite(world)
    link = link_in(only_mail(ZOE))
    client = signed_in()
    client.post(link)
    assert client.post(link).status_code == 410
    assert "taken already" in client.get(link).content.decode()


def test_taken_back_the_link_is_dead_and_the_mail_stays_at_home(world: World) -> None:
    invitation = invite(world)
    link = link_in(only_mail(ZOE))
    revocation = reverse("accounts:team-invitation-revoke", args=[invitation.pk])
    world.client().post(revocation)
    assert only_mail(ZOE).status == OutboundMessage.Status.CANCELLED
    assert signed_in().post(link).status_code == 410
    assert world.client().post(revocation).status_code == 404


def test_inviting_again_ends_the_link_before(world: World) -> None:
    invite(world)
    old = link_in(only_mail(ZOE))
    with clock.set_to(NOON + timedelta(days=1)):
        invite(world, "ZOE@penrose.example", Role.READER)
        new = link_in(mails(ZOE)[0])
        client = signed_in()
        assert client.post(old).status_code == 410
        client.post(new)
    place = place_of(world)
    assert place is not None
    assert place.role == Role.READER


def test_an_invitation_that_ended_is_no_obstacle_to_a_new_one(world: World) -> None:
    invite(world)
    with clock.set_to(NOON + timedelta(days=30)):
        invite(world)
        assert signed_in().post(link_in(mails(ZOE)[0])).status_code == 302


def test_somebody_in_the_team_is_not_invited_again(world: World) -> None:
    response = world.client().post(
        NEW, {"email": "DAN@penrose.example", "role": "owner"}
    )
    assert response.status_code == 422
    assert "in the team already" in response.content.decode()
    assert not mails("dan@penrose.example")


def test_somebody_removed_comes_back_by_an_invitation(world: World) -> None:
    with tenancy.enter(world.business.pk):
        services.remove_member(world.member, by=world.by)
    invite(world, "dan@penrose.example", Role.READER)
    world.client("member").post(link_in(only_mail("dan@penrose.example")))
    place = place_of(world, "dan@penrose.example")
    assert place == world.member
    assert (place.role, place.is_active) == (Role.READER, True)


def test_an_old_invitation_gives_no_other_role_to_somebody_in_the_team(
    inside: World,
) -> None:
    offered = TeamInvitation.objects.create(
        business=inside.business,
        email="amy@penrose.example",
        role=Role.OWNER,
        invited_by=inside.owner,
        expires_at=NOON + timedelta(days=1),
    )
    services.accept_invitation(offered, user=inside.reader.user)
    inside.reader.refresh_from_db()
    assert inside.reader.role == Role.READER


@pytest.mark.parametrize("who", ["reader", "member", "manager"])
def test_only_owners_invite(inside: World, who: str) -> None:
    acting = Actor.member(getattr(inside, who))
    with pytest.raises(NotAllowed):
        services.invite_to_team(inside.business, email=ZOE, role=Role.OWNER, by=acting)
    assert not mails(ZOE)


def test_nobody_can_have_us_write_to_the_whole_world(world: World) -> None:
    for number in range(20):
        invite(world, f"p{number}@x.example")
    with pytest.raises(Refused, match="Twenty"):
        invite(world, "p20@x.example")
    assert not mails("p20@x.example")
    invite(world, "p0@x.example")


@pytest.mark.parametrize(
    "email", ["", "zoe", "zoe@x.example, all@x.example", "zoe@x.example\nBcc: a@b.c"]
)
def test_what_is_no_address_is_refused(world: World, email: str) -> None:
    response = world.client().post(NEW, {"email": email, "role": "member"})
    assert response.status_code == 422
    with tenancy.enter(world.business.pk):
        assert not TeamInvitation.objects.exists()


def test_a_token_that_we_did_not_make_opens_nothing(world: World) -> None:
    invitation = invite(world)
    good = emails.join_path(invitation).rstrip("/").rpartition("/")[2]
    foreign = make_token("join", world.other_business.pk, invitation.pk)
    survey = make_token("survey", world.business.pk, invitation.pk)
    altered = ("A" if good[0] != "A" else "B") + good[1:]
    client = signed_in()
    answers = [
        client.post(reverse("accounts:team-invitation", args=[token])).status_code
        for token in (altered, good[:-1], survey, "x" * 64, foreign)
    ]
    assert answers == [404, 404, 404, 404, 410]
    assert place_of(world) is None


def test_whoever_signs_in_first_is_shown_the_invitation_on_the_way(
    world: World,
) -> None:
    invite(world)
    page = signed_in().get("/settings/new/").content.decode()
    assert "You are asked to join" in page
    assert link_in(only_mail(ZOE)) in page
    other = signed_in("pat@x.example").get("/settings/new/").content.decode()
    assert "You are asked to join" not in other
