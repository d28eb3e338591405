"""An answer as WSGI has it, and what the lane learns from one of the ordinary views."""

import zlib
from dataclasses import dataclass

from feedback.inner import Headers

_OF_ITS_BODY = ("content-length", "content-encoding", "location")


@dataclass(frozen=True, slots=True)
class Answer:
    """A status line, headers and a whole body."""

    status: str
    headers: Headers
    body: bytes

    def plain_body(self) -> bytes:
        """Return the body, unpacked if it is compressed."""
        if ("Content-Encoding", "gzip") in self.headers:
            return zlib.decompress(self.body, wbits=16 + zlib.MAX_WBITS)
        return self.body


@dataclass(frozen=True, slots=True)
class Learnt:
    """The status and the headers under which answers of one sort go."""

    status: str
    headers: Headers

    def answer(self, body: bytes, *, is_gzipped: bool = False, to: str = "") -> Answer:
        """Return an answer of this sort with ``body``, or one that leads elsewhere."""
        own = [("Location", to)] if to else []
        if is_gzipped:
            # As `GZipMiddleware`, which alone says how long an answer is.
            own = [("Content-Length", str(len(body))), ("Content-Encoding", "gzip")]
        return Answer(self.status, (*self.headers, *own), body)


def learnt_from(answered: Answer, *, status: str = "200") -> Learnt | None:
    """Return what goes for all answers like ``answered``; None if that has not the
    ``status`` or is for one reader only.
    """
    names = {name.lower() for name, _ in answered.headers}
    if answered.status[:3] != status or "set-cookie" in names:
        return None
    kept = [pair for pair in answered.headers if pair[0].lower() not in _OF_ITS_BODY]
    return Learnt(answered.status, tuple(kept))
