"""Django's ``flush``, which must also empty the append-only tables (tests use it)."""

from typing import Any

from django.core.management.commands import flush
from django.db import connection

from feedback import roles, walls


class Command(flush.Command):
    """Empty the whole database, history included, as the tables' owner."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Lift SQLite's append-only triggers for the time of the flush."""
        with roles.as_owner():
            if connection.vendor == "sqlite":
                walls.lift_append_only()
            super().handle(*args, **options)
            if connection.vendor == "sqlite":
                walls.build_append_only()
