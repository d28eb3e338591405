"""The app surveys."""

from collections.abc import Iterator

from django.apps import AppConfig

from surveys import search_index


class SurveysConfig(AppConfig):
    """Names the app for Django, and what its database keeps besides the tables."""

    name = "surveys"
    label = "surveys"

    @staticmethod
    def walls(vendor: str) -> Iterator[str]:
        """Yield what `feedback.walls` builds after every migration."""
        return search_index.statements(vendor)
