"""The app surveys."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Names the app for Django."""

    name = "surveys"
    label = "surveys"
