"""The app actions."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Names the app for Django."""

    name = "actions"
    label = "actions"
