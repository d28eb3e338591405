"""Posting to servers that mean harm: real sockets on this machine."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from feedback.egress import posting
from feedback.egress.posting import NotSent, post
from feedback.egress.targets import Target

Serve = Callable[[socket.socket], None]


@contextmanager
def server(serve: Serve) -> Iterator[Target]:
    """Answer one connection with ``serve``."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def run() -> None:
            line, _ = listening.accept()
            with line:
                line.settimeout(5)
                with suppress(OSError):
                    serve(line)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield Target("hooks.penrose.co.uk", port, "/in", is_secure=False)
        thread.join(5)


def here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def says(answer: bytes) -> Serve:
    def serve(line: socket.socket) -> None:
        line.recv(65536)
        line.sendall(answer)

    return serve


def send(target: Target) -> posting.Answered:
    return post(target, b"{}", {"webhook-id": "msg_1"}, resolve=here, trusted=True)


def test_what_is_sent_is_one_plain_request() -> None:
    got: list[bytes] = []

    def serve(line: socket.socket) -> None:
        got.append(line.recv(65536))
        line.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with server(serve) as target:
        assert send(target).status == 204
    head, _, body = got[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /in HTTP/1.1\r\nHost: hooks.penrose.co.uk:")
    assert b"webhook-id: msg_1" in head
    assert body == b"{}"


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    answer = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n"
    with server(says(answer)) as target:
        assert send(target).status == 302


def test_a_wish_to_wait_is_heard_and_an_odd_one_is_not() -> None:
    with server(says(b"HTTP/1.1 429 No\r\nRetry-After: 120\r\n\r\n")) as target:
        assert send(target).wait == 120
    with server(says(b"HTTP/1.1 429 No\r\nRetry-After: -5\r\n\r\n")) as target:
        assert send(target).wait is None


def test_only_the_beginning_of_an_endless_body_is_read() -> None:
    sent = 0

    def serve(line: socket.socket) -> None:
        nonlocal sent
        line.recv(65536)
        line.sendall(b"HTTP/1.1 500 Oh\r\n\r\n")
        while sent < 50_000_000:
            sent += line.send(b"x" * 65536)

    with server(serve) as target:
        answer = send(target)
    assert (answer.status, len(answer.words)) == (500, posting.KEPT)
    assert sent < 50_000_000


def test_what_cannot_be_shown_is_left_out_of_the_words() -> None:
    with server(says(b"HTTP/1.1 400 No\r\n\r\na\x00b\x1b[31m\xff")) as target:
        words = send(target).words
    assert "\x00" not in words
    assert "\x1b" not in words


def test_a_slow_drip_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "TOTAL_SECONDS", 0.4)
    stop = threading.Event()

    def serve(line: socket.socket) -> None:
        line.recv(65536)
        while not stop.wait(0.05):
            line.sendall(b"H")

    with server(serve) as target:
        with pytest.raises(NotSent, match="too long"):
            send(target)
        stop.set()


@pytest.mark.parametrize(
    "answer", [b"", b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 999 X\r\n\r\n", b"x" * 20000]
)
def test_what_is_no_web_server_is_refused(answer: bytes) -> None:
    with server(says(answer)) as target, pytest.raises(NotSent):
        send(target)


def test_an_interim_answer_is_not_the_answer() -> None:
    both = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
    with server(says(both)) as target:
        assert send(target).status == 200


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["8.8.8.8", "10.0.0.1"],
        ["::ffff:169.254.169.254"],
        ["fd00:ec2::254"],
        [],
    ],
)
def test_a_name_that_leads_inside_is_never_connected_to(addresses: list[str]) -> None:
    def serve(line: socket.socket) -> None:
        raise AssertionError("It was connected to.")

    target = Target("rebound.penrose.co.uk", 443, "/")
    with pytest.raises(NotSent):
        post(target, b"{}", {}, resolve=lambda host, port: addresses)


def test_the_address_that_was_checked_is_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []

    def connect(address: object, timeout: float) -> socket.socket:
        asked.append(address)
        raise ConnectionRefusedError

    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    monkeypatch.setattr(socket, "create_connection", connect)
    target = Target("rebound.penrose.co.uk", 443, "/")
    with pytest.raises(NotSent):
        post(target, b"{}", {}, resolve=lambda host, port: next(answers))
    assert asked == [("93.184.216.34", 443)]


def test_a_line_break_in_a_header_is_not_sent() -> None:
    with server(says(b"")) as target, pytest.raises(NotSent):
        post(target, b"", {"a": "b\r\nc: d"}, resolve=here, trusted=True)
