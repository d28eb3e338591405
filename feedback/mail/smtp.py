"""Django's SMTP backend, able to say whether a mail may have left the house."""

import smtplib
from typing import TYPE_CHECKING

from django.core.mail.backends import smtp

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

END_OF_MAIL = b"\r\n.\r\n"


class WatchedSMTP(smtplib.SMTP):
    """Notes when the last line of a mail went out.

    A server owns a mail once it has that line (RFC 5321, section 4.2.5): before, a
    dropped connection means that nothing was sent; after, nobody can tell.
    """

    whole_mail_left = False

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


class WatchedSMTPS(WatchedSMTP, smtplib.SMTP_SSL):
    """The same inside TLS from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """Django's backend over the watched protocol."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The protocol that the settings ask for."""
        return WatchedSMTPS if self.use_ssl else WatchedSMTP

    def start_watching(self) -> None:
        """Forget about the mail before."""
        if isinstance(self.connection, WatchedSMTP):
            self.connection.whole_mail_left = False

    def may_have_left(self) -> bool:
        """Whether the whole mail went out since `start_watching`."""
        return bool(getattr(self.connection, "whole_mail_left", False))
