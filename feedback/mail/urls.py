"""Addresses of this part, as a map."""

from django.urls import path

from feedback.mail import public_views, settings_views, views

app_name = "mail"
urlpatterns = [
    path("", views.message_list, name="message-list"),
    path("health/", settings_views.mail_health, name="mail-health"),
    path("health/resumption/", settings_views.resumption, name="resumption"),
    path("address/", settings_views.sending_address, name="sending-address"),
    path("address/check/", settings_views.address_check, name="address-check"),
    path("address/removal/", settings_views.address_removal, name="address-removal"),
    path("developer/", public_views.developer_list, name="developer-list"),
    path("<uuid:pk>/", views.message_detail, name="message-detail"),
    path("<uuid:pk>/html/", views.message_html, name="message-html"),
    path("<uuid:pk>/retry/", views.message_retry, name="message-retry"),
]
