"""What the database keeps to find words with: built after every migration.

Triggers keep it in step with the words, the customer's name and the messages, by
whatever road these change; a reply that goes takes its entry with it. PostgreSQL has a
column of the reply (`postgresql`), SQLite a table of its own (`sqlite`).
"""

from collections.abc import Iterator

from surveys.search_index import postgresql, sqlite


def statements(vendor: str) -> Iterator[str]:
    """Yield what builds it, safe to run again."""
    build = postgresql.statements if vendor == "postgresql" else sqlite.statements
    yield from build()
