"""Waiting for your look: the list, the form, adding and throwing away."""

from typing import Any

import pytest

from feedback import clock, tenancy
from feedback.connect import inbound
from feedback.connect.models import InboundMail
from feedback.connect.tasks import purge
from feedback.customers.models import Customer, Interaction
from surveys.models import InteractionDraft, Invitation
from tests import builders
from tests.conftest import NOON, World
from tests.connect import mails
from tests.connect.mails import drafted
from tests.queries import assert_same_queries

LIST = "/customers/drafts/"
SETTINGS = "/settings/inbound/"


def stored(world: World, **values: Any) -> InteractionDraft:
    """Store a draft of the world's business."""
    with tenancy.enter(world.business.id):
        return drafted(world.business, **values)


def as_shown(**more: str) -> dict[str, str]:
    """Return what the form holds for the usual draft."""
    return {
        "name": "Margaret Ellis",
        "email": "margaret@example.com",
        "kind": "Boiler service",
        "happened_on": "2026-11-18",
        "happened_time": "12:00",
        **more,
    }


def test_a_draft_shows_what_we_think_and_why(world: World) -> None:
    draft = stored(world)
    page = world.client().get(f"{LIST}{draft.pk}/").content.decode()
    assert "Our guess, from: who the mail went to" in page
    assert "Our guess, from: the subject, like what you did before" in page
    assert 'value="margaret@example.com"' in page
    assert 'value="2026-11-18"' in page
    assert "Receipt 1042: Boiler service" in world.client().get(LIST).content.decode()


def test_what_is_added_is_taken_in_like_any_other_work(world: World) -> None:
    draft = stored(world)
    with tenancy.enter(world.business.id):
        builders.survey()
    said = as_shown(kind="Annual service", value="129.50")
    page = world.client().post(f"{LIST}{draft.pk}/", said, follow=True)
    assert "Added. They will be asked." in page.content.decode()
    with tenancy.enter(world.business.id):
        row = Interaction.objects.get()
        assert (row.source, row.kind, str(row.value)) == (
            "inbound",
            "Annual service",
            "129.50",
        )
        assert Invitation.objects.get().status == "planned"
        draft.refresh_from_db()
        assert (draft.status, draft.interaction, draft.decided_by) == (
            "accepted",
            row,
            world.owner,
        )


def test_nobody_is_asked_before_somebody_has_looked(world: World) -> None:
    stored(world)
    with tenancy.enter(world.business.id):
        assert not Interaction.objects.exists()
        assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "", "email": ""},
        {"email": "not an address"},
        {"kind": ""},
        {"happened_on": "2026-11-19"},
        {"happened_on": "2026-02-30"},
        {"value": "-1"},
    ],
)
def test_a_mistake_is_told_and_nothing_is_stored(
    world: World, wrong: dict[str, str]
) -> None:
    draft = stored(world)
    response = world.client().post(f"{LIST}{draft.pk}/", as_shown(**wrong))
    assert response.status_code == 422
    with tenancy.enter(world.business.id):
        assert not Customer.objects.exists()
        draft.refresh_from_db()
        assert draft.status == "waiting"


def test_a_draft_is_added_once(world: World) -> None:
    draft = stored(world)
    for _ in range(2):
        world.client().post(f"{LIST}{draft.pk}/", as_shown())
    with tenancy.enter(world.business.id):
        assert Interaction.objects.count() == 1


def test_what_was_there_already_is_not_added_again(world: World) -> None:
    first, second = stored(world), stored(world)
    world.client().post(f"{LIST}{first.pk}/", as_shown())
    page = world.client().post(f"{LIST}{second.pk}/", as_shown(), follow=True)
    assert "it was there already" in page.content.decode()


def test_throwing_away_can_be_taken_back(world: World) -> None:
    draft = stored(world)
    address = f"{LIST}{draft.pk}/discard/"
    page = world.client().post(address, follow=True).content.decode()
    assert "Nothing waits" in page
    assert f'action="{address}?undo=1"' in page
    page = world.client().post(f"{address}?undo=1", follow=True).content.decode()
    assert "Margaret Ellis" in page


def test_two_people_who_decide_at_once_are_told(world: World) -> None:
    draft = stored(world)
    address = f"{LIST}{draft.pk}/discard/"
    assert world.client().post(address).status_code == 302
    assert world.client().post(address).status_code == 409
    page = world.client("member").get(f"{LIST}{draft.pk}/", follow=True)
    assert "Somebody has looked at this one already." in page.content.decode()
    undone = world.client().post(f"{LIST}{stored(world).pk}/discard/?undo=1")
    assert undone.status_code == 302


def test_mails_that_became_nothing_are_listed_with_the_reason(world: World) -> None:
    with tenancy.enter(world.business.id):
        inbound.note_mail(
            mails.address_of(world.business),
            dedupe_key="x",
            subject="Out of office",
            outcome=InboundMail.Outcome.AUTOMATIC,
        )
    page = world.client().get(LIST).content.decode()
    assert "Out of office" in page
    assert "An automatic reply" in page


def test_words_from_mails_are_shown_as_text(world: World) -> None:
    evil = "<script>alert(1)</script>"
    draft = stored(world, name=evil, kind=evil)
    for address in (LIST, f"{LIST}{draft.pk}/"):
        page = world.client().get(address).content.decode()
        assert evil not in page
        assert "&lt;script&gt;" in page


def test_the_count_shows_on_the_customers_page(world: World) -> None:
    assert 'class="n">2<' not in world.client().get("/customers/").content.decode()
    for _ in range(2):
        stored(world)
    page = world.client().get("/customers/").content.decode()
    assert '<span class="n">2</span>' in page


def test_the_list_costs_the_same_for_more_drafts(world: World) -> None:
    assert_same_queries(world.client(), LIST, lambda: stored(world))


def test_the_list_goes_on_on_a_second_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveys.selectors.drafts.PAGE", 2)
    for number in range(3):
        stored(world, name=f"Person {number}")
    page = world.client().get(LIST)
    assert len(page.context["drafts"]) == 2
    last = page.context["last"].pk
    second = world.client().get(f"{LIST}?after={last}")
    assert len(second.context["drafts"]) == 1
    assert world.client().get(f"{LIST}?after=garbage").status_code == 200


def test_everything_a_mail_left_is_gone_after_thirty_days(world: World) -> None:
    stored(world)
    with clock.set_to(NOON + inbound.KEPT):
        purge()
    with tenancy.enter(world.business.id):
        assert InboundMail.objects.exists()
    with clock.set_to(NOON + inbound.KEPT * 1.01):
        purge()
    with tenancy.enter(world.business.id):
        assert not InboundMail.objects.exists()
        assert not InteractionDraft.objects.exists()


def test_the_address_is_made_shown_renewed_and_ended(
    world: World, settings: Any
) -> None:
    settings.INBOUND_DOMAIN = "in.example.com"
    client = world.client("manager")
    assert "There is none yet." in client.get(SETTINGS).content.decode()
    client.post(SETTINGS)
    with tenancy.enter(world.business.id):
        first = inbound.written(mails.address_of(world.business))
    assert f'value="{first}"' in client.get(SETTINGS).content.decode()
    client.post(SETTINGS)
    page = client.get(SETTINGS).content.decode()
    assert first not in page
    assert "@in.example.com" in page
    client.post(SETTINGS, {"end": "1"})
    assert "There is none yet." in client.get(SETTINGS).content.decode()


def test_without_a_domain_there_is_no_address(world: World, settings: Any) -> None:
    settings.INBOUND_DOMAIN = ""
    page = world.client().post(SETTINGS)
    assert page.status_code == 200
    assert "takes no mail in" in page.content.decode()
    with tenancy.enter(world.business.id):
        assert inbound.address_of(world.business) is None
