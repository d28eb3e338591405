"""A host or a website with the record that proves it, as its page shows them."""

from dataclasses import dataclass

from feedback.mail.domain_names import shown
from public_wall import proving
from public_wall.models import EmbedOrigin, WallDomain


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was named, the record that it needs, and what was found."""

    held: WallDomain | EmbedOrigin
    name: str
    record_name: str
    record_value: str
    found: str


def wanted_for(held: WallDomain | EmbedOrigin) -> Wanted:
    """Return the record for ``held``."""
    if isinstance(held, WallDomain):
        purpose, host, name = proving.HOST, held.domain, shown(held.domain)
    else:
        host = proving.host_of(held.origin)
        purpose, name = proving.ORIGIN, held.origin
    return Wanted(
        held=held,
        name=name,
        record_name=proving.record_name(host),
        record_value=proving.record_value(purpose, held.business_id, host),
        found=proving.said(held.finding),
    )
