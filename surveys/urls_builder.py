"""Addresses of surveys and of the first page of a new business."""

from django.urls import URLPattern, path

from surveys.views import builder, onboarding, surveys

urlpatterns: list[URLPattern] = [
    path("welcome/", onboarding.welcome, name="welcome"),
    path("surveys/", surveys.survey_list, name="survey-list"),
    path("surveys/new/", surveys.survey_new, name="survey-new"),
    path("surveys/<uuid:pk>/", builder.survey_detail, name="survey-detail"),
    path("surveys/<uuid:pk>/preview/", builder.survey_preview, name="survey-preview"),
    path("surveys/<uuid:pk>/wording/", builder.survey_wording, name="survey-wording"),
    path("surveys/<uuid:pk>/status/", surveys.survey_status, name="survey-status"),
    path("surveys/<uuid:pk>/test/", surveys.survey_test, name="survey-test"),
]
