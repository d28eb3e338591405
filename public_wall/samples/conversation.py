"""What customers of a story write back by mail, and what the team notes about it."""

from datetime import timedelta
from email.message import EmailMessage

from anymail.inbound import AnymailInboundMessage

from feedback import clock
from public_wall.samples.script import Letter
from public_wall.samples.stage import Stage
from surveys.services import conversing, noting
from surveys.threads.letters import read_letter


def schedule(stage: Stage, key: str) -> None:
    """Let the author of the reply ``key`` write back, and the team note something."""
    replied = stage.reply(key).submitted_at
    for letter in stage.story.wrote_back:
        if letter.to == key:
            moment = replied + timedelta(hours=letter.hours)
            stage.at(moment, _write_back, stage, letter)
    for letter in stage.story.notes:
        if letter.to == key:
            moment = replied + timedelta(hours=letter.hours)
            stage.at(moment, _note, stage, letter)


def _write_back(stage: Stage, letter: Letter) -> None:
    reply = stage.reply(letter.to)
    mail = EmailMessage()
    mail["From"] = f"{reply.customer.name} <{reply.customer.email}>"
    mail["Subject"] = "Re: Your visit"
    mail["Message-ID"] = f"<{reply.pk}.{letter.hours}@mail.example>"
    mail.set_content(letter.words)
    read = read_letter(AnymailInboundMessage.parse_raw_mime_bytes(bytes(mail)))
    conversing.take_letter(
        reply.invitation,
        read,
        what=None,
        dedupe_key=read.mail.dedupe_key,
        now=clock.now(),
    )


def _note(stage: Stage, letter: Letter) -> None:
    by = stage.by(letter.by)
    noting.add_note(stage.reply(letter.to), words=letter.words, by=by)
