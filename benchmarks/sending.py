"""Invitations a second, from the due row to an SMTP server, in one process.

Against bytes that are ready, over one bare connection: the most that any program in
Python could do. Against Django's ``send_mail`` for each mail. And both ways through
Celery, against a task for each mail.
"""

import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import redis
from django.conf import settings
from django.core.mail import send_mail

from benchmarks import rows
from benchmarks.ground import smtp_sink
from benchmarks.measuring import Result, in_turn, seconds
from benchmarks.tasks import send_one
from feedback import clock, tenancy
from feedback.mail import bell, compiled, delivery, frames
from feedback.mail.models import OutboundMessage
from surveys.services.asking import ask_due

MAILS = 4000
# Fewer where each takes long.
SLOW_MAILS = 400
PATIENCE_SECONDS = 120
Status = OutboundMessage.Status


def run() -> Iterator[Result]:
    """Yield what is measured."""
    rows.plan(rows.business("penrose"), MAILS)
    with smtp_sink() as port:
        deliver_to(port)
        ask()
        mail = a_mail()
        letter = compiled.letter(mail)
        words = (mail.subject, mail.text, mail.html, mail.to_email)
        bare = lambda: by_smtplib(port, letter)  # noqa: E731
        yield Result("sending.bare", *_rates(deliver, bare), goal=0.5)
        django = lambda: by_django(words)  # noqa: E731
        yield Result("sending.django", *_rates(deliver, django), goal=5)
        yield Result("sending.asked_and_sent", *_rates(ask_and_deliver, bare), goal=0.4)
        with worker():
            tasks = lambda: by_tasks(words)  # noqa: E731
            yield Result("sending.celery", *_rates(by_bell, tasks), goal=6)


def _rates(
    ours: Callable[[], float], baseline: Callable[[], float]
) -> tuple[float, str, float]:
    value, against = in_turn(ours, baseline)
    return value, "mails/s", against


def deliver_to(port: int) -> None:
    """Let the product, here and in worker processes, deliver to ``port``."""
    os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    settings.EMAIL_BACKEND = "feedback.mail.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def ask() -> None:
    """Ask everybody who is due."""
    while ask_due(now=clock.now(), limit=1000):
        pass


def a_mail() -> OutboundMessage:
    """Return one of the mails that wait, with its words."""
    with tenancy.every_business():
        mail = OutboundMessage.objects.order_by("pk")[0]
        frames.attach([mail])
    return mail


def deliver() -> float:
    """Return how many due mails a second the product delivers."""
    rows.queue_again()
    return MAILS / seconds(_deliver)


def ask_and_deliver() -> float:
    """Return how many planned invitations a second become delivered mails."""
    rows.plan_again()

    def both() -> None:
        ask()
        _deliver()

    return MAILS / seconds(both)


def by_smtplib(port: int, letter: compiled.Letter) -> float:
    """Return how many mails a second one connection takes whose bytes are ready."""

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", port) as line:
            for _ in range(MAILS):
                line.sendmail(letter.sender, [letter.recipient], letter.data)

    return MAILS / seconds(send)


def by_django(words: tuple[str, str, str, str]) -> float:
    """Return how many mails a second ``send_mail`` sends, one by one."""
    subject, text, html, to = words

    def send() -> None:
        for _ in range(SLOW_MAILS):
            send_mail(subject, text, None, [to], html_message=html)

    return SLOW_MAILS / seconds(send)


@contextmanager
def worker() -> Iterator[None]:
    """Run a Celery worker with one process."""
    broker().flushdb()
    command = (sys.executable, "-m", "celery", "-A", "feedback", "worker", "-c", "1")
    process = subprocess.Popen(
        [*command, "-I", "benchmarks.tasks", "--without-gossip", "-l", "ERROR"]
    )
    try:
        send_one.delay("warm", "up", "", "nobody@example.com")
        _wait_until(_all_done)
        yield
    finally:
        process.terminate()
        process.wait()


def by_bell() -> float:
    """Return how many due mails a second a worker delivers once the bell rings."""
    rows.queue_again()

    def deliver_them() -> None:
        bell.ring()
        _wait_until(_all_accepted)

    return MAILS / seconds(deliver_them)


def by_tasks(words: tuple[str, str, str, str]) -> float:
    """Return how many mails a second that worker sends, one task each."""

    def send() -> None:
        for _ in range(SLOW_MAILS):
            send_one.delay(*words)
        _wait_until(_all_done)

    return SLOW_MAILS / seconds(send)


def broker() -> redis.Redis:
    """Return the broker's database."""
    return redis.Redis.from_url(settings.CELERY_BROKER_URL)


def _deliver() -> None:
    with delivery.Courier() as courier:
        while courier.deliver_due().claimed:
            pass


def _all_done() -> bool:
    at = broker()
    return not at.llen("celery") and not at.hlen("unacked")


def _all_accepted() -> bool:
    with tenancy.every_business():
        unfinished = OutboundMessage.objects.exclude(status=Status.ACCEPTED)
        return not unfinished.exists()


def _wait_until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError("The worker does not get on.")
        time.sleep(0.02)
