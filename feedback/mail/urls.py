"""Addresses of this part, as a map."""

from django.urls import path

from feedback.mail import public_views, views

app_name = "mail"
urlpatterns = [
    path("", views.message_list, name="message-list"),
    path("developer/", public_views.developer_list, name="developer-list"),
    path("<uuid:pk>/", views.message_detail, name="message-detail"),
    path("<uuid:pk>/html/", views.message_html, name="message-html"),
    path("<uuid:pk>/retry/", views.message_retry, name="message-retry"),
]
