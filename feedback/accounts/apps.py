"""The app ``accounts``."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from feedback import among, roles


class AccountsConfig(AppConfig):
    """Names the app for Django, gives up the owner's rights on connecting, and makes
    our lookup known.
    """

    name = "feedback.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Connect the one receiver that we have, of another package's signal."""
        connection_created.connect(_take_role)
        among.register()


def _take_role(connection: Any, **_: Any) -> None:
    roles.take_role(connection)
