"""Addresses of trends."""

from django.urls import URLPattern, path

from surveys.views import trends

urlpatterns: list[URLPattern] = [
    path("trends/", trends.trend_list, name="trend-list"),
    path("trends/words/", trends.trend_words, name="trend-words"),
]
