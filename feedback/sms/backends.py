"""Who carries our text messages: nobody but a log by default, or one over HTTP.

A backend is a class that takes no arguments and sends one message at a time.
"""

from typing import Protocol
from uuid import UUID

import requests
import structlog
from django.conf import settings
from django.utils.module_loading import import_string
from urllib3.exceptions import NewConnectionError

from feedback import clock
from feedback.mail.verdicts import Answer, Verdict
from feedback.sms.message import Sms, length
from feedback.text import one_line

log = structlog.get_logger(__name__)
# Seconds to connect, and to wait for an answer.
TIMEOUT = (5, 15)
# The provider's code for a person who answered STOP to them.
SAID_STOP = "21610"


class Backend(Protocol):
    """Carries one message and says what became of it; raises nothing."""

    def send(self, sms: Sms, *, uid: UUID) -> Answer:
        """Hand over ``sms``; ``uid`` tells it from every other one."""
        ...


def backend() -> Backend:
    """Return the one that is set up."""
    made: Backend = import_string(settings.SMS_BACKEND)()
    return made


class LogBackend:
    """Sends nothing. Says in the log that there was a message, never to whom or what;
    while trying it out the words are in a file, so that a developer can read them.
    """

    def send(self, sms: Sms, *, uid: UUID) -> Answer:
        """Write it down."""
        log.info("sms_not_sent", uid=str(uid), places=length(sms.words))
        if settings.DEBUG:
            folder = settings.VAR / "sms"
            folder.mkdir(parents=True, exist_ok=True)
            text = f"{clock.now():%Y-%m-%d %H:%M:%S}\n{sms.to}\n\n{sms.words}\n"
            (folder / f"{uid}.txt").write_text(text, encoding="utf-8")
        return Answer(Verdict.ACCEPTED, provider_id=f"log-{uid}")


class TwilioBackend:
    """Twilio's REST interface (Messages resource, 2010-04-01), or one that speaks it
    at ``SMS_API_URL``.
    """

    def send(self, sms: Sms, *, uid: UUID) -> Answer:
        """Post it, following no redirect."""
        account = settings.SMS_ACCOUNT
        url = f"{settings.SMS_API_URL}/2010-04-01/Accounts/{account}/Messages.json"
        form = {"To": sms.to, "From": settings.SMS_FROM, "Body": sms.words}
        try:
            response = requests.post(
                url,
                data=form,
                auth=(account, settings.SMS_TOKEN),
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return _of_error(error)
        return _of_answer(response)


def _of_error(error: requests.RequestException) -> Answer:
    name = type(error).__name__
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return Answer(Verdict.NO_LINE, name)
    first = error.args[0] if error.args else None
    if isinstance(getattr(first, "reason", None), NewConnectionError):
        return Answer(Verdict.NO_LINE, name)
    if isinstance(error, requests.exceptions.InvalidURL):
        return Answer(Verdict.NO_LINE, name)
    return Answer(Verdict.UNCLEAR, name)


def _of_answer(response: requests.Response) -> Answer:
    status, said = response.status_code, _json(response)
    code = one_line(str(said.get("code", "")), longest=20)
    reason = " ".join(part for part in (str(status), code) if part)
    if 200 <= status < 300:
        sid = one_line(str(said.get("sid", "")), longest=200)
        return Answer(Verdict.ACCEPTED if sid else Verdict.UNCLEAR, reason, sid)
    # Login, payment, quota, a service that is closed, or one that moved away.
    if status in (401, 402, 403, 404, 429, 503) or 300 <= status < 400:
        return Answer(Verdict.NO_LINE, reason)
    if 400 <= status < 500 and status != 408:
        return Answer(Verdict.REFUSED, reason)
    return Answer(Verdict.UNCLEAR, reason)


def _json(response: requests.Response) -> dict[str, object]:
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
