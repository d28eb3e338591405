"""Addresses of what paid off."""

from django.urls import URLPattern, path

from actions.views import pay_off

urlpatterns: list[URLPattern] = [
    path("actions/paid-off/", pay_off.pay_off_list, name="pay-off-list"),
]
