import pytest
from django.urls import reverse

from actions.models import Action
from actions.services import complete, describe, open_action
from actions.services.promising import Promise
from feedback import tenancy
from feedback.accounts.models import Team
from feedback.errors import Conflict, Refused
from tests.actions.builders import TODAY, action, closing
from tests.conftest import World


def test_words_kind_and_team_change(inside: World) -> None:
    team = Team.objects.create(business=inside.business, name="The vans")
    made = action(inside)
    assert describe(made, what=" Ring ", kind="fix", team=team, by=inside.by)
    assert not describe(made, what="Ring", kind="fix", team=team, by=inside.by)
    made.refresh_from_db()
    assert (made.what, made.kind, made.team) == ("Ring", "fix", team)


@pytest.mark.parametrize("wrong", [{"what": " "}, {"kind": "x"}])
def test_what_cannot_be_is_refused(inside: World, wrong: dict[str, str]) -> None:
    given = {"what": "Ring", "kind": "help"} | wrong
    with pytest.raises(Refused):
        describe(
            action(inside),
            what=given["what"],
            kind=given["kind"],
            team=None,
            by=inside.by,
        )


def test_what_nobody_raised_stays_something_special(inside: World) -> None:
    promise = Promise("Cake", inside.member, TODAY, kind="special")
    made = open_action(inside.business, promise=promise, replies=[], by=inside.by)
    with pytest.raises(Refused):
        describe(made, what="Cake", kind="help", team=None, by=inside.by)


def test_a_closed_action_stands_as_it_is(inside: World) -> None:
    made = action(inside)
    complete(made, closing(), by=inside.by)
    with pytest.raises(Conflict):
        describe(made, what="Other", kind="help", team=None, by=inside.by)


def test_on_the_page_with_undo_and_a_kind_word_for_the_second(world: World) -> None:
    client = world.client("member")
    with tenancy.enter(world.business.id):
        made = action(world, what="First words")
    url = reverse("actions:action-words", args=[made.pk])
    assert "First words" in client.get(url).content.decode()
    sent = {"what": "Second words", "kind": "fix", "revision": "1"}
    page = client.post(url, sent, follow=True).content.decode()
    assert f"{url}?what=First+words" in page
    stale = client.post(url, {**sent, "what": "Third words"})
    assert (stale.status_code, b"Third words" in stale.content) == (409, True)
    client.post(f"{url}?what=First+words&kind=help&team=")
    with tenancy.enter(world.business.id):
        assert Action.objects.get(pk=made.pk).what == "First words"
