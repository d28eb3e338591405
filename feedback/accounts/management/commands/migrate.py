"""Django's ``migrate`` as the tables' owner, and the walls afterwards."""

from typing import Any

from django.core.management.commands import migrate

from feedback import roles, walls


class Command(migrate.Command):
    """Migrate, then build the walls between businesses (idempotent)."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run both as the role that logged in, which owns the tables."""
        with roles.as_owner():
            super().handle(*args, **options)
            walls.build()
