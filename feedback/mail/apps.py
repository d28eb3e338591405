"""The app mail."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Names the app for Django."""

    name = "feedback.mail"
    label = "mail"
