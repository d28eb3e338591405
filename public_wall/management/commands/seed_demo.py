"""``manage.py seed_demo``: two sample businesses with months of history."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from public_wall.samples.seeding import seed
from public_wall.samples.sheet import as_text, sheet


class Command(BaseCommand):
    """Make the sample businesses, once, and print how to get into them."""

    help = "Make two sample businesses; a second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--json`` and ``--force``."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--force",
            action="store_true",
            help="also in production, where everybody can know the password",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print ids, logins and links to standard output."""
        if not (settings.DEBUG or options["force"]):
            raise CommandError(
                "Sample data has a password that is public. Use --force if you mean it."
            )
        written = sheet(seed())
        as_asked = json.dumps(written) if options["json"] else as_text(written)
        self.stdout.write(as_asked)
