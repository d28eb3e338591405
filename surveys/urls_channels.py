"""Addresses of ways in for anybody, and of what the team heard."""

from django.urls import URLPattern, path

from surveys.views import channels

urlpatterns: list[URLPattern] = [
    path("surveys/ways-in/", channels.channel_list, name="channel-list"),
    path("surveys/ways-in/new/", channels.channel_new, name="channel-new"),
    path("surveys/ways-in/<uuid:pk>/", channels.channel_detail, name="channel-detail"),
    path(
        "surveys/ways-in/<uuid:pk>/closure/",
        channels.channel_closure,
        name="channel-closure",
    ),
    path(
        "surveys/ways-in/<uuid:pk>/poster/",
        channels.channel_poster,
        name="channel-poster",
    ),
    path("surveys/<uuid:pk>/texting/", channels.survey_texting, name="survey-texting"),
    path("customers/heard/", channels.heard_new, name="heard-new"),
]
