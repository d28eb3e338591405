"""The public page's tasks: safe to run twice, and to lose."""

import structlog
from celery import shared_task

from feedback import clock
from public_wall.proofs.sweeping import sweep
from public_wall.services import folding, log_checking, proving

log = structlog.get_logger(__name__)


@shared_task(name="public_wall.fold_due")
def fold_due() -> None:
    """Keep the numbers of past days of every page that has changed."""
    done = folding.fold_due()
    if done:
        log.info("walls_folded", businesses=done)


@shared_task(name="public_wall.check_addresses")
def check_addresses() -> None:
    """Look whether hosts and websites are still proved."""
    done = proving.check_due(now=clock.now())
    if done:
        log.info("wall_addresses_checked", records=done)


@shared_task(name="public_wall.log_due")
def log_due() -> None:
    """Write down in the public log what happened, and sign it when that is due."""
    made = sweep(now=clock.now())
    if made:
        log.info("logged", leaves=made)


@shared_task(name="public_wall.check_logs")
def check_logs() -> None:
    """Compare all rows with the log, business by business, once a day."""
    wrong = log_checking.check_due(now=clock.now())
    if wrong:
        log.error("logs_do_not_fit", businesses=wrong)
