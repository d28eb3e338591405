"""The fast lane says what Django says, keeps nothing too long, and shows changes."""

import gzip
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from feedback import clock, tenancy
from feedback.customers.models import Customer
from public_wall import watching
from public_wall.lane import Lane
from public_wall.models import Removal
from public_wall.services import folding
from public_wall.shelf import Shelf
from public_wall.watching import Watch
from surveys.models import Reply
from tests import builders
from tests.conftest import World
from tests.public_wall import rows

WORDS = "He turned up at ten to five."
PLACES = (
    *("", "how/", "feed.xml", "feed.json", "facts.json", "card.json", "card/"),
    *("badge.svg", "card.png", "sitemap.xml", "?show=unhappy"),
)
pytestmark = pytest.mark.django_db(transaction=True)


class Counting:
    """Django, counting how often it is asked."""

    def __init__(self) -> None:
        self.inner = WSGIHandler()
        self.asked = 0

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        self.asked += 1
        return self.inner(environ, start)


class Visitor:
    """Asks a lane, by a steady clock that only the test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.django = Counting()
        self.lane = Lane(self.django, watch=Watch(lambda: self.seconds), shelf=Shelf())

    def get(
        self, place: str = "", *, method: str = "GET", **headers: str
    ) -> tuple[str, dict[str, str], bytes]:
        path, _mark, query = place.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path if path.startswith("/") else f"/w/penrose-heating/{path}",
            "QUERY_STRING": query,
            "HTTP_HOST": "127.0.0.1",
            "wsgi.input": BytesIO(),
            **headers,
        }
        setup_testing_defaults(environ)
        said: list[Any] = []
        body = self.lane(environ, lambda *answer: said.append(answer))
        whole = b"".join(body)
        getattr(body, "close", lambda: None)()
        status, found = said[-1][:2]
        return status, dict(found), whole


@pytest.fixture
def page(world: World) -> World:
    with tenancy.enter(world.business.id):
        rows.open_page()
        rows.public_reply(rows.comment(words=WORDS))
        rows.update(rows.decided_action(rows.comment(words=WORDS)), said="")
    return world


@pytest.mark.parametrize("place", PLACES)
def test_it_answers_as_django_does(page: World, place: str) -> None:
    visitor = Visitor()
    plain = Client().get(f"/w/penrose-heating/{place}")
    for _time in range(2):
        status, headers, body = visitor.get(place)
        assert status == "200 OK"
        assert body == plain.content
        besides = {"Vary", "Content-Length"}
        assert {n: v for n, v in headers.items() if n not in besides} == {
            n: v for n, v in plain.headers.items() if n not in besides
        }
    assert visitor.django.asked == 1


def test_what_was_drawn_under_tls_is_not_sent_without(
    page: World, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    visitor = Visitor()
    assert visitor.get(**{"wsgi.url_scheme": "https"})[0] == "200 OK"
    status, headers, _body = visitor.get()
    assert status.startswith("301")
    assert headers["Location"] == "https://127.0.0.1/w/penrose-heating/"


def test_it_packs_once_and_says_so(page: World) -> None:
    visitor = Visitor()
    _status, _headers, plain = visitor.get()
    _status, headers, packed = visitor.get(HTTP_ACCEPT_ENCODING="gzip, br")
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed) == plain
    assert len(packed) < 25_000
    assert visitor.django.asked == 1


def test_who_has_it_already_gets_nothing_again(page: World) -> None:
    visitor = Visitor()
    _status, headers, _body = visitor.get()
    for named in (headers["ETag"], f'W/{headers["ETag"]}, "x"', "*"):
        status, short, body = visitor.get(HTTP_IF_NONE_MATCH=named)
        assert (status, body) == ("304 Not Modified", b"")
        assert short["ETag"] == headers["ETag"]
        assert "Content-Length" not in short
    assert visitor.get(HTTP_IF_NONE_MATCH='"other"')[0] == "200 OK"


def test_head_says_the_length_and_sends_nothing(page: World) -> None:
    visitor = Visitor()
    _status, whole, body = visitor.get()
    for _time in range(2):
        status, headers, sent = visitor.get(method="HEAD")
        assert (status, sent) == ("200 OK", b"")
        assert headers["Content-Length"] == str(len(body)) == whole["Content-Length"]


def test_other_queries_make_no_other_page(page: World) -> None:
    visitor = Visitor()
    for query in ("", "?utm_source=x", "?a=1&b=2", "?fbclid=%00"):
        assert visitor.get(query)[0] == "200 OK"
    assert visitor.django.asked == 1


def test_nothing_else_passes_through_it(page: World) -> None:
    visitor = Visitor()
    for _time in range(2):
        assert visitor.get("/w/nobody/")[0].startswith("404")
        assert visitor.get(method="POST")[0].startswith("405")
        assert visitor.get("/accounts/login/")[0].startswith("200")
    assert visitor.django.asked == 6


def take_back(reply: Reply) -> None:
    Reply.objects.filter(pk=reply.pk).update(consent=Reply.Consent.NO)


def erase(reply: Reply) -> None:
    reply.delete()
    Customer.objects.get(pk=reply.customer_id).delete()


def remove(reply: Reply) -> None:
    rows.removal(reply, state=Removal.State.REMOVED)


@pytest.mark.parametrize("end", [take_back, erase, remove])
def test_withdrawn_words_are_gone_everywhere_within_seconds(
    page: World, end: Callable[[Reply], None]
) -> None:
    visitor = Visitor()
    held = {place: visitor.get(place)[2].decode("latin-1") for place in PLACES}
    assert sum(WORDS in body for body in held.values()) >= 6
    with tenancy.enter(page.business.id):
        for reply in Reply.objects.all():
            end(reply)
    visitor.seconds += watching.LOOK_EVERY
    for place in PLACES:
        _status, headers, body = visitor.get(place)
        assert WORDS not in body.decode("latin-1"), place
        # Caches on the way forget it within the minute, too.
        if "max-age" in headers["Cache-Control"]:
            assert headers["Cache-Control"] == "public, max-age=30"


def test_it_looks_every_two_seconds_at_most(page: World) -> None:
    visitor = Visitor()
    for _time in range(2):
        assert "Brand new." not in visitor.get()[2].decode()
    with tenancy.enter(page.business.id):
        rows.comment(words="Brand new.")
    visitor.seconds += watching.LOOK_EVERY - 0.01
    assert "Brand new." not in visitor.get()[2].decode()
    visitor.seconds += 0.01
    assert "Brand new." in visitor.get()[2].decode()
    assert watching.LOOK_EVERY <= 2


def test_a_reply_of_this_moment_is_counted_within_seconds(page: World) -> None:
    visitor = Visitor()
    assert "2 people have replied so far." in visitor.get()[2].decode()
    with tenancy.enter(page.business.id):
        builders.reply()
    visitor.seconds += watching.LOOK_EVERY
    assert "3 people have replied so far." in visitor.get()[2].decode()


def test_time_alone_shows_what_it_must(page: World) -> None:
    visitor = Visitor()
    with tenancy.enter(page.business.id):
        rows.comment(
            words="Almost there.",
            submitted_at=clock.now() - timedelta(hours=47, minutes=59, seconds=30),
        )
    assert "Almost there." not in visitor.get()[2].decode()
    with clock.set_to(clock.now() + timedelta(seconds=29)):
        assert "Almost there." not in visitor.get()[2].decode()
    with clock.set_to(clock.now() + timedelta(seconds=31)):
        assert "Almost there." in visitor.get()[2].decode()


def test_folding_and_hiding_the_page_are_seen(page: World) -> None:
    visitor = Visitor()
    before = visitor.get()[2]
    folding.fold_due()
    visitor.seconds += watching.LOOK_EVERY
    assert visitor.get()[2] == before
    page.business.wall_is_public = False
    page.business.save(update_fields=["wall_is_public"])
    visitor.seconds += watching.LOOK_EVERY
    assert visitor.get()[0].startswith("404")


def test_the_shelf_makes_room(page: World) -> None:
    visitor = Visitor()
    visitor.lane = Lane(visitor.django, shelf=Shelf(most_bytes=40_000))
    for place in PLACES:
        visitor.get(place)
    asked = visitor.django.asked
    visitor.get(PLACES[0])
    assert visitor.django.asked == asked + 1
