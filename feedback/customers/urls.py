"""Addresses of this part, as a map."""

from django.urls import URLPattern, path

from feedback.customers import views

app_name = "customers"
urlpatterns: list[URLPattern] = [
    path("", views.customer_list, name="customer-list"),
    path("<uuid:pk>/edit/", views.customer_edit, name="customer-edit"),
    path("<uuid:pk>/pause/", views.customer_pause, name="customer-pause"),
]
