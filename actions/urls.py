"""Addresses of this part, as a map."""

from django.urls import path

from actions import urls_deadlines, urls_pay_off, urls_telling, urls_work
from actions.views import (
    board,
    closing,
    customers,
    detail,
    doing,
    own,
    promising,
)

app_name = "actions"
urlpatterns = [
    *urls_deadlines.urlpatterns,
    *urls_telling.urlpatterns,
    *urls_work.urlpatterns,
    *urls_pay_off.urlpatterns,
    path("actions/", board.action_list, name="action-list"),
    path("actions/finished/", board.finished_list, name="action-finished-list"),
    path("actions/new/", promising.action_new, name="action-new"),
    path("actions/<uuid:pk>/", detail.action_detail, name="action-detail"),
    path("actions/<uuid:pk>/state/", doing.action_move, name="action-move"),
    path("actions/<uuid:pk>/date/", doing.action_date, name="action-date"),
    path("actions/<uuid:pk>/kept/", doing.action_kept, name="action-kept"),
    path("actions/<uuid:pk>/owner/", doing.action_owner, name="action-owner"),
    path("actions/<uuid:pk>/closure/", closing.action_closure, name="action-closure"),
    path("actions/<uuid:pk>/silence/", closing.action_silence, name="action-silence"),
    path(
        "actions/<uuid:pk>/withdrawal/",
        promising.action_withdrawal,
        name="action-withdrawal",
    ),
    path("actions/<uuid:pk>/replies/", promising.action_reply, name="action-reply"),
    path(
        "actions/<uuid:pk>/replies/<uuid:reply>/",
        promising.action_reply_remove,
        name="action-reply-remove",
    ),
    path("about-you/<uuid:pk>/promise/", own.own_promise, name="own-promise"),
    path("customers/<uuid:pk>/", customers.customer_detail, name="customer-detail"),
]
