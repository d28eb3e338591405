"""The app customers."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Names the app for Django."""

    name = "feedback.customers"
    label = "customers"
