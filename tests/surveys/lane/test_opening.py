"""Looking at a survey by the fast lane: the same page as ever, sooner."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.links import make_token
from surveys import trail
from surveys.lane import shelf
from surveys.models import Invitation, QuestionText, ReplyDraft, VersionText
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.guests import link, whole_database
from tests.surveys.lane.wsgi import Web, forget_everything, needs_the_lane

pytestmark = [needs_the_lane, pytest.mark.django_db(transaction=True)]
HOSTILE = "</title><script>alert('&amp;')</script>\"' {{ x }} %(name)s \\1 gap\u202e"


@pytest.fixture
def web() -> Web:
    forget_everything()
    cache.clear()
    return Web()


def change(world: World, **values: Any) -> None:
    Business.objects.filter(pk=world.business.pk).update(**values)


def translated(asked: Invitation, language: str) -> None:
    version = asked.version
    assert version is not None
    own = {"business_id": asked.business_id, "language": language}
    VersionText.objects.create(version=version, opening="", **own)
    for question in version.questions.all():
        QuestionText.objects.create(
            question=question,
            text=f"{question.text} ({language})",
            options=[f"{option} {language}" for option in question.options],
            **own,
        )


def ask(**values: Any) -> Invitation:
    """Store an invitation: ``who`` and ``work`` are about the customer and the work."""
    who = builders.customer(**values.pop("who", {}))
    work = builders.interaction(who, **values.pop("work", {}))
    return builders.invitation(work, **values)


VARIATIONS: dict[str, dict[str, Any]] = {
    "as usual": {},
    "without a name": {"who": {"name": ""}},
    "a hostile name": {"who": {"name": f"{HOSTILE.split(maxsplit=1)[0]}<b> Ellis"}},
    "everything hostile": {
        "who": {"name": "<i>{{ x }}", "phone": "\"><script>'&"},
        "work": {"kind": HOSTILE[:80]},
        "business": {"name": "<b>&'\"{{ x }}", "sign_off": "\\g<0> <u>"},
        "question": HOSTILE[:140],
    },
    "a name from the right": {"who": {"name": "مريم\u202e علي"}},
    "in German": {"business": {"language": "de"}, "language": "de"},
    "in Arabic": {"business": {"language": "ar"}, "language": "ar"},
    "questions in French": {"language": "fr", "texts": ["fr"]},
    "several languages": {"texts": ["de", "ar", "ur"]},
    "the customer's language": {"texts": ["de", "ar"], "who": {"language": "ar"}},
    "long ago": {"work": {"happened_at": NOON - timedelta(days=400)}},
    "today": {"work": {"happened_at": NOON}},
    "far away": {
        "business": {"zone": "Pacific/Kiritimati"},
        "work": {"happened_at": NOON - timedelta(hours=3)},
    },
    "with a colour": {"business": {"brand_color": "#a0203c"}},
    "with a logo": {
        "business": {"logo_key": uuid4(), "logo_width": 120, "logo_height": 40}
    },
    "the business alone": {"business": {"sign_off": ""}},
    "with extras": {
        "version": {
            "asks_feeling": True,
            "asks_goal": True,
            "asks_pressure": True,
            "asks_photos": True,
        }
    },
    "no contact": {"version": {"asks_contact": False}},
    "by text message": {"channel": "sms"},
    "a try-out": {"is_test": True},
    "for ever": {"expires_at": None},
}


@pytest.mark.parametrize("name", VARIATIONS)
def test_the_page_is_the_ordinary_one_byte_for_byte(
    world: World, web: Web, name: str
) -> None:
    values = dict(VARIATIONS[name])
    change(world, **values.pop("business", {}))
    version, texts = values.pop("version", {}), values.pop("texts", [])
    question = values.pop("question", "")
    with tenancy.enter(world.business.id):
        asked = ask(**values)
        assert asked.version is not None
        type(asked.version).objects.update(**version or {"asks_contact": True})
        if question:
            asked.version.questions.update(text=question, hint=question)
        for language in texts:
            translated(asked, language)
    pages = [link("survey", asked), *(link("rating", asked, rating=n) for n in "135")]
    for page in pages:
        for more in ({}, {"HTTP_ACCEPT_ENCODING": "gzip, deflate"}):
            web.warm(page, **more)
            fast = web.ask(page, **more)
            assert web.passed_on == []
            usual = web.ask_ordinary(page, **more)
            assert fast.page == usual.page
            assert fast.status == usual.status
            assert fast.lasting_headers == usual.lasting_headers


def test_everybody_gets_their_own_page(world: World, web: Web) -> None:
    with tenancy.enter(world.business.id):
        survey = builders.survey()
        people = [
            ask(survey=survey, who={"name": f"Name{n} Ellis", "phone": f"+44 {n}"})
            for n in range(4)
        ]
    web.warm(link("survey", people[0]))
    for number, one in enumerate(people):
        page = web.ask(link("survey", one)).page
        assert page == web.ask_ordinary(link("survey", one)).page
        assert f"Name{number}".encode() in page
        assert not any(f"Name{n}".encode() in page for n in {0, 1, 2, 3} - {number})
    assert web.passed_on == []


def test_looking_writes_nothing(world: World, web: Web) -> None:
    with tenancy.enter(world.business.id):
        asked = ask()
    before = whole_database()
    for page in (link("survey", asked), link("rating", asked, rating="4")):
        web.warm(page)
        web.ask(page)
    assert web.passed_on == []
    assert whole_database() == before


def test_a_word_picked_in_the_mail_leaves_its_trail(world: World, web: Web) -> None:
    with tenancy.enter(world.business.id):
        asked = ask()
    page = link("rating", asked, rating="4")
    web.warm(page)
    cache.clear()
    web.ask(page)
    assert web.passed_on == []
    assert cache.get(trail._key(asked.pk, "4"))


@pytest.mark.parametrize(
    "values",
    [
        {"name": "Tidy & Sons"},
        {"sign_off": "Amy Hart"},
        {"brand_color": "#123456"},
        {"language": "de"},
        {"zone": "Asia/Tokyo"},
    ],
)
def test_what_the_owner_changes_is_seen_at_once(
    world: World, web: Web, values: dict[str, Any]
) -> None:
    with tenancy.enter(world.business.id):
        asked = ask(work={"happened_at": NOON - timedelta(hours=20)})
    web.warm(link("survey", asked))
    change(world, **values)
    fresh = web.ask(link("survey", asked))
    assert fresh.page == web.ask_ordinary(link("survey", asked)).page


def test_a_finished_translation_is_seen_within_seconds(world: World, web: Web) -> None:
    with tenancy.enter(world.business.id):
        asked = ask()
    page = link("survey", asked)
    web.warm(page)
    with tenancy.enter(world.business.id):
        translated(asked, "de")
    with clock.set_to(NOON + timedelta(seconds=shelf.KEPT_SECONDS)):
        assert web.ask(page).page == web.ask_ordinary(page).page
        assert b"Deutsch" in web.ask(page).page


@pytest.mark.parametrize("has_changed", [True, False])
def test_one_visitor_has_it_looked_after_for_all(
    world: World, web: Web, *, has_changed: bool
) -> None:
    with tenancy.enter(world.business.id):
        asked = ask()
    page = link("survey", asked)
    web.warm(page)
    if has_changed:
        with tenancy.enter(world.business.id):
            translated(asked, "de")
    seen = []
    for seconds in (shelf.RENEWED_AFTER, shelf.KEPT_SECONDS + 0.5):
        with clock.set_to(NOON + timedelta(seconds=seconds)):
            fast = web.ask(page)
            seen.append(list(web.passed_on))
            assert fast.page == web.ask_ordinary(page).page
            assert (b"Deutsch" in fast.page) is has_changed
    assert seen == [["GET"]] * 2


def test_a_page_is_drawn_anew_while_the_old_one_is_still_good() -> None:
    kept: shelf.Shelf[str] = shelf.Shelf(2)
    assert kept.take("a", at=0.0) == (None, False)
    assert kept.take("a", at=1.0) == (None, True)
    kept.put("a", "drawn", at=1.0)
    assert kept.take("a", at=3.0) == ("drawn", False)
    assert kept.take("a", at=4.1) == ("drawn", True)
    assert kept.take("a", at=4.2) == ("drawn", False)
    assert kept.take("a", at=6.0) == (None, True)
    assert kept.take("a", at=99.0) == (None, False)
    assert kept.take("b", at=99.0) == (None, False)
    assert kept.take("c", at=99.0) == (None, False)
    assert len(kept._places) == 2


def unusual(world: World) -> dict[str, tuple[str, dict[str, str]]]:
    """Return what is no plain look, by what is the matter."""
    with tenancy.enter(world.business.id):
        asked, begun = ask(), ask()
        ReplyDraft.objects.create(
            business=world.business, invitation=begun, fields={"contact": "no"}
        )
        late = ask(expires_at=clock.now())
        planned = ask(status="planned", version=None, asked_at=None)
        answered = builders.reply().invitation
        erased = ask(who={"is_unverified": True})
    page = link("survey", asked)
    strange = make_token("survey", world.other_business.pk, asked.pk)
    nobody = make_token("survey", world.business.pk, uuid4())
    other = make_token("leave", world.business.pk, asked.pk)
    return {
        "HEAD": (page, {"method": "HEAD"}),
        "a language": (f"{page}?language=de", {}),
        "a draft": (link("survey", begun), {}),
        "too late": (link("survey", late), {}),
        "not asked yet": (link("survey", planned), {}),
        "answered": (link("survey", answered), {}),
        "erased": (link("survey", erased), {}),
        "another business": (f"/s/{strange}/", {}),
        "nobody": (f"/s/{nobody}/", {}),
        "another purpose": (f"/s/{other}/", {}),
        "altered": (page.replace("/s/A", "/s/B"), {}),
        "no word": (link("rating", asked, rating="6"), {}),
        "a body": (page, {"CONTENT_LENGTH": "1"}),
        "elsewhere": (page, {"SCRIPT_NAME": "/sub"}),
    }


def test_what_is_unusual_goes_the_ordinary_way(world: World, web: Web) -> None:
    for path, more in unusual(world).values():
        web.warm(path, **more)
        fast, usual = web.ask(path, **more), web.ask_ordinary(path, **more)
        assert web.passed_on == [more.get("method", "GET")]
        assert (fast.status, fast.page) == (usual.status, usual.page)


def test_the_database_shows_no_other_business(world: World) -> None:
    with tenancy.enter(world.business.id):
        asked = ask()
    with connection.cursor() as cursor:
        for owner, is_found in ((world.other_business, False), (world.business, True)):
            ids = [owner.pk, asked.pk, NOON]
            cursor.execute("SELECT lane_guest(%s, %s, %s)", ids)
            assert (cursor.fetchone()[0] is not None) is is_found
        cursor.execute("SELECT current_setting('app.business', true)")
        assert cursor.fetchone()[0] == ""


def test_tls_has_its_own_headers(world: World, web: Web, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    with tenancy.enter(world.business.id):
        asked = ask()
    page = link("survey", asked)
    settings.SECURE_HSTS_SECONDS = 3600
    web = Web()
    for scheme in ("https", "http", "https, http"):
        more = {"HTTP_X_FORWARDED_PROTO": scheme}
        web.warm(page, **more)
        fast = web.ask(page, **more)
        assert fast == web.ask_ordinary(page, **more)
        is_secure = scheme.startswith("https")
        assert ("Strict-Transport-Security" in fast.headers) == is_secure


def test_a_page_on_the_wire_is_small(world: World, web: Web) -> None:
    with tenancy.enter(world.business.id):
        asked = ask()
        for language in ("de", "ar", "fr", "pl", "tr"):
            translated(asked, language)
    page = link("survey", asked)
    more = {"HTTP_ACCEPT_ENCODING": "gzip"}
    web.warm(page, **more)
    fast = web.ask(page, **more)
    assert web.passed_on == []
    assert len(fast.body) < 5_000
