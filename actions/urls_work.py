"""Addresses of what stands beside an action, and of what it begins from."""

from django.urls import path

from actions.views import comments, doing, files, merging, repeating, steps, templates

urlpatterns = [
    path("actions/templates/", templates.template_list, name="template-list"),
    path("actions/templates/new/", templates.template_new, name="template-new"),
    path("actions/templates/<uuid:pk>/", templates.template_edit, name="template-edit"),
    path("actions/repeating/", repeating.repeating_list, name="repeating-list"),
    path("actions/repeating/new/", repeating.repeating_new, name="repeating-new"),
    path(
        "actions/repeating/<uuid:pk>/", repeating.repeating_edit, name="repeating-edit"
    ),
    path(
        "actions/repeating/<uuid:pk>/state/",
        repeating.repeating_state,
        name="repeating-state",
    ),
    path("actions/<uuid:pk>/words/", doing.action_words, name="action-words"),
    path("actions/<uuid:pk>/steps/", steps.step_list, name="action-steps"),
    path("actions/<uuid:pk>/steps/<uuid:step>/", steps.step_detail, name="action-step"),
    path("actions/<uuid:pk>/comments/", comments.comment_list, name="action-comments"),
    path(
        "actions/<uuid:pk>/comments/<uuid:comment>/",
        comments.comment_detail,
        name="action-comment",
    ),
    path("actions/<uuid:pk>/files/", files.file_list, name="action-files"),
    path("actions/<uuid:pk>/files/<uuid:file>/", files.file_body, name="action-file"),
    path(
        "actions/<uuid:pk>/files/<uuid:file>/removal/",
        files.file_removal,
        name="action-file-removal",
    ),
    path("actions/<uuid:pk>/merging/", merging.action_merging, name="action-merging"),
    path(
        "actions/<uuid:pk>/splitting/",
        merging.action_splitting,
        name="action-splitting",
    ),
    path(
        "actions/<uuid:pk>/template/", templates.action_template, name="action-template"
    ),
]
