"""The public page: what is on it, what is never on it, and how it is kept."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback import clock, tenancy
from feedback.accounts.models import Business
from public_wall.models import Removal
from surveys.models import Reply
from tests import builders
from tests.conftest import World
from tests.public_wall import rows

PAGES = ("wall", "how", "feed", "facts")


def get(name: str = "wall", query: str = "", **headers: str) -> HttpResponse:
    """Get one of Penrose Heating's public pages as nobody."""
    url = reverse(f"public_wall_public:{name}", args=["penrose-heating"])
    return Client().get(url + query, headers=headers)  # type: ignore[return-value]


def page(name: str = "wall", query: str = "") -> str:
    response = get(name, query)
    assert response.status_code == 200
    return response.content.decode()


# What is there


def test_a_comment_stands_with_its_first_name_rating_and_day(inside: World) -> None:
    rows.open_page()
    rows.comment(words="Quick and tidy.", rating=4)
    stands = r"<strong>Margaret</strong> · Good · <a href=\S+>14 November 2026</a>"
    assert re.search(stands, page())
    assert "<p>Quick and tidy.</p>" in page()


def test_who_wants_no_name_is_a_customer(inside: World) -> None:
    rows.open_page()
    rows.comment(consent=Reply.Consent.NO_NAME)
    assert "<strong>A customer</strong>" in page()
    assert "Margaret" not in page()


def test_the_businesss_reply_is_set_apart(inside: World) -> None:
    rows.open_page()
    rows.public_reply(rows.comment(), words="We text ahead now.")
    assert '<div class="reply"><p class="hint"><strong>Penrose Heating re' in page()
    assert "<p>We text ahead now.</p>" in page()


def test_an_update_says_how_many_when_and_that_it_was_edited(inside: World) -> None:
    rows.open_page()
    rows.update(raised_by=9, edited_at=clock.now())
    said = "Said by 9 people. Done 16 November 2026."
    assert f"{said} <a" in page()
    assert ">Edited 18 November 2026.</a>" in page()
    assert "“He turned up at ten to five.”" in page()


def test_not_this_time_is_as_good_an_answer(inside: World) -> None:
    rows.open_page()
    action = rows.decided_action(rows.comment(), outcome="not_this_time")
    rows.update(action, did="We cannot, for now.")
    assert "Not this time" in page()
    assert "What we decided" in page()
    assert "0 changed, 1 decided against." in page()


def test_under_ten_replies_there_is_no_proportion(inside: World) -> None:
    rows.open_page()
    for _ in range(9):
        rows.comment(rating=5)
    assert "9 people have replied so far." in page()
    assert "said good or very good" not in page()
    assert "%" not in page()


def test_from_ten_replies_the_sentence_counts_everybody(inside: World) -> None:
    rows.open_page()
    for number in range(10):
        rows.comment(rating=5 if number < 7 else 1, consent=Reply.Consent.NO)
    assert "7 of the 10 people who replied said good or very good." in page()
    assert "asked 10 people. 10 replied (100%)." in page()


def test_an_empty_page_says_so(inside: World) -> None:
    rows.open_page()
    assert "Nobody has replied yet." in page()
    assert "No comments yet." in page()
    assert "Nothing to tell yet." in page()


def test_what_is_older_than_a_year_leaves_the_page(inside: World) -> None:
    rows.open_page()
    rows.comment(submitted_at=clock.now() - timedelta(days=366), words="Long ago.")
    rows.comment(submitted_at=clock.now() - timedelta(days=364), words="In time.")
    assert "In time." in page()
    assert "Long ago." not in page()


def test_a_comment_waits_48_hours(inside: World) -> None:
    rows.open_page()
    rows.comment(submitted_at=clock.now() - timedelta(hours=47, minutes=59))
    assert "ten to five" not in page()
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        assert "ten to five" in page()


# What is never there


def test_nothing_private_is_on_any_public_page(inside: World) -> None:
    rows.open_page()
    Business.objects.update(reply_to="office@penrose.example")
    who = builders.customer(
        name="Margaret Ellis", email="secret@ellis.example", phone="07700 900123"
    )
    said = rows.comment(who, contact="phone", contact_phone="07700 900456")
    kept = rows.comment(words="Between us.", consent=Reply.Consent.NO)
    unasked = rows.comment(words="Never asked.", consent="")
    tried = rows.comment(words="Only a test.", is_test=True)
    gone = rows.comment(words="He is at 4 Elm Row.")
    rows.removal(gone, state=Removal.State.REMOVED, note="It names Mr Rowe.")
    rows.update(rows.decided_action(said))
    rows.public_reply(said)
    everything = "".join(page(name) for name in PAGES)
    assert "Margaret" in everything
    secrets = (
        "ellis",
        "07700",
        "office@",
        str(said.customer_id),
        str(said.invitation_id),
        str(gone.customer_id),
        "Between us",
        "Never asked",
        "Only a test",
        "Elm Row",
        "Mr Rowe",
        "ruth@",
        "Tonkin",
        *(str(r.pk) for r in (kept, unasked, tried)),
    )
    for secret in secrets:
        assert secret.lower() not in everything.lower(), secret


@pytest.mark.parametrize(
    "name",
    ["margaret@ellis.example", "Mrs Ellis", "07700900123", "Ellis, ", "<b>x</b>", ""],
)
def test_what_cannot_be_a_first_name_is_not_shown_as_one(
    inside: World, name: str
) -> None:
    rows.open_page()
    rows.comment(builders.customer(name=name))
    assert "<strong>A customer</strong>" in page()
    assert "ellis" not in "".join(page(p) for p in PAGES).lower()


def test_hidden_and_unknown_pages_answer_alike(world: World) -> None:
    answers = set()
    for slug in ("penrose-heating", "no-such-business"):
        for name in PAGES:
            url = reverse(f"public_wall_public:{name}", args=[slug])
            answer = Client().get(url)
            assert answer.status_code == 404
            answers.add((answer.content, str(sorted(answer.headers.items()))))
    assert len(answers) == 1


def test_another_businesss_words_are_not_there(world: World) -> None:
    with tenancy.enter(world.other_business.id):
        rows.open_page()
        rows.comment(words="Lovely hair.")
    with tenancy.enter(world.business.id):
        rows.open_page()
        rows.comment()
    assert "Lovely hair" not in "".join(page(name) for name in PAGES)


HOSTILE = (
    "<script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "]]><x/>&amp;&#x3C;",
    "{{ settings.SECRET_KEY }}{% load x %}",
    "\u202etxt.exe",
    "\x00\x0b\x1b]8;;http://evil\x07",
    "javascript:alert(1)",
    "\ufffe\uffff",
    "a" * 9_000,
)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_inert_everywhere(inside: World, words: str) -> None:
    business = rows.open_page()
    Business.objects.filter(pk=business.pk).update(name=words[:60].replace("\0", ""))
    stored = words.replace("\x00", "")  # PostgreSQL stores no NUL
    said = rows.comment(builders.customer(name=stored[:60]), words=stored)
    rows.public_reply(said, words=stored[:2000])
    rows.update(rows.decided_action(said), did=stored[:1000], said=stored[:300])
    for name in ("wall", "how"):
        markup = Markup()
        markup.feed(page(name))
        assert not markup.tags & {"script", "img", "b"}
        assert not [name for name in markup.attributes if name.startswith("on")]
        assert all(
            link.startswith(("/", "?", ".", "#", "http")) for link in markup.links
        )


class Markup(HTMLParser):
    """What a browser would take for markup in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name == "href"}


# How it is kept


@pytest.mark.parametrize("name", PAGES)
def test_it_is_public_cookieless_and_kept_for_half_a_minute(
    inside: World, name: str
) -> None:
    rows.open_page()
    response = get(name)
    assert response["Cache-Control"] == "public, max-age=30"
    assert not response.cookies
    # It depends on nothing of the visitor but whether their browser unpacks gzip.
    assert response["Vary"] == "Accept-Encoding"
    assert response["X-Robots-Tag"] == "index, follow"
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("name", PAGES)
def test_who_has_it_already_gets_304(inside: World, name: str) -> None:
    rows.open_page()
    rows.comment()
    etag = get(name)["ETag"]
    with clock.set_to(clock.now() + timedelta(minutes=10)):
        again = get(name, **{"If-None-Match": etag})
    assert again.status_code == 304
    assert again.content == b""
    assert again["Cache-Control"] == "public, max-age=30"


def test_it_travels_packed_and_is_still_known_by_its_etag(inside: World) -> None:
    rows.open_page()
    rows.comment()
    packed = get(**{"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < 8 * 1024
    etag = packed["ETag"]
    again = get(**{"Accept-Encoding": "gzip", "If-None-Match": etag})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["wall", "feed", "facts"])
def test_a_withdrawn_word_changes_the_etag(inside: World, name: str) -> None:
    rows.open_page()
    said = rows.comment()
    etag = get(name)["ETag"]
    Reply.objects.filter(pk=said.pk).update(consent=Reply.Consent.NO)
    assert get(name, **{"If-None-Match": etag}).status_code == 200


def test_cookies_hosts_and_languages_of_a_visitor_change_nothing(
    inside: World,
) -> None:
    rows.open_page()
    rows.comment()
    url = reverse("public_wall_public:wall", args=["penrose-heating"])
    client = inside.client("owner")
    assert client.get(url).content == Client().get(url).content
    asked = get(**{"Accept-Language": "de", "X-Forwarded-Host": "evil.example"})
    assert asked.content == get().content


@pytest.mark.parametrize("name", PAGES)
def test_only_reading_is_possible(inside: World, name: str) -> None:
    rows.open_page()
    url = reverse(f"public_wall_public:{name}", args=["penrose-heating"])
    for method in ("post", "put", "patch", "delete"):
        assert getattr(Client(), method)(url).status_code == 405


def test_the_address_works_without_its_last_slash(inside: World) -> None:
    rows.open_page()
    assert Client().get("/w/penrose-heating")["Location"] == "/w/penrose-heating/"


def test_the_page_has_no_script_and_is_small(inside: World) -> None:
    rows.open_page()
    for _ in range(25):
        rows.public_reply(rows.comment(words="He came late and nobody rang. " * 4))
        rows.update()
    assert "<script" not in page()
    css = 9_500
    assert len(page().encode()) + css <= 40_000  # raw; a quarter of it compressed


# Paging and filters


def test_older_comments_come_page_by_page_and_none_twice(inside: World) -> None:
    rows.open_page()
    moment = clock.now() - timedelta(days=5)
    made = {str(rows.comment(submitted_at=moment).pk) for _ in range(45)}
    seen: list[str] = []
    query = ""
    for _ in range(3):
        found = page(query=query)
        seen += re.findall(r'<li id="c-([0-9a-f-]+)"', found)
        older = re.search(r'rel="next" href="(\?[^#"]+)#said"', found)
        query = older[1].replace("&amp;", "&") if older else ""
    assert query == ""
    assert len(seen) == 45
    assert set(seen) == made


def test_older_updates_come_page_by_page(inside: World) -> None:
    rows.open_page()
    made = {str(rows.update().pk) for _ in range(14)}
    first = page()
    seen = re.findall(r'<li id="u-([0-9a-f-]+)"', first)
    older = re.search(r'href="(\?changes=[^"]+)"', first)
    assert older
    seen += re.findall(r'<li id="u-([0-9a-f-]+)"', page(query=older[1]))
    assert sorted(seen) == sorted(made)


@pytest.mark.parametrize(
    ("show", "ratings"),
    [("happy", {4, 5}), ("between", {3}), ("unhappy", {1, 2}), ("replied", {2})],
)
def test_a_filter_shows_only_its_own(
    inside: World, show: str, ratings: set[int]
) -> None:
    rows.open_page()
    for rating in (1, 2, 3, 4, 5):
        said = rows.comment(rating=rating, words=f"I say {rating}.")
        if rating == 2:
            rows.public_reply(said)
    rows.comment(rating=None, words="I say nothing.")
    found = page(query=f"?show={show}")
    assert {int(n) for n in re.findall(r"I say (\d)\.", found)} == ratings
    assert "I say nothing" not in found


def test_placeholders_stand_under_all_only(inside: World) -> None:
    rows.open_page()
    rows.removal(rows.comment(rating=1), state=Removal.State.REMOVED)
    assert "was removed on 18 November 2026" in page()
    assert "was removed on" not in page(query="?show=unhappy")


NONSENSE = (
    "?show=",
    "?show=' OR 1=1 --",
    "?show[]=happy&show=unhappy&show=%00",
    "?before=1-2",
    "?before=99999999999999999-ffffffffffffffffffffffffffffffff",
    "?before=0-00000000000000000000000000000000",
    "?before=999999999999999999999-ffffffffffffffffffffffffffffffff",
    "?before=-5-ffffffffffffffffffffffffffffffff",
    "?before=%D9%A5-ffffffffffffffffffffffffffffffff",
    "?before=1e9-ffffffffffffffffffffffffffffffff%0A",
    "?changes=9999999-ffffffffffffffffffffffffffffffff",
    "?changes=0-00000000000000000000000000000000",
    "?changes=%FF%FE",
    "?%00=%00&before=%ED%A0%80",
    "?" + "a=1&" * 200,
    "?" + "x" * 5_000,
    "?page=10000000000",
)


def test_a_query_string_cannot_break_it(inside: World) -> None:
    rows.open_page()
    rows.comment()
    rows.update()
    for query in NONSENSE:
        for name in PAGES:
            assert get(name, query).status_code == 200, query


def test_a_thousand_fields_in_the_query_are_too_many(inside: World) -> None:
    rows.open_page()
    assert get(query="?" + "a=1&" * 1_000).status_code == 413


@pytest.mark.parametrize("name", PAGES)
def test_twice_the_comments_take_the_same_number_of_queries(
    inside: World, name: str
) -> None:
    rows.open_page()

    def grow() -> None:
        for number in range(20):
            said = rows.comment()
            if number % 4 == 0:
                rows.update(rows.decided_action(said))
            if number % 4 == 1:
                rows.removal(said)
            if number % 4 == 2:
                rows.public_reply(said)

    counts = []
    for _ in range(2):
        grow()
        with CaptureQueriesContext(connection) as queries:
            page(name)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    # Entering the business takes PostgreSQL some of its own.
    assert counts[0] <= 48
