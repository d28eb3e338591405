"""One open line to whoever carries our mail, through any of Django's backends.

Over SMTP, letters go as bytes one behind the other. Providers with an HTTP interface
get one call a mail over one session, although most offer calls for many: such a call
has one answer, so losing it would leave hundreds of mails undecided instead of one,
and several providers cannot set List-Unsubscribe and Message-ID for each recipient.
"""

import smtplib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext_noop

from feedback.mail import compiled, message
from feedback.mail.compiled import Letter
from feedback.mail.models import OutboundMessage
from feedback.mail.smtp import EmailBackend
from feedback.mail.verdicts import Answer, Verdict, judge

log = structlog.get_logger(__name__)
Ready = tuple[OutboundMessage, Letter | EmailMultiAlternatives]


class NoLine(Exception):
    """The provider cannot be reached, or does not want us now."""


class Line:
    """A connection to the provider, opened once for many mails."""

    def __init__(self) -> None:
        """Connect; raises `NoLine`."""
        self._backend: BaseEmailBackend | None = None
        self._used = False
        # Whether the first mail without an answer may be under way; still so if
        # `send` was cut short by an exception.
        self.is_talking = False
        self._open()

    def send(
        self, rows: Iterable[OutboundMessage], *, goes_on: Callable[[], bool]
    ) -> Iterator[tuple[OutboundMessage, Answer]]:
        """Hand mails over, and yield what became of each, as long as ``goes_on``.

        Servers hang up after so many mails or so much silence, so a mail that finds
        a used line dead before it left gets one new line. Ends after the first
        `Verdict.NO_LINE`.
        """
        ready: deque[Ready] = deque()
        for row in rows:
            answer = self._prepare(row, ready)
            if answer is not None:
                yield row, answer
        is_fresh = True
        while ready and is_fresh:
            is_fresh = False
            for said in self._answers(ready, goes_on):
                is_hung_up = said.verdict is Verdict.NO_LINE and self._used
                answer = self._reopened(said) if is_hung_up else said
                is_fresh = answer.verdict is Verdict.UNTRIED
                if is_fresh:
                    break
                self._used = True
                yield ready.popleft()[0], answer
                if answer.verdict is Verdict.NO_LINE:
                    return
        self.is_talking = False

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

    def _reopened(self, answer: Answer) -> Answer:
        """Return that the mail is to be tried on a new line, or why there is none."""
        self.close()
        try:
            self._open()
        except NoLine as error:
            return Answer(Verdict.NO_LINE, str(error) or answer.reason)
        return Answer(Verdict.UNTRIED)

    def _prepare(self, row: OutboundMessage, ready: deque[Ready]) -> Answer | None:
        """Put the message of ``row`` behind those that are ready, or return why not."""
        is_smtp = isinstance(self._backend, EmailBackend)
        try:
            ready.append((row, (compiled.letter if is_smtp else message.build)(row)))
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:  # noqa: BLE001 - one mail must not stop the others
            return _judged(row, error, may_have_left=False)
        return None

    def _answers(
        self, ready: deque[Ready], goes_on: Callable[[], bool]
    ) -> Iterator[Answer]:
        """Yield an answer for the first of ``ready`` again and again: the caller takes
        each off that has one.
        """
        going = _while(goes_on, list(ready))
        self.is_talking = True
        if isinstance(self._backend, EmailBackend):
            yield from self._over_smtp(self._backend, ready, going)
        else:
            for row, mail in going:
                yield self._over_backend(row, mail)

    def _over_smtp(
        self, backend: EmailBackend, ready: deque[Ready], going: Iterator[Ready]
    ) -> Iterator[Answer]:
        letters = (letter for _, letter in going if isinstance(letter, Letter))
        try:
            for error in backend.post(letters):
                if error is None:
                    yield Answer(Verdict.ACCEPTED)
                else:
                    may = backend.may_have_left()
                    yield _judged(ready[0][0], error, may_have_left=may)
        except (OSError, smtplib.SMTPException) as error:
            yield _judged(ready[0][0], error, may_have_left=False)

    def _over_backend(self, row: OutboundMessage, mail: object) -> Answer:
        try:
            sent = self._backend.send_messages([mail])  # type: ignore[union-attr, list-item]
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:  # noqa: BLE001 - one mail must not stop the others
            return _judged(row, error, may_have_left=True)
        if sent:
            return Answer(Verdict.ACCEPTED, provider_id=_provider_id(mail))
        return Answer(Verdict.REFUSED, gettext_noop("declined by the mail set-up"))


def _while(goes_on: Callable[[], bool], ready: Iterable[Ready]) -> Iterator[Ready]:
    """Yield the first of ``ready`` in any case, and the others while it goes on."""
    for at, one in enumerate(ready):
        if at and not goes_on():
            return
        yield one


def _judged(row: OutboundMessage, error: Exception, *, may_have_left: bool) -> Answer:
    answer = judge(error, may_have_left=may_have_left)
    if answer.verdict is Verdict.BROKEN:
        log.error("mail_broken", message=str(row.pk), where=_where(error))
    if _refuses_the_business(row, error):
        return Answer(Verdict.LATER, answer.reason)
    return answer


def _refuses_the_business(row: OutboundMessage, error: Exception) -> bool:
    """Whether the provider does not take mail from the business's own domain: that
    stops this mail for a while and nobody else's.
    """
    is_sender = isinstance(error, smtplib.SMTPSenderRefused)
    return bool(row.from_email) and is_sender and error.smtp_code // 100 == 5  # type: ignore[attr-defined]


def _provider_id(mail: object) -> str:
    """Return what the provider calls the mail: anymail's status knows, if any."""
    status = getattr(mail, "anymail_status", None)
    found = getattr(status, "message_id", None)
    return found[:200] if isinstance(found, str) else ""


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
