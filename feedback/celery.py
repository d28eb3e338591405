"""Celery: a doorbell. What is due stands in the database."""

import os

from celery import Celery

from feedback import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback.settings")
broker.install()
app = Celery("said_and_done")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# No application of its own: its rows are in the outbox's.
app.autodiscover_tasks(["feedback.sms"])
