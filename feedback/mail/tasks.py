"""The outbox's tasks: safe to run twice, and to lose."""

import time

import structlog
from celery import shared_task

from feedback import clock, tenancy
from feedback.mail import applying, bell, delivery, domains, events, frames, services
from feedback.mail.models import OutboundMessage

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
    with delivery.Courier() as courier:
        while (left := ends - time.monotonic()) > 0:
            done = courier.deliver_due(seconds=left)
            if done.states:
                log.info("mail_delivered", **done.states)
            services.note_line(
                is_refused=done.no_line,
                has_taken=bool(done.states[OutboundMessage.Status.ACCEPTED]),
            )
            if done.no_line or not done.claimed:
                break
        else:
            bell.ring()
    if not rung:
        services.note_pulse("deliver")


@shared_task(name="mail.purge_bodies")
def purge_bodies() -> None:
    """Forget the words of old mails, and frames that no mail uses any more."""
    now = clock.now()
    log.info("mail_purged", rows=services.purge_bodies(now=now))
    with tenancy.every_business():
        frames.forget_unused(now=now)


@shared_task(name="mail.apply_events")
def apply_events(*, rung: bool = False) -> None:
    """Apply what providers told, and what servers said at the door."""
    now = clock.now()
    events.hear_refusals(now)
    applied = applying.apply_waiting(now=now)
    if applied:
        log.info("provider_events_applied", events=applied)
    if not rung:
        services.note_pulse("events")


@shared_task(name="mail.check_domains")
def check_domains() -> None:
    """Look whether the records of sending domains still stand; forget old events."""
    events.forget_old(clock.now())
    log.info("domains_checked", domains=domains.check_due(now=clock.now()))
