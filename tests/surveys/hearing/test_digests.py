"""Digests and the weekly voices: once each, in the morning, whatever stopped."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feedback import clock
from feedback.accounts.models import Membership, NoticeChoice
from feedback.mail.models import OutboundMessage
from surveys.models import Alert, Notice, Reply
from surveys.services import alerting, hearing, notices
from surveys.services.digests import send_digests
from surveys.services.voices import send_voices
from tests import builders
from tests.conftest import NOON, World

MONDAY = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
TOMORROW = datetime(2026, 11, 19, 8, 1, tzinfo=UTC)


def mails(prefix: str) -> list[OutboundMessage]:
    rows = OutboundMessage.objects.filter(dedupe_key__startswith=prefix)
    return list(rows.order_by("to_email"))


def wants(
    person: Membership, pace: str, topic: str = "waiting", *, world: World
) -> None:
    notices.choose(person, {topic: pace}, by=world.by)


def sweep(now: datetime) -> int:
    with clock.set_to(now):
        return send_digests(now=now)


def test_a_daily_digest_comes_once_in_the_morning(inside: World) -> None:
    wants(inside.owner, "daily", world=inside)
    for minute, words in enumerate(("First words.", "Second words.")):
        with clock.set_to(NOON + timedelta(minutes=minute)):
            hearing.notice_reply(builders.reply(words=words))
    assert sweep(NOON) == 0
    assert sweep(TOMORROW - timedelta(minutes=2)) == 0
    assert [sweep(TOMORROW) for _ in range(3)] == [1, 0, 0]
    (mail,) = mails("digest:")
    assert mail.subject == "What 2 people said"
    assert mail.text.index("First words.") < mail.text.index("Second words.")
    assert sweep(TOMORROW + timedelta(days=1)) == 0


def test_after_an_outage_everything_comes_once_in_one_mail(inside: World) -> None:
    wants(inside.owner, "daily", world=inside)
    for day in range(3):
        with clock.set_to(NOON + timedelta(days=day)):
            hearing.notice_reply(builders.reply(words=f"Words of day {day}."))
    assert [sweep(MONDAY) for _ in range(3)] == [1, 0, 0]
    (mail,) = mails("digest:")
    assert [len(re.findall(f"of day {day}", mail.text)) for day in range(3)] == [
        1,
        1,
        1,
    ]


def test_weekly_waits_for_monday(inside: World) -> None:
    wants(inside.owner, "weekly", world=inside)
    hearing.notice_reply(builders.reply())
    assert sweep(TOMORROW) == 0
    assert sweep(MONDAY) == 1
    assert sweep(MONDAY + timedelta(days=1)) == 0


def test_a_crash_before_the_commit_loses_and_doubles_nothing(
    inside: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants(inside.owner, "daily", world=inside)
    hearing.notice_reply(builders.reply())

    def crash(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("surveys.services.digests.digest_email", crash)
        with pytest.raises(RuntimeError):
            sweep(TOMORROW)
    assert Notice.objects.filter(sent_at=None).count() == 1
    assert [sweep(TOMORROW), sweep(TOMORROW)] == [1, 0]


def test_whoever_left_meanwhile_gets_no_digest(inside: World) -> None:
    wants(inside.manager, "daily", world=inside)
    hearing.notice_reply(builders.reply())
    Membership.objects.filter(pk=inside.manager.pk).update(is_active=False)
    assert sweep(TOMORROW) == 0
    assert mails("digest:") == []


def test_what_turned_out_to_be_a_machine_is_in_no_digest(inside: World) -> None:
    wants(inside.owner, "daily", world=inside)
    reply = builders.reply()
    hearing.notice_reply(reply)
    Reply.objects.filter(pk=reply.pk).update(is_suspicious=True)
    assert sweep(TOMORROW) == 0


def voices(now: datetime = MONDAY) -> list[OutboundMessage]:
    with clock.set_to(now):
        for _ in range(2):
            send_voices(now=now)
    return mails("voices:")


def say(words: str, rating: int = 5, **values: Any) -> Reply:
    poor = rating < 3
    return builders.reply(words=words, rating=rating, waits_for_person=poor, **values)


@pytest.mark.parametrize("count", [0, 1, 3, 300])
def test_the_voices_work_for_any_number(inside: World, count: int) -> None:
    asked = builders.survey()
    for number in range(count):
        to = builders.invitation(survey=asked)
        say(
            f"These are the words number {number}.",
            rating=5 if number % 2 else 1,
            to=to,
        )
    if not count:
        builders.invitation()
    sent = voices()
    assert len(sent) == 4
    mail = sent[0]
    assert len(mail.html.encode()) < 20_000
    if not count:
        assert "Nobody wrote last week. 1 person was asked." in mail.text
    if count == 300:
        assert mail.subject == "What 300 people said last week"
        assert "290 more people wrote." in mail.text


def test_a_week_in_which_nobody_was_asked_needs_no_mail(inside: World) -> None:
    assert voices() == []


def test_praise_comes_first_and_no_score_is_shown(inside: World) -> None:
    say("It was late and cold.", rating=1)
    say("Dan was very kind to us.", rating=5)
    say("It was all right really.", rating=3)
    for mail in voices():
        for body in (mail.text, mail.html):
            assert body.index("very kind") < body.index("late and cold")
            assert body.index("late and cold") < body.index("all right really")
            for score in ("Very poor", "Very good", "5/5", "stars", "%</", "1 of 5"):
                assert score not in body


def test_voices_leave_out_tries_machines_and_empty_words(inside: World) -> None:
    say("Words of a try-out.", is_test=True)
    say("Words of a machine.", is_suspicious=True)
    say("")
    say("These are real words.")
    for mail in voices():
        assert "real words" in mail.text
        assert "try-out" not in mail.text
        assert "machine" not in mail.text


def test_voices_come_once_a_week_and_weeks_do_not_overlap(inside: World) -> None:
    say("These were said on Wednesday.")
    assert len(voices()) == 4
    assert len(voices(MONDAY + timedelta(days=1))) == 4
    assert len(voices(MONDAY + timedelta(days=7))) == 4


def test_who_never_wants_voices_gets_none_and_own_only_sees_their_own(
    inside: World,
) -> None:
    wants(inside.reader, "never", "voices", world=inside)
    Membership.objects.filter(pk=inside.own_only.pk).update(handler_names=["Kit"])
    say("These are words about Dan.")
    work = builders.interaction(handler="kit")
    say("These are words about Kit.", to=builders.invitation(work))
    sent = {mail.to_email.split("@")[0]: mail for mail in voices()}
    assert set(sent) == {"ruth", "lee", "dan", "kit"}
    assert "about Dan" not in sent["kit"].text
    assert "about Kit" in sent["kit"].text


def test_quotes_are_the_same_whatever_order_the_rows_have(inside: World) -> None:
    for number in range(12):
        with clock.set_to(NOON + timedelta(minutes=number)):
            say(f"Kind words number {number} here.")
    mail = voices()[0]
    assert re.findall(r"number (\d+)", mail.text) == ["0", "1", "2", "3", "4"]


def test_choosing_again_is_kept_once(inside: World) -> None:
    wants(inside.owner, "daily", world=inside)
    wants(inside.owner, "daily", world=inside)
    assert NoticeChoice.objects.count() == 1


def test_silence_is_heard_once(inside: World) -> None:
    asked = builders.survey()
    for day in range(20, 60):
        with clock.set_to(NOON - timedelta(days=day)):
            builders.reply(builders.invitation(survey=asked))
    for _ in range(3):
        alerting.hear_silence(now=NOON)
    assert Alert.objects.get().kind == Alert.Kind.SILENCE
    sent = mails("silence:")
    assert [m.to_email.split("@")[0] for m in sent] == ["lee", "ruth"]
    assert "has gone quiet" in sent[0].subject
