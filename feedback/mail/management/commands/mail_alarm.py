"""``manage.py mail_alarm``: whether mail that is due goes out, for cron and dead-man
switches.
"""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from feedback.mail import health
from feedback.mail.health import Alarm, Health

WORDS = {
    Alarm.SILENT: "No sweep has run for {sweep} s: look at beat and the workers.",
    Alarm.REFUSED: "The mail provider has served nobody for {refused} s.",
    Alarm.LATE: "A mail has been due for {due} s and did not go.",
}


class Command(BaseCommand):
    """Ask the database only, so that it speaks when everything else is silent."""

    help = (
        "Exit with 0 and say nothing if mail goes out, with 1 and one line if not: for"
        " cron, which mails what is printed, or in front of a dead-man switch."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--json``."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is wrong, if anything is, and exit with 1 then."""
        found = health.look()
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json()))
        elif not found.is_ready:
            self.stdout.write(_said(found))
        if not found.is_ready:
            sys.exit(1)


def _said(found: Health) -> str:
    if not found.database:
        return "The database does not answer."
    if not found.migrations:
        return "Migrations are missing: run migrate."
    if found.alarm is None:
        return ""
    return WORDS[found.alarm].format(
        sweep=found.sweep_seconds,
        refused=found.refused_seconds,
        due=found.oldest_due_seconds,
    )
