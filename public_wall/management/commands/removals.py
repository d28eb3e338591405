"""Requests to remove a comment that wait, and deciding one as the people who run this.

For businesses in which nobody but the asker could decide.
"""

import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback import clock, tenancy
from feedback.errors import Refused
from public_wall.models import Removal
from public_wall.selectors.moderation import every_open_removal
from public_wall.services.removals import decide_removal_as_staff


class Command(BaseCommand):
    """List what waits; with ``--keep ID`` or ``--remove ID`` decide it."""

    help = "List requests to remove a comment, or decide one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take at most one decision."""
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--keep", type=UUID, metavar="ID")
        choice.add_argument("--remove", type=UUID, metavar="ID")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one JSON line a request, or decide."""
        chosen = options["keep"] or options["remove"]
        if chosen:
            self._decide(chosen, keep=bool(options["keep"]))
            return
        with tenancy.every_business():
            for removal in every_open_removal(now=clock.now()):
                self.stdout.write(json.dumps(_line(removal)))

    def _decide(self, key: UUID, *, keep: bool) -> None:
        with tenancy.every_business():
            removal = Removal.objects.filter(pk=key).first()
        if removal is None:
            raise CommandError("There is no such request.")
        with tenancy.enter(removal.business_id):
            try:
                decide_removal_as_staff(removal, keep=keep)
            except Refused as refusal:
                raise CommandError(refusal.message) from refusal
        self.stdout.write("Kept." if keep else "Removed.")


def _line(removal: Removal) -> dict[str, str]:
    return {
        "id": str(removal.pk),
        "business": removal.business.slug,
        "asked_at": removal.asked_at.isoformat(),
        "ground": removal.ground,
        "note": removal.note,
        "words": removal.reply.words,
    }
