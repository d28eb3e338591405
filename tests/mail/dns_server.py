"""A real DNS server on loopback (UDP), with whatever zone a test writes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rrset


@dataclass
class Zone:
    """Records by name and type; names that fail; names that are never answered."""

    port: int = 0
    texts: dict[str, list[list[str]]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def text(self, name: str, *strings: str) -> None:
        """Add a TXT record of one or several strings."""
        self.texts.setdefault(name, []).append(list(strings))

    def alias(self, name: str, target: str) -> None:
        """Add a CNAME record."""
        self.aliases[name] = target

    def answer(self, query: dns.message.Message) -> dns.message.Message | None:
        """Return the answer to ``query``; None if it is never answered."""
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = question.rdtype.name
        self.asked.append(f"{name} {kind}")
        if name in self.silent:
            return None
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if name in self.broken:
            response.set_rcode(dns.rcode.SERVFAIL)
            return response
        self._fill(response, name, kind)
        return response

    def _fill(self, response: dns.message.Message, name: str, kind: str) -> None:
        known = name in self.texts or name in self.aliases
        while name in self.aliases:
            target = self.aliases[name]
            response.answer.append(_rrset(name, "CNAME", [target + "."]))
            if kind == "CNAME":
                return
            name = target
        if kind == "TXT" and name in self.texts:
            rows = [_quoted(strings) for strings in self.texts[name]]
            response.answer.append(_rrset(name, "TXT", rows))
        elif not known:
            response.set_rcode(dns.rcode.NXDOMAIN)


@contextmanager
def serving() -> Iterator[Zone]:
    """Run a server on a free port; give its zone."""
    zone = Zone()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        zone.port = server.getsockname()[1]
        thread = threading.Thread(target=_serve, args=(server, zone))
        thread.start()
        try:
            yield zone
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                client.sendto(b"", ("127.0.0.1", zone.port))
            thread.join()


def _serve(server: socket.socket, zone: Zone) -> None:
    while True:
        wire, client = server.recvfrom(4096)
        if not wire:
            return
        response = zone.answer(dns.message.from_wire(wire))
        if response is not None:
            server.sendto(response.to_wire(max_size=65_000), client)


def _rrset(name: str, kind: str, rows: list[str]) -> dns.rrset.RRset:
    return dns.rrset.from_text(name + ".", 60, "IN", kind, *rows)


def _quoted(strings: list[str]) -> str:
    escaped = (text.replace("\\", "\\\\").replace('"', '\\"') for text in strings)
    return " ".join(f'"{text}"' for text in escaped)
