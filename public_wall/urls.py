"""Writing up and looking after the public page, as a map; under ``published/``."""

from django.urls import path

from public_wall.views import addresses, removals, replies, translations, updates

app_name = "public_wall"
urlpatterns = [
    path("", updates.update_list, name="update-list"),
    path("new/<uuid:action>/", updates.update_new, name="update-new"),
    path("page/", updates.page_visibility, name="page-visibility"),
    path("page/address/", addresses.address_settings, name="address-settings"),
    path("page/address/slug/", addresses.slug, name="slug"),
    path("page/address/domain/", addresses.domain, name="domain"),
    path("page/address/domain/check/", addresses.domain_check, name="domain-check"),
    path(
        "page/address/domain/removal/", addresses.domain_removal, name="domain-removal"
    ),
    path("page/websites/", addresses.origin_new, name="origin-new"),
    path("page/websites/<uuid:pk>/", addresses.origin_check, name="origin-check"),
    path(
        "page/websites/<uuid:pk>/removal/",
        addresses.origin_removal,
        name="origin-removal",
    ),
    path("page/name/", addresses.public_name, name="public-name"),
    path("<uuid:pk>/", updates.update_edit, name="update-edit"),
    path("<uuid:pk>/withdrawal/", updates.update_withdrawal, name="update-withdrawal"),
    path(
        "<uuid:pk>/in/<str:language>/",
        translations.update_translation,
        name="update-translation",
    ),
    path("replies/<uuid:reply>/", replies.public_reply, name="public-reply"),
    path("removals/", removals.removal_list, name="removal-list"),
    path("removals/new/<uuid:reply>/", removals.removal_new, name="removal-new"),
    path(
        "removals/<uuid:pk>/decision/",
        removals.removal_decision,
        name="removal-decision",
    ),
]
