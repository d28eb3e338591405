"""Said & Done: the project and the ground that its three apps stand on."""

from feedback.celery import app as celery_app

__all__ = ["celery_app"]
