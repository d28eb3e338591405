"""What is packed already is not tried to be packed again.

PostgreSQL tries to compress what is longer than a page; for the pieces of a list, which
zlib has packed, that was half of what it took to store them, for nothing.
"""

from typing import Any

from django.db import migrations

TABLES = ("customers_importpart", "customers_importchunk")


def keep_as_is(apps: Any, schema_editor: Any) -> None:
    """Store what comes from now on as it is. What is there is read as before."""
    _set_storage(schema_editor, "EXTERNAL")


def as_before(apps: Any, schema_editor: Any) -> None:
    """Let PostgreSQL try to compress it."""
    _set_storage(schema_editor, "EXTENDED")


def _set_storage(schema_editor: Any, storage: str) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(
            f"ALTER TABLE {table} ALTER COLUMN content SET STORAGE {storage}"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(keep_as_is, as_before),
    ]
