"""The outbox's tasks: safe to run twice, and to lose."""

import time

import structlog
from celery import shared_task

from feedback import clock
from feedback.mail import bell, delivery, services

log = structlog.get_logger(__name__)
# Short, so that a worker that is asked to stop does so soon; what is left over is
# rung for again.
SECONDS = 10.0


@shared_task(name="mail.deliver_due")
def deliver_due(*, rung: bool = False) -> None:
    """Deliver until nothing is due. ``rung`` says that the bell asked, not beat:
    only beat's ticks keep the pulse, so that its silence shows.
    """
    ends = time.monotonic() + SECONDS
    while (left := ends - time.monotonic()) > 0:
        done = delivery.deliver_due(seconds=left)
        if done.states:
            log.info("mail_delivered", **done.states)
        if done.no_line or not done.claimed:
            break
    else:
        bell.ring()
    if not rung:
        services.note_pulse("deliver")


@shared_task(name="mail.purge_bodies")
def purge_bodies() -> None:
    """Forget the words of old mails."""
    log.info("mail_purged", rows=services.purge_bodies(now=clock.now()))
