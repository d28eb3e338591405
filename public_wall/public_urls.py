"""The public page, as a map; under ``w/``."""

from django.urls import include, path

from public_wall.views import machines, public

app_name = "public_wall_public"
urlpatterns = [
    # No business can be called this: a slug has no dot.
    path("facts.schema.json", machines.schema, name="schema"),
    path("<slug:slug>", public.bare, name="bare"),
    path("<slug:slug>/", public.wall, name="wall"),
    path("<slug:slug>/how/", public.how, name="how"),
    path("<slug:slug>/did/<uuid:pk>/", public.update, name="update"),
    path("<slug:slug>/said/<uuid:pk>/", public.comment, name="comment"),
    path("<slug:slug>/feed.xml", public.feed, name="feed"),
    path("<slug:slug>/feed.json", public.feed_in_json, name="json-feed"),
    path("<slug:slug>/facts.json", public.facts, name="facts"),
    path("<slug:slug>/card.json", machines.card, name="card"),
    path("<slug:slug>/card.png", machines.image, name="image"),
    path("<slug:slug>/card/", machines.frame, name="frame"),
    path("<slug:slug>/badge.svg", machines.badge, name="badge"),
    path("<slug:slug>/sitemap.xml", machines.sitemap, name="sitemap"),
    path("<slug:slug>/robots.txt", machines.robots, name="robots"),
    path("<slug:slug>/", include("public_wall.urls_proofs")),
]
