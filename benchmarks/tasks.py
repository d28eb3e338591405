"""What a baseline does in Celery: one task for each mail."""

from celery import shared_task
from django.core.mail import send_mail


@shared_task(name="benchmarks.send_one")
def send_one(subject: str, text: str, html: str, to: str) -> None:
    """Send one mail the way Django's documentation does."""
    send_mail(subject, text, None, [to], html_message=html)
