"""The app actions."""

from importlib import import_module

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Names the app for Django."""

    name = "actions"
    label = "actions"

    def ready(self) -> None:
        """Add promises to what people take along."""
        # Models are there only now.
        taken = import_module("actions.taken_along")
        import_module("surveys.taking_along").also(taken.promised_and_told)
