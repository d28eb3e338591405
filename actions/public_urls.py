"""The page behind a mail to the team."""

from django.urls import path

from actions import public_views

app_name = "actions_public"
urlpatterns = [path("p/<str:token>/", public_views.notice, name="notice")]
