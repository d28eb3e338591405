"""Queue mails: ``python -m tests.processes.fill_outbox COUNT`` on a fresh database."""

import os
import sys
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback.settings")
django.setup()

from django.db import transaction  # noqa: E402 - after django.setup()

from feedback import tenancy  # noqa: E402
from feedback.accounts.models import Business  # noqa: E402
from feedback.mail import services  # noqa: E402
from feedback.mail.email import Email  # noqa: E402
from feedback.mail.models import OutboundMessage  # noqa: E402

BATCH = 500


def fill(count: int) -> None:
    """Queue ``count`` invitations of two businesses."""
    businesses = [
        Business.objects.create(name=name, slug=name, trial_ends_on=date.max)
        for name in ("penrose", "tidy")
    ]
    for start in range(0, count, BATCH):
        with tenancy.every_business(), transaction.atomic():
            for number in range(start, min(start + BATCH, count)):
                _post(businesses[number % 2], number)


def _post(business: Business, number: int) -> None:
    email = Email(
        to_email=f"customer{number}@example.com",
        subject="How was it?",
        text="Dear customer, how was it?",
        html="<p>Dear customer, how was it?</p>" * 50,
    )
    posting = services.Posting(OutboundMessage.Kind.INVITATION, f"invite:{number}")
    services.post(email, posting, business=business)


if __name__ == "__main__":
    fill(int(sys.argv[1]))
