"""Account mails (confirm, reset, changed) through the outbox like every other."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage

from feedback import clock, tenancy
from feedback.links import absolute
from feedback.mail import services
from feedback.mail.email import Email
from feedback.mail.models import OutboundMessage


class OutboxAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # untyped
    """allauth with the mail row written in the transaction that causes it."""

    def send_mail(self, template_prefix: str, email: str, context: Any) -> None:
        """Render allauth's template and store the mail."""
        ours = {name: _under_base_url(name, value) for name, value in context.items()}
        message: EmailMessage = self.render_mail(template_prefix, email, ours)
        mail = Email(
            to_email=email,
            subject=str(message.subject),
            text=str(message.body),
            from_name="Said & Done",
        )
        moment = clock.now().isoformat()
        key = hashlib.sha256(f"{email}{message.body}{moment}".encode()).hexdigest()
        posting = services.Posting(OutboundMessage.Kind.ACCOUNT, key)
        with tenancy.every_business():
            services.post(mail, posting, business=None)


def _under_base_url(name: str, value: Any) -> Any:
    """Return a link under our own address: allauth takes the request's Host header,
    which whoever asks for a reset can choose.
    """
    if not name.endswith("_url") or not isinstance(value, str):
        return value
    parts = urlsplit(value)
    return absolute(parts.path) + (f"?{parts.query}" if parts.query else "")
