"""A provider on loopback that answers what a test tells it to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


class Provider:
    """What came in, and what is answered: (status, body, headers)."""

    def __init__(self) -> None:
        self.received: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.answer: tuple[int, Any, dict[str, str]] = (201, {"sid": "SM1"}, {})
        self.hangs_up = False


@contextmanager
def provider() -> Iterator[tuple[Provider, str]]:
    """Run one; give it and its address."""
    ours = Provider()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            ours.received.append({k: v[0] for k, v in parse_qs(body).items()})
            ours.paths.append(self.path)
            if ours.hangs_up:
                self.connection.close()
                return
            status, said, headers = ours.answer
            text = said if isinstance(said, str) else json.dumps(said)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield ours, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
