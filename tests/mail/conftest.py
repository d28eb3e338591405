"""The provider of the mail tests: a real SMTP server."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.mail.sink import Sink, serving


@pytest.fixture(autouse=True)
def _any_pace(settings: Any) -> None:
    """Let every business send as fast as it likes; `test_pacing` says otherwise."""
    settings.WARM_UP_PER_DAY = 0


@pytest.fixture(params=["answer by answer", "ahead"])
def sink(settings: Any, request: pytest.FixtureRequest) -> Iterator[Sink]:
    """A server that takes everything, and that the product delivers to: one that
    wants to be waited for, and one that offers PIPELINING.
    """
    with serving(pipelining=request.param == "ahead") as running:
        deliver_to(settings, running.port)
        yield running


def deliver_to(settings: Any, port: int) -> None:
    """Let the product deliver to a port of this machine."""
    settings.EMAIL_BACKEND = "feedback.mail.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_TIMEOUT = 5
    settings.MAIL_FROM = "post@said.example"
