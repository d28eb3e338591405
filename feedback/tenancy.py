"""Which business we are working for, and the walls between businesses.

Every tenant row carries ``business``. Code enters a business before it touches such
rows; outside, the managers raise and PostgreSQL shows nothing:

    with tenancy.enter(business.id):
        Reply.objects.get(pk=...)

`every_business` is for the sweeps that look for due work across all of them. The
walls are three: scoped managers here, row level security bound to a role that owns
no table, and triggers that refuse a child row whose parent belongs to another
business (see `feedback.walls`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar
from uuid import UUID

from django.db import connection, models, transaction

from feedback.ids import uuid7

EVERY = "*"
M = TypeVar("M", bound=models.Model)
_scope: ContextVar[str | None] = ContextVar("business_scope", default=None)


class NoBusinessEntered(RuntimeError):
    """Tenant rows were asked for outside any business: a mistake in the code."""


@contextmanager
def enter(business_id: UUID) -> Iterator[None]:
    """Work for one business inside the block.

    On PostgreSQL the block is one transaction, since the setting that row level
    security reads lives as long as a transaction (safe behind pgbouncer).
    """
    with _scoped(str(business_id)):
        yield


@contextmanager
def every_business() -> Iterator[None]:
    """Work across all businesses inside the block: only for sweeps and look-ups
    that find out which business to enter.
    """
    with _scoped(EVERY):
        yield


def current() -> str:
    """Return the scope: a business's id as text, or `EVERY`.

    Raises `NoBusinessEntered` outside any.
    """
    scope = _scope.get()
    if scope is None:
        raise NoBusinessEntered("Enter a business first: tenancy.enter(business_id).")
    return scope


def current_business_id() -> UUID:
    """Return the id of the one business entered; raises `NoBusinessEntered`."""
    scope = current()
    if scope == EVERY:
        raise NoBusinessEntered("Enter one business, not every business.")
    return UUID(scope)


class TenantManager(models.Manager[M]):
    """A manager that sees the entered business only, and raises without one."""

    def get_queryset(self) -> models.QuerySet[M]:
        rows = super().get_queryset()
        scope = current()
        return rows if scope == EVERY else rows.filter(business_id=scope)


class TenantModel(models.Model):
    """A row that belongs to one business. Its id may be shown: it is random."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    business = models.ForeignKey(
        "accounts.Business", on_delete=models.CASCADE, related_name="+"
    )

    objects = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


@contextmanager
def _scoped(scope: str) -> Iterator[None]:
    before = _scope.get()
    token = _scope.set(scope)
    try:
        if connection.vendor == "postgresql":
            # What is set for a transaction ends with it; only inside another one must
            # it be put back.
            is_inside = connection.in_atomic_block
            with transaction.atomic():
                _tell_database(scope)
                yield
                if is_inside:
                    _tell_database(before or "")
        else:
            yield
    finally:
        _scope.reset(token)


def _tell_database(scope: str) -> None:
    with connection.cursor() as cursor:
        # To compile a query takes longer than any of ours: 1.5 s for one that then ran
        # 1 ms, where the planner guessed too many rows.
        cursor.execute(
            "SELECT set_config('app.business', %s, true),"
            " set_config('jit', 'off', true)",
            [scope],
        )
