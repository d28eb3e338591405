"""What the worker does for this part: ring, look what is due, say that we looked."""

from celery import shared_task

from feedback import clock
from feedback.mail import services as mail
from surveys.services.asking import ask_due
from surveys.services.importing import bell, import_due
from surveys.services.undelivered import hear_undelivered

IMPORT_SECONDS = 8.0


@shared_task(name="surveys.ask_due")
def ask_due_task() -> int:
    """Ask and remind whoever is due; safe to run twice and at once."""
    mails = ask_due(now=clock.now())
    mail.note_pulse("ask")
    return mails


@shared_task(name="surveys.hear_undelivered")
def hear_undelivered_task() -> int:
    """Hear which mails that asked did not arrive; safe to run twice and at once."""
    changed = hear_undelivered(now=clock.now())
    mail.note_pulse("undelivered")
    return changed


@shared_task(name="surveys.import_due")
def import_due_task() -> None:
    """Carry on the lists that come in, for a few seconds: others want the worker too.
    What is left is rung for again. Safe to run twice and at once.
    """
    if import_due(seconds=IMPORT_SECONDS):
        bell.ring()
