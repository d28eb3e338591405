"""Addresses behind the login, one list a part."""

from surveys import urls_builder, urls_collecting, urls_inbox

app_name = "surveys"
urlpatterns = [
    *urls_inbox.urlpatterns,
    *urls_collecting.urlpatterns,
    *urls_builder.urlpatterns,
]
