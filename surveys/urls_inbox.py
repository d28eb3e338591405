"""Addresses of the inbox."""

from django.urls import URLPattern, path

from surveys.views import clearance, erasure, inbox, inbox_lists, photos

urlpatterns: list[URLPattern] = [
    path("inbox/", inbox.reply_list, name="reply-list"),
    path("inbox/search/", inbox.reply_search, name="reply-search"),
    path("inbox/filter/", inbox_lists.reply_filter, name="reply-filter"),
    path("inbox/arrivals/", inbox_lists.reply_arrivals, name="reply-arrivals"),
    path("inbox/bulk/", inbox_lists.reply_bulk, name="reply-bulk"),
    path("inbox/views/", inbox_lists.reply_view_list, name="reply-view-list"),
    path(
        "inbox/views/<uuid:pk>/",
        inbox_lists.reply_view_detail,
        name="reply-view-detail",
    ),
    path("inbox/<uuid:pk>/", inbox.reply_detail, name="reply-detail"),
    path(
        "inbox/<uuid:pk>/clearance/", clearance.reply_clearance, name="reply-clearance"
    ),
    path(
        "inbox/<uuid:pk>/photos/<int:number>/", photos.reply_photo, name="reply-photo"
    ),
    path("inbox/<uuid:pk>/closure/", inbox.reply_closure, name="reply-closure"),
    path("inbox/<uuid:pk>/erasure/", erasure.reply_erasure, name="reply-erasure"),
    path("inbox/<uuid:pk>/answer/", inbox.reply_answer, name="reply-answer"),
]
