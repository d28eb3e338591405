"""Where a request comes from, kept only as long and as precisely as limits need it."""

import ipaddress
from datetime import date

from django.conf import settings
from django.http import HttpRequest

from feedback.links import keyed_hash

# A household or a phone has a whole /64 (RFC 6177), so an address of it says nothing.
_V6_PREFIX = 64


def sender_hash(request: HttpRequest, scope: str, *, on: date) -> str:
    """Return a keyed hash of the network address behind ``request``, different for
    each ``scope`` and each day; "" if there is none.
    """
    address = client_address(request)
    return keyed_hash("sender", f"{scope}\x1f{on}\x1f{address}") if address else ""


def client_address(request: HttpRequest) -> str:
    """Return the address a request comes from, as far as we may believe it: what the
    outermost of our own proxies saw (``TRUSTED_PROXY_COUNT`` of them append to
    X-Forwarded-For), else whoever is connected to us; "" if that is no IP address.

    Whatever a visitor writes into X-Forwarded-For themselves stands further left.
    """
    connected = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    hops = str(request.headers.get("X-Forwarded-For", "")).split(",")
    seen = hops[-proxies].strip() if 0 < proxies <= len(hops) else ""
    return _network(seen) or _network(connected)


def _network(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    network = ipaddress.ip_network((int(address), _V6_PREFIX), strict=False)
    return str(network)
