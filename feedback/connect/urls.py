"""Addresses of this part, as a map."""

from django.urls import path

from feedback.connect import views

app_name = "connect"
urlpatterns = [
    path("keys/", views.api_keys, name="api-key-list"),
    path(
        "keys/<uuid:pk>/revocation/",
        views.api_key_revocation,
        name="api-key-revocation",
    ),
]
