"""Whether the database fits the public log: of every business, or of one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback import clock, tenancy
from feedback.history.models import LogHead
from public_wall.services.log_checking import check_business


class Command(BaseCommand):
    """Name every reply, update, count and checkpoint that does not fit."""

    help = "Compare the database with the tamper-evident log."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address of one business's page."""
        parser.add_argument("slug", nargs="?", help="only this business")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line a fault; fail if there are any."""
        with tenancy.every_business():
            rows = LogHead.objects.filter(size__gt=0).select_related("business")
            if options["slug"]:
                rows = rows.filter(business__slug=options["slug"])
            found = list(rows.values_list("business_id", "business__slug", "size"))
        wrong = 0
        for business_id, slug, size in found:
            faults = check_business(business_id, now=clock.now())
            for fault in faults:
                self.stdout.write(f"{slug}: {fault}")
            wrong += len(faults)
            if not faults:
                self.stdout.write(f"{slug}: {size} leaves, everything fits")
        if wrong:
            raise CommandError(f"{wrong} do not fit.")
