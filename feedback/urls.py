"""Every address of the product, app by app."""

from django.urls import include, path

from feedback.accounts import public_views

urlpatterns = [
    path("", public_views.home, name="home"),
    path("accounts/", include("allauth.account.urls")),
    path("settings/", include("feedback.accounts.urls")),
    path("settings/", include("feedback.connect.urls")),
    path("customers/", include("feedback.customers.urls")),
    path("mail/", include("feedback.mail.urls")),
    path("", include("surveys.urls")),
    path("", include("actions.urls")),
    path("published/", include("public_wall.urls")),
    # The slim public stack: see PUBLIC_PREFIXES.
    path("", include("surveys.public_urls")),
    path("b/", include("feedback.accounts.public_urls")),
    path("", include("actions.public_urls")),
    path("w/", include("public_wall.public_urls")),
    path("", include("public_wall.root_urls")),
    path("", include("feedback.mail.public_urls")),
    path("api/", include("surveys.api.urls")),
    path("hooks/", include("surveys.urls_hooks")),
]
