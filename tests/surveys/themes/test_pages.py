"""The pages of themes: words first, honest numbers, no script needed."""

from typing import Any

import pytest

from feedback import tenancy
from surveys.models import Theme, ThemeQuote, Understanding
from surveys.services import theming
from tests.conftest import World
from tests.queries import assert_same_queries
from tests.surveys.themes.said import quotes, read, said, theme

LATE = "Late or missed visits"
SCRIPT = "He came late <script>alert(1)</script>."


@pytest.fixture
def told(world: World) -> World:
    """Return the world after four people were told late visits, one of them twice."""
    with tenancy.enter(world.business.id):
        for number in range(4):
            said(f"He came {number + 2} hours late.")
        said("It was far too expensive.")
    read()
    return world


def page(world: World, url: str, status: int = 200, **payload: Any) -> str:
    client = world.client("member")
    method = client.post if payload else client.get
    response = method(url, payload) if payload else method(url)
    assert response.status_code == status
    return response.content.decode()


def url(world: World, name: str, rest: str = "") -> str:
    with tenancy.enter(world.business.id):
        return f"/themes/{theme(name).pk}/{rest}"


def test_few_replies_show_counts_and_words_only(told: World) -> None:
    body = page(told, "/themes/")
    assert "5 people have written so far" in body
    assert LATE in body
    assert "4 people" in body
    assert " hours late." in body
    assert "What comes up most" not in body
    assert "<svg viewBox" not in page(told, url(told, LATE)).split("In their words")[0]


def test_more_replies_say_what_comes_up_most(told: World) -> None:
    with tenancy.enter(told.business.id):
        for _number in range(6):
            said("They never turned up.")
    read()
    body = page(told, "/themes/")
    assert "What comes up most is <strong>Late or missed visits</strong>: 10" in body
    detail = page(told, url(told, LATE))
    assert "People a month" in detail
    assert 'November 2026</th><td class="num">10' in detail


def test_what_one_person_mentions_stands_behind_the_themes(told: World) -> None:
    assert "Mentioned by one person" not in page(told, "/themes/")
    with tenancy.enter(told.business.id):
        for _number in range(6):
            said("They never turned up.")
    read()
    before, _, after = page(told, "/themes/").partition("Mentioned by one person")
    assert LATE in before
    assert "Too expensive" not in before
    assert "Too expensive" in after


@pytest.mark.parametrize("period", ["3", "all", "", "999", "x'"])
def test_any_period_can_be_asked_for(told: World, period: str) -> None:
    assert LATE in page(told, f"/themes/?months={period}")


def test_words_are_inert(told: World) -> None:
    with tenancy.enter(told.business.id):
        said(SCRIPT)
    read()
    assert "<script>alert" not in page(told, url(told, LATE))
    assert "<script>alert" not in page(told, "/themes/")


def test_unverified_replies_are_shown_and_not_counted(told: World) -> None:
    with tenancy.enter(told.business.id):
        said("Late again.", is_verified=False, channel="link")
    read()
    body = page(told, url(told, LATE))
    assert "4 people said this." in body
    assert "1 unverified reply is not counted." in body
    assert "Unverified" in body


def test_a_theme_is_renamed_hidden_and_shown_again(told: World) -> None:
    page(told, url(told, LATE, "name/"), 302, name="Kept waiting in")
    body = page(told, url(told, "Kept waiting in"))
    assert "<h1>Kept waiting in" in body
    hiding = url(told, "Kept waiting in", "hiding/")
    page(told, hiding, 302, sure="1")
    assert "1 hidden theme" in page(told, "/themes/")
    page(told, hiding, 302, undo="1")
    assert "1 hidden theme" not in page(told, "/themes/")


@pytest.mark.parametrize(
    ("rest", "payload"),
    [
        ("name/", {"name": " "}),
        ("name/", {"name": "x" * 61}),
        ("merge/", {"into": "nonsense"}),
        ("merge/", {"into": "01a1ee87-3200-7af0-a94c-e8c375755474"}),
        ("split/", {"name": "Mine"}),
        ("split/", {"name": "Mine", "quotes": "nonsense"}),
        ("split/", {"name": ""}),
    ],
)
def test_wrong_forms_answer_422_and_say_why(
    told: World, rest: str, payload: dict[str, str]
) -> None:
    assert "There is a problem" in page(told, url(told, LATE, rest), 422, **payload)


def test_merging_by_the_page_and_taking_it_back(told: World) -> None:
    with tenancy.enter(told.business.id):
        into = theme("Too expensive").pk
    merge = url(told, LATE, "merge/")
    page(told, merge, 302, into=str(into))
    assert "5 people said this" in page(told, f"/themes/{into}/")
    page(told, url(told, LATE), 302)
    page(told, merge, 302, undo="1")
    assert "1 person said this" in page(told, f"/themes/{into}/")


def test_another_business_s_theme_is_no_choice(told: World) -> None:
    with tenancy.enter(told.other_business.id):
        foreign = Theme.objects.create(
            business=told.other_business, key="own:x", name="Theirs"
        )
    assert "Theirs" not in page(told, url(told, LATE))
    page(told, url(told, LATE, "merge/"), 422, into=str(foreign.pk))


def test_splitting_and_taking_out_by_the_page(told: World) -> None:
    with tenancy.enter(told.business.id):
        first, second = ThemeQuote.objects.filter(theme__name=LATE)[:2]
    page(told, url(told, LATE, "split/"), 302, name="The van", quotes=[str(first.pk)])
    page(told, f"/themes/quotes/{second.pk}/removal/", 302, sure="1")
    with tenancy.enter(told.business.id):
        assert len(quotes("The van")) == 1
        assert len(quotes(LATE)) == 2


def test_the_reading_pane_suggests_and_one_tap_confirms(told: World) -> None:
    with tenancy.enter(told.business.id):
        reply = ThemeQuote.objects.filter(theme__name=LATE)[0].reply
    at = f"/inbox/{reply.pk}/"
    body = page(told, at)
    assert "Perhaps: Something went wrong" in body
    assert LATE in body
    said_so = {"reason": "complaint", "cause": "practices", "next": at}
    page(told, f"{at}understanding/", 302, **said_so)
    with tenancy.enter(told.business.id):
        known = Understanding.objects.get(reply=reply)
        assert (known.reason, known.cause) == ("complaint", "practices")
        assert known.confirmed_by == told.member
    assert "said by Dan" in page(told, at)


@pytest.mark.parametrize("payload", [{"reason": "x"}, {"cause": "'"}])
def test_what_is_not_in_the_list_is_refused(
    told: World, payload: dict[str, str]
) -> None:
    with tenancy.enter(told.business.id):
        reply = ThemeQuote.objects.all()[0].reply
    page(told, f"/inbox/{reply.pk}/understanding/", 400, **payload)


def test_a_reply_is_put_into_a_theme_by_hand(told: World) -> None:
    with tenancy.enter(told.business.id):
        reply = said("Hm, that Tuesday.")
        pk = theme(LATE).pk
    page(told, f"/inbox/{reply.pk}/themes/", 302, theme=str(pk))
    assert "5 people said this" in page(told, f"/themes/{pk}/")


def test_a_person_may_confirm_before_the_sweep_comes(told: World) -> None:
    with tenancy.enter(told.business.id):
        reply = said("He came nine hours late.")
    page(told, f"/inbox/{reply.pk}/understanding/", 302, reason="complaint")
    assert read() == 1
    with tenancy.enter(told.business.id):
        assert Understanding.objects.get(reply=reply).reason == "complaint"
        assert "He came nine hours late." in quotes(LATE)


def test_more_themes_and_quotes_need_no_more_queries(told: World) -> None:
    def grow() -> None:
        with tenancy.enter(told.business.id):
            said("He came hours late.")
            key = f"own:{Theme.objects.count()}"
            fresh = Theme.objects.create(business=told.business, key=key, name=key)
            theming.place_reply(said("Something else."), theme=fresh, by=told.by)
        read()

    assert_same_queries(told.client(), "/themes/", grow)
    assert_same_queries(told.client(), url(told, LATE), grow)
