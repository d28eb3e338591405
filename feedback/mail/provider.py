"""One open line to whoever carries our mail, through any of Django's backends."""

import smtplib
from contextlib import suppress

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from feedback.mail import message
from feedback.mail.models import OutboundMessage
from feedback.mail.smtp import EmailBackend
from feedback.mail.verdicts import Answer, Verdict, judge

log = structlog.get_logger(__name__)


class NoLine(Exception):
    """The provider cannot be reached, or does not want us now."""


class Line:
    """A connection to the provider, opened once for many mails."""

    def __init__(self) -> None:
        """Connect; raises `NoLine`."""
        self._backend: BaseEmailBackend | None = None
        self._used = False
        self._open()

    def send(self, row: OutboundMessage) -> Answer:
        """Hand one mail over, and return what became of it.

        Servers hang up after so many mails or so much silence, so a mail that finds
        a used line dead before it left gets one new line.
        """
        answer = self._try(row)
        if answer.verdict is not Verdict.NO_LINE or not self._used:
            self._used = True
            return answer
        self.close()
        try:
            self._open()
        except NoLine as error:
            return Answer(Verdict.NO_LINE, str(error))
        return self._try(row)

    def close(self) -> None:
        """Hang up, whatever state the line is in."""
        if self._backend is not None:
            with suppress(OSError):
                self._backend.close()
        self._backend = None

    def _open(self) -> None:
        try:
            self._backend = get_connection()
            self._backend.open()
        except (OSError, ImproperlyConfigured) as error:
            self.close()
            raise NoLine(_reason(error)) from error
        self._used = False

    def _try(self, row: OutboundMessage) -> Answer:
        built = False
        try:
            mail = message.build(row)
            built = True
            self._start_watching()
            sent = self._backend.send_messages([mail]) if self._backend else 0
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:  # noqa: BLE001 - one mail must not stop the others
            return self._judge(row, error, built=built)
        if sent:
            return Answer(Verdict.ACCEPTED)
        return Answer(Verdict.REFUSED, "declined by the mail set-up")

    def _judge(self, row: OutboundMessage, error: Exception, *, built: bool) -> Answer:
        answer = judge(error, may_have_left=built and self._may_have_left())
        if answer.verdict is Verdict.BROKEN:
            log.error("mail_broken", message=str(row.pk), where=_where(error))
        return answer

    def _start_watching(self) -> None:
        if isinstance(self._backend, EmailBackend):
            self._backend.start_watching()

    def _may_have_left(self) -> bool:
        if isinstance(self._backend, EmailBackend):
            return self._backend.may_have_left()
        return True


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.smtp_code}"
    return type(error).__name__


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__} {place}"
