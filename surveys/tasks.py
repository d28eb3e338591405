"""What the worker does for this part: ring, look what is due, say that we looked."""

from celery import shared_task

from feedback import clock
from feedback.mail import services as mail
from surveys.services.asking import ask_due


@shared_task(name="surveys.ask_due")
def ask_due_task() -> int:
    """Ask and remind whoever is due; safe to run twice and at once."""
    mails = ask_due(now=clock.now())
    mail.note_pulse("ask")
    return mails
