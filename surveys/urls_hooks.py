"""Addresses that mail providers call, as a map."""

from django.urls import path

from surveys.public_views import inbound_mail

app_name = "surveys_hooks"
urlpatterns = [
    path("mail/inbound/<slug:esp>/", inbound_mail.inbound_mail, name="inbound-mail"),
]
