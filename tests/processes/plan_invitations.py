"""Plan invitations: ``python -m tests.processes.plan_invitations COUNT`` on a fresh
database: two businesses that may send at any speed, and people who are due.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback.settings")
django.setup()

from benchmarks import rows  # noqa: E402 - after django.setup()

if __name__ == "__main__":
    count = int(sys.argv[1])
    for name, share in (("penrose", count - count // 3), ("tidy", count // 3)):
        rows.plan(rows.business(name), share)
