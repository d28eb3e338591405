"""Addresses of telling, and of what people say to it."""

from django.urls import path

from actions.views import after_telling, telling

urlpatterns = [
    path("actions/<uuid:pk>/telling/", telling.action_telling, name="action-telling"),
    path(
        "actions/<uuid:pk>/telling/mail/<uuid:customer>/",
        telling.action_telling_mail,
        name="action-telling-mail",
    ),
    path(
        "actions/<uuid:pk>/telling/undo/",
        after_telling.action_telling_undo,
        name="action-telling-undo",
    ),
    path(
        "actions/<uuid:pk>/telling/people/",
        after_telling.action_listener,
        name="action-listener",
    ),
    path("actions/<uuid:pk>/doubt/", after_telling.action_doubt, name="action-doubt"),
    path(
        "actions/<uuid:pk>/verdicts/<uuid:verdict>/",
        after_telling.verdict_belief,
        name="verdict-belief",
    ),
    path("settings/telling/", after_telling.telling_settings, name="telling-settings"),
]
