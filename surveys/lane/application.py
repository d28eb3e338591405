"""The lane in front of the ordinary application (``WSGI_FRONTS``)."""

from collections.abc import Callable, Iterable
from typing import Any

from surveys.lane import opening, sending
from surveys.lane.answers import Answer, Headers
from surveys.lane.asked import Environ

StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class FastLane:
    """Answers what is plain itself and passes everything else on."""

    def __init__(self, ordinary: Application) -> None:
        self.ordinary = ordinary

    def __call__(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a request, as WSGI (PEP 3333) has it."""
        way = {"GET": self._look, "POST": self._send}.get(environ["REQUEST_METHOD"])
        answer = way(environ) if way else None
        if answer is None:
            return self.ordinary(environ, start_response)
        start_response(answer.status, list(answer.headers))
        return [answer.body]

    def _look(self, environ: Environ) -> Answer | None:
        look = opening.look(environ)
        if look is None:
            return None
        if look.learns:
            answered = self._ask_ordinary(environ)
            opening.learn(look, answered)
            return answered
        return opening.answer(look, look.page, environ) if look.page else None

    def _send(self, environ: Environ) -> Answer | None:
        sent = sending.sent(environ)
        if sent is None:
            return None
        if sent.learnt is None:
            answered = self._ask_ordinary(environ)
            sending.learn(sent, answered)
            return answered
        return sending.take_in(sent, sent.learnt)

    def _ask_ordinary(self, environ: Environ) -> Answer:
        said: list[tuple[str, Headers]] = []

        def start(status: str, headers: Iterable[tuple[str, str]], *_: Any) -> None:
            said.append((status, tuple(headers)))

        response = self.ordinary(environ, start)
        try:
            body = b"".join(response)
        finally:
            getattr(response, "close", _nothing)()
        return Answer(*said[-1], body)


def _nothing() -> None:
    """Stand in for the end of an answer that needs none."""
