"""The app public_wall."""

from collections.abc import Iterator

from django.apps import AppConfig
from django.utils.module_loading import import_string


class PublicWallConfig(AppConfig):
    """Names the app for Django, and what its database keeps besides the tables."""

    name = "public_wall"
    label = "public_wall"

    @staticmethod
    def walls(vendor: str) -> Iterator[str]:
        """Yield what `feedback.walls` builds after every migration."""
        # By name: models are not there yet when Django reads this module.
        for module in ("marking", "reserved"):
            yield from import_string(f"public_wall.{module}.statements")(vendor)
