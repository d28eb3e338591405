"""Finding what people said: any case, any accents, any hostile input."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.template import Context, Template

from feedback import tenancy
from feedback.accounts.models import Business
from surveys.models import Reply
from surveys.selectors import inbox, search
from surveys.selectors.search import Search
from tests import builders
from tests.conftest import NOON, World
from tests.queries import assert_same_queries

HOSTILE = [
    "%",
    "_",
    "'",
    '"',
    "\\",
    "'; DROP TABLE surveys_reply; --",
    "(a+)+$",
    "[",
    ".*",
    "\\d",
    "^$",
    "a{1,99999}",
    "<script>alert(1)</script>",
    "\u202emargaret",
    "😀",
    "\ud800",
    "\x00",
    "-" * 500,
    "& | ! :*",
    "(?i)",
]


def said(words: str, *, name: str = "Margaret Ellis", days: int = 1) -> Reply:
    who = builders.customer(name=name)
    to = builders.invitation(builders.interaction(who))
    return builders.reply(to, words=words, submitted_at=NOON - timedelta(days=days))


def finds(business: Business, text: str, **how: Any) -> list[str]:
    ids = search.search(business, Search.read({"q": text, **how}), most=51)
    words = dict(Reply.objects.values_list("pk", "words"))
    return [words[pk] for pk in ids]


def page(world: World, text: str, **how: str) -> str:
    url = f"/inbox/search/?{urlencode({'q': text, **how})}"
    response = world.client().get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("The invoice was a puzzle.", "invoice"),
        ("The invoice was a puzzle.", "INVOICE"),
        ("THE INVOICE", "invo"),
        ("He fixed both boilers", "boiler"),
        ("It was fixed by the boiler man", "fixing boilers"),
        ("The invoice was a puzzle.", "puzzle invoice"),
        ("Très gentil", "tres"),
        ("tres gentil", "très"),
        ("ÉTÉ", "ete"),
        ("Ελλάδα", "ΕΛΛΆΔΑ"),
        ("ВОДА", "вода"),
        ("He didn’t ring", "didn't"),
        ("He didn't ring", "didn’t"),
        ("100% better", "100%"),
        ("a_b", "a_b"),
        ("Was it (really) 3.50?", "(really) 3.50?"),
        ("C:\\temp", "c:\\temp"),
        ("Thanks 😀", "😀"),
        ("Strauß", "STRAUß"),
    ],
)
def test_words_are_found_whatever_their_case_and_accents(
    inside: World, words: str, text: str
) -> None:
    said(words)
    said("Nothing of the kind")
    assert finds(inside.business, text) == [words]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("axb", "a_b"),
        ("The invoices", "voice"),
        ("In spring", "springtime"),
        ("anything", ".*"),
        ("The invoice was a puzzle.", "invoice zebra"),
        ("The voice", "invoice"),
    ],
)
def test_nothing_stands_for_something_else(
    inside: World, words: str, text: str
) -> None:
    said(words)
    assert finds(inside.business, text) == []


def test_who_said_it_is_found_too(inside: World) -> None:
    said("All fine.", name="Siân Prosser")
    assert finds(inside.business, "sian") == ["All fine."]
    assert finds(inside.business, "prosser fine") == ["All fine."]


def test_what_is_found_is_newest_first(inside: World) -> None:
    for days in (3, 1, 2):
        said(f"invoice {days}", days=days)
    found = finds(inside.business, "invoice")
    assert found == ["invoice 1", "invoice 2", "invoice 3"]


def test_a_search_looks_back_12_months_or_all_time(inside: World) -> None:
    said("an old invoice", days=366)
    said("a new invoice", days=364)
    assert finds(inside.business, "invoice") == ["a new invoice"]
    assert len(finds(inside.business, "invoice", period="all")) == 2


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00"])
def test_an_empty_search_finds_nothing(inside: World, text: str) -> None:
    said("anything")
    assert finds(inside.business, text) == []
    assert "Nobody said" not in page(inside, text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_input_finds_nothing_and_breaks_nothing(
    inside: World, text: str
) -> None:
    said("He came late.", name="Ann Bell")
    assert finds(inside.business, text) == []
    quoted = text.encode("utf-8", "surrogatepass")
    response = inside.client().get(f"/inbox/search/?{urlencode({'q': quoted})}")
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_other_businesses_words_are_not_found(world: World) -> None:
    with tenancy.enter(world.other_business.id):
        said("their invoice")
    with tenancy.enter(world.business.id):
        assert finds(world.business, "invoice") == []


def test_the_page_marks_what_was_found(inside: World) -> None:
    said("The <b>Invoice</b> was a puzzle.")
    html = page(inside, "invoice")
    assert "&lt;b&gt;<mark>Invoice</mark>&lt;/b&gt;" in html


def test_what_was_found_far_down_is_shown(inside: World) -> None:
    said(f"{'Much ado. ' * 60}Then the invoice came.")
    html = page(inside, "invoice")
    assert "… " in html
    assert "<mark>invoice</mark> came." in html


def test_nothing_found_says_so_and_offers_all_time(inside: World) -> None:
    said("He came late.")
    html = " ".join(page(inside, "invoice & more").split())
    assert "Nobody said “invoice &amp; more” in the last 12 months." in html
    assert 'href="?q=invoice%20%26%20more&amp;period=all"' in html
    again = page(inside, "invoice", period="all")
    assert "Nobody said “invoice”. Try a shorter word." in " ".join(again.split())


def test_a_reply_is_read_beside_what_was_found(inside: World) -> None:
    reply = said("The invoice was a puzzle.")
    said("Nothing of the kind")
    html = page(inside, "invoice")
    assert f'href="/inbox/{reply.pk}/?q=invoice"' in html
    beside = inside.client().get(f"/inbox/{reply.pk}/?q=invoice").content.decode()
    assert "<mark>invoice</mark>" in beside
    assert "Nothing of the kind" not in beside


def test_more_than_a_page_leads_on(
    inside: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    for days in range(1, 4):
        said(f"invoice {days}", days=days)
    first = page(inside, "invoice", period="all")
    assert "3</p>" not in first
    last = inbox.replies(inside.business)[1]
    more = f"/inbox/search/?q=invoice&amp;period=all&amp;after={last.pk}"
    assert more in first
    second = inside.client().get(more.replace("&amp;", "&")).content.decode()
    assert "<mark>invoice</mark> 3" in second
    assert "<mark>invoice</mark> 1" not in second


def test_a_search_needs_as_many_queries_for_many_rows(world: World) -> None:
    def grow() -> None:
        with tenancy.enter(world.business.id):
            said("The invoice")

    grow()
    assert_same_queries(world.client(), "/inbox/search/?q=invoice", grow)


@pytest.mark.parametrize(
    ("text", "terms", "shown"),
    [
        ("a b a", ["a"], "<mark>a</mark> b <mark>a</mark>"),
        ("<a>", ["a"], "&lt;<mark>a</mark>&gt;"),
        ("Boilers boil", ["boiler"], "<mark>Boilers</mark> boil"),
        ("fixing it", ["fixed"], "<mark>fixing</mark> it"),
        ("later", ["latest"], "later"),
        ("Très", ["tres"], "<mark>Très</mark>"),
        ("nothing", ["zebra"], "nothing"),
        ("nothing", [], "nothing"),
        ("&amp;", ["amp"], "&amp;<mark>amp</mark>;"),
    ],
)
def test_marks_are_put_around_escaped_text(
    text: str, terms: list[str], shown: str
) -> None:
    template = Template("{% load inbox_parts %}{{ text|found:terms }}")
    assert template.render(Context({"text": text, "terms": terms})) == shown
