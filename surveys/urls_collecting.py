"""Addresses of this part, as a map."""

from django.urls import URLPattern, path

from surveys.views import collecting

urlpatterns: list[URLPattern] = [
    path("customers/add/", collecting.customer_add, name="customer-add"),
    path("customers/paste/", collecting.customer_paste, name="customer-paste"),
    path("surveys/asked/", collecting.invitation_list, name="invitation-list"),
    path(
        "surveys/asked/<uuid:pk>/ask/",
        collecting.invitation_ask,
        name="invitation-ask",
    ),
]
