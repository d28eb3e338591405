"""Addresses behind a personal link: survey and rating (an invitation), leaving."""

from django.urls import path

from surveys.public_views import (
    anybody,
    confirming,
    hears,
    history,
    holds_file,
    kept,
    leaving,
    mine,
    settled,
    short,
    survey,
)

app_name = "surveys_public"
urlpatterns = [
    path("s/<str:token>/", survey.survey, name="survey"),
    path("s/<str:token>/thanks/", survey.thanks, name="thanks"),
    path("s/<str:token>/draft/", kept.draft, name="draft"),
    path("s/<str:token>/photos/<int:number>/", kept.photo, name="photo"),
    path("s/<str:token>/edit/", survey.edit, name="edit"),
    path("s/<str:token>/mine/", mine.mine, name="mine"),
    path("s/<str:token>/mine/all/", mine.mine_all, name="mine-all"),
    path("s/<str:token>/words/", mine.withdraw_words, name="words-withdrawal"),
    path("s/<str:token>/stop/", leaving.stop, name="stop"),
    path("r/<str:token>/<str:rating>/", survey.rating, name="rating"),
    path("u/updates/<str:token>/", leaving.leave_updates, name="leave-updates"),
    path("u/<str:token>/mine/", mine.leave_all, name="leave-all"),
    path("u/<str:token>/", leaving.leave, name="leave"),
    path("m/answer/<str:token>/", confirming.confirm, name="confirm"),
    path("m/settled/<str:token>/", settled.settled, name="settled"),
    path("m/open/<str:token>/", history.history, name="history"),
    path("m/open/<str:token>/words/<uuid:reply>/", history.words, name="history-words"),
    path("m/open/<str:token>/asking/", history.asking, name="history-asking"),
    path("m/open/<str:token>/file.json", history.as_json, name="history-json"),
    path("m/open/<str:token>/file.html", history.as_html, name="history-html"),
    path("m/open/<str:token>/erasure/", history.erasure, name="history-erasure"),
    path("m/<str:token>/", history.door, name="history-door"),
    path("t/<slug:code>", short.short, name="short"),
    path("t/<slug:code>/x", short.short_stop, name="short-stop"),
    path("o/<str:token>/", anybody.survey, name="open"),
    path("o/<str:token>/kiosk/", anybody.kiosk, name="kiosk"),
    path("o/<str:token>/kiosk/thanks/", anybody.kiosk_thanks, name="kiosk-thanks"),
    path("embed/<str:token>/", anybody.embed, name="embed"),
    path("embed/<str:token>/thanks/", anybody.embed_thanks, name="embed-thanks"),
    path("p/holds/<str:secret>/holds.csv", holds_file.holds_file, name="holds-file"),
    path("p/hears/<str:token>/", hears.notice_choices, name="notice-choices"),
]
