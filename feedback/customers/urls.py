"""Addresses of this part, as a map."""

from django.urls import URLPattern, path

from feedback.customers.views import merging, people

app_name = "customers"
urlpatterns: list[URLPattern] = [
    path("", people.customer_list, name="customer-list"),
    path("<uuid:pk>/edit/", people.customer_edit, name="customer-edit"),
    path("<uuid:pk>/pause/", people.customer_pause, name="customer-pause"),
    path("<uuid:pk>/merge/", merging.customer_merge, name="customer-merge"),
    path("duplicates/", merging.duplicate_list, name="duplicate-list"),
    path(
        "duplicates/dismissal/", merging.duplicate_dismissal, name="duplicate-dismissal"
    ),
    path("merges/", merging.merge_list, name="merge-list"),
    path("merges/<uuid:pk>/undo/", merging.merge_undo, name="merge-undo"),
]
