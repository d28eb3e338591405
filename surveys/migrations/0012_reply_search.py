"""What PostgreSQL finds words with: a column, filled in batches, and its index.

The functions and triggers come from `surveys.search_index`, which is built again after
every migration. SQLite's table is made there altogether.
"""

from typing import Any

from django.db import connection, migrations, transaction

from surveys.search_index import postgresql

BATCH = 2000
_ADD = "ALTER TABLE surveys_reply ADD COLUMN IF NOT EXISTS search tsvector"
_INDEX = "CREATE INDEX IF NOT EXISTS reply_search ON surveys_reply USING gin (search)"
_FILL = """
    WITH batch AS (
        SELECT id FROM surveys_reply WHERE search IS NULL LIMIT %s
    ) UPDATE surveys_reply AS reply SET words = reply.words
    FROM batch WHERE reply.id = batch.id"""


def build(apps: Any, schema_editor: Any) -> None:
    """Add the column, let the triggers fill it, and index what they wrote."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_ADD)
        # On a new server our roles come with the walls, after the last migration.
        for statement in postgresql.functions():
            cursor.execute(statement)
    while _fill():
        pass
    with connection.cursor() as cursor:
        cursor.execute(_INDEX)


def _fill() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.business', '*', true)")
        cursor.execute(_FILL, [BATCH])
        return int(cursor.rowcount)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("surveys", "0011_fill_reply_facets"),
    ]

    operations = [
        migrations.RunPython(build, migrations.RunPython.noop),
    ]
