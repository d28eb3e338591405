"""``manage.py outbox_status``: what waits, and what nobody can decide but a person."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from feedback import clock, tenancy
from feedback.mail import selectors
from feedback.mail.models import OutboundMessage

Status = OutboundMessage.Status


class Command(BaseCommand):
    """Count the outbox by state; list the uncertain and the dead, without addresses."""

    help = "Show how many mails are in each state, and list uncertain and dead ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--json``."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print to standard output."""
        with tenancy.every_business():
            status = {
                "counts": selectors.counts_by_status(),
                "oldest_due_seconds": selectors.oldest_due_seconds(clock.now()),
                "uncertain": _listed(Status.UNCERTAIN),
                "dead": _listed(Status.DEAD),
            }
        if options["json"]:
            self.stdout.write(json.dumps(status))
        else:
            self.stdout.write(_as_text(status))


def _listed(status: Status) -> list[dict[str, str | None]]:
    return [
        {
            "id": str(row.pk),
            "kind": row.kind,
            "business": str(row.business_id) if row.business_id else None,
            "uid": str(row.uid),
            "created_at": row.created_at.isoformat(),
        }
        for row in selectors.in_state(status)
    ]


def _as_text(status: dict[str, Any]) -> str:
    lines = [f"{count:>8}  {name}" for name, count in status["counts"].items()]
    waits = status["oldest_due_seconds"]
    lines.append(f"oldest due: {'none' if waits is None else f'{waits:.0f} s ago'}")
    lines += [
        f"{name}: {row['id']} {row['kind']} of business {row['business']}"
        for name in ("uncertain", "dead")
        for row in status[name]
    ]
    return "\n".join(lines)
