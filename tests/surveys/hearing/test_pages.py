"""The pages of who hears: rules, teams, one's own notices, one's own words."""

from django.test import Client

from feedback import tenancy
from feedback.accounts import services as accounts
from feedback.accounts.models import Membership, Team
from surveys.models import RoutingRule
from surveys.routing import Conditions
from surveys.services import routing
from surveys.services.routing import Rule
from tests import builders
from tests.conftest import World
from tests.pictures import reply_with_photo
from tests.queries import assert_same_queries


def form(world: World, **values: object) -> dict[str, object]:
    usual = {"name": "Leaks", "words": "leak\ndrip", "people": [str(world.member.pk)]}
    return {**usual, "is_active": "on", **values}


def test_a_rule_is_added_changed_and_taken_away(world: World) -> None:
    client = world.client("manager")
    assert client.post("/settings/hearing/new/", form(world)).status_code == 302
    with tenancy.enter(world.business.id):
        rule = RoutingRule.objects.get()
        assert Conditions.read(rule.conditions) == Conditions(words=("leak", "drip"))
    page = client.get("/settings/hearing/").content.decode()
    assert "With the words: leak, drip" in page
    path = f"/settings/hearing/{rule.pk}/"
    assert "leak\ndrip" in client.get(path).content.decode()
    changed = form(world, words="", answers=["no"], name="Not done")
    assert client.post(path, changed).status_code == 302
    with tenancy.enter(world.business.id):
        kept = RoutingRule.objects.get()
        assert (kept.name, kept.conditions) == ("Not done", {"answers": ["no"]})
    assert client.post(f"{path}removal/").status_code == 302
    with tenancy.enter(world.business.id):
        assert not RoutingRule.objects.exists()


def test_a_rule_that_reaches_nobody_is_explained(world: World) -> None:
    wrongs: tuple[dict[str, object], ...] = (
        {"people": []},
        {"name": " "},
        {"words": "x\n" * 3 + "y" * 90},
    )
    for wrong in wrongs:
        page = world.client("manager").post(
            "/settings/hearing/new/", form(world, **wrong)
        )
        assert page.status_code == 422
    stranger = form(world, people=[str(world.stranger.pk)])
    page = world.client("manager").post("/settings/hearing/new/", stranger)
    assert page.status_code == 422


def test_teams_are_made_changed_and_taken_away(world: World) -> None:
    client = world.client("manager")
    values = {"name": "The vans", "people": [str(world.member.pk)]}
    assert client.post("/settings/teams/new/", values).status_code == 302
    assert client.post("/settings/teams/new/", {"name": "the VANS"}).status_code == 422
    with tenancy.enter(world.business.id):
        team = Team.objects.get()
    path = f"/settings/teams/{team.pk}/"
    assert client.post(path, {"name": "Vans", "people": []}).status_code == 302
    assert "Nobody yet" in client.get("/settings/teams/").content.decode()
    assert client.post(f"{path}removal/").status_code == 302


def test_an_owner_adds_somebody_by_mail_only(world: World) -> None:
    values = {"name": "The yard", "email": "yard@example.com"}
    client = world.client("owner")
    assert client.post("/settings/team/by-mail/new/", values).status_code == 302
    assert client.post("/settings/team/by-mail/new/", values).status_code == 422
    assert "The yard" in client.get("/settings/team/").content.decode()


def test_an_owner_says_under_which_names_somebody_works(world: World) -> None:
    path = f"/settings/team/{world.member.pk}/"
    values = {"role": "member", "handler_names": "Dan\n D. Rowe \n"}
    assert world.client("owner").post(path, values).status_code == 302
    with tenancy.enter(world.business.id):
        kept = Membership.objects.get(pk=world.member.pk)
        assert kept.handler_names == ["Dan", "D. Rowe"]


def test_own_only_sees_what_is_about_them_and_nothing_else(world: World) -> None:
    kit = world.own_only
    with tenancy.enter(world.business.id):
        accounts.name_in_work(kit, ["Kit"], by=world.by)
        work = builders.interaction(handler="kit")
        own = builders.reply(builders.invitation(work), words="Kit was kind.")
        other = builders.reply(words="Dan was late.")
    client = world.client("own_only")
    page = client.get("/about-you/").content.decode()
    assert "Kit was kind." in page
    assert "Dan was late." not in page
    assert "/inbox/" not in page
    assert "/customers/" not in page
    assert client.get(f"/about-you/{own.pk}/").status_code == 200
    assert client.get(f"/about-you/{other.pk}/").status_code == 404
    assert client.get(f"/inbox/{own.pk}/").status_code == 403
    assert client.get("/").url == "/about-you/"  # type: ignore[attr-defined]
    answer = client.post(f"/about-you/{own.pk}/", {"words": "Thank you."})
    assert answer.status_code == 302
    promise = client.post(
        f"/about-you/{own.pk}/promise/", {"what": "Ring", "by": "today"}
    )
    assert promise.status_code == 302
    refused = client.post(
        f"/about-you/{other.pk}/promise/", {"what": "Ring", "by": "today"}
    )
    assert refused.status_code == 404


def test_somebody_is_lost_to_words_once_the_name_is_taken(world: World) -> None:
    with tenancy.enter(world.business.id):
        accounts.name_in_work(world.own_only, ["Dan"], by=world.by)
        reply = builders.reply()
        accounts.name_in_work(world.own_only, [], by=world.by)
    client: Client = world.client("own_only")
    assert client.get(f"/about-you/{reply.pk}/").status_code == 404


def test_lists_ask_the_same_for_more_rows(world: World) -> None:
    def grow_rules() -> None:
        with tenancy.enter(world.business.id):
            team = accounts.save_team(
                world.business,
                name=f"Team {Team.objects.count()}",
                people=[world.member, world.reader],
                by=world.by,
            )
            rule = Rule("R", Conditions(), people=[world.member], teams=[team])
            routing.add_rule(world.business, rule, by=world.by)

    def grow_words() -> None:
        with tenancy.enter(world.business.id):
            builders.reply()

    with tenancy.enter(world.business.id):
        accounts.name_in_work(world.own_only, ["Dan"], by=world.by)
    assert_same_queries(world.client("manager"), "/settings/hearing/", grow_rules)
    assert_same_queries(world.client("manager"), "/settings/teams/", grow_rules)
    assert_same_queries(world.client("own_only"), "/about-you/", grow_words)


def test_whoever_sees_only_their_own_sees_its_photos_and_no_others(
    world: World,
) -> None:
    person = world.own_only
    with tenancy.enter(world.business.id):
        reply = reply_with_photo()
        address = f"/about-you/{reply.pk}/photos/1/"
    client = world.client("own_only")
    assert client.get(address).status_code == 404
    with tenancy.enter(world.business.id):
        accounts.name_in_work(person, [reply.handler], by=world.by)
    page = client.get(f"/about-you/{reply.pk}/").content.decode()
    assert f'src="{address}"' in page
    assert client.get(address)["Content-Type"] == "image/jpeg"
    assert client.get(address.replace("/1/", "/2/")).status_code == 404
