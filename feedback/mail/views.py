"""Sent mail, for the team: what went out, what did not, and why."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs
from feedback.mail import message, selectors, services
from feedback.mail.forms import STATES, ListForm
from feedback.mail.models import OutboundMessage
from feedback.middleware import say

PAGE = 50
# No scripts, forms, links or pictures; styles stand in the elements of a mail.
NOTHING_BUT_STYLE = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@needs(Role.MEMBER)
@require_safe
def message_list(request: BusinessRequest) -> HttpResponse:
    """List the mails, newest first."""
    state, before = ListForm(request.GET).wanted()
    rows = selectors.sent_mail(
        request.business, statuses=STATES[state][1], before=before
    )
    mails = list(rows[: PAGE + 1])
    context = {
        "mails": mails[:PAGE],
        "older": mails[PAGE - 1].pk if len(mails) > PAGE else None,
        "state": state,
        "states": {key: word for key, (word, _states) in STATES.items()},
        "may_open": request.membership.may(Role.MANAGER),
    }
    return render(request, "mail/message_list.html", context)


@needs(Role.MANAGER)
@require_safe
def message_detail(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Show one mail: who, when, what became of it, and its words."""
    mail = _mail(request, pk)
    context = {
        "mail": mail,
        "words": message.without_keys(mail.text),
        "message_id": message.message_id(mail),
        "headers": {k: message.without_keys(v) for k, v in mail.headers.items()},
        "sender": message.sender_name(mail.from_name),
        "our_address": message.our_address(),
    }
    return render(request, "mail/message_detail.html", context)


@needs(Role.MANAGER)
@require_safe
def message_html(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Show the mail as its reader sees it, in a frame of our own page."""
    policy = {"Content-Security-Policy": NOTHING_BUT_STYLE}
    html = message.without_keys(_mail(request, pk).html)
    return HttpResponse(html, headers=policy)


@needs(Role.MANAGER)
@require_POST
def message_retry(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Send it again."""
    services.send_again(_mail(request, pk), by=request.actor)
    say(request, _("It is on its way again."))
    return redirect("mail:message-detail", pk=pk)


def _mail(request: BusinessRequest, pk: UUID) -> OutboundMessage:
    return get_object_or_404(
        OutboundMessage.objects.filter(business=request.business), pk=pk
    )
