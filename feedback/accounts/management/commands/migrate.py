"""Django's ``migrate`` as the tables' owner, and the walls afterwards."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from feedback import roles, walls


class Command(migrate.Command):
    """Migrate, then build the walls between businesses (idempotent).

    They stand again once every migration is applied: they know the newest tables only.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """Run all of it as the role that logged in, which owns the tables."""
        with roles.as_owner():
            walls.lift()
            super().handle(*args, **options)
            if not _is_unfinished():
                walls.build()


def _is_unfinished() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
