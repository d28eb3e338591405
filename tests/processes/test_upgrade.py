"""An installation with something in it goes back to an earlier release and comes up
again: SQLite remakes the tables that change, with all their triggers around.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.installation import Installation, installed

COUNTED = ("accounts_membership", "surveys_reply", "surveys_answer", "history_event")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Installation]:
    """An installation on SQLite, on either tier."""
    with installed(tmp_path, database=f"sqlite:///{tmp_path / 'db.sqlite3'}") as made:
        yield made


def counts(home: Installation) -> list[int]:
    return [home.query(f"SELECT count(*) FROM {table}")[0][0] for table in COUNTED]


def triggers(home: Installation) -> set[str]:
    rows = home.query("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return {name for (name,) in rows}


@pytest.mark.processes
def test_an_upgrade_keeps_every_row_and_puts_the_walls_up_again(
    home: Installation,
) -> None:
    home.run("manage.py", "seed_demo", "--json")
    before, walls = counts(home), triggers(home)
    home.run("manage.py", "migrate", "-v0", "accounts", "0001")
    assert triggers(home) == set()
    home.run("manage.py", "migrate", "-v0")
    assert counts(home) == before
    assert triggers(home) == walls != set()
    filled = home.query("SELECT count(*) FROM surveys_reply WHERE survey_id IS NULL")
    assert filled == [(0,)]
