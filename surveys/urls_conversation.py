"""Addresses of the conversation about a reply."""

from django.urls import URLPattern, path

from surveys.views import conversation

urlpatterns: list[URLPattern] = [
    path("inbox/<uuid:pk>/note/", conversation.reply_note, name="reply-note"),
    path("inbox/<uuid:pk>/draft/", conversation.reply_draft, name="reply-draft"),
    path(
        "inbox/<uuid:pk>/mails/<uuid:message>/",
        conversation.reply_mail,
        name="reply-mail",
    ),
    path("inbox/files/<uuid:pk>/", conversation.reply_file, name="reply-file"),
]
