"""Ringing the worker: a hint that saves up to one sweep of waiting, never more."""

import time
from functools import cache

import structlog
from django.db import transaction
from kombu import Connection, pools
from kombu.exceptions import KombuError

from feedback.celery import app

log = structlog.get_logger(__name__)
QUIET_SECONDS = 30.0
PATIENCE_SECONDS = 1
_quiet_until = 0.0


def ring_on_commit() -> None:
    """Ask for a delivery once the caller's transaction is in; once per transaction."""
    connection = transaction.get_connection()
    if not any(hook[1] is ring for hook in connection.run_on_commit):
        transaction.on_commit(ring)


def ring() -> None:
    """Ask a worker to look at the outbox now. A broker that is down is no error."""
    _send("mail.deliver_due", {"rung": True})


def ring_for_events() -> None:
    """Ask a worker to look at what providers told, as `ring`."""
    _send("mail.apply_events", {"rung": True})


def ring_for(task: str, *, after: float) -> None:
    """Ask a worker to run ``task`` in ``after`` seconds, as `ring`."""
    _send(task, {}, after=after)


def _send(task: str, kwargs: dict[str, bool], *, after: float | None = None) -> None:
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    broker = _broker()
    try:
        with pools.producers[broker].acquire() as producer:
            app.send_task(
                task,
                kwargs=kwargs,
                producer=producer,
                retry=False,
                countdown=after,
                expires=60,
            )
    except _errors(broker) as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("broker_out_of_reach", error=type(error).__name__)


@cache
def _broker() -> Connection:
    """A connection with little patience: somebody's request waits for it."""
    patience = {
        "max_retries": 0,
        "socket_connect_timeout": PATIENCE_SECONDS,
        "socket_timeout": PATIENCE_SECONDS,
    }
    return app.connection_for_write(transport_options=patience)


def _errors(broker: Connection) -> tuple[type[Exception], ...]:
    return (*broker.connection_errors, *broker.channel_errors, KombuError, OSError)
