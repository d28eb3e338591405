from datetime import timedelta

import pytest

from actions.models import Action, Telling
from actions.selectors.telling import listeners
from actions.services import decide_not_to, mail_due, tell_customers
from actions.services.telling import Letter
from feedback.customers.models import Suppression
from feedback.customers.services import suppress
from feedback.errors import Conflict, Refused
from feedback.mail.models import OutboundMessage
from surveys.models import Reply
from tests import builders
from tests.actions.builders import action, done_action, moved_action
from tests.conftest import NOON, World

WORDS = "We now text you when we set off."


def letters(*replies: Reply, words: str = WORDS) -> list[Letter]:
    return [Letter(reply.customer_id, words) for reply in replies]


MORNING = NOON + timedelta(hours=22, minutes=5)


def mails() -> list[OutboundMessage]:
    mail_due(now=MORNING)
    rows = OutboundMessage.objects.filter(kind=OutboundMessage.Kind.TOLD)
    return list(rows.order_by("to_email"))


def test_each_person_reads_their_own_words_and_what_changed(inside: World) -> None:
    one = builders.reply(words="He came at ten to five.")
    two = builders.reply(words="Nobody rang.")
    made = done_action(inside, one, two)
    assert tell_customers(made, letters(one, two), by=inside.by) == 2
    first = next(m for m in mails() if m.customer_id == one.customer_id)
    assert "“He came at ten to five.”" in first.text
    assert "Nobody rang" not in first.text + first.html
    assert WORDS in first.text
    assert WORDS in first.html
    assert "You weren’t the only one." in first.text
    assert "Since 18 November." in first.text
    assert first.subject == "You told us in November. Here’s what we changed."


def test_told_actions_and_their_replies_are_finished(inside: World) -> None:
    reply = builders.reply()
    made = done_action(inside, reply)
    tell_customers(made, letters(reply), by=inside.by)
    stored = Action.objects.get(pk=made.pk)
    assert (stored.state, stored.told_at) == (Action.State.TOLD, NOON)
    assert Reply.objects.get(pk=reply.pk).state == Reply.State.DONE
    telling = Telling.objects.get()
    assert (telling.about, telling.words, telling.sent_by) == (
        "did",
        WORDS,
        inside.owner,
    )


def test_one_person_with_several_replies_gets_one_mail(inside: World) -> None:
    who = builders.customer()
    replies = [
        builders.reply(builders.invitation(builders.interaction(who)), words=words)
        for words in ("Late again.", "And nobody rang.")
    ]
    made = done_action(inside, *replies)
    assert tell_customers(made, letters(*replies), by=inside.by) == 1
    (mail,) = mails()
    assert "Late again." in mail.text
    assert "And nobody rang." in mail.text
    assert "only one" not in mail.text


def test_the_mail_can_be_answered_and_stopped(inside: World) -> None:
    inside.business.reply_to = "ruth@penrose.example"
    reply = builders.reply()
    tell_customers(done_action(inside, reply), letters(reply), by=inside.by)
    (mail,) = mails()
    assert (mail.reply_to, mail.from_name) == (
        "ruth@penrose.example",
        "Ruth at Penrose Heating",
    )
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = mail.headers["List-Unsubscribe"].strip("<>")
    assert url in mail.text
    assert url in mail.html
    assert len(mail.html.encode()) < 20 * 1024
    assert "<img" not in mail.html


def test_the_link_to_the_wall_is_there_only_if_it_is_public(inside: World) -> None:
    quiet, loud = builders.reply(), builders.reply()
    tell_customers(done_action(inside, quiet), letters(quiet), by=inside.by)
    assert "changed this year" not in mails()[0].text
    inside.business.wall_is_public = True
    inside.business.save(update_fields=["wall_is_public"])
    tell_customers(done_action(inside, loud), letters(loud), by=inside.by)
    mail = next(m for m in mails() if m.customer_id == loud.customer_id)
    assert f"/w/{inside.business.slug}/" in mail.text
    assert f"/w/{inside.business.slug}/" in mail.html


def test_words_are_inert(inside: World) -> None:
    nasty = "<script>alert(1)</script> & “quotes”"
    reply = builders.reply(words=nasty)
    tell_customers(
        done_action(inside, reply), letters(reply, words=nasty), by=inside.by
    )
    (mail,) = mails()
    assert "<script>" not in mail.html
    assert nasty in mail.text


def test_not_this_time_says_so(inside: World) -> None:
    reply = builders.reply(words="Open on Sundays, please.")
    made = action(inside, reply)
    decide_not_to(made, because="There are four of us.", by=inside.by)
    tell_customers(made, letters(reply, words="There are four of us."), by=inside.by)
    (mail,) = mails()
    assert mail.subject == "About what you asked us"
    assert "this time the answer is no" in mail.text
    assert "changed" not in mail.text.split("--")[0]
    assert Telling.objects.get().about == "not_this_time"


def test_later_leaves_the_action_open(inside: World) -> None:
    reply = builders.reply()
    made = moved_action(inside, reply)
    tell_customers(made, letters(reply, words="The van is broken."), by=inside.by)
    (mail,) = mails()
    assert mail.subject == "Later than we said"
    assert "until 2 December instead of 25 November" in mail.text
    assert Action.objects.get(pk=made.pk).state == Action.State.TODO
    assert Reply.objects.get(pk=reply.pk).state == Reply.State.ACTING


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        (Suppression.Reason.NO_UPDATES, "asked not to be told about changes"),
        (Suppression.Reason.BOUNCED, "address does not work"),
        (Suppression.Reason.COMPLAINED, "marked our mail as spam"),
        (Suppression.Reason.OPTED_OUT, ""),
    ],
)
def test_who_wants_no_news_gets_none_and_it_says_why(
    inside: World, reason: str, why: str
) -> None:
    gone, here = builders.reply(), builders.reply()
    suppress(inside.business, email=gone.customer.email, reason=reason, by=inside.by)
    made = done_action(inside, gone, here)
    found = {one.customer.pk: one.why_not for one in listeners(made)}
    assert found == {gone.customer_id: why, here.customer_id: ""}
    sent = tell_customers(made, letters(gone, here), by=inside.by)
    assert sent == (1 if why else 2)


def test_nobody_without_an_address_is_told(inside: World) -> None:
    who = builders.customer(email="")
    reply = builders.reply(builders.invitation(builders.interaction(who)))
    made = done_action(inside, reply)
    with pytest.raises(Refused):
        tell_customers(made, letters(reply), by=inside.by)
    assert Action.objects.get(pk=made.pk).state == Action.State.DONE


def test_somebody_can_be_left_out(inside: World) -> None:
    one, two = builders.reply(), builders.reply()
    made = done_action(inside, one, two)
    assert tell_customers(made, letters(one), by=inside.by) == 1
    assert [m.customer_id for m in mails()] == [one.customer_id]
    assert Reply.objects.get(pk=two.pk).state == Reply.State.DONE


def test_nobody_who_did_not_raise_it_is_told(inside: World) -> None:
    made = done_action(inside)
    with pytest.raises(Refused):
        tell_customers(made, letters(builders.reply()), by=inside.by)


def test_an_empty_letter_is_refused(inside: World) -> None:
    reply = builders.reply()
    with pytest.raises(Refused):
        tell_customers(
            done_action(inside, reply), letters(reply, words=" \n"), by=inside.by
        )


def test_telling_twice_sends_once(inside: World) -> None:
    reply = builders.reply()
    made = done_action(inside, reply)
    stale = Action.objects.get(pk=made.pk)
    assert tell_customers(made, letters(reply), by=inside.by) == 1
    assert tell_customers(made, letters(reply), by=inside.by) == 0
    with pytest.raises(Conflict):
        tell_customers(stale, letters(reply), by=inside.by)
    assert len(mails()) == 1


def test_each_new_date_can_be_told_once(inside: World) -> None:
    reply = builders.reply()
    made = moved_action(inside, reply)
    assert tell_customers(made, letters(reply), by=inside.by) == 1
    assert tell_customers(made, letters(reply), by=inside.by) == 0
    assert len(mails()) == 1
