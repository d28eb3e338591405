"""Addresses of the inbox."""

from django.urls import URLPattern, path

from surveys.views import inbox

urlpatterns: list[URLPattern] = [
    path("inbox/", inbox.reply_list, name="reply-list"),
    path("inbox/search/", inbox.reply_search, name="reply-search"),
    path("inbox/<uuid:pk>/", inbox.reply_detail, name="reply-detail"),
    path("inbox/<uuid:pk>/closure/", inbox.reply_closure, name="reply-closure"),
    path("inbox/<uuid:pk>/answer/", inbox.reply_answer, name="reply-answer"),
]
