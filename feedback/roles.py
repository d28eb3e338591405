"""The database role the application works in (PostgreSQL only).

Tables belong to the role that logs in and migrates; the application gives that up on
connecting, so that row level security binds everything it does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

_owning: ContextVar[bool] = ContextVar("owning", default=False)


def start_owning(owning: bool) -> None:
    """Say whether connections keep the owner's rights from here on (test set-up)."""
    _owning.set(owning)


def take_role(connection: BaseDatabaseWrapper) -> None:
    """Give up the table owner's rights on a new connection (PostgreSQL only)."""
    if connection.vendor != "postgresql" or not settings.DATABASE_ROLE:
        return
    if _owning.get():
        return
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{settings.DATABASE_ROLE}"')


@contextmanager
def as_owner() -> Iterator[None]:
    """Work as the role that logged in, for migrations and emptying the database."""
    token = _owning.set(True)
    _set_role("RESET ROLE")
    try:
        yield
    finally:
        _owning.reset(token)
        if not _owning.get():
            _set_role(f'SET ROLE "{settings.DATABASE_ROLE}"')


def statements(role: str) -> Iterator[str]:
    """Yield what makes a role that nobody logs in as and row level security binds, and
    lets whoever migrates act for it (PostgreSQL).
    """
    yield f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
                CREATE ROLE "{role}" NOLOGIN NOSUPERUSER NOBYPASSRLS;
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$"""
    yield f'GRANT "{role}" TO CURRENT_USER'


def _set_role(statement: str) -> None:
    if connection.vendor != "postgresql" or not settings.DATABASE_ROLE:
        return
    if connection.connection is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(statement)
