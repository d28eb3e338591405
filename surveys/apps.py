"""The app surveys."""

from collections.abc import Iterator

from django.apps import AppConfig
from django.utils.module_loading import import_string

from surveys import search_index
from surveys.lane import database as lane


class SurveysConfig(AppConfig):
    """Names the app for Django, and what its database keeps besides the tables."""

    name = "surveys"
    label = "surveys"

    @staticmethod
    def walls(vendor: str) -> Iterator[str]:
        """Yield what `feedback.walls` builds after every migration."""
        yield from search_index.statements(vendor)
        yield from lane.statements(vendor)
        # By name: models are not there yet when Django reads this module.
        yield from import_string("surveys.tally_marks.statements")(vendor)
