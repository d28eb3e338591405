"""Mails that are about no work: replies of machines, bounces, our own."""

import re
from email.utils import parseaddr

from django.conf import settings

from feedback.connect.models import InboundMail
from surveys.drafts.mail import ReadMail

Outcome = InboundMail.Outcome
_AWAY = re.compile(
    r"^(?:automatic reply|auto(?:matic)?[- ]?reply|out of (?:the )?office|abwesen|"
    r"automatische antwort|réponse automatique|respuesta automática)",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"^(?:undeliver|delivery (?:status|failure|has failed)|mail delivery|returned mail|"
    r"failure notice|unzustellbar)",
    re.IGNORECASE,
)
_MACHINES = ("mailer-daemon", "postmaster")


def refusal(mail: ReadMail) -> str:
    """Return why no draft is made of ``mail``, an `InboundMail.Outcome`, or nothing.

    That a program wrote it (``Auto-Submitted: auto-generated``, ``Precedence: bulk``)
    is no reason: most receipts are.
    """
    if mail.is_spam:
        return Outcome.SPAM
    if _is_own(mail):
        return Outcome.OWN
    if _is_bounce(mail):
        return Outcome.BOUNCE
    return Outcome.AUTOMATIC if _is_automatic(mail) else ""


def _is_own(mail: ReadMail) -> bool:
    ours = parseaddr(settings.MAIL_FROM)[1].casefold()
    sent_by_us = mail.sender is not None and mail.sender.email.casefold() == ours
    # How we name our mails (`feedback.mail.message`), whatever domain they come from.
    uid = mail.headers.get("x-entity-ref-id", "")
    named = mail.headers.get("message-id", "").startswith(f"<{uid}@")
    return sent_by_us or (bool(uid) and named)


def _is_bounce(mail: ReadMail) -> bool:
    sender = mail.sender.email if mail.sender else ""
    return (
        mail.kind == "multipart/report"
        or sender.partition("@")[0].casefold() in _MACHINES
        or "x-failed-recipients" in mail.headers
        or (mail.envelope_sender in ("<>", "") and bool(_FAILED.match(mail.subject)))
    )


def _is_automatic(mail: ReadMail) -> bool:
    submitted = mail.headers.get("auto-submitted", "no").casefold()
    return (
        submitted.startswith("auto-replied")
        or mail.headers.get("precedence", "").casefold() == "auto_reply"
        or any(
            name in mail.headers
            for name in ("x-autoreply", "x-autorespond", "x-autoresponder")
        )
        or bool(_AWAY.match(mail.subject))
    )
