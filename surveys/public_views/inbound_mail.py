"""Where mail providers post the mails that came to a business's address, or to one at
which customers answer, through anymail's views.

Refused unless this installation set a secret, uses that provider and has a domain for
such mail. Once the provider has said the secret it always gets a 2xx: it could do
nothing about a mail that is too large or makes no sense but send it again. What became
of it, the business sees on its own page.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import AnymailInboundEvent, inbound
from anymail.utils import get_request_basic_auth
from anymail.webhooks.amazon_ses import AmazonSESInboundWebhookView
from anymail.webhooks.base import AnymailBasicAuthMixin
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from feedback import tenancy
from feedback.connect import inbound as addresses
from feedback.connect import reply_addresses
from feedback.connect.models import InboundMail
from feedback.http import mark_public
from feedback.mail.hooks import NONSENSE, webhook_secrets
from surveys.models import CustomerMessage
from surveys.services import conversing, drafting

log = structlog.get_logger(__name__)
# A receipt with a scan. Longer ones are looked through for the address, not read.
MOST_BYTES = 12 * 1024 * 1024
MOST_LOOKED_AT = 60 * 1024 * 1024
_CHUNK = 256 * 1024
_OVERLAP = 160
VIEWS = {
    "amazon_ses": "surveys.public_views.inbound_mail.SESInbound",
    "mailersend": "anymail.webhooks.mailersend.MailerSendInboundWebhookView",
    "mailgun": "anymail.webhooks.mailgun.MailgunInboundWebhookView",
    "mailjet": "anymail.webhooks.mailjet.MailjetInboundWebhookView",
    "mandrill": "anymail.webhooks.mandrill.MandrillCombinedWebhookView",
    "postal": "anymail.webhooks.postal.PostalInboundWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkInboundWebhookView",
    "sendgrid": "anymail.webhooks.sendgrid.SendGridInboundWebhookView",
    "sparkpost": "anymail.webhooks.sparkpost.SparkPostInboundWebhookView",
}
Outcome = InboundMail.Outcome
_UNREAD = {
    Outcome.TOO_LARGE: CustomerMessage.What.TOO_LARGE,
    Outcome.UNREADABLE: CustomerMessage.What.UNREADABLE,
}


@receiver(inbound)
def _hear(event: AnymailInboundEvent, **_: Any) -> None:
    if not conversing.hear(event):
        drafting.hear(event)


@csrf_exempt
@login_not_required
def inbound_mail(request: HttpRequest, esp: str) -> HttpResponse:
    """Take in one post of mail; 2xx means that we know what becomes of it."""
    view = _view_of(esp)
    if (refused := _refusal(request)) is not None:
        return refused
    if _length(request) > MOST_BYTES:
        return _unread(_chunks(request), esp, Outcome.TOO_LARGE)
    # Past Django's limit for forms: attachments come inside JSON.
    request._body = request.read(MOST_BYTES)
    try:
        return mark_public(view(request))
    except AnymailWebhookValidationFailure:
        log.warning("inbound_mail_forged", provider=esp)
        return _answer(403, "Not allowed.")
    except (*NONSENSE, RequestDataTooBig) as error:
        log.warning("inbound_mail_unread", provider=esp, error=type(error).__name__)
        return _unread(iter([request.body]), esp, Outcome.UNREADABLE)
    except OperationalError:
        # The database is away for a moment: the provider tries again.
        return _answer(503, "Busy.")


class SESInbound(AmazonSESInboundWebhookView):  # type: ignore[misc]  # no stubs
    """SES by way of SNS, the mail inside the notification.

    Needs no AWS library: subscriptions are confirmed by hand in the AWS console, never
    by an address that a post names, and nothing is fetched from S3.
    """

    def __init__(self, **kwargs: Any) -> None:
        self.auto_confirm_enabled = False
        self.session_params: dict[str, Any] = {}
        self.client_params: dict[str, Any] = {}
        self.kms_key_id = None
        self.chunk_size = None
        AnymailBasicAuthMixin.__init__(self, **kwargs)


def _view_of(esp: str) -> Callable[[HttpRequest], HttpResponse]:
    usual = addresses.is_on() and esp in settings.INBOUND_FROM and esp in VIEWS
    if not usual or not webhook_secrets():
        raise Http404
    view: Callable[[HttpRequest], HttpResponse] = import_string(VIEWS[esp]).as_view()
    return view


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if request.method in ("HEAD", "GET", "OPTIONS"):
        response = _answer(200 if request.method == "HEAD" else 405, "")
        response["Allow"] = "POST, HEAD"
        return response
    if "HTTP_AUTHORIZATION" not in request.META:
        # Some providers send the secret only once they were asked for it.
        response = _answer(401, "Say who you are.")
        response["WWW-Authenticate"] = 'Basic realm="inbound mail"'
        return response
    said = get_request_basic_auth(request) or ""
    if any(constant_time_compare(said, secret) for secret in webhook_secrets()):
        return None
    log.warning("inbound_mail_forged")
    return _answer(403, "Not allowed.")


def _length(request: HttpRequest) -> int:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(length[:18]) if length.isdecimal() else 0


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    looked = 0
    while looked < MOST_LOOKED_AT and (chunk := request.read(_CHUNK)):
        looked += len(chunk)
        yield chunk


def _unread(chunks: Iterator[bytes], esp: str, outcome: Outcome) -> HttpResponse:
    """Note for whom a mail came that we do not read, if the body says so anywhere."""
    digest, token, named, before = hashlib.sha256(), "", None, b""
    for chunk in chunks:
        digest.update(chunk)
        token = token or addresses.token_in(before + chunk)
        named = named or reply_addresses.named_in(before + chunk)
        before = chunk[-_OVERLAP:]
    if named is not None and not token:
        what = _UNREAD[outcome]
        conversing.hear_unread(named, digest=digest.hexdigest(), what=what)
        return _answer(200, "")
    with tenancy.every_business():
        address = addresses.address_by_token(token)
    if address is None:
        log.warning("inbound_mail_lost", provider=esp, outcome=outcome)
        return _answer(200, "")
    with tenancy.enter(address.business_id):
        addresses.note_mail(
            address, dedupe_key=digest.hexdigest(), subject="", outcome=outcome
        )
    return _answer(200, "")


def _answer(status: int, text: str) -> HttpResponse:
    return mark_public(HttpResponse(text, status=status, content_type="text/plain"))
