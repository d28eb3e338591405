"""Addresses of who hears: the rules, one's own notices, what is about oneself."""

from django.urls import URLPattern, path

from surveys.views import hearing, own

urlpatterns: list[URLPattern] = [
    path("settings/notices/", hearing.notice_choices, name="notice-choices"),
    path("settings/hearing/", hearing.routing_list, name="routing-list"),
    path("settings/hearing/new/", hearing.routing_new, name="routing-new"),
    path("settings/hearing/<uuid:pk>/", hearing.routing_edit, name="routing-edit"),
    path(
        "settings/hearing/<uuid:pk>/removal/",
        hearing.routing_removal,
        name="routing-removal",
    ),
    path("about-you/", own.own_list, name="own-list"),
    path("about-you/<uuid:pk>/", own.own_detail, name="own-detail"),
    path("about-you/<uuid:pk>/photos/<int:number>/", own.own_photo, name="own-photo"),
]
