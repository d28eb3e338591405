"""Who hears of a reply: each once, whatever leads to them."""

import random
from datetime import timedelta
from typing import Any

import pytest

from feedback import clock
from feedback.accounts import services as accounts
from feedback.accounts.models import Membership, NoticeChoice, Role, Team
from feedback.mail.models import OutboundMessage
from surveys.models import Alert, Notice, Reply, TeamNote
from surveys.routing import Conditions
from surveys.services import hearing, notices, routing
from surveys.services.routing import Rule
from tests import builders
from tests.conftest import NOON, World, join

Topic, Pace = NoticeChoice.Topic, NoticeChoice.Pace


def mails() -> list[OutboundMessage]:
    return list(OutboundMessage.objects.filter(kind="notice").order_by("to_email"))


def to() -> list[str]:
    return [mail.to_email.split("@")[0] for mail in mails()]


def rule(
    world: World, *people: Membership, teams: tuple[Team, ...] = (), **conditions: Any
) -> None:
    wanted = Rule("A rule", Conditions(**conditions), people=people, teams=teams)
    routing.add_rule(world.business, wanted, by=world.by)


def calm(**values: Any) -> Reply:
    """Return a reply that nobody waits about."""
    usual: dict[str, Any] = {
        "rating": 3,
        "words": "It was all right.",
        "waits_for_person": False,
    }
    return builders.reply(**{**usual, **values})


@pytest.mark.parametrize(
    ("conditions", "hears"),
    [
        ({}, True),
        ({"kinds": ("boiler SERVICE",)}, True),
        ({"kinds": ("Gas check",)}, False),
        ({"handlers": ("dan",)}, True),
        ({"handlers": ("Lee",)}, False),
        ({"words": ("right",)}, True),
        ({"words": ("ight",)}, False),
        ({"words": ("leak",)}, False),
        ({"answers": ("3",)}, True),
        ({"answers": ("no",)}, True),
        ({"answers": ("yes",)}, False),
        ({"values": ("most_valuable",)}, False),
        ({"areas": ("Falmouth",)}, True),
        ({"areas": ("town: falmouth",)}, True),
        ({"areas": ("Truro",)}, False),
        ({"kinds": ("Boiler service",), "words": ("leak",)}, False),
    ],
)
def test_a_rule_leads_to_its_people_if_all_of_it_fits(
    inside: World, conditions: dict[str, tuple[str, ...]], hears: bool
) -> None:
    rule(inside, inside.member, **conditions)
    work = builders.interaction(attributes={"Town": "Falmouth"})
    hearing.notice_reply(calm(to=builders.invitation(work)))
    assert to() == (["dan"] if hears else [])
    assert hears is False or "because of the rule “A rule”" in mails()[0].text


def test_conditions_survive_being_stored_and_nonsense_is_left_out() -> None:
    kept = Conditions(kinds=("a",), words=("b", "c"))
    assert Conditions.read(kept.stored()) == kept
    assert Conditions.read({"kinds": "no list", "other": 1, "words": [" ", "x"]}) == (
        Conditions(words=("x",))
    )


def test_each_person_hears_once_whatever_overlaps(inside: World) -> None:
    """Rules, teams, alerts, praise and waiting at once, in 40 random mixtures."""
    chance = random.Random(7)
    people = [inside.owner, inside.manager, inside.member, inside.reader]
    people += [inside.own_only, inside.email_only]
    Membership.objects.filter(pk__in=[p.pk for p in people]).update(
        handler_names=["Dan"]
    )
    for number in range(6):
        some = chance.sample(people, 3)
        team = accounts.save_team(
            inside.business, name=f"Team {number}", people=some, by=inside.by
        )
        rule(inside, *chance.sample(people, 2), teams=(team,))
    left = inside.reader
    Membership.objects.filter(pk=left.pk).update(is_active=False)
    for _ in range(10):
        words = chance.choice(["I am furious, call me.", "Lovely.", "Fine."])
        reply = builders.reply(
            rating=chance.choice([1, 5]),
            words=words,
            waits_for_person=chance.random() < 0.5,
        )
        for _again in range(3):
            hearing.notice_reply(Reply.objects.get(pk=reply.pk))
        sent = Notice.objects.filter(reply=reply).values_list("membership", flat=True)
        assert len(sent) == len(set(sent)) > 0
        assert left.pk not in sent
    keys = [mail.dedupe_key for mail in mails()]
    assert len(keys) == len(set(keys))
    assert all("amy@" not in mail.to_email for mail in mails())


@pytest.mark.parametrize("what", ["is_test", "is_suspicious"])
def test_nobody_hears_of_a_try_out_or_a_machine(inside: World, what: str) -> None:
    rule(inside, inside.member)
    values: dict[str, Any] = {what: True}
    reply = builders.reply(words="I am furious.", **values)
    assert hearing.notice_reply(reply) == 0
    key = f"reply:{reply.pk}"
    assert (
        notices.tell(inside.owner, topic="words", dedupe_key=key, reply=reply) is None
    )
    assert mails() == []
    assert not Notice.objects.exists()
    assert not Alert.objects.exists()


def test_it_is_heard_once_it_is_cleared(inside: World) -> None:
    reply = builders.reply(is_suspicious=True)
    hearing.notice_reply(reply)
    reply.is_suspicious = False
    assert hearing.notice_reply(reply) == 2


def test_praise_reaches_whoever_did_it_at_once(inside: World) -> None:
    accounts.name_in_work(inside.member, ["dan "], by=inside.by)
    hearing.notice_reply(calm(rating=5, words="Dan was kind."))
    assert to() == ["dan"]
    assert mails()[0].subject == "Kind words from Margaret about your work"


def test_somebody_who_sees_only_their_own_hears_of_nothing_else(inside: World) -> None:
    rule(inside, inside.own_only)
    hearing.notice_reply(calm())
    assert to() == []
    accounts.name_in_work(inside.own_only, ["Dan"], by=inside.by)
    hearing.notice_reply(calm())
    assert to() == ["kit"]


def test_a_relationship_owner_who_may_not_see_it_leaves_it_to_the_bosses(
    inside: World,
) -> None:
    who = builders.customer(relationship_owner=inside.own_only)
    hearing.notice_reply(builders.reply(builders.invitation(builders.interaction(who))))
    assert to() == ["lee", "ruth"]


def test_an_edit_that_makes_it_urgent_is_heard_once_more(inside: World) -> None:
    rule(inside, inside.owner)
    reply = calm()
    hearing.notice_reply(reply)
    Reply.objects.filter(pk=reply.pk).update(words="I am furious.", rating=1)
    for _ in range(2):
        hearing.notice_reply(Reply.objects.select_related("customer").get(pk=reply.pk))
    assert to() == ["lee", "ruth", "ruth"]


def test_an_alert_is_raised_once_and_says_which_words(inside: World) -> None:
    reply = builders.reply(words="He came late. I am furious!")
    for _ in range(3):
        hearing.notice_reply(reply)
    alert = Alert.objects.get()
    assert reply.words[alert.quote_start : alert.quote_end] == "I am furious!"
    assert mails()[0].subject == "Margaret is angry, or about to leave"
    assert mails()[0].text.startswith("“He came late. I am furious!”")


def test_pleasant_but_not_solved_is_an_alert(inside: World) -> None:
    to_ = builders.invitation()
    assert to_.version
    to_.version.questions.filter(kind="yes_partly_no").update(
        text="Is everything we came for working now?"
    )
    hearing.notice_reply(calm(to=to_, rating=5, words="Nice man."))
    assert Alert.objects.get().kind == Alert.Kind.HOLLOW_SMILE


@pytest.mark.parametrize("gone", ["is_active", "user"])
def test_somebody_who_left_hears_nothing(inside: World, gone: str) -> None:
    rule(inside, inside.member)
    if gone == "user":
        type(inside.member.user).objects.update(is_active=False)
    else:
        Membership.objects.filter(pk=inside.member.pk).update(is_active=False)
    hearing.notice_reply(calm())
    assert to() == []


def test_one_hears_at_the_soonest_pace_of_all_that_lead_there(inside: World) -> None:
    notices.choose(inside.owner, {"waiting": "daily"}, by=inside.by)
    rule(inside, inside.owner)
    hearing.notice_reply(builders.reply())
    told = Notice.objects.get(membership=inside.owner)
    assert (told.topic, told.pace) == (Topic.WORDS, Pace.NOW)


def test_never_is_never_and_what_waits_goes_too(inside: World) -> None:
    choices = {Topic.WAITING.value: "daily"}
    notices.choose(inside.owner, choices, by=inside.by)
    hearing.notice_reply(builders.reply())
    notices.choose(inside.owner, {Topic.WAITING.value: "never"}, by=inside.by)
    hearing.notice_reply(builders.reply())
    assert to() == ["lee", "lee"]
    rows = Notice.objects.filter(membership=inside.owner)
    assert {row.pace for row in rows} == {Pace.NEVER}


def test_a_mention_brings_the_note(inside: World) -> None:
    reply = builders.reply()
    note = TeamNote.objects.create(
        business=inside.business,
        reply=reply,
        author=inside.owner,
        words="Can you ring?",
    )
    key = f"mention:{note.pk}"
    for _ in range(2):
        notices.tell(inside.member, topic="mention", dedupe_key=key, reply=reply)
    assert to() == ["dan"]
    assert mails()[0].text.startswith("Ruth Penrose: Can you ring?")


def test_a_mail_only_person_gets_no_link_to_a_page_they_cannot_open(
    inside: World,
) -> None:
    rule(inside, inside.email_only)
    reply = calm()
    hearing.notice_reply(reply)
    (mail,) = mails()
    assert "/inbox/" not in mail.text + mail.html
    assert "/p/" in mail.text
    assert "/p/" in mail.html


def test_hostile_names_and_words_are_inert(inside: World) -> None:
    rule(inside, inside.email_only)
    evil = "<script>alert(1)</script>"
    who = builders.customer(name=f"{evil}\r\nBcc: x@y.z")
    to_ = builders.invitation(builders.interaction(who, kind=evil))
    hearing.notice_reply(calm(to=to_, words=f"{evil} I am furious."))
    for mail in mails():
        assert "<script" not in mail.html
        assert "\n" not in mail.subject


def test_somebody_added_by_mail_needs_no_password(inside: World) -> None:
    place = accounts.add_by_mail(
        inside.business, email="Yard@Example.com", name="The yard", by=inside.by
    )
    assert (place.role, place.user.has_usable_password()) == (Role.EMAIL_ONLY, False)
    assert place.user.email == "yard@example.com"


def test_a_rule_reaches_only_this_business(inside: World) -> None:
    with pytest.raises(Exception, match="Choose somebody of the team"):
        rule(inside, inside.stranger)


def test_digest_and_notice_of_the_past_are_not_sent_on_joining(inside: World) -> None:
    hearing.notice_reply(builders.reply())
    late = join(inside.business, "new@penrose.example", "New Boss", Role.OWNER)
    with clock.set_to(NOON + timedelta(days=1)):
        assert not Notice.objects.filter(membership=late).exists()
