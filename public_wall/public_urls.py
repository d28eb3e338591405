"""The public page, as a map; under ``w/``."""

from django.urls import path

from public_wall.views import public

app_name = "public_wall_public"
urlpatterns = [
    path("<slug:slug>", public.bare, name="bare"),
    path("<slug:slug>/", public.wall, name="wall"),
    path("<slug:slug>/how/", public.how, name="how"),
    path("<slug:slug>/feed.xml", public.feed, name="feed"),
    path("<slug:slug>/facts.json", public.facts, name="facts"),
]
