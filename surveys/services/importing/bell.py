"""Ringing the worker for imports: a hint that saves waiting for the next sweep."""

import structlog
from django.db import transaction
from kombu.exceptions import OperationalError

from feedback.celery import app

log = structlog.get_logger(__name__)
TASK = "surveys.import_due"
_ERRORS = (OperationalError, OSError)


def ring_on_commit() -> None:
    """Ask a worker to look at the imports once the caller's transaction is in."""
    transaction.on_commit(ring)


def ring() -> None:
    """Ask a worker to look at the imports. A broker that is down is no error."""
    try:
        app.send_task(TASK, retry=False, expires=60)
    except _ERRORS as error:
        log.warning("broker_out_of_reach", error=type(error).__name__)
