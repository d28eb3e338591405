from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from feedback import tenancy
from surveys.models import Question, Reply, Survey, Tally, Theme
from surveys.services import theming
from surveys.services.tallying import tally
from surveys.tallies import add_months
from tests import builders
from tests.conftest import NOON, World
from tests.queries import assert_same_queries

PAGE = "/trends/"


def said(survey: Survey, days: int, **values: object) -> Reply:
    at = NOON - timedelta(days=days)
    asked = builders.invitation(survey=survey, asked_at=at - timedelta(hours=30))
    return builders.reply(asked, submitted_at=at, **values)


def months_of(world: World, number: int, **values: object) -> Survey:
    """Store that many replies, three days apart, and count them."""
    survey = builders.survey()
    for n in range(number):
        said(survey, 3 * n, **values)
    tally(world.business, now=NOON)
    return survey


def page(world: World, query: str = "") -> str:
    answer = world.client().get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_under_ten_replies_there_are_counts_and_words_only(world: World) -> None:
    with tenancy.enter(world.business.pk):
        months_of(world, 9, words="Ten to five it was.")
    drawn = page(world)
    assert "9 replies so far. Too few to draw a line through" in drawn
    assert drawn.count("“Ten to five it was.”") == 9
    assert "%" not in drawn.split("<main", 1)[1].split("</main>")[0].replace("%2C", "")
    assert "<rect" not in drawn.split("<main", 1)[1]


def test_from_ten_on_every_bar_leads_to_the_words_behind_it(world: World) -> None:
    with tenancy.enter(world.business.pk):
        months_of(world, 12, words="Ten to five it was.")
    drawn = page(world)
    assert "<strong>12</strong> replies came." in drawn
    assert "<title>November 2026, Poor: 6</title>" in drawn
    address = "/trends/words/?from=asked&amp;month=2026-11&amp;rating=2"
    assert f'<a href="{address}" tabindex="-1">' in drawn
    assert f'<a href="{address}">6</a>' in drawn
    behind = world.client().get(address.replace("&amp;", "&"))
    assert behind.content.decode().count("“Ten to five it was.”") == 6


def test_the_bar_of_an_answer_leads_to_who_gave_it(world: World) -> None:
    with tenancy.enter(world.business.pk):
        survey = months_of(world, 12)
        other = said(survey, 1, words="On the dot.")
        other.answers.filter(question__kind="yes_partly_no").update(step=1)
        tally(world.business, now=NOON)
        question = Question.objects.get(kind="yes_partly_no")
    drawn = page(world)
    address = (
        "/trends/words/?from=asked&amp;month=2026-11"
        f"&amp;question={question.lineage}&amp;step=1"
    )
    assert address in drawn
    behind = world.client().get(address.replace("&amp;", "&")).content.decode()
    assert "On the dot." in behind
    assert behind.count("<blockquote") == 1
    assert "Yes · November 2026 · People we asked" in behind


def test_open_links_are_never_added_to_people_who_were_asked(world: World) -> None:
    with tenancy.enter(world.business.pk):
        survey = months_of(world, 12)
        for reply in (said(survey, 2), said(survey, 4)):
            Reply.objects.filter(pk=reply.pk).update(is_verified=False, channel="qr")
        tally(world.business, now=NOON)
    assert "<strong>12</strong> replies came." in page(world)
    assert "2 replies so far" in page(world, "?from=open")


def test_the_same_question_in_other_words_is_one_question(world: World) -> None:
    with tenancy.enter(world.business.pk):
        survey = months_of(world, 6)
        old = Question.objects.get(kind="yes_partly_no")
        fresh = builders.version(survey)
        new = fresh.questions.filter(kind="yes_partly_no")
        new.update(lineage=old.lineage, text="Were we on time?")
        for days in (2, 5, 7, 9):
            said(survey, days)
        tally(world.business, now=NOON)
    drawn = page(world)
    assert '<h3 class="h3">Were we on time?</h3>' in drawn
    assert f"Before, it was: “{old.text}”" in drawn
    assert "Yes 0 · Partly 0 · No 10" in drawn


def test_who_was_asked_reached_and_heard_from(world: World) -> None:
    with tenancy.enter(world.business.pk):
        survey = months_of(world, 12)
        for _ in range(4):
            builders.invitation(survey=survey)
        builders.invitation(survey=survey, status="not_asked", reason="not_delivered")
        tally(world.business, now=NOON)
    drawn = page(world, "?months=12")
    assert '<dt>People we asked</dt><dd class="num">17</dd>' in drawn
    assert '<dt>Reached</dt><dd class="num">16</dd>' in drawn
    assert "75 %" in drawn


def test_the_theme_of_most_replies_stands_in_the_first_sentence(world: World) -> None:
    with tenancy.enter(world.business.pk):
        months_of(world, 12, words="Late again.")
        theme = Theme.objects.create(
            business=world.business, key="lateness.problem", name="Late visits"
        )
        old = Reply.objects.order_by("submitted_at")[:3]
        for reply in old:
            theming.place_reply(reply, theme=theme, by=world.by)
        tally(world.business, now=NOON)
    drawn = page(world)
    assert "Late visits</a>: 3 of them, none since 22 October." in drawn


@pytest.mark.parametrize(
    "query",
    [
        "?months=0&from=moon",
        "?months=%00&from=%00",
        "words/?month=2026-13&rating=9&question=x&step=-1",
        "words/?month=99999-1&rating=²&step=²&question=&page=x",
        "words/?month=\u0662\u0660\u0662\u0666-11&from=open",
    ],
)
def test_made_up_addresses_show_a_page(world: World, query: str) -> None:
    assert world.client().get(PAGE + query).status_code == 200


def test_the_page_asks_as_much_for_many_as_for_few(
    world: World, client: Client
) -> None:
    with tenancy.enter(world.business.pk):
        survey = months_of(world, 12)

    def grow() -> None:
        with tenancy.enter(world.business.pk):
            said(survey, 40)
            tally(world.business, now=NOON)

    assert_same_queries(world.client(), PAGE, grow)


def test_the_words_ask_as_much_for_many_as_for_few(world: World) -> None:
    with tenancy.enter(world.business.pk):
        survey = months_of(world, 3)

    def grow() -> None:
        with tenancy.enter(world.business.pk):
            said(survey, 1)

    assert_same_queries(world.client(), reverse("surveys:trend-words"), grow)


def test_all_time_begins_with_the_first_month(world: World) -> None:
    with tenancy.enter(world.business.pk):
        survey = months_of(world, 12)
        said(survey, 500)
        tally(world.business, now=NOON)
        first = Tally.objects.filter(is_month=True).order_by("day").first()
    assert first
    drawn = page(world, "?months=all")
    assert f'<th scope="row">{first.day:%B %Y}</th>' in drawn
    assert f'<th scope="row">{add_months(first.day, -1):%B %Y}</th>' not in drawn
