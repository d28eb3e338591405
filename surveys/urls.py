"""Addresses behind the login, one list a part."""

from surveys import (
    urls_builder,
    urls_channels,
    urls_collecting,
    urls_conversation,
    urls_drafts,
    urls_hearing,
    urls_holds,
    urls_importing,
    urls_inbox,
    urls_languages,
    urls_rules,
    urls_themes,
    urls_trends,
)

app_name = "surveys"
urlpatterns = [
    *urls_inbox.urlpatterns,
    *urls_conversation.urlpatterns,
    *urls_languages.urlpatterns,
    *urls_collecting.urlpatterns,
    *urls_importing.urlpatterns,
    *urls_builder.urlpatterns,
    *urls_rules.urlpatterns,
    *urls_channels.urlpatterns,
    *urls_drafts.urlpatterns,
    *urls_hearing.urlpatterns,
    *urls_themes.urlpatterns,
    *urls_holds.urlpatterns,
    *urls_trends.urlpatterns,
]
