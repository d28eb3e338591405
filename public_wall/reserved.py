"""An address that a page once had stays its own: the database refuses it to others."""

from collections.abc import Iterator

from feedback.accounts.models import Business
from public_wall.models import FormerSlug

_BUSINESSES = Business._meta.db_table
_FORMER = FormerSlug._meta.db_table
_SAID = "address of another business before"
_TAKEN = (
    f'EXISTS (SELECT 1 FROM "{_FORMER}" AS former'
    " WHERE former.slug = NEW.slug AND former.business_id <> NEW.id)"
)


def statements(vendor: str) -> Iterator[str]:
    """Yield what puts the triggers up, over those that stand."""
    if vendor == "postgresql":
        yield (
            'CREATE OR REPLACE FUNCTION "wall_slug_reserved"() RETURNS trigger'
            " LANGUAGE plpgsql AS $$ DECLARE"
            " entered text := coalesce(current_setting('app.business', true), '');"
            " taken boolean; BEGIN"
            " PERFORM set_config('app.business', '*', true);"
            f" taken := {_TAKEN};"
            " PERFORM set_config('app.business', entered, true);"
            f" IF taken THEN RAISE EXCEPTION '{_SAID}'"
            " USING ERRCODE = 'unique_violation'; END IF; RETURN NEW; END $$"
        )
        yield (
            'CREATE OR REPLACE TRIGGER "wall_slug_reserved" BEFORE INSERT OR UPDATE'
            f' OF slug ON "{_BUSINESSES}" FOR EACH ROW'
            ' EXECUTE FUNCTION "wall_slug_reserved"()'
        )
        return
    for event in ("INSERT", "UPDATE OF slug"):
        name = f"wall_slug_reserved_{event.split()[0].lower()}"
        yield f'DROP TRIGGER IF EXISTS "{name}"'
        yield (
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{_BUSINESSES}"'
            f" WHEN {_TAKEN} BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
        )
