"""The app history."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """Names the app for Django."""

    name = "feedback.history"
    label = "history"
