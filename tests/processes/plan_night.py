"""Plan one invitation for each of some businesses in London that open around the
night in which the clock is put forward: ``python -m tests.processes.plan_night``.
"""

import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback.settings")
django.setup()

from benchmarks import rows  # noqa: E402 - after django.setup()
from feedback import tenancy  # noqa: E402
from surveys.models import Invitation  # noqa: E402
from tests.processes.night import JUMP, OPENINGS  # noqa: E402

if __name__ == "__main__":
    for opens in OPENINGS:
        business = rows.business(f"opens-{opens.replace(':', '')}")
        business.zone, business.ask_from = "Europe/London", opens
        business.save(update_fields=["zone", "ask_from"])
        rows.plan(business, 1)
        with tenancy.enter(business.pk):
            Invitation.objects.update(due_at=JUMP - timedelta(hours=3))
