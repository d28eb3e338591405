"""What a team does about one reply besides promising: answer, close, object."""

from datetime import timedelta

from public_wall.models import Removal
from public_wall.samples import conversation
from public_wall.samples.opening import owner_name
from public_wall.samples.script import Letter, Objection
from public_wall.samples.stage import Stage
from public_wall.services.removals import ask_removal, decide_removal
from public_wall.services.replies import reply_publicly
from surveys.models import Reply
from surveys.services import hearing

# How many hours pass until somebody has read a reply that needs nothing.
HOURS_TO_CLOSE = (3.5, 19, 26, 44)
# A reply that a promise is about to be made for is not called done first.
ABOUT_TO_ACT = timedelta(days=4)


def schedule(stage: Stage, key: str, number: int, *, is_fresh: bool) -> None:
    """Answer the reply ``key`` as the story says, and close it if nothing else
    happens; a fresh one is left to the reader.
    """
    story, replied = stage.story, stage.reply(key).submitted_at
    close_after = HOURS_TO_CLOSE[number % len(HOURS_TO_CLOSE)]
    for letter in story.letters:
        if letter.to == key:
            moment = replied + timedelta(hours=letter.hours)
            stage.at(moment, _write, stage, letter)
            close_after = letter.hours + 1
    conversation.schedule(stage, key)
    for words in story.public_replies:
        if words.to == key:
            moment = replied + timedelta(hours=words.hours)
            stage.at(moment, _reply_publicly, stage, words)
    if not is_fresh:
        moment = replied + timedelta(hours=close_after)
        stage.at(moment, _close, stage, key)


def schedule_objections(stage: Stage) -> None:
    """Ask for and decide the removals of the story."""
    for objection in stage.story.objections:
        stage.at(stage.day(objection.days), _object, stage, objection)
        if objection.decided_by:
            moment = stage.day(objection.decided)
            stage.at(moment, _decide, stage, objection)


def _write(stage: Stage, letter: Letter) -> None:
    by = stage.by(letter.by)
    hearing.answer_customer(stage.reply(letter.to), words=letter.words, by=by)


def _reply_publicly(stage: Stage, words: Letter) -> None:
    reply_publicly(stage.reply(words.to), words=words.words, by=stage.by(words.by))


def _close(stage: Stage, key: str) -> None:
    reply = stage.reply(key)
    soon = [
        deed
        for deed in stage.story.deeds
        if key in deed.raised_by
        and stage.day(deed.opened) - reply.submitted_at < ABOUT_TO_ACT
    ]
    if reply.state == Reply.State.NEW and not soon:
        hearing.close_reply(reply, by=stage.by(owner_name(stage)))


def _object(stage: Stage, objection: Objection) -> None:
    ask_removal(
        stage.reply(objection.about),
        ground=objection.ground,
        note=objection.note,
        by=stage.by(objection.asked_by),
    )


def _decide(stage: Stage, objection: Objection) -> None:
    reply = stage.reply(objection.about)
    request = Removal.objects.select_related("reply", "asked_by").get(reply=reply)
    decide_removal(request, keep=False, by=stage.by(objection.decided_by))
