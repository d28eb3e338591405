"""Celery: a doorbell, and the ticks of the sweeps."""

from typing import Any

from feedback.settings.database import REDIS_URL
from feedback.settings.ground import VAR, env

BROKER_FOLDER = VAR / "broker"
CELERY_BROKER_URL = env("BROKER_URL", default=REDIS_URL or "filesystem://localhost/")
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 600,
    "socket_timeout": 30,
    "socket_connect_timeout": 1,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
if CELERY_BROKER_URL.startswith("filesystem"):
    BROKER_FOLDER.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER),
        "data_folder_out": str(BROKER_FOLDER),
        "control_folder": str(BROKER_FOLDER / "control"),
        # A worker that is busy looks again only after this long: by default a second,
        # which is then the time that every tick takes.
        "polling_interval": 0.1,
    }
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_ENABLE_UTC = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Interval ticks only: what is due stands in the database, in UTC.
SWEEP_SECONDS = env.int("SWEEP_SECONDS", 15)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    name: {
        "task": name,
        "schedule": every,
        "options": {"expires": max(every, 10)},
    }
    for name, every in (
        ("surveys.hear_replies", SWEEP_SECONDS),
        ("surveys.ask_due", SWEEP_SECONDS),
        ("surveys.import_due", SWEEP_SECONDS),
        ("mail.deliver_due", SWEEP_SECONDS),
        ("sms.deliver_due", SWEEP_SECONDS),
        ("actions.remind_due", SWEEP_SECONDS * 4),
        ("actions.bring_due", SWEEP_SECONDS * 4),
        ("actions.pay_off_due", SWEEP_SECONDS * 4),
        ("actions.hand_on", SWEEP_SECONDS * 4),
        ("actions.forget_files", 3600),
        ("mail.apply_events", SWEEP_SECONDS),
        ("mail.check_domains", 3600),
        ("mail.purge_bodies", 3600),
        ("connect.purge", 600),
        ("connect.deliver_due", SWEEP_SECONDS),
        ("surveys.purge_drafts", 600),
        ("surveys.hear_undelivered", SWEEP_SECONDS * 4),
        ("surveys.read_themes", SWEEP_SECONDS * 4),
        ("surveys.tally_due", SWEEP_SECONDS * 4),
        ("surveys.send_digests", SWEEP_SECONDS * 4),
        ("surveys.send_voices", 300),
        ("surveys.hear_silence", 3600),
        ("public_wall.fold_due", SWEEP_SECONDS),
        ("public_wall.check_addresses", 900),
        ("public_wall.log_due", SWEEP_SECONDS * 2),
        ("public_wall.check_logs", 3600),
        ("surveys.open_holds", SWEEP_SECONDS * 2),
        ("surveys.mind_holds", 3600),
        ("actions.mail_due", SWEEP_SECONDS * 4),
    )
}
