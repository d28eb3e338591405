"""The part's task: a sweep, safe to run twice and to lose."""

import structlog
from celery import shared_task

from actions.services import remind_due
from feedback import clock
from feedback.mail import services as mail

log = structlog.get_logger(__name__)


@shared_task(name="actions.remind_due")
def remind_due_task() -> None:
    """Post what is due to be reminded of, in every business."""
    posted = remind_due(now=clock.now())
    if posted:
        log.info("reminded", mails=posted)
    mail.note_pulse("remind")
