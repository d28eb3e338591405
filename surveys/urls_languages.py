"""Addresses of a survey's languages."""

from django.urls import URLPattern, path

from surveys.views import languages

urlpatterns: list[URLPattern] = [
    path(
        "surveys/<uuid:pk>/languages/",
        languages.survey_languages,
        name="survey-languages",
    ),
    path(
        "surveys/<uuid:pk>/languages/<slug:code>/",
        languages.survey_translation,
        name="survey-translation",
    ),
    path(
        "surveys/<uuid:pk>/languages/<slug:code>/preview/",
        languages.survey_translation_preview,
        name="survey-translation-preview",
    ),
    path(
        "surveys/<uuid:pk>/languages/<slug:code>/removal/",
        languages.survey_translation_removal,
        name="survey-translation-removal",
    ),
]
