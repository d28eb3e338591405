"""Pages of the mail that need no login."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from feedback import tenancy
from feedback.http import mark_public
from feedback.mail import health, selectors

MOST_FOR_DEVELOPERS = 50


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; reads and writes nothing."""
    return mark_public(HttpResponse("ok", content_type="text/plain"))


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether the installation does its work, 503 if not; nothing personal."""
    found = health.look()
    status = 200 if found.is_ready else 503
    return mark_public(JsonResponse(found.as_json(), status=status))


@login_not_required
@require_safe
def developer_list(request: HttpRequest) -> HttpResponse:
    """Show the newest account mails, so that a developer can follow their links."""
    if not settings.DEBUG:
        raise Http404
    with tenancy.every_business():
        mails = list(selectors.account_mail()[:MOST_FOR_DEVELOPERS])
    return mark_public(render(request, "mail/developer_list.html", {"mails": mails}))
