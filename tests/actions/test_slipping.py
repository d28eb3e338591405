from collections.abc import Sequence
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from actions.emails import DATES_PURPOSE
from actions.models import Action, DateChange, Reminder, SlipAnswer, Telling
from actions.selectors.slips import Slip, slip_of
from actions.selectors.story import story
from actions.services.slipping import Slipping, keep, previews, slip
from feedback import clock
from feedback.accounts.models import Membership, Role
from feedback.errors import Conflict, Refused
from feedback.history.models import Event
from feedback.history.services import Actor
from feedback.links import make_token
from surveys.models import Reply
from tests import builders
from tests.actions.deadlines import A_DAY, DUE, at, given, promised, sweep, sweep_days
from tests.conftest import NOON, World, join

Answer = SlipAnswer.Answer
LATER = DUE + 7 * A_DAY


def dan(world: World) -> Actor:
    return Actor.member(world.member)


def answers() -> list[str]:
    return list(SlipAnswer.objects.values_list("answer", flat=True))


@pytest.mark.parametrize(
    ("days", "asks"),
    [(-2, Slip.NO), (-1, Slip.SOON), (0, Slip.SOON), (1, Slip.LATE), (9, Slip.LATE)],
)
def test_it_is_asked_from_the_working_day_before(
    inside: World, days: int, asks: Slip
) -> None:
    assert slip_of(promised(inside), today=DUE + days * A_DAY) == asks


def test_kept_in_time_it_is_not_asked_again_until_it_is_late(inside: World) -> None:
    made = promised(inside)
    with clock.set_to(at(DUE - A_DAY, 10)):
        assert keep(made, by=dan(inside))
        assert not keep(made, by=dan(inside))
    assert answers() == [Answer.KEPT]
    assert slip_of(made, today=DUE) == Slip.NO
    assert slip_of(made, today=DUE + A_DAY) == Slip.LATE
    assert any("holds" in line.text for line in story(made, today=DUE))


def test_kept_late_it_is_asked_again_after_seven_days(inside: World) -> None:
    made = promised(inside)
    with clock.set_to(at(DUE + A_DAY, 10)):
        keep(made, by=dan(inside))
    assert slip_of(made, today=DUE + 7 * A_DAY) == Slip.NO
    assert slip_of(made, today=DUE + 8 * A_DAY) == Slip.LATE


def test_a_new_date_tells_who_waits_in_the_words_that_were_agreed(
    inside: World,
) -> None:
    made = promised(inside, builders.reply(), builders.reply())
    wanted = Slipping("The van is broken", LATER, words="Two weeks, we are sorry.")
    assert slip(made, wanted, by=dan(inside)) == 2
    assert (made.due_on, answers()) == (LATER, [Answer.MOVED])
    assert DateChange.objects.get().because == "The van is broken"
    told = Telling.objects.values_list("about", "words", "due_on")
    assert set(told) == {("later", "Two weeks, we are sorry.", LATER)}


def test_without_agreement_nobody_is_told(inside: World) -> None:
    made = promised(inside)
    assert slip(made, Slipping("The van is broken", LATER), by=dan(inside)) == 0
    assert not Telling.objects.exists()


def test_deciding_not_to_tells_why_not(inside: World) -> None:
    made = promised(inside)
    wanted = Slipping("Too few of us", words="We cannot, for now: we are four.")
    assert slip(made, wanted, by=dan(inside)) == 1
    assert (made.outcome, made.state) == ("not_this_time", "told")
    assert made.what_changed == "We cannot, for now: we are four."
    assert Telling.objects.get().about == "not_this_time"
    assert answers() == [Answer.NOT]


def test_deciding_not_to_in_silence_says_why_nobody_is_told(inside: World) -> None:
    made = promised(inside)
    wanted = Slipping("Too few of us", not_told_because="Decided when the date came.")
    assert slip(made, wanted, by=dan(inside)) == 0
    assert made.not_told_because == "Decided when the date came."


def test_people_who_cannot_be_told_stand_in_nobodys_way(inside: World) -> None:
    reply = builders.reply()
    type(reply.customer).objects.filter(pk=reply.customer_id).update(email="")
    made = promised(inside, reply)
    wanted = Slipping("Too few", words="We cannot.", not_told_because="No address")
    assert slip(made, wanted, by=dan(inside)) == 0
    assert made.not_told_because == "No address"


@pytest.mark.parametrize(
    "wanted",
    [
        Slipping("The van", LATER, words="Later, we are sorry."),
        Slipping("Too few", words="We cannot, for now."),
    ],
)
def test_a_preview_is_the_mail_and_leaves_nothing(
    inside: World, wanted: Slipping
) -> None:
    made = promised(inside, builders.reply(words="Nobody rang."))
    before = Event.objects.count()
    (mail,) = previews(made, wanted, by=dan(inside))
    assert wanted.words in mail.text
    assert "Nobody rang." in mail.text
    fresh = Action.objects.get()
    assert (fresh.due_on, fresh.state, fresh.revision) == (DUE, "todo", made.revision)
    assert Event.objects.count() == before
    assert not Telling.objects.exists()
    assert answers() == []


def test_two_people_who_answer_at_once_notice(inside: World) -> None:
    made = promised(inside)
    seen = Action.objects.get(pk=made.pk)
    slip(made, Slipping("The van", LATER), by=dan(inside))
    with pytest.raises(Conflict):
        slip(seen, Slipping("The van", LATER + A_DAY), by=inside.by)
    with pytest.raises(Conflict):
        keep(seen, by=inside.by)
    assert answers() == [Answer.MOVED]


def test_what_is_closed_does_not_slip(inside: World) -> None:
    made = promised(inside)
    slip(made, Slipping("No", not_told_because="No"), by=dan(inside))
    with pytest.raises(Refused):
        keep(made, by=dan(inside))
    assert slip_of(made, today=DUE + A_DAY) == Slip.NO


def test_whoever_answers_has_it(inside: World) -> None:
    made = given(inside)
    keep(made, by=dan(inside))
    made.refresh_from_db()
    assert made.acknowledged_by == inside.member


def test_silence_goes_up_and_never_to_customers(inside: World) -> None:
    promised(inside)
    sweep_days(DUE - 2 * A_DAY, DUE + 14 * A_DAY)
    rungs = set(Reminder.objects.values_list("rung", flat=True))
    assert rungs == {"before", "on", "overdue", "escalated", "top"}
    assert not Telling.objects.exists()


# The page behind the login.


def url(made: Action, name: str = "slip") -> str:
    return reverse(f"actions:action-{name}", args=[made.pk])


def text(response: HttpResponse) -> str:
    return response.content.decode()


def fields(made: Action, answer: str, **values: Any) -> dict[str, Any]:
    fresh = {
        "answer": answer,
        "due_on": LATER.isoformat(),
        "because": "The van is broken",
        "revision": made.revision,
    }
    return {**fresh, **values}


def test_reading_the_page_changes_nothing(inside: World) -> None:
    made = promised(inside)
    with clock.set_to(at(DUE, 10)):
        page = inside.client("member").get(url(made))
    assert page.status_code == 200
    assert "One person waits to hear." in text(page)
    assert 'name="tell" id="id_tell" checked' in text(page) or "checked" in text(page)
    assert answers() == []


def test_the_mail_is_shown_before_it_goes(inside: World) -> None:
    made = promised(inside)
    client = inside.client("member")
    sent = fields(made, "moved", tell="on", words="Next week, sorry.")
    shown = client.post(url(made), sent)
    assert shown.status_code == 200
    assert "Next week, sorry." in text(shown)
    assert not Telling.objects.exists()
    seen = shown.context["form"]["seen"].value()
    # Other words than those that were seen are shown again.
    changed = client.post(url(made), sent | {"seen": seen, "words": "Never mind."})
    assert changed.status_code == 200
    assert not Telling.objects.exists()
    done = client.post(url(made), sent | {"seen": seen})
    assert done.status_code == 302
    assert Telling.objects.get().words == "Next week, sorry."


def test_the_reason_is_what_they_read_if_nothing_else_is_written(
    inside: World,
) -> None:
    made = promised(inside)
    client, sent = inside.client("member"), fields(made, "moved", tell="on")
    seen = client.post(url(made), sent).context["form"]["seen"].value()
    client.post(url(made), sent | {"seen": seen})
    assert Telling.objects.get().words == "The van is broken"


def test_unticked_nobody_is_told_and_nothing_is_shown(inside: World) -> None:
    made = promised(inside)
    done = inside.client("member").post(url(made), fields(made, "moved"))
    assert done.status_code == 302
    assert Action.objects.get().due_on == LATER
    assert not Telling.objects.exists()


def test_keeping_it_is_one_press(inside: World) -> None:
    made = promised(inside)
    done = inside.client("member").post(url(made), {"answer": "kept"})
    assert done.status_code == 302
    assert answers() == [Answer.KEPT]


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": ""},
        {"answer": "sold"},
        {"because": " "},
        {"due_on": ""},
        {"due_on": "2026-13-45"},
        {"due_on": "2020-01-01"},
        {"due_on": DUE.isoformat()},
        {"words": "x" * 5000, "tell": "on"},
        {"revision": "many"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    inside: World, wrong: dict[str, str]
) -> None:
    made = promised(inside)
    page = inside.client("member").post(url(made), fields(made, "moved") | wrong)
    assert page.status_code == 422
    assert "There is a problem" in text(page)
    assert Action.objects.get().due_on == DUE


def test_somebody_else_was_faster(inside: World) -> None:
    made = promised(inside)
    stale = fields(made, "moved")
    slip(made, Slipping("The van", LATER + A_DAY), by=inside.by)
    page = inside.client("member").post(url(made), stale)
    assert page.status_code == 409
    assert Action.objects.get().due_on == LATER + A_DAY


def test_having_it_is_one_tap_with_undo(inside: World) -> None:
    made = given(inside)
    client, address = inside.client("member"), url(made, "acknowledgement")
    assert "Say that you have it." in text(client.get(url(made, "detail")))
    assert client.post(address, follow=True).status_code == 200
    assert Action.objects.get().acknowledged_by == inside.member
    client.post(f"{address}?undo=1")
    assert Action.objects.get().waits_for_acknowledgement
    inside.client("manager").post(address)
    assert Action.objects.get().waits_for_acknowledgement


# The page behind the mail.


def jo(world: World) -> Membership:
    return join(world.business, "pat@merchant.example", "Pat Orr", Role.EMAIL_ONLY)


def by_mail(world: World, *replies: Reply, who: Membership | None = None) -> str:
    """Remind somebody without a login; return the address in their mail."""
    promised(world, *replies, by=who or jo(world))
    sweep(at(DUE - A_DAY))
    row = Reminder.objects.get()
    token = make_token(DATES_PURPOSE, world.business.pk, row.pk)
    return reverse("actions_public:dates", kwargs={"token": token})


def press(address: str, sent: dict[str, Any], *, after: int = 5) -> HttpResponse:
    """Open the page, read it for a while, then send the form."""
    client, moment = Client(), at(DUE - A_DAY, 12)
    with clock.set_to(moment):
        page = client.get(address)
    form = page.content.decode().partition('name="opened" value="')[2]
    opened = form.partition('"')[0].replace("&amp;", "&")
    with clock.set_to(moment.replace(second=after)):
        return client.post(address, {"opened": opened, **sent})


def test_without_a_login_the_date_is_answered_for(inside: World) -> None:
    address = by_mail(inside)
    sent = {"do": "slip", "answer": "kept"}
    assert press(address, sent).status_code == 303
    assert answers() == [Answer.KEPT]


def test_without_a_login_the_mail_is_shown_first_too(inside: World) -> None:
    address = by_mail(inside)
    made = Action.objects.get()
    sent = fields(made, "moved", do="slip", tell="on", words="Next week, sorry.")
    shown = press(address, sent)
    assert shown.status_code == 200
    assert "Next week, sorry." in text(shown)
    assert not Telling.objects.exists()
    seen = text(shown).partition('name="seen" value="')[2].partition('"')[0]
    assert press(address, sent | {"seen": seen}).status_code == 303
    assert Telling.objects.get().words == "Next week, sorry."
    assert Action.objects.get().due_on == LATER


def test_a_machine_that_sends_every_form_changes_nothing(inside: World) -> None:
    address = by_mail(inside)
    for sent in ({"do": "slip", "answer": "kept"}, {"do": "have"}):
        assert press(address, sent, after=1).status_code == 422
        assert press(address, sent | {"website": "x"}).status_code == 422
    assert answers() == []


def test_without_a_login_somebody_says_that_they_have_it(inside: World) -> None:
    person = jo(inside)
    given(inside, owner=person)
    sweep(at(DUE - A_DAY))
    row = Reminder.objects.filter(membership=person).latest("created_at")
    token = make_token(DATES_PURPOSE, inside.business.pk, row.pk)
    address = reverse("actions_public:dates", kwargs={"token": token})
    with clock.set_to(at(DUE - A_DAY, 12)):
        page = Client().get(address)
    assert "Ruth Penrose gave it to you" in text(page)
    assert press(address, {"do": "have"}).status_code == 303
    assert Action.objects.get().acknowledged_by == person


def test_only_whoever_answers_for_it_can(inside: World) -> None:
    address = by_mail(inside)
    Action.objects.update(owner=inside.manager)
    assert press(address, {"do": "slip", "answer": "kept"}).status_code == 403
    assert answers() == []


@pytest.mark.parametrize("change", ["left", "old"])
def test_the_link_closes(inside: World, change: str) -> None:
    person = jo(inside)
    address = by_mail(inside, who=person)
    if change == "left":
        Membership.objects.filter(pk=person.pk).update(is_active=False)
    with clock.set_to(NOON if change == "left" else at(DUE + 60 * A_DAY)):
        assert Client().get(address).status_code == 410


def test_links_that_are_none(world: World) -> None:
    tokens: Sequence[str] = (
        "x",
        make_token("notice", world.business.pk, world.business.pk),
        make_token(DATES_PURPOSE, world.business.pk, world.business.pk),
        make_token(DATES_PURPOSE, world.other_business.pk, world.member.pk),
    )
    for token in tokens:
        address = reverse("actions_public:dates", kwargs={"token": token})
        assert Client().get(address).status_code == 404


def test_own_feedback_only_sees_only_words_about_them(inside: World) -> None:
    person = join(inside.business, "kit2@penrose.example", "Kit Two", Role.OWN_ONLY)
    address = by_mail(inside, builders.reply(words="Nobody rang."), who=person)
    with clock.set_to(at(DUE - A_DAY, 12)):
        assert "Nobody rang." not in text(Client().get(address))
    Membership.objects.filter(pk=person.pk).update(handler_names=["Dan"])
    with clock.set_to(at(DUE - A_DAY, 12)):
        assert "Nobody rang." in text(Client().get(address))
