"""Reading a public page as the verifier does, through the application itself."""

from typing import Any

from django.test import Client

from feedback.history import services as history
from feedback.history.services import CUSTOMER
from public_wall.verifier.checks import Published, all_faults
from public_wall.verifier.replay import State
from public_wall.verifier.sources import FILES, KEYS, joined, read_json
from surveys.models import Reply
from tests.public_wall import rows


def heard(**values: Any) -> Reply:
    """Store a comment as submitting one does: with the event that says so."""
    reply = rows.comment(**values)
    history.record("answered", reply, by=CUSTOMER, customer_id=reply.customer_id)
    return reply


class Site:
    """A page of the application, as `public_wall.verifier.sources.Web` reads one."""

    def __init__(self, slug: str = "penrose-heating") -> None:
        self.base = f"/w/{slug}/"
        self.client = Client()

    def text(self, name: str) -> str:
        answer = self.client.get(self.base + name)
        assert answer.status_code == 200, (name, answer.status_code)
        return answer.content.decode()

    def whole(self, name: str) -> State:
        pages = [read_json(self.text(name), name)]
        while pages[-1].get("next"):
            following = str(pages[-1]["next"]).rpartition("/")[2]
            pages.append(read_json(self.text(following), following))
        return joined(pages)


def published(slug: str = "penrose-heating") -> Published:
    """Return everything that the page of ``slug`` publishes."""
    site = Site(slug)
    files = {name: site.whole(name) for name in FILES}
    return Published(files, site.text(KEYS))


def faults(slug: str = "penrose-heating") -> list[str]:
    """Return what does not fit on the page of ``slug``."""
    return all_faults(published(slug))
