"""Django's SMTP backend, able to say whether a mail may have left the house, and to
send many without waiting for each answer (RFC 2920).
"""

import smtplib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from django.core.mail.backends import smtp

from feedback.mail.compiled import Letter

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

END_OF_MAIL = b"\r\n.\r\n"
CLOSING = 421


class WatchedSMTP(smtplib.SMTP):
    """Notes when the last line of a mail went out.

    A server owns a mail once it has that line (RFC 5321, section 4.2.5): before, a
    dropped connection means that nothing was sent; after, nobody can tell.
    """

    whole_mail_left = False
    _must_reset = False

    def send(self, s: "ReadableBuffer | str") -> None:
        """Send, and note the end of a mail; no other command ends like it."""
        super().send(s)
        if isinstance(s, bytes) and s.endswith(END_OF_MAIL):
            self.whole_mail_left = True

    def data(self, msg: "ReadableBuffer | str") -> tuple[int, bytes]:
        """Send the mail; take back its sender and recipient if DATA is refused.

        smtplib forgets to, and the next mail would be refused for that.
        """
        try:
            return super().data(msg)
        except smtplib.SMTPDataError:
            self.rset()
            raise

    def post(self, letters: Iterable[Letter]) -> Iterator[Exception | None]:
        """Send ``letters``; yield for each, in order, None or why it was not taken.

        Ends early when the line breaks: the error it broke with is the last yielded,
        and belongs to the first letter without an answer. While it yields,
        ``whole_mail_left`` tells about that letter; those behind it never left.
        """
        self.ehlo_or_helo_if_needed()
        if self.has_extn("pipelining"):
            yield from self._ahead(letters)
        else:
            yield from self._one_by_one(letters)

    def _one_by_one(self, letters: Iterable[Letter]) -> Iterator[Exception | None]:
        for letter in letters:
            self.whole_mail_left = False
            error: Exception | None = None
            try:
                self.sendmail(letter.sender, [letter.recipient], letter.data)
            except (OSError, smtplib.SMTPException) as raised:
                error = raised
            yield error
            if self.sock is None:
                return

    def _ahead(self, letters: Iterable[Letter]) -> Iterator[Exception | None]:
        """Send each letter's words together with the envelope of the next: one
        answer to wait for instead of four.
        """
        queue = iter(letters)
        letter = next(queue, None)
        waiting: Letter | None = None
        while waiting is not None or letter is not None:
            self.whole_mail_left = False
            try:
                self._write(waiting, letter)
                words = self._answer_to_words() if waiting else None
            except (OSError, smtplib.SMTPException) as error:
                self.close()
                yield error
                return
            if waiting is not None:
                yield words
                self.whole_mail_left = False
            envelope = self._answer_to_envelope(letter) if letter else None
            if envelope is not None:
                yield envelope
            if self.sock is None:
                return
            waiting = None if envelope else letter
            letter = next(queue, None)

    def _write(self, waiting: Letter | None, letter: Letter | None) -> None:
        """Send the words of ``waiting`` and the envelope of ``letter`` at once."""
        words = _stuffed(waiting.data) if waiting else b""
        envelope = b"RSET\r\n" if letter and self._must_reset else b""
        envelope += self._envelope(letter) if letter else b""
        group = memoryview(words + envelope)
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        sent = 0
        while sent < len(group):
            sent += self.sock.send(group[sent:])
            self.whole_mail_left = bool(words) and sent >= len(words)

    def _envelope(self, letter: Letter) -> bytes:
        size = f" SIZE={len(letter.data)}" if self.has_extn("size") else ""
        lines = f"MAIL FROM:<{letter.sender}>{size}", f"RCPT TO:<{letter.recipient}>"
        return "\r\n".join((*lines, "DATA", "")).encode("ascii")

    def _answer_to_words(self) -> Exception | None:
        code, said = self.getreply()
        if code == 250:
            return None
        self._must_reset = True
        if code == CLOSING:
            self.close()
        return smtplib.SMTPDataError(code, said)

    def _answer_to_envelope(self, letter: Letter) -> Exception | None:
        try:
            answers = [self.getreply() for _ in range(4 if self._must_reset else 3)]
            error = _refusal(letter, answers[-3:])
            self._must_reset = error is not None
            if error is not None and answers[-1][0] == 354:
                # It waits for words all the same: none (RFC 2920, section 3.1).
                self.sock.sendall(b".\r\n")  # type: ignore[union-attr]
                self.getreply()
        except (OSError, smtplib.SMTPException) as raised:
            error = raised
            self.close()
        if getattr(error, "smtp_code", None) == CLOSING:
            self.close()
        return error


class WatchedSMTPS(WatchedSMTP, smtplib.SMTP_SSL):
    """The same inside TLS from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """Django's backend over the watched protocol."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The protocol that the settings ask for."""
        return WatchedSMTPS if self.use_ssl else WatchedSMTP

    def post(self, letters: Iterable[Letter]) -> Iterator[Exception | None]:
        """Send ``letters`` over the open line: see `WatchedSMTP.post`."""
        line = self.connection
        if not isinstance(line, WatchedSMTP):
            yield smtplib.SMTPServerDisconnected("The line is not open.")
            return
        yield from line.post(letters)

    def may_have_left(self) -> bool:
        """Whether the whole of the last letter answered for went out."""
        return bool(getattr(self.connection, "whole_mail_left", False))


def _refusal(letter: Letter, answers: Sequence[tuple[int, bytes]]) -> Exception | None:
    sender, recipient, words = answers
    if sender[0] != 250:
        return smtplib.SMTPSenderRefused(*sender, letter.sender)
    if recipient[0] not in (250, 251):
        return smtplib.SMTPRecipientsRefused({letter.recipient: recipient})
    if words[0] != 354:
        return smtplib.SMTPDataError(*words)
    return None


def _stuffed(data: bytes) -> bytes:
    """Return ``data`` with its end, no line of its own looking like one."""
    data = data.replace(b"\r\n.", b"\r\n..")
    if data.startswith(b"."):
        data = b"." + data
    return data + (b".\r\n" if data.endswith(b"\r\n") else END_OF_MAIL)
