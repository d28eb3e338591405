"""What an answer of the provider, or the lack of one, means for a mail."""

import re
import smtplib
from dataclasses import dataclass
from enum import Enum

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
)
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.translation import gettext_noop
from urllib3.exceptions import NewConnectionError

from feedback.text import one_line

_ADDRESS = re.compile(r"<?[^\s<>:]+@[^\s<>:,;]+>?")
TOO_LARGE = 552
CLOSING = 421


class Verdict(Enum):
    """What to do with a mail."""

    ACCEPTED = "the provider has it"
    REFUSED = "never, for this address or content"
    LATER = "not now; try again after a while"
    UNCLEAR = "the whole mail may have left, and no answer came"
    NO_LINE = "the provider serves nobody now: stop, no try is counted"
    BROKEN = "our own fault"
    UNTRIED = "not begun; still ours"


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, with the provider's words but without anybody's address, and what
    the provider calls the mail, if it took it and says so.
    """

    verdict: Verdict
    reason: str = ""
    provider_id: str = ""


def judge(error: Exception, *, may_have_left: bool) -> Answer:
    """Return what ``error``, raised while building or sending one mail, means.

    ``may_have_left`` says whether the provider may own the whole mail, as far as the
    backend knows.
    """
    return Answer(_verdict(error, may_have_left), _words(error))


def _verdict(error: Exception, may_have_left: bool) -> Verdict:
    if isinstance(error, ValidationError):
        return Verdict.REFUSED
    if isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
        return _of_smtp(error)
    if isinstance(error, AnymailError):
        return _of_anymail(error)
    if may_have_left:
        return Verdict.UNCLEAR
    if isinstance(error, OSError | ImproperlyConfigured):
        return Verdict.NO_LINE
    return Verdict.BROKEN


def _of_smtp(
    error: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused,
) -> Verdict:
    code = _smtp_reply(error)[0]
    about_this_mail = isinstance(
        error, smtplib.SMTPDataError | smtplib.SMTPRecipientsRefused
    )
    # All mail has one sender: refusing it, the login or the greeting is no verdict
    # about this mail, unless it is too large.
    if code == CLOSING or not (about_this_mail or code == TOO_LARGE):
        return Verdict.NO_LINE
    first_digit = {2: Verdict.ACCEPTED, 4: Verdict.LATER, 5: Verdict.REFUSED}
    return first_digit.get(code // 100, Verdict.UNCLEAR)


def _of_anymail(error: Exception) -> Verdict:
    if isinstance(error, AnymailRecipientsRefused | AnymailInvalidAddress):
        return Verdict.REFUSED
    if isinstance(error, ImproperlyConfigured):
        return Verdict.NO_LINE
    if not isinstance(error, AnymailAPIError):
        return Verdict.BROKEN
    return _of_http(getattr(error, "status_code", None), error)


def _of_http(status: int | None, error: Exception) -> Verdict:
    if status is None:
        return Verdict.NO_LINE if _never_connected(error) else Verdict.UNCLEAR
    # Login, payment, quota, and a service that says it is not serving (RFC 9110).
    if status in (401, 402, 403, 429, 503):
        return Verdict.NO_LINE
    if 400 <= status < 500 and status != 408:
        return Verdict.REFUSED
    # Other 5xx and unreadable answers leave open whether the mail was taken.
    return Verdict.UNCLEAR


def _never_connected(error: Exception) -> bool:
    cause = error.__cause__
    if isinstance(cause, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    first = cause.args[0] if cause is not None and cause.args else None
    return isinstance(getattr(first, "reason", None), NewConnectionError)


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
        code, said = _smtp_reply(error)
        return one_line(f"{code} {_ADDRESS.sub('…', said)}", longest=200)
    if isinstance(error, ValidationError):
        return gettext_noop("not an e-mail address")
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__} {status}" if status else type(error).__name__


def _smtp_reply(
    error: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused,
) -> tuple[int, str]:
    reply: tuple[int, bytes | str]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        reply = next(iter(error.recipients.values()))
    else:
        reply = (error.smtp_code, error.smtp_error)
    code, said = reply
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return code, text
