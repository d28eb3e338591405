"""A real SMTP server in a thread, that answers as a test tells it to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

HANG_UP = "hang up"


@dataclass
class Sink:
    """What arrived, and how the server answers.

    The keys of ``at_*`` are recipients ("*": everybody), the values replies like
    "550 5.1.1 No such user", or `HANG_UP`.
    """

    at_mail: str = ""
    at_recipient: dict[str, str] = field(default_factory=dict)
    at_data: dict[str, str] = field(default_factory=dict)
    hangs_up_after: int = 0
    pipelining: bool = False
    takes_logins: bool = True
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    async def handle_EHLO(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Say what we can."""
        session.host_name = hostname
        more = ["250-PIPELINING"] if self.pipelining else []
        return [*responses[:-1], *more, responses[-1]]

    async def handle_MAIL(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        _: object,
    ) -> str:
        """Answer to the sender."""
        if self.at_mail:
            return self.at_mail
        session.mails = getattr(session, "mails", 0) + 1  # type: ignore[attr-defined]
        if self.hangs_up_after and session.mails > self.hangs_up_after:  # type: ignore[attr-defined]
            return self._hang_up(server)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        _: object,
    ) -> str:
        """Answer to the recipient."""
        self.tried.append(address)
        answer = self._answer(self.at_recipient, address)
        if answer == HANG_UP:
            return self._hang_up(server)
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take the whole mail, then answer."""
        address = envelope.rcpt_tos[0]
        answer = self._answer(self.at_data, address)
        if answer and answer != HANG_UP:
            return answer
        raw = envelope.original_content or b""
        self.mails.append(message_from_bytes(raw, policy=policy.default))  # type: ignore[arg-type]
        self.recipients.append(address)
        return self._hang_up(server) if answer else "250 OK"

    def authenticate(self, *_: object) -> AuthResult:
        """Answer to a login."""
        return AuthResult(success=self.takes_logins)

    @staticmethod
    def _answer(answers: dict[str, str], address: str) -> str:
        return answers.get(address, answers.get("*", ""))

    @staticmethod
    def _hang_up(server: SMTP) -> str:
        if server.transport is not None:
            server.transport.abort()
        return "421 never heard"


class _Counting(Controller):
    def factory(self) -> SMTP:
        self.handler.connections += 1
        return super().factory()


@contextmanager
def serving(*, pipelining: bool = False, **options: object) -> Iterator[Sink]:
    """Run a sink on a free port of this machine."""
    sink = Sink(port=free_port(), pipelining=pipelining)
    controller = _Counting(
        sink,
        hostname="127.0.0.1",
        port=sink.port,
        authenticator=sink.authenticate,
        auth_require_tls=False,
        **options,
    )
    controller.start()
    sink.connections = 0  # the controller tried it once
    try:
        yield sink
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
