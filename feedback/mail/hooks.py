"""Where mail providers tell what became of our mails, through anymail's views.

Refused unless this installation set a secret and uses that provider: a forged event
could stop mail to anybody. The secret is in the address the provider calls (HTTP basic
authentication); where the provider signs, anymail checks the signature too.
"""

from collections.abc import Callable
from typing import Any

import structlog
from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, tracking
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from feedback.http import mark_public
from feedback.mail import events

log = structlog.get_logger(__name__)
# Ten thousand events of the provider with the longest ones, and some.
MOST_BYTES = 12 * 1024 * 1024
VIEWS = {
    "amazon_ses": "amazon_ses.AmazonSESTrackingWebhookView",
    "brevo": "brevo.BrevoTrackingWebhookView",
    "mailersend": "mailersend.MailerSendTrackingWebhookView",
    "mailgun": "mailgun.MailgunTrackingWebhookView",
    "mailjet": "mailjet.MailjetTrackingWebhookView",
    "mailtrap": "mailtrap.MailtrapTrackingWebhookView",
    "mandrill": "mandrill.MandrillCombinedWebhookView",
    "postal": "postal.PostalTrackingWebhookView",
    "postmark": "postmark.PostmarkTrackingWebhookView",
    "resend": "resend.ResendTrackingWebhookView",
    "sendgrid": "sendgrid.SendGridTrackingWebhookView",
    "sparkpost": "sparkpost.SparkPostTrackingWebhookView",
    "unisender_go": "unisender_go.UnisenderGoTrackingWebhookView",
}
# What anymail's parsers raise over a body that is not what the provider would send.
NONSENSE = (
    AnymailError,
    ArithmeticError,
    AttributeError,
    ImproperlyConfigured,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)


@receiver(tracking)
def _hear(event: AnymailTrackingEvent, esp_name: str, **_: Any) -> None:
    events.hear(event, esp_name)


@csrf_exempt
@login_not_required
def provider_events(request: HttpRequest, esp: str) -> HttpResponse:
    """Take in one post of events; 200 means that they are stored."""
    view = _view_of(esp)
    if not _read_body(request):
        return _answer(413, "Too large.")
    try:
        with events.batch():
            response = view(request)
    except AnymailWebhookValidationFailure:
        log.warning("provider_events_forged", provider=esp)
        return _answer(403, "Not allowed.")
    except NONSENSE as error:
        log.warning("provider_events_unread", provider=esp, error=type(error).__name__)
        return _answer(400, "Not understood.")
    return mark_public(response)


def webhook_secrets() -> list[str]:
    """Return what a provider may say to be let in; none if any of it is not
    "user:password", as basic authentication has it: anything less would let all in.
    """
    secret = settings.ANYMAIL.get("WEBHOOK_SECRET")
    secrets = [secret] if isinstance(secret, str) else list(secret or [])
    return secrets if all(":" in one.strip(":") for one in secrets) else []


def _view_of(esp: str) -> Callable[[HttpRequest], HttpResponse]:
    if not webhook_secrets() or esp not in settings.MAIL_EVENTS_FROM:
        raise Http404
    if esp not in VIEWS:
        raise Http404
    view_class = import_string(f"anymail.webhooks.{VIEWS[esp]}")
    view: Callable[[HttpRequest], HttpResponse] = view_class.as_view()
    return view


def _read_body(request: HttpRequest) -> bool:
    """Read the body here, past Django's limit for forms; False if it is too large."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return False
    if length > MOST_BYTES:
        return False
    request._body = request.read(MOST_BYTES + 1)
    return len(request._body) <= MOST_BYTES


def _answer(status: int, text: str) -> HttpResponse:
    return mark_public(HttpResponse(text, status=status, content_type="text/plain"))
