"""Addresses of themes: what replies are about, and a person's changes to that."""

from django.urls import URLPattern, path

from surveys.views import themes, understanding

urlpatterns: list[URLPattern] = [
    path("themes/", themes.theme_list, name="theme-list"),
    path("themes/<uuid:pk>/", themes.theme_detail, name="theme-detail"),
    path("themes/<uuid:pk>/name/", themes.theme_name, name="theme-name"),
    path("themes/<uuid:pk>/merge/", themes.theme_merge, name="theme-merge"),
    path("themes/<uuid:pk>/hiding/", themes.theme_hiding, name="theme-hiding"),
    path("themes/<uuid:pk>/split/", themes.theme_split, name="theme-split"),
    path("themes/quotes/<uuid:pk>/removal/", themes.quote_removal, name="theme-quote"),
    path(
        "inbox/<uuid:pk>/understanding/",
        understanding.reply_understanding,
        name="reply-understanding",
    ),
    path("inbox/<uuid:pk>/themes/", understanding.reply_theme, name="reply-theme"),
]
