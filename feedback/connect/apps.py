"""The app connect."""

from django.apps import AppConfig


class ConnectConfig(AppConfig):
    """Names the app for Django."""

    name = "feedback.connect"
    label = "connect"
