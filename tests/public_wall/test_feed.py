"""The Atom feed: well-formed whatever people write, newest first."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from feedback import clock
from public_wall.models import Removal
from tests.conftest import World
from tests.public_wall import rows
from tests.public_wall.test_wall_page import HOSTILE

ATOM = "{http://www.w3.org/2005/Atom}"


def read() -> ElementTree.Element:
    response = Client().get("/w/penrose-heating/feed.xml")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def entries(what: str) -> list[str]:
    found = [entry.find(ATOM + what) for entry in read().iter(ATOM + "entry")]
    return [element.text or "" for element in found if element is not None]


def test_comments_and_changes_come_newest_first(inside: World) -> None:
    rows.open_page()
    said = rows.comment(rating=2)
    rows.comment(rating=5, submitted_at=clock.now() - timedelta(days=3))
    rows.update(rows.decided_action(said))
    assert entries("title") == [
        "Done: We text when we set off.",
        "Margaret: Very good",
        "Margaret: Poor",
    ]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(inside: World, words: str) -> None:
    rows.open_page()
    stored = words.replace("\x00", "")
    said = rows.comment(words=stored)
    rows.public_reply(said, words=stored[:2000])
    rows.update(rows.decided_action(said), did=stored[:1000])
    for summary in entries("summary"):
        # The summary is HTML: read as such it must hold no markup of theirs.
        assert "<script" not in summary
        assert "<svg" not in summary
        assert "<img" not in summary


def test_the_same_content_is_the_same_bytes_an_hour_later(inside: World) -> None:
    rows.open_page()
    before = Client().get("/w/penrose-heating/feed.xml").content
    with clock.set_to(clock.now() + timedelta(hours=1)):
        assert Client().get("/w/penrose-heating/feed.xml").content == before


def test_placeholders_are_no_news(inside: World) -> None:
    rows.open_page()
    rows.removal(rows.comment(), state=Removal.State.REMOVED)
    assert entries("title") == []


def test_an_edit_moves_the_entrys_day_of_change(inside: World) -> None:
    rows.open_page()
    said = rows.comment()
    rows.public_reply(said, published_at=clock.now())
    assert entries("updated") == ["2026-11-18T12:00:00+00:00"]
    assert entries("published") == ["2026-11-14T12:00:00+00:00"]


def test_it_ends_after_thirty(inside: World) -> None:
    rows.open_page()
    for _ in range(31):
        rows.comment()
    assert len(entries("id")) == 30
