"""Addresses behind a personal link: survey and rating (an invitation), leaving."""

from django.urls import path

from surveys.public_views import anybody, leaving, mine, short, survey

app_name = "surveys_public"
urlpatterns = [
    path("s/<str:token>/", survey.survey, name="survey"),
    path("s/<str:token>/thanks/", survey.thanks, name="thanks"),
    path("s/<str:token>/edit/", survey.edit, name="edit"),
    path("s/<str:token>/mine/", mine.mine, name="mine"),
    path("s/<str:token>/words/", mine.withdraw_words, name="words-withdrawal"),
    path("s/<str:token>/stop/", leaving.stop, name="stop"),
    path("r/<str:token>/<str:rating>/", survey.rating, name="rating"),
    path("u/updates/<str:token>/", leaving.leave_updates, name="leave-updates"),
    path("u/<str:token>/", leaving.leave, name="leave"),
    path("t/<slug:code>", short.short, name="short"),
    path("t/<slug:code>/x", short.short_stop, name="short-stop"),
    path("o/<str:token>/", anybody.survey, name="open"),
    path("o/<str:token>/kiosk/", anybody.kiosk, name="kiosk"),
    path("o/<str:token>/kiosk/thanks/", anybody.kiosk_thanks, name="kiosk-thanks"),
    path("embed/<str:token>/", anybody.embed, name="embed"),
    path("embed/<str:token>/thanks/", anybody.embed_thanks, name="embed-thanks"),
]
