"""What the worker forgets for this part."""

import structlog
from celery import shared_task

from feedback import clock, tenancy
from feedback.connect import inbound
from feedback.connect.rest import idempotency

log = structlog.get_logger(__name__)


@shared_task(name="connect.purge")
def purge() -> None:
    """Forget names of requests, and mails that came, when their time is over."""
    with tenancy.every_business():
        names = idempotency.purge(now=clock.now())
        mails = inbound.purge(now=clock.now())
    log.info("connect_purged", names=names, mails=mails)
