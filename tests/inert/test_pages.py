"""Whatever stands in the database, no page, feed or file runs any of it."""

import csv
import json
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.urls import reverse

from feedback import tenancy
from tests.api.conftest import make_system
from tests.conftest import World
from tests.inert.payloads import PAYLOADS
from tests.inert.poisoning import ROUNDS, of_round, poison
from tests.inert.reading import formulas, what_runs
from tests.test_isolation import TABLE

# Where we lead to, and what a file is called once it is saved.
MAY_NAME = ("Location", "Content-Disposition")
HARMLESS_TYPES = (
    *("image/", "application/pdf", "application/octet-stream", "text/plain"),
    "text/x-python",  # a program of ours, the same for everybody
)


def test_there_are_more_than_300_payloads() -> None:
    assert len(set(PAYLOADS)) >= 300
    assert sum(bool(what_runs(f"<p>{payload}</p>")) for payload in PAYLOADS) > 150


@pytest.fixture
def addresses(world: World) -> list[str]:
    """Return every address that can be read, of a world with some of everything."""
    with tenancy.enter(world.business.id):
        return [
            reverse(name, kwargs=row.kwargs(world))
            for name, row in sorted(TABLE.items())
            if row.get is not None or row.public
        ]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_no_page_runs_what_somebody_wrote(
    world: World, addresses: list[str], number: int
) -> None:
    with tenancy.enter(world.business.id):
        poison(of_round(number))
    client = world.client("owner")
    key = make_system(world.business, world.owner).secret
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    answers = {url: client.get(url) for url in addresses}
    trouble = {url: problem for url, a in answers.items() if (problem := look(a))}
    assert trouble == {}
    # The test has something to look at: their words do stand on most pages.
    assert sum("pwn" in text_of(a) for a in answers.values()) > len(answers) / 2


def look(response: HttpResponse) -> str:
    """Return what is wrong with an answer; nothing if it is inert."""
    if response.status_code >= 500:
        return f"status {response.status_code}"
    if any("pwn" in value for name, value in response.items() if name not in MAY_NAME):
        return f"headers {dict(response.items())}"
    kind = response.headers.get("Content-Type", "").split(";")[0]
    return _CHECKS.get(kind, _unknown)(response)


def _page(response: HttpResponse) -> str:
    return str(what_runs(text_of(response)) or "")


def _feed(response: HttpResponse) -> str:
    root = ElementTree.fromstring(text_of(response))
    html = [node.text or "" for node in root.iter() if node.get("type") == "html"]
    links = [node.get("href", "") for node in root.iter()]
    return str([*what_runs("".join(html)), *[x for x in links if "pwn" in x]] or "")


def _json(response: HttpResponse) -> str:
    json.loads(text_of(response))
    return "" if response["X-Content-Type-Options"] == "nosniff" else "sniffable"


def _table(response: HttpResponse) -> str:
    rows = list(csv.reader(StringIO(text_of(response).lstrip("\ufeff"))))
    return str(list(formulas(rows)) or "")


def _unknown(response: HttpResponse) -> str:
    kind = response.headers.get("Content-Type", "")
    return "" if not kind or kind.startswith(HARMLESS_TYPES) else f"what is {kind}?"


def _style(response: HttpResponse) -> str:
    return "their words" if "pwn" in text_of(response) else ""


def _calendar(response: HttpResponse) -> str:
    """Whatever a promise is called, it begins no line of its own (RFC 5545, 3.1)."""
    known = ("BEGIN:", "END:", "UID:", "SUMMARY:", "DTSTAMP:", "DTSTART", "DTEND")
    ours = (*known, "SEQUENCE:", "TRANSP:", "URL:", "VERSION:", "PRODID:", "CALSCALE:")
    names = ("NAME:", "X-WR-CALNAME:", "REFRESH-INTERVAL", "X-PUBLISHED-TTL:", " ")
    lines = text_of(response).removesuffix("\r\n").split("\r\n")
    return str([line for line in lines if not line.startswith((*ours, *names))] or "")


def _addresses(response: HttpResponse) -> str:
    """A site map holds nothing but our own addresses and days."""
    root = ElementTree.fromstring(text_of(response))
    return str([t for node in root.iter() if "pwn" in (t := node.text or "")] or "")


_CHECKS = {
    "application/xml": _addresses,
    "application/feed+json": _json,
    "application/schema+json": _json,
    "text/calendar": _calendar,
    "text/html": _page,
    "text/css": _style,
    "application/atom+xml": _feed,
    "application/json": _json,
    "application/problem+json": _json,
    "application/vnd.oai.openapi+json": _json,
    "text/csv": _table,
}


def text_of(response: HttpResponse) -> str:
    """Return the body of an answer, streamed or not."""
    if response.streaming:
        response.streaming_content = list(response.streaming_content)
        return b"".join(response.streaming_content).decode(errors="replace")
    return response.content.decode(errors="replace")
