"""Doors for anybody, and forms filled in before them."""

import re
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from feedback import clock
from surveys import tickets
from surveys.models import OpenChannel, Reply, SurveyVersion
from tests import builders


def door(kind: str = "link", **values: Any) -> OpenChannel:
    """Store an open channel with a survey of its own."""
    survey = values.pop("survey", None) or builders.survey()
    fresh = {"name": f"Door {survey.pk}", "work_kind": "Visit", **values}
    if kind == "embed":
        fresh.setdefault("origins", ["https://www.penrose.example"])
    return OpenChannel.objects.create(
        business=builders.the_business(), survey=survey, kind=kind, **fresh
    )


def url(channel: OpenChannel, name: str = "") -> str:
    """Return the address of a door, or of another page behind it."""
    usual = {"kiosk": "kiosk", "embed": "embed"}.get(channel.kind, "open")
    return reverse(f"surveys_public:{name or usual}", args=[channel.token])


def version(channel: OpenChannel) -> SurveyVersion:
    """Return the words asked there."""
    return channel.survey.versions.latest("number")


def ticket(channel: OpenChannel, *, seconds: int = 30) -> str:
    """Return the ticket of a page drawn ``seconds`` ago."""
    drawn = clock.now() - timedelta(seconds=seconds)
    return tickets.issue(channel, version(channel), now=drawn)


def filled(channel: OpenChannel, **values: str) -> dict[str, str]:
    """Return the form: good, on time, with words; see `guests.filled`."""
    given = {"rating": "4", "step": "1", "words": "Quick and kind.", **values}
    names = ("rating", "step", "words")
    questions = zip(names, version(channel).questions.all(), strict=True)
    fields = {f"q-{q.pk}": given.pop(part) for part, q in questions}
    fields["ticket"] = given.pop("ticket", "") or ticket(channel)
    return {name: value for name, value in {**fields, **given}.items() if value}


def send(channel: OpenChannel, **values: Any) -> HttpResponse:
    """Send the form from a browser of nobody."""
    more = values.pop("headers", {})
    return Client().post(url(channel), filled(channel, **values), headers=more)


def the_reply() -> Reply:
    """Return the one reply there is."""
    return Reply.objects.get()


def text(response: HttpResponse) -> str:
    """Return what a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
