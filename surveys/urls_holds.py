"""Addresses of open complaints."""

from django.urls import URLPattern, path

from surveys.views import holds

urlpatterns: list[URLPattern] = [
    path("complaints/", holds.hold_list, name="hold-list"),
    path("complaints/holds.csv", holds.hold_csv, name="hold-csv"),
    path("complaints/address/", holds.hold_address, name="hold-address"),
    path(
        "customers/<uuid:pk>/complaint/",
        holds.customer_complaint,
        name="customer-complaint",
    ),
    path("customers/<uuid:pk>/complaint/end/", holds.hold_end, name="hold-end"),
]
