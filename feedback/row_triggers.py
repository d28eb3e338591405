"""Triggers that note, in the transaction that changes a row, that something has to be
counted or drawn again: written for either database, and put up with the walls.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger: on which table, after what, under which condition ("": always),
    doing what. ``adds`` are whole INSERT statements, without their semicolon.
    """

    name: str
    table: str
    event: str
    condition: str
    adds: tuple[str, ...]


def statements(
    vendor: str, triggers: Iterable[Trigger], *, across: bool = False
) -> Iterator[str]:
    """Yield what puts the triggers up, over those that stand. With ``across`` they see
    every business while they run.
    """
    for trigger in triggers:
        if vendor == "postgresql":
            yield from _postgresql(trigger, across)
        else:
            yield from _sqlite(trigger)


def differs(vendor: str, columns: Iterable[str]) -> str:
    """Return the condition that one of ``columns`` was changed."""
    word = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    return " OR ".join(f"OLD.{name} {word} NEW.{name}" for name in columns)


def hours_ago(vendor: str, hours: int) -> str:
    """Return the moment so long ago."""
    if vendor == "postgresql":
        return f"(now() - interval '{hours} hours')"
    return f"datetime('now', '-{hours} hours')"


def _postgresql(trigger: Trigger, across: bool) -> Iterator[str]:
    """Yield a row's trigger: its condition costs next to nothing while it is false."""
    body = " ".join(f"{add};" for add in trigger.adds)
    declared, back = "", ""
    if across:
        entered = "coalesce(current_setting('app.business', true), '')"
        declared = f" DECLARE entered text := {entered};"
        back = " PERFORM set_config('app.business', entered, true);"
        body = f"PERFORM set_config('app.business', '*', true); {body}"
    yield (
        f'CREATE OR REPLACE FUNCTION "{trigger.name}"() RETURNS trigger'
        f" LANGUAGE plpgsql AS $${declared}"
        f" BEGIN {body}{back} RETURN NULL; END $$"
    )
    when = f" WHEN ({trigger.condition})" if trigger.condition else ""
    yield (
        f'CREATE OR REPLACE TRIGGER "{trigger.name}" AFTER {trigger.event}'
        f' ON "{trigger.table}" FOR EACH ROW{when}'
        f' EXECUTE FUNCTION "{trigger.name}"()'
    )


def _sqlite(trigger: Trigger) -> Iterator[str]:
    body = " ".join(f"{add};" for add in trigger.adds)
    when = f" WHEN {trigger.condition}" if trigger.condition else ""
    yield f'DROP TRIGGER IF EXISTS "{trigger.name}"'
    yield (
        f'CREATE TRIGGER "{trigger.name}" AFTER {trigger.event}'
        f' ON "{trigger.table}"{when} BEGIN {body} END'
    )
