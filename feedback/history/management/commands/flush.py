"""Django's ``flush``, which must also empty the append-only tables (tests use it)."""

from typing import Any

from django.core.management.commands import flush
from django.core.management.sql import emit_post_migrate_signal
from django.db import ProgrammingError, connection, transaction

from feedback import roles, walls


class Command(flush.Command):
    """Empty the whole database, history included, as the tables' owner."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Lift SQLite's append-only triggers for the time of the flush."""
        with roles.as_owner():
            if connection.vendor == "sqlite":
                walls.lift_append_only()
            # By hand it is asked about first, and numbers begin at one again.
            is_by_hand = options["interactive"] or options.get("reset_sequences", True)
            if is_by_hand or not _deleted():
                super().handle(*args, **options)
            elif not options.get("inhibit_post_migrate"):
                emit_post_migrate_signal(options["verbosity"], False, "default")
            if connection.vendor == "sqlite":
                walls.build_append_only()


def _deleted() -> bool:
    """Delete what rows there are on PostgreSQL, past every trigger; False elsewhere,
    and if the role may not.

    Truncating makes new files for every table and index, empty ones too: seconds for
    what a test has left behind.
    """
    if connection.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            names = connection.introspection.django_table_names(only_existing=True)
            for table in _with_rows(cursor, names):
                cursor.execute(f'DELETE FROM "{table}"')
    except ProgrammingError:
        return False
    return True


def _with_rows(cursor: Any, tables: list[str]) -> list[str]:
    looks = (f"SELECT '{t}' WHERE EXISTS (SELECT FROM \"{t}\")" for t in tables)
    cursor.execute(" UNION ALL ".join(looks))
    return [name for (name,) in cursor.fetchall()]
