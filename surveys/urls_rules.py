"""Addresses of rules: whom a survey asks and which goes first."""

from django.urls import URLPattern, path

from surveys.views import rules

urlpatterns: list[URLPattern] = [
    path("surveys/order/", rules.survey_order, name="survey-order"),
    path("surveys/<uuid:pk>/rules/", rules.survey_rules, name="survey-rules"),
    path("surveys/<uuid:pk>/place/", rules.survey_place, name="survey-place"),
]
