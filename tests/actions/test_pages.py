"""From the words to the promise and on: each page's form, and its one service."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from actions.models import Action, DateChange, Telling
from actions.services import hand_over, mail_due
from feedback.mail.models import OutboundMessage
from surveys.models import Reply
from tests import builders
from tests.actions.builders import (
    A_DAY,
    TODAY,
    action,
    done_action,
    late_action,
    moved_action,
)
from tests.conftest import NOON, World


def url(name: str, made: Action) -> str:
    return reverse(f"actions:action-{name}", args=[made.pk])


def text(response: HttpResponse) -> str:
    return response.content.decode()


def fields(world: World, *replies: Reply, **values: Any) -> dict[str, Any]:
    fresh = {
        "reply": [reply.pk for reply in replies],
        "what": "Ring Margaret",
        "owner": world.member.pk,
        "due_on": "2026-11-25",
        "kind": "help",
        "offers_to_tell": "on",
    }
    return {**fresh, **values}


def closing_fields(made: Action, **values: Any) -> dict[str, Any]:
    fresh = {
        "revision": made.revision,
        "what_changed": "We text now.",
        "cause": "practices",
        "better_for": "customers",
        "tell": "yes",
    }
    return {**fresh, **values}


def fresh(made: Action) -> Action:
    return Action.objects.get(pk=made.pk)


def test_the_reply_page_offers_an_action_with_everything_filled_in(
    inside: World,
) -> None:
    reply = builders.reply()
    page = text(inside.client().get(reverse("surveys:reply-detail", args=[reply.pk])))
    assert "What will you do about it?" in page
    assert '<option value="week" selected>Within a week: Wed 25 Nov</option>' in page
    assert "Ruth Penrose (you)" in page
    assert "Offer to tell Margaret when it’s done." in page


def test_a_reader_sees_what_is_promised_and_no_form(inside: World) -> None:
    reply = builders.reply()
    action(inside, reply)
    page = reverse("surveys:reply-detail", args=[reply.pk])
    shown = text(inside.client("reader").get(page))
    assert "Ring before noon" in shown
    assert "What will you do about it?" not in shown


def test_one_post_makes_the_action_and_goes_back_to_the_reply(inside: World) -> None:
    reply = builders.reply()
    back = reverse("surveys:reply-detail", args=[reply.pk])
    new = reverse("actions:action-new")
    response = inside.client().post(new, fields(inside, reply, next=back))
    assert (response.status_code, response.headers["Location"]) == (302, back)
    made = Action.objects.get()
    assert (made.what, made.owner, made.offers_to_tell) == (
        "Ring Margaret",
        inside.member,
        True,
    )
    assert "Dan will do it by Wednesday 25 November." in text(inside.client().get(back))


def test_where_it_goes_next_is_a_page_of_ours(inside: World) -> None:
    sent = fields(inside, builders.reply(), next="https://evil.example/")
    response = inside.client().post(reverse("actions:action-new"), sent)
    assert response.headers["Location"].startswith("/actions/")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"due_on": "2026-11-17"}, "That date has passed."),
        ({"due_on": "0001-01-01"}, "That date has passed."),
        ({"due_on": "9999-12-31"}, "more than two years away"),
        ({"due_on": "2026-02-30"}, "Enter a valid date"),
        ({"what": " "}, "This field is required"),
        ({"owner": "nobody"}, "Select a valid choice"),
        ({"kind": "robot"}, "Select a valid choice"),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(
    inside: World, wrong: dict[str, str], says: str
) -> None:
    reply = builders.reply(words="He came at ten to five.")
    sent = fields(inside, reply, **{"what": "Ring Margaret & Joe", **wrong})
    response = inside.client().post(reverse("actions:action-new"), sent)
    assert response.status_code == 422
    assert says in text(response)
    assert wrong.get("what") or "Ring Margaret &amp; Joe" in text(response)
    assert "He came at ten to five." in text(response)
    assert not Action.objects.exists()


def test_a_reader_cannot_be_chosen(inside: World) -> None:
    sent = fields(inside, builders.reply(), owner=inside.reader.pk)
    response = inside.client().post(reverse("actions:action-new"), sent)
    assert response.status_code == 422


@pytest.mark.parametrize("key", ["nonsense", "01a1ee87-3200-7b68-a870-30249b78f909"])
def test_a_reply_that_is_not_there_is_not_found(inside: World, key: str) -> None:
    new = reverse("actions:action-new")
    assert inside.client().get(f"{new}?reply={key}").status_code == 404
    assert inside.client().post(new, {"reply": key}).status_code == 404


def test_one_action_for_what_several_said(inside: World) -> None:
    one, two = builders.reply(words="Late."), builders.reply(words="So late.")
    new = reverse("actions:action-new")
    page = text(inside.client().get(f"{new}?reply={one.pk}&reply={two.pk}"))
    assert "Late." in page
    assert "So late." in page
    inside.client().post(new, fields(inside, one, two))
    assert Action.objects.get().links.count() == 2


def test_adding_can_be_undone(inside: World) -> None:
    reply = builders.reply()
    inside.client().post(reverse("actions:action-new"), fields(inside, reply))
    response = inside.client().post(url("withdrawal", Action.objects.get()))
    assert response.status_code == 302
    assert not Action.objects.exists()
    assert Reply.objects.get(pk=reply.pk).state == Reply.State.NEW


def test_a_reply_joins_an_open_action_and_leaves_it(inside: World) -> None:
    made, more = action(inside), builders.reply()
    page = reverse("surveys:reply-detail", args=[more.pk])
    assert "Add it to an open action" in text(inside.client().get(page))
    inside.client().post(url("reply", made), {"reply": more.pk, "next": page})
    assert made.links.count() == 2
    inside.client().post(
        reverse("actions:action-reply-remove", args=[made.pk, more.pk])
    )
    assert made.links.count() == 1


def test_the_action_page_shows_words_who_when_and_what_happened(inside: World) -> None:
    made = moved_action(inside, builders.reply(words="He came at ten to five."))
    page = text(inside.client().get(url("detail", made)))
    assert "He came at ten to five." in page
    assert "Dan Rowe" in page
    assert "Wednesday 2 December 2026" in page
    assert "Ruth gave it to Dan, for 25 November." in page
    moved = "Ruth moved the date from 25 November to 2 December: The van is broken"
    assert moved in page


def test_a_card_moves_by_a_button_and_back_by_undo(inside: World) -> None:
    made = action(inside)
    back = reverse("actions:action-list")
    sent = {"state": "doing", "next": back}
    response = inside.client().post(url("move", made), sent)
    assert response.headers["Location"] == back
    assert fresh(made).state == "doing"
    inside.client().post(url("move", made) + "?state=todo")
    assert fresh(made).state == "todo"


def test_a_new_date_leads_to_telling_those_who_wait(inside: World) -> None:
    made = action(inside)
    sent = {
        "due_on": "2026-12-02",
        "because": "The van is broken",
        "revision": made.revision,
    }
    response = inside.client().post(url("date", made), sent)
    assert response.headers["Location"] == url("telling", made)
    page = text(inside.client().get(url("telling", made)))
    assert "Tell them it comes later" in page
    assert "The van is broken" in page
    assert not OutboundMessage.objects.filter(kind="told").exists()


def test_a_new_date_leads_back_if_nobody_is_to_be_told(inside: World) -> None:
    made = action(inside, offers_to_tell=False)
    sent = {"due_on": "2026-12-02", "because": "The van", "revision": made.revision}
    response = inside.client().post(url("date", made), sent)
    assert response.headers["Location"] == url("detail", made)


@pytest.mark.parametrize(
    "wrong", [{"due_on": "2026-11-25"}, {"because": " "}, {"due_on": "2026-11-01"}]
)
def test_a_wrong_new_date_keeps_what_was_typed(
    inside: World, wrong: dict[str, str]
) -> None:
    made = action(inside)
    sent = {"due_on": "2026-12-02", "because": "The van & me", **wrong}
    response = inside.client().post(url("date", made), sent)
    assert response.status_code == 422
    assert wrong.get("because") or "The van &amp; me" in text(response)
    assert not DateChange.objects.exists()


def test_a_late_promise_is_kept(inside: World) -> None:
    made = late_action(inside)
    assert "Its date has passed." in text(inside.client().get(url("detail", made)))
    inside.client().post(url("kept", made))
    assert fresh(made).asks_again_on == TODAY + 7 * A_DAY
    page = text(inside.client().get(url("detail", made)))
    assert "Its date has passed." not in page
    assert "2 days late" in page


def test_an_action_is_handed_over_and_back(inside: World) -> None:
    made = action(inside)
    sent = {"owner": inside.manager.pk, "revision": made.revision}
    inside.client().post(url("owner", made), sent)
    assert fresh(made).owner == inside.manager
    inside.client().post(f"{url('owner', made)}?owner={inside.member.pk}")
    assert fresh(made).owner == inside.member


def test_closing_leads_to_the_mails(inside: World) -> None:
    made = action(inside)
    response = inside.client().post(url("closure", made), closing_fields(made))
    assert response.headers["Location"] == url("telling", made)
    assert fresh(made).state == "done"


def test_closing_without_telling_leads_back(inside: World) -> None:
    made = action(inside)
    sent = closing_fields(made, tell="no", not_told_because="We rang her")
    response = inside.client().post(url("closure", made), sent)
    assert response.headers["Location"] == url("detail", made)
    assert "Closed without telling" in text(inside.client().get(url("detail", made)))


@pytest.mark.parametrize(
    "missing", ["what_changed", "cause", "better_for", "tell", "not_told_because"]
)
def test_closing_says_what_is_missing_and_keeps_the_rest(
    inside: World, missing: str
) -> None:
    made = action(inside)
    sent = closing_fields(made, tell="no", not_told_because="We rang & talked")
    response = inside.client().post(url("closure", made), {**sent, missing: ""})
    assert response.status_code == 422
    assert "There is a problem" in text(response)
    kept = "We text now." if missing == "not_told_because" else "We rang &amp; talked"
    assert kept in text(response)
    assert fresh(made).state == "todo"


def test_deciding_not_to(inside: World) -> None:
    made = action(inside)
    closure = url("closure", made)
    page = text(inside.client().get(f"{closure}?outcome=not_this_time"))
    assert "Why not, this time" in page
    sent = {
        "outcome": "not_this_time",
        "because": "There are four of us",
        "tell": "yes",
        "revision": made.revision,
    }
    response = inside.client().post(closure, {**sent, "because": ""})
    assert response.status_code == 422
    assert "Why not, this time" in text(response)
    inside.client().post(closure, sent)
    assert fresh(made).outcome == "not_this_time"


def test_two_people_editing_lose_no_word(inside: World) -> None:
    made = action(inside)
    seen = closing_fields(made, what_changed="My careful words & thoughts")
    hand_over(made, owner=inside.manager, by=inside.by)
    response = inside.client().post(url("closure", made), seen)
    assert response.status_code == 409
    assert "Somebody changed this while you had it open." in text(response)
    assert "My careful words &amp; thoughts" in text(response)
    assert "Lee Tonkin" in text(response)
    assert fresh(made).state == "todo"
    again = {**seen, "revision": response.context["form"]["revision"].value()}
    assert inside.client().post(url("closure", made), again).status_code == 302
    assert fresh(made).what_changed == "My careful words & thoughts"


def test_closing_is_undone_by_a_button(inside: World) -> None:
    made = done_action(inside)
    inside.client().post(f"{url('closure', made)}?undo=1")
    assert fresh(made).state == "doing"


def test_a_done_action_is_closed_quietly_with_a_reason(inside: World) -> None:
    made = done_action(inside)
    assert inside.client().post(url("silence", made), {}).status_code == 422
    sent = {"not_told_because": "We rang her", "revision": made.revision}
    inside.client().post(url("silence", made), sent)
    assert fresh(made).not_told_because == "We rang her"


def telling_fields(made: Action, *replies: Reply, **values: Any) -> dict[str, Any]:
    sends = {f"send-{reply.customer_id}": "on" for reply in replies}
    return {"revision": made.revision, "words": "We text now.", **sends, **values}


def told() -> list[str]:
    """Return the mails of the next morning."""
    mail_due(now=NOON + timedelta(hours=23))
    return sorted(
        OutboundMessage.objects.filter(kind="told").values_list("own_text", flat=1)
    )


def test_looking_at_the_mails_sends_nothing(inside: World) -> None:
    reply = builders.reply(words="He came at ten to five.")
    made = done_action(inside, reply)
    page = text(inside.client().get(url("telling", made)))
    assert "He came at ten to five." in page
    assert reply.customer.email in page
    assert "Ruth at Penrose Heating" in page
    sent = telling_fields(made, reply, words="Quite other words.", preview="1")
    page = text(inside.client().post(url("telling", made), sent))
    assert page.count("Quite other words.") >= 2
    assert (told(), fresh(made).state) == ([], "done")


def test_the_mail_is_what_was_shown(inside: World) -> None:
    one, two = builders.reply(), builders.reply()
    made = done_action(inside, one, two)
    own = {f"words-{two.customer_id}": "For you alone."}
    sent = telling_fields(made, one, two, **own)
    shown = inside.client().post(url("telling", made), {**sent, "preview": "1"})
    previews = sorted(p.email.text.strip() for p in shown.context["previews"])
    response = inside.client().post(url("telling", made), sent)
    assert response.status_code == 302
    assert told() == previews
    assert fresh(made).state == "told"


def test_whoever_is_left_out_gets_nothing(inside: World) -> None:
    one, two = builders.reply(), builders.reply()
    made = done_action(inside, one, two)
    sent = telling_fields(made, one)
    unsaid = inside.client().post(url("telling", made), sent)
    assert unsaid.status_code == 422
    assert "Say why you leave them out." in text(unsaid)
    because = {f"because-{two.customer_id}": "I rang her."}
    inside.client().post(url("telling", made), {**sent, **because})
    assert Telling.objects.get().customer == one.customer
    assert "is left out: I rang her." in text(inside.client().get(url("detail", made)))


def test_leaving_everybody_out_is_explained(inside: World) -> None:
    reply = builders.reply()
    made = done_action(inside, reply)
    because = {f"because-{reply.customer_id}": "I rang her."}
    sent = {**telling_fields(made), **because}
    response = inside.client().post(url("telling", made), sent)
    assert response.status_code == 422
    assert "Nobody is left to tell." in text(response)
    assert fresh(made).state == "done"


def test_without_words_nothing_goes(inside: World) -> None:
    reply = builders.reply()
    made = done_action(inside, reply)
    sent = telling_fields(made, reply, words="  ")
    response = inside.client().post(url("telling", made), sent)
    assert response.status_code == 422
    assert told() == []


def test_sending_twice_sends_once_and_says_so(inside: World) -> None:
    reply = builders.reply()
    made = done_action(inside, reply)
    sent = telling_fields(made, reply)
    for _ in range(2):
        response = inside.client().post(url("telling", made), sent)
        assert response.headers["Location"] == url("detail", made)
    assert len(told()) == 1


def test_later_sent_twice_is_one_mail(inside: World) -> None:
    reply = builders.reply()
    made = moved_action(inside, reply)
    sent = telling_fields(made, reply)
    responses = [inside.client().post(url("telling", made), sent) for _ in range(2)]
    assert [r.status_code for r in responses] == [302, 302]
    assert len(told()) == 1


def test_mails_written_before_a_change_are_shown_again(inside: World) -> None:
    reply = builders.reply()
    made = done_action(inside, reply)
    sent = telling_fields(made, reply, words="Old & true")
    Action.objects.filter(pk=made.pk).update(revision=made.revision + 1)
    response = inside.client().post(url("telling", made), sent)
    assert response.status_code == 409
    assert "Old &amp; true" in text(response)
    assert told() == []


def test_who_cannot_be_told_is_named_with_the_reason(inside: World) -> None:
    who = builders.customer(name="Omar Haddad", email="")
    reply = builders.reply(builders.invitation(builders.interaction(who)))
    page = text(inside.client().get(url("telling", done_action(inside, reply))))
    assert "Omar Haddad: no email address" in page
    assert "Nobody can be told by email." in page


def test_hundreds_of_people_fit_one_form(inside: World) -> None:
    replies = [builders.reply() for _ in range(103)]
    made = done_action(inside, *replies)
    response = inside.client().get(url("telling", made))
    assert "3 more get the same words" in text(response)
    first = response.context["previews"]
    chosen = {f"send-{p.listener.customer.pk}": "on" for p in first}
    sent = {"revision": made.revision, "words": "We text now.", **chosen}
    inside.client().post(url("telling", made), sent)
    assert len(told()) == 103


def test_an_action_without_a_new_date_has_nothing_to_tell(inside: World) -> None:
    made = action(inside)
    response = inside.client().get(url("telling", made))
    assert response.headers["Location"] == url("detail", made)
