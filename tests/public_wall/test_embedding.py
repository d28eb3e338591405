"""What other pages show: small, silent, nobody's choice, and blind to scores."""

import gzip
import json
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from PIL import Image

from feedback import clock
from public_wall.embedding import HEIGHT, WIDTH, frame_ancestors
from public_wall.models import EmbedOrigin
from public_wall.sites import usual_site
from public_wall.snippets import snippets
from surveys.models import Reply
from tests import builders
from tests.conftest import World
from tests.public_wall import rows
from tests.public_wall.test_wall_page import HOSTILE

ROOT = "/w/penrose-heating/"
PLACES = (
    *("card.json", "card/", "badge.svg", "card.png", "feed.xml", "feed.json"),
    *("sitemap.xml", "facts.json", ""),
)


def get(place: str) -> bytes:
    response = Client().get(ROOT + place)
    assert response.status_code == 200
    assert not response.cookies
    return response.content


def test_the_box_shows_the_newest_that_can_be_read(inside: World) -> None:
    rows.open_page()
    rows.update(
        rows.decided_action(rows.comment()),
        did="Older.",
        decided_on=clock.now().date() - timedelta(days=9),
    )
    rows.update(rows.decided_action(rows.comment(words="Nobody rang.")), did="We ring.")
    said = json.loads(get("card.json"))
    assert said["pair"]["said"] == "Nobody rang."
    assert said["pair"]["who"] == "Margaret"
    assert said["pair"]["did"] == "We ring."
    assert said["counts"] == "2 replies in 12 months. 2 things changed because of them."
    assert "We ring." in get("card/").decode()
    Reply.objects.update(consent=Reply.Consent.NO)
    assert "Nobody rang." not in get("card.json").decode()
    assert "Nobody rang." not in get("card/").decode()


def test_without_any_update_there_are_counts(inside: World) -> None:
    rows.open_page()
    assert json.loads(get("card.json"))["pair"] is None
    assert "0 replies in 12 months." in get("card/").decode()
    assert "0 replies in 12 months." in get("badge.svg").decode()


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_people_write_is_inert_in_boxes_and_pictures(
    inside: World, words: str
) -> None:
    rows.open_page()
    if connection.vendor == "postgresql":
        words = words.replace("\0", "")  # which it does not store
    inside.business.name = words[:60] or "x"
    inside.business.save(update_fields=["name"])
    rows.update(rows.decided_action(rows.comment(words=words)), did=words or "x")
    ElementTree.fromstring(get("badge.svg"))
    ElementTree.fromstring(get("sitemap.xml"))
    json.loads(get("card.json"))
    frame = get("card/").decode()
    assert "<script" not in frame
    assert not re.search(r"<[^>]* on\w+=", frame)
    assert Image.open(BytesIO(get("card.png"))).size == (1200, 630)


def test_the_picture_has_nothing_of_customers_and_no_score(inside: World) -> None:
    rows.open_page()
    rows.update(rows.decided_action(rows.comment(words="Nobody rang.", rating=1)))
    before = get("card.png")
    Reply.objects.update(words="Other words.", rating=5)
    assert get("card.png") == before
    assert len(before) < 60_000


def test_flipping_every_score_changes_nothing_but_the_counts_of_scores(
    inside: World,
) -> None:
    rows.open_page()
    for rating in (1, 2, 4, 5, 1, 5, 2):
        said = rows.comment(rating=rating)
        rows.update(rows.decided_action(said))
        rows.public_reply(said)
    before = {place: get(place) for place in PLACES}
    for reply in Reply.objects.all():
        Reply.objects.filter(pk=reply.pk).update(rating=6 - (reply.rating or 0))
    for place in ("card.json", "card/", "badge.svg", "card.png", "sitemap.xml"):
        assert get(place) == before[place], place
    assert without_scores(get("feed.xml")) == without_scores(before["feed.xml"])
    assert without_scores(get("feed.json")) == without_scores(before["feed.json"])
    ids = re.compile(rb'id="([cu]-[0-9a-f-]{36})"')
    assert ids.findall(get("")) == ids.findall(before[""])


def without_scores(feed: bytes) -> bytes:
    return re.sub(rb": (?:Very poor|Poor|OK|Good|Very good)(?=[<\"])", b"", feed)


def test_only_proved_websites_may_frame_the_box(inside: World) -> None:
    rows.open_page()
    assert "frame-ancestors 'none'" in policy("card/")
    made = EmbedOrigin.objects.create(
        business=inside.business, origin="https://penrose.example"
    )
    assert "frame-ancestors 'none'" in policy("card/")
    EmbedOrigin.objects.filter(pk=made.pk).update(verified_at=clock.now())
    assert "frame-ancestors https://penrose.example" in policy("card/")
    assert "frame-ancestors 'none'" in policy("")


def test_only_origins_stand_in_the_header() -> None:
    for origin in (
        *("https://x.example; script-src *", "*", "https:", "http://x.example"),
        *("https://x.example/\r\nX: y", "https://*.example", "'self'", "data:"),
    ):
        assert frame_ancestors([origin]) == ["'none'"]
    assert frame_ancestors(["https://x.example:8443"]) == ["https://x.example:8443"]


def policy(place: str) -> str:
    found: str = Client().get(ROOT + place)["Content-Security-Policy"]
    return found


def test_other_pages_may_load_what_is_meant_for_them(inside: World) -> None:
    rows.open_page()
    for place in ("card.json", "badge.svg", "card.png"):
        response = Client().get(ROOT + place, headers={"origin": "https://x.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Access-Control-Allow-Credentials" not in response
    assert Client().get(ROOT + "facts.json")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in Client().get(ROOT)


def test_everything_a_box_needs_is_three_kilobytes(inside: World) -> None:
    rows.open_page()
    rows.update()
    script = gzip.compress(Path("static/js/said-did.js").read_bytes(), 9)
    words = gzip.compress(get("card.json"), 9)
    badge = gzip.compress(get("badge.svg"), 9)
    assert len(script) + len(words) + len(badge) <= 3072
    style = gzip.compress(Path("static/css/box.css").read_bytes(), 9)
    assert len(gzip.compress(get("card/"), 9)) + len(style) <= 3072


def test_snippets_reserve_their_room_and_choose_no_words(inside: World) -> None:
    rows.open_page()
    found = {
        each.id: each.html
        for each in snippets(usual_site(inside.business), framable=True)
    }
    assert set(found) == {"badge", "element", "frame"}
    assert f'width="{WIDTH}" height="{HEIGHT}"' in found["badge"]
    assert found["badge"] in found["element"]
    assert "style=" not in "".join(found.values())
    assert "sandbox" in found["frame"]


def test_a_feed_in_json_keeps_to_its_version(inside: World) -> None:
    rows.open_page()
    said = rows.comment(words="<b>Quick</b> & tidy.")
    rows.update(rows.decided_action(said))
    feed = json.loads(get("feed.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"].endswith("/w/penrose-heating/feed.json")
    for item in feed["items"]:
        assert item["id"].startswith("urn:uuid:")
        assert set(item) >= {"id", "url", "content_html", "date_published", "authors"}
        assert "<b>" not in item["content_html"]
    assert [item["tags"] for item in feed["items"]] == [["update"], ["comment"]]


def test_maps_list_what_can_be_read(inside: World) -> None:
    rows.open_page()
    made = rows.update()
    assert f"/did/{made.pk}/" in get("sitemap.xml").decode()
    index = Client().get("/sitemap.xml").content.decode()
    assert "/w/penrose-heating/sitemap.xml" in index
    assert "tidy-salon" not in index
    assert "Disallow: /" in Client().get("/robots.txt").content.decode()
    schema = Client().get("/w/facts.schema.json")
    assert schema.json()["title"]
    assert json.loads(get("facts.json"))["schema"].endswith("/w/facts.schema.json")


def test_a_badge_reads_from_the_right_where_people_do(inside: World) -> None:
    rows.open_page()
    builders.survey(name="ar").versions.update(language="ar")
    assert 'direction="rtl"' in get("badge.svg?lang=ar").decode()
    assert get("card.png?lang=ar")[:4] == b"\x89PNG"
