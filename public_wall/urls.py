"""Writing up and looking after the public page, as a map; under ``published/``."""

from django.urls import path

from public_wall.views import removals, replies, updates

app_name = "public_wall"
urlpatterns = [
    path("", updates.update_list, name="update-list"),
    path("new/<uuid:action>/", updates.update_new, name="update-new"),
    path("page/", updates.page_visibility, name="page-visibility"),
    path("<uuid:pk>/", updates.update_edit, name="update-edit"),
    path("<uuid:pk>/withdrawal/", updates.update_withdrawal, name="update-withdrawal"),
    path("replies/<uuid:reply>/", replies.public_reply, name="public-reply"),
    path("removals/", removals.removal_list, name="removal-list"),
    path("removals/new/<uuid:reply>/", removals.removal_new, name="removal-new"),
    path(
        "removals/<uuid:pk>/decision/",
        removals.removal_decision,
        name="removal-decision",
    ),
]
