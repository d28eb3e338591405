"""The app actions."""

from importlib import import_module

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Names the app for Django."""

    name = "actions"
    label = "actions"

    def ready(self) -> None:
        """Add promises to what people take along, mentions to what the team hears of,
        and what becomes of the work of somebody who leaves.
        """
        # Models are there only now.
        taken = import_module("actions.taken_along")
        import_module("surveys.taking_along").also(taken.promised_and_told)
        asked = import_module("actions.selectors.asked")
        import_module("surveys.other_contacts").also(asked.asked_since)
        commenting = import_module("actions.emails_work")
        import_module("surveys.further_notices").also(
            "comment", commenting.mention_told
        )
        leaving = import_module("actions.services.leaving")
        import_module("feedback.accounts.leaving").also(leaving.member_left)
