import pytest
from django.urls import reverse

from actions.models import Action, ActionTemplate
from actions.selectors import work
from actions.selectors.templates import beginnings
from actions.services import add_step
from actions.services.templates import (
    Wording,
    remove_template,
    restore_template,
    save_template,
    template_from,
)
from actions.starters import trades
from feedback import tenancy
from feedback.customers.models import Customer
from feedback.errors import Conflict, Refused
from surveys.services.erasing import erase
from surveys.starters import STARTERS
from tests import builders
from tests.actions.builders import action
from tests.conftest import NOON, World

NEW = reverse("actions:action-new")


def test_every_trade_has_its_own_in_every_language() -> None:
    english = trades("en")
    assert {starter.trade for starter in STARTERS} - {"general"} <= set(english)
    for ours in english.values():
        assert {one.kind for one in ours} == {"help", "fix", "special"}


def test_the_languages_say_the_same_things() -> None:
    english, german = trades("en"), trades("de")
    assert set(english) == set(german)
    for trade, ours in english.items():
        shape = [(one.kind, one.days, len(one.steps)) for one in ours]
        assert shape == [(o.kind, o.days, len(o.steps)) for o in german[trade]]
        assert all(one.what and len(one.what) <= 200 for one in german[trade])


def test_a_business_begins_from_its_own_then_from_its_trades(inside: World) -> None:
    inside.business.trade = "garage"
    save_template(inside.business, Wording("Wash the car"), by=inside.by)
    whats = [one.what for one in beginnings(inside.business, "en")]
    assert whats[0] == "Wash the car"
    assert "Look at the car again at once" in whats
    assert "Thank somebody by hand" in whats


def test_what_it_made_its_own_is_offered_once(inside: World) -> None:
    save_template(inside.business, Wording("Ring and LISTEN"), by=inside.by)
    whats = [one.what.casefold() for one in beginnings(inside.business, "en")]
    assert whats.count("ring and listen") == 1


def test_an_action_becomes_a_template_with_its_steps(inside: World) -> None:
    made = action(inside)
    add_step(made, words="Ring", by=inside.by)
    add_step(made, words="Write", by=inside.by)
    template = template_from(made, by=inside.by)
    assert (template.what, template.steps) == (made.what, "Ring\nWrite")
    assert (template.kind, template.days) == (made.kind, 7)


def test_two_templates_of_one_name_are_refused(inside: World) -> None:
    save_template(inside.business, Wording("Ring"), by=inside.by)
    with pytest.raises(Refused):
        save_template(inside.business, Wording(" ring "), by=inside.by)


@pytest.mark.parametrize(
    "wrong",
    [
        Wording(" "),
        Wording("Ring", kind="x"),
        Wording("Ring", days=-1),
        Wording("Ring", days=9_999),
        Wording("Ring", steps=tuple("x" * 51)),
    ],
)
def test_what_cannot_be_is_refused(inside: World, wrong: Wording) -> None:
    with pytest.raises(Refused):
        save_template(inside.business, wrong, by=inside.by)
    assert not ActionTemplate.objects.exists()


def test_a_template_is_taken_away_and_put_back(inside: World) -> None:
    made = save_template(inside.business, Wording("Ring"), by=inside.by)
    assert remove_template(made, by=inside.by)
    assert not remove_template(made, by=inside.by)
    with pytest.raises(Conflict):
        save_template(inside.business, Wording("Call"), by=inside.by, template=made)
    other = save_template(inside.business, Wording("Ring"), by=inside.by)
    with pytest.raises(Refused):
        restore_template(made, by=inside.by)
    remove_template(other, by=inside.by)
    assert restore_template(made, by=inside.by)


def test_erasing_masks_a_name_that_a_template_took_over(inside: World) -> None:
    reply = builders.reply()
    who = Customer.objects.filter(pk=reply.customer_id)
    who.update(name="Margaret Ellery")
    template_from(action(inside, reply, what="Ring Margaret Ellery"), by=inside.by)
    erase(who.get(), by=inside.by, now=NOON)
    assert "Ellery" not in ActionTemplate.objects.get().what


def test_an_action_begins_from_a_template(world: World) -> None:
    client = world.client("member")
    with tenancy.enter(world.business.id):
        wording = Wording("Wash the car", steps=("Outside", "Inside"), days=2)
        made = save_template(world.business, wording, by=world.by)
        reply = builders.reply()
    page = client.get(f"{NEW}?reply={reply.pk}&from={made.pk}").content.decode()
    assert 'value="Wash the car"' in page
    assert 'value="2026-11-20"' in page
    sent = {
        "reply": str(reply.pk),
        "what": "Wash the car",
        "owner": str(world.member.pk),
        "due_on": "2026-11-20",
        "kind": "help",
        "steps": "Outside\r\nInside\r\n",
    }
    assert client.post(NEW, sent).status_code == 302
    with tenancy.enter(world.business.id):
        steps = work.steps(Action.objects.get())
        assert [one.words for one in steps] == ["Outside", "Inside"]


def test_something_special_needs_no_reply(world: World) -> None:
    client = world.client("member")
    page = client.get(NEW).content.decode()
    assert "Do something special" in page
    assert "Offer to tell" not in page
    sent = {"what": "Cake for Amy", "owner": str(world.member.pk), "level": "day"}
    assert client.post(NEW, {**sent, "kind": "help"}).status_code == 422
    page = client.post(NEW, {**sent, "kind": "special"}, follow=True).content.decode()
    assert "Cake for Amy" in page
    with tenancy.enter(world.business.id):
        made = Action.objects.get()
        assert (made.kind, made.links.count()) == ("special", 0)


def test_what_nobody_raised_closes_without_asking_whom_to_tell(world: World) -> None:
    client = world.client("member")
    sent = {"what": "Cake", "owner": str(world.member.pk), "level": "day"}
    client.post(NEW, {**sent, "kind": "special"})
    with tenancy.enter(world.business.id):
        made = Action.objects.get()
    url = reverse("actions:action-closure", args=[made.pk])
    assert "Tell the people" not in client.get(url).content.decode()
    done = {"what_changed": "Done", "cause": "people", "better_for": "us"}
    page = client.post(url, {**done, "revision": "1"}, follow=True).content.decode()
    assert "Nobody had asked for it." in page


def test_the_day_goes_with_how_hard_it_is_unless_one_is_chosen(world: World) -> None:
    client = world.client("member")
    sent = {"what": "Cake", "owner": str(world.member.pk), "kind": "special"}
    none = client.post(NEW, {**sent, "level": ""})
    assert (none.status_code, b"Say by when." in none.content) == (422, True)
    client.post(NEW, {**sent, "level": "day"})
    chosen = {"level": "day", "due_on": "2026-12-24", "what": "Tree"}
    client.post(NEW, {**sent, **chosen})
    assert client.post(NEW, {**sent, "due_on": "2020-01-01"}).status_code == 422
    with tenancy.enter(world.business.id):
        days = dict(Action.objects.values_list("what", "due_on"))
        levels = set(Action.objects.values_list("level__key", flat=True))
    assert (str(days["Cake"]), str(days["Tree"])) == ("2026-11-18", "2026-12-24")
    assert levels == {"day"}


def test_on_the_pages_a_template_is_written_changed_and_taken_away(
    world: World,
) -> None:
    client = world.client("member")
    new = reverse("actions:template-new")
    assert client.get(new).status_code == 200
    assert client.post(new, {"what": "", "kind": "help"}).status_code == 422
    sent = {"what": "Ring", "kind": "help", "days": "3", "steps": "a\nb"}
    assert "Ring" in client.post(new, sent, follow=True).content.decode()
    assert client.post(new, sent).status_code == 422
    with tenancy.enter(world.business.id):
        made = ActionTemplate.objects.get()
    edit = reverse("actions:template-edit", args=[made.pk])
    client.post(edit, {**sent, "what": "Call"})
    page = client.post(edit, {"do": "remove"}, follow=True).content.decode()
    assert f"{edit}?do=restore" in page
    client.post(f"{edit}?do=restore")
    with tenancy.enter(world.business.id):
        made.refresh_from_db()
        assert (made.what, made.removed_at) == ("Call", None)


def test_from_an_action_with_one_press_and_undo(world: World) -> None:
    client = world.client("member")
    with tenancy.enter(world.business.id):
        made = action(world)
    url = reverse("actions:action-template", args=[made.pk])
    page = client.post(url, follow=True).content.decode()
    with tenancy.enter(world.business.id):
        template = ActionTemplate.objects.get()
    undo = reverse("actions:template-edit", args=[template.pk]) + "?do=remove"
    assert undo in page
    client.post(undo)
    with tenancy.enter(world.business.id):
        template.refresh_from_db()
        assert template.removed_at
