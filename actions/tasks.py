"""The part's tasks: sweeps, safe to run twice and to lose."""

import structlog
from celery import shared_task

from actions.services import mail_due, remind_due
from actions.services.files import forget_removed
from actions.services.leaving import hand_on_all
from actions.services.paying_off import pay_off_due
from actions.services.repeating import bring_due
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


@shared_task(name="actions.mail_due")
def mail_due_task() -> None:
    """Post the mail of a day to everybody whom something waits for."""
    posted = mail_due(now=clock.now())
    if posted:
        log.info("told", mails=posted)


@shared_task(name="actions.bring_due")
def bring_due_task() -> None:
    """Open what comes again and whose day is near, in every business."""
    opened = bring_due(now=clock.now())
    if opened:
        log.info("came again", actions=opened)


@shared_task(name="actions.hand_on")
def hand_on_task() -> None:
    """Give a boss what nobody can do any more, in every business."""
    given = hand_on_all(now=clock.now())
    if given:
        log.info("handed on", actions=given)


@shared_task(name="actions.forget_files")
def forget_files_task() -> None:
    """Delete the files that were taken away a day ago."""
    forgotten = forget_removed(now=clock.now())
    if forgotten:
        log.info("files forgotten", files=forgotten)


@shared_task(name="actions.pay_off_due")
def pay_off_due_task() -> None:
    """Freeze what was before, and look at what came since, in every business."""
    pay_off_due(now=clock.now())
