"""Addresses of this part, as a map."""

from django.urls import path

from feedback.connect import views
from feedback.connect.webhooks import views as webhooks

app_name = "connect"
urlpatterns = [
    path("keys/", views.api_keys, name="api-key-list"),
    path(
        "keys/<uuid:pk>/revocation/",
        views.api_key_revocation,
        name="api-key-revocation",
    ),
    path("webhooks/", webhooks.webhook_list, name="webhook-list"),
    path("webhooks/<uuid:pk>/", webhooks.webhook_detail, name="webhook-detail"),
    path("webhooks/<uuid:pk>/secret/", webhooks.webhook_secret, name="webhook-secret"),
    path("webhooks/<uuid:pk>/state/", webhooks.webhook_state, name="webhook-state"),
    path("webhooks/<uuid:pk>/test/", webhooks.webhook_test, name="webhook-test"),
    path(
        "webhooks/<uuid:pk>/removal/",
        webhooks.webhook_removal,
        name="webhook-removal",
    ),
    path(
        "webhooks/sent/<uuid:pk>/again/",
        webhooks.delivery_again,
        name="delivery-again",
    ),
]
