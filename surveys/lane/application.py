"""The lane in front of the ordinary application (``WSGI_FRONTS``)."""

from collections.abc import Iterable

from feedback.inner import Application, Environ, StartResponse, whole_answer
from surveys.lane import opening, sending
from surveys.lane.answers import Answer


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
        return Answer(*whole_answer(self.ordinary, environ))
