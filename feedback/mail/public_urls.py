"""Addresses of this part, as a map."""

from django.urls import path

from feedback.mail import hooks, public_views

app_name = "mail_public"
urlpatterns = [
    path("healthz", public_views.healthz, name="healthz"),
    path("readyz", public_views.readyz, name="readyz"),
    path(
        "hooks/mail/events/<slug:esp>/", hooks.provider_events, name="provider-events"
    ),
]
