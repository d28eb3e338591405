"""What the worker forgets for this part."""

import structlog
from celery import shared_task

from feedback import clock, tenancy
from feedback.connect import inbound
from feedback.connect.rest import idempotency
from feedback.connect.webhooks import delivering

log = structlog.get_logger(__name__)


@shared_task(name="connect.purge")
def purge() -> None:
    """Forget names of requests, and mails that came, when their time is over."""
    with tenancy.every_business():
        names = idempotency.purge(now=clock.now())
        mails = inbound.purge(now=clock.now())
        webhooks = delivering.purge(now=clock.now())
    log.info("connect_purged", names=names, mails=mails, webhooks=webhooks)


@shared_task(name="connect.deliver_due")
def deliver_due() -> None:
    """Tell other systems what happened; safe to run twice and at once."""
    counts = delivering.deliver_due()
    if counts:
        log.info("webhooks_sent", **counts)
