"""Addresses of this part, as a map."""

from django.urls import URLPattern, path

from surveys.views import drafts

urlpatterns: list[URLPattern] = [
    path("customers/drafts/", drafts.draft_list, name="draft-list"),
    path("customers/drafts/<uuid:pk>/", drafts.draft_detail, name="draft-detail"),
    path(
        "customers/drafts/<uuid:pk>/discard/",
        drafts.draft_discard,
        name="draft-discard",
    ),
    path("settings/inbound/", drafts.inbound_address, name="inbound-address"),
]
