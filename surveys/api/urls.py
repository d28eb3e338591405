"""Addresses of the API, as a map."""

from django.urls import path, re_path

from feedback.connect import public_views
from feedback.connect.rest.views import NothingHere
from surveys.api import hold_views, views

app_name = "api"
urlpatterns = [
    path("v1/", public_views.manual, name="manual"),
    path("v1/openapi.json", public_views.openapi, name="openapi"),
    path("v1/customers", views.CustomerList.as_view(), name="customer-list"),
    path(
        "v1/customers/<uuid:pk>",
        views.CustomerDetail.as_view(),
        name="customer-detail",
    ),
    path("v1/holds", hold_views.HoldList.as_view(), name="hold-list"),
    path("v1/interactions", views.InteractionList.as_view(), name="interaction-list"),
    path(
        "v1/interactions/<uuid:pk>",
        views.InteractionDetail.as_view(),
        name="interaction-detail",
    ),
    # Anything else, line breaks included, gets the answer of a missing object, never
    # a page.
    re_path(r"^(?P<path>(?s:.*))\Z", NothingHere.as_view(), name="nothing"),
]
