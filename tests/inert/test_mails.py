"""Whatever people are called and write, a mail is one mail: no header of theirs, no
script, and both of its bodies.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from actions.services import mail_due, remind_due, tell_customers
from actions.services.telling import Letter
from feedback import clock, tenancy
from feedback.accounts.models import User
from feedback.customers.models import Customer
from feedback.mail import frames
from feedback.mail.compiled import letter
from feedback.mail.models import OutboundMessage
from feedback.text import clean
from surveys.models import Invitation, Reply
from surveys.services import hearing, my_feedback, suspecting
from surveys.services.asking import ask_due
from surveys.services.suspecting import Doubt
from surveys.services.voices import send_voices
from surveys.suspecting import Sign, Verdict
from tests import builders
from tests.actions.builders import done_action, late_action
from tests.conftest import NOON, World
from tests.inert.payloads import PAYLOADS
from tests.inert.poisoning import poison
from tests.inert.reading import what_runs

OURS = {
    *("from", "to", "subject", "reply-to", "date", "message-id", "mime-version"),
    *("auto-submitted", "x-entity-ref-id", "list-unsubscribe", "content-type"),
    *("list-unsubscribe-post", "in-reply-to", "references", "feedback-id", "list-id"),
    *("precedence", "x-auto-response-suppress"),
}
WORDS = clean("\n".join(PAYLOADS))
MONDAY = NOON + timedelta(days=5)


@pytest.fixture
def mails(world: World, settings: Any) -> list[EmailMessage]:
    """Return every mail of a business whose people are called what nobody is."""
    settings.MAIL_FROM = "post@said.example"
    with tenancy.enter(world.business.id):
        rows = (builders.reply(), done_action(world), late_action(world))
        due = builders.invitation(
            status=Invitation.Status.PLANNED, asked_at=None, version=None, due_at=NOON
        )
        builders.invitation(remind_at=NOON, survey=due.survey)
        poison(list(PAYLOADS))
        _with_addresses()
        _write(world, *rows)
    ask_due(now=NOON)
    remind_due(now=NOON)
    with clock.set_to(MONDAY):
        send_voices(now=MONDAY)
    mail_due(now=NOON + timedelta(hours=23))
    return list(_sent())


def _with_addresses() -> None:
    for number, person in enumerate(Customer.objects.all()):
        Customer.objects.filter(pk=person.pk).update(email=f"c{number}@example.com")
    for number, user in enumerate(User.objects.all()):
        User.objects.filter(pk=user.pk).update(email=f"u{number}@example.com")


def _write(world: World, reply: Reply, done: Any, late: Any) -> None:
    for row in (world.owner.user, world.business, reply, reply.customer, done, late):
        row.refresh_from_db()
    hearing.notice_reply(reply)
    hearing.answer_customer(reply, words=WORDS, by=world.by)
    my_feedback.send_history_link(reply.customer, now=NOON)
    raised = done.links.get().reply.customer
    tell_customers(done, [Letter(raised.pk, WORDS[:3000])], by=world.by)
    doubted = builders.reply()
    suspecting.suspect(doubted, Doubt(Verdict(100, (Sign.TRAPPED,))), now=NOON)


def _sent() -> Iterator[EmailMessage]:
    with tenancy.every_business():
        rows = list(OutboundMessage.objects.all())
        frames.attach(rows)
    for row in rows:
        parsed = message_from_bytes(letter(row).data, policy=policy.default)
        yield parsed  # type: ignore[misc]  # the default policy makes this class


def test_there_is_one_of_each_kind(mails: list[EmailMessage]) -> None:
    with tenancy.every_business():
        kinds = set(OutboundMessage.objects.values_list("kind", flat=True))
    assert kinds >= {"invitation", "reminder", "answer", "notice", "told", "link"}
    assert len(mails) >= 9


def test_no_header_is_theirs(mails: list[EmailMessage]) -> None:
    for mail in mails:
        names = Counter(name.lower() for name in mail.keys())  # noqa: SIM118 - repeats
        assert set(names) <= OURS, mail["Subject"]
        assert set(names.values()) == {1}, mail["Subject"]
        assert mail["From"].addresses[0].addr_spec == "post@said.example"
        assert len(mail["To"].addresses) == len(mail["From"].addresses) == 1


def test_no_body_runs_anything(mails: list[EmailMessage]) -> None:
    for mail in mails:
        html, text = mail.get_body(("html",)), mail.get_body(("plain",))
        assert text is not None, mail["Subject"]
        assert html is None or what_runs(html.get_content()) == [], mail["Subject"]
