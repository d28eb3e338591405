"""The tick of the text outbox: safe to run twice, and to lose."""

import structlog
from celery import shared_task
from django.conf import settings

from feedback import clock
from feedback.mail import services as mail
from feedback.sms import outbox

log = structlog.get_logger(__name__)


@shared_task(name="sms.deliver_due")
def deliver_due() -> None:
    """Send what is due, and forget the words of what is long over."""
    states = outbox.deliver_due()
    if states:
        log.info("sms_delivered", **{str(state): n for state, n in states.items()})
    outbox.purge_words(now=clock.now(), days=settings.MAIL_BODY_DAYS)
    mail.note_pulse("sms")
