"""The looks of a business, for anybody's browser: its colour and its mark."""

from django.urls import path

from feedback.accounts.public_views import color, logo

app_name = "accounts_public"
urlpatterns = [
    path("<str:color>.css", color, name="color"),
    path("<str:token>.png", logo, name="logo"),
]
