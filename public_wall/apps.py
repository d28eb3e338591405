"""The app public_wall."""

from django.apps import AppConfig


class PublicWallConfig(AppConfig):
    """Names the app for Django."""

    name = "public_wall"
    label = "public_wall"
