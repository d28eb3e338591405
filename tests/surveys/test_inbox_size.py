"""The inbox of a large business: no more queries for more replies, no endless walks;
and the filter by what was answered, which has no index of its own.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feedback import clock, tenancy
from feedback.ids import uuid7
from surveys.models import Answer, Question, QuestionKind, Reply
from surveys.selectors import inbox, walking
from surveys.selectors.filters import Filters
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.test_inbox import listed, new_reply, page, plain, reply_of
from tests.surveys.test_inbox_lists import names, work_of

# Of any page of the inbox with a reading pane, and of one that lists many sections.
MOST_QUERIES, MOST_OF_SECTIONS = 22, 30


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    # What opens a transaction and enters the business is PostgreSQL's alone.
    own = ("BEGIN", "COMMIT", "SELECT set_config", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(own) for query in asked)


def fill(count: int) -> None:
    """Store replies, two of three of which wait, of people of their own."""
    for number in range(count):
        store: Callable[..., Reply] = new_reply if number % 3 else reply_of
        store(f"Kim {number}", days=number, words="The boiler works")


@pytest.mark.parametrize(
    ("url", "most"),
    [
        ("/inbox/", MOST_OF_SECTIONS),
        ("/inbox/?tab=all", MOST_QUERIES),
        ("/inbox/?tab=all&kind=Boiler+service", MOST_QUERIES),
        ("/inbox/?tab=all&kind=Boiler+service&words=yes", MOST_QUERIES),
        ("/inbox/search/?q=boiler", MOST_QUERIES),
    ],
)
def test_a_page_asks_as_often_for_ten_replies_as_for_a_hundred(
    world: World, url: str, most: int
) -> None:
    client = world.client()
    with tenancy.enter(world.business.id):
        fill(10)
    client.get(url)
    few = queries(client, url)
    with tenancy.enter(world.business.id):
        fill(90)
    many = queries(client, url)
    assert few == many
    assert many <= most


def test_several_sections_begin_with_fewer_rows_and_lead_on_to_all(
    inside: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "BEGINNING", 2)
    for number in range(5):
        reply_of(f"Waits {number}", days=9 - number)
        new_reply(f"New {number}", days=number)
    first = page(inside)
    assert [name for name in listed(first) if name[-1].isdigit()] == [
        *("Waits 0", "Waits 1"),
        *("New 0", "New 1"),
    ]
    more = re.search(r'href="(/inbox/\?tab=new&amp;after=[^"]+)"', first)
    assert more is not None
    rest = page(inside, more[1].replace("&amp;", "&"))
    # A section by itself shows a whole page.
    assert names(rest) == ["New 2", "New 3", "New 4"]


# --- Two filters that hardly meet --------------------------------------------------


def walked(world: World, url: str) -> tuple[list[str], int]:
    """Return whom the list of ``url`` and all that it leads on to shows, and on how
    many pages.
    """
    seen, pages = [], 0
    while url:
        html = page(world, url)
        pages += 1
        seen += names(html)
        more = re.search(r'class="btn" href="(/inbox/\?[^"]*after=[^"]+)"', html)
        url = more[1].replace("&amp;", "&") if more else ""
    return seen, pages


def test_two_filters_that_hardly_meet_are_looked_for_a_stretch_at_a_time(
    inside: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "MOST_WALKED", 2)
    for number in range(5):
        work_of(f"Kim {number}")
        work_of(f"Joy {number}", kind="Quote", handler="Amy")
    lou = work_of("Lou", handler="Amy")
    Reply.objects.filter(pk=lou.pk).update(submitted_at=NOON - timedelta(days=9))
    url = "/inbox/?tab=all&kind=Repair&handler=Amy"
    first = page(inside, url)
    assert "None of the newest 2 fits." in plain(first)
    assert "Look further back" in first
    seen, pages = walked(inside, url)
    assert seen == ["Lou"]
    assert pages > 1


def test_the_rarer_of_two_filters_says_how_far_to_look(
    inside: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "MOST_WALKED", 3)
    lou = work_of("Lou", handler="Amy")
    Reply.objects.filter(pk=lou.pk).update(submitted_at=NOON - timedelta(days=9))
    for number in range(9):
        work_of(f"Kim {number}")
    url = "/inbox/?tab=all&kind=Repair&handler=Amy"
    assert walked(inside, url) == (["Lou"], 1)


def test_no_reply_is_left_out_or_shown_twice_at_one_moment(
    inside: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "MOST_WALKED", 2)
    for number in range(7):
        work_of(f"Kim {number}")
    seen, _pages = walked(inside, "/inbox/?tab=all&kind=Repair&handler=Dan")
    assert sorted(seen) == [f"Kim {number}" for number in range(7)]


@pytest.mark.parametrize("query", ["kind=Repair", "rating=4", "kind=Repair&waits=1"])
def test_where_one_index_finds_it_all_is_looked_at(
    inside: World, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(walking, "MOST_WALKED", 1)
    for number in range(3):
        reply = work_of(f"Kim {number}")
    Reply.objects.update(
        waits_for_person=True, submitted_at=clock.now() - timedelta(days=2)
    )
    assert len(names(page(inside, f"/inbox/?tab=all&{query}"))) == 3
    assert walking.edge(inside.business, Filters(kind="Repair"), reply) is None


# --- What was answered -------------------------------------------------------------


def on_time(of: Reply) -> Question:
    kind = QuestionKind.YES_PARTLY_NO
    return of.version.questions.get(kind=kind)


def test_what_was_answered_to_a_question_is_a_filter(inside: World) -> None:
    survey = builders.survey()
    replies = [
        builders.reply(
            builders.invitation(
                builders.interaction(builders.customer(name=name)), survey=survey
            )
        )
        for name in ("Kim", "Joy")
    ]
    question = on_time(replies[0])
    Answer.objects.filter(reply=replies[0], question=question).update(step=1)
    url = f"/inbox/?survey={survey.pk}&answer={survey.pk}.{question.lineage}"
    assert names(page(inside, f"{url}.1")) == ["Kim"]
    assert names(page(inside, f"{url}.3")) == ["Joy"]
    assert names(page(inside, f"{url}.2")) == []
    left = plain(page(inside, f"{url}.1"))
    assert "Did we turn up when we said we would? Yes" in left


def test_it_holds_for_all_versions_of_the_question(inside: World) -> None:
    survey = builders.survey()
    former = builders.reply(builders.invitation(survey=survey))
    newer = builders.version(survey)
    lineage = on_time(former).lineage
    newer.questions.filter(kind=QuestionKind.YES_PARTLY_NO).update(
        lineage=lineage, text="Were we on time?"
    )
    builders.reply(builders.invitation(survey=survey))
    html = page(inside, f"/inbox/?survey={survey.pk}&answer={survey.pk}.{lineage}.3")
    assert len(names(html)) == 2
    assert "Were we on time? No" in plain(html)


def test_answers_are_offered_for_the_survey_that_is_chosen(inside: World) -> None:
    reply = reply_of("Kim")
    assert 'id="f-answer"' not in page(inside, "/inbox/filter/")
    html = page(inside, f"/inbox/filter/?survey={reply.survey_id}")
    offered = re.search(r'id="f-answer".*?</select>', html, re.S)
    assert offered is not None
    text = plain(offered[0])
    assert "Overall, how was it? Very good" in text
    assert "Did we turn up when we said we would? Partly" in text
    assert "better?" not in text


@pytest.mark.parametrize(
    "answer",
    ["", "x", "{0}", "{0}.x.1", "{0}.{1}.x", "{0}.{1}.0", "{0}.{1}.99", "{1}.{1}.1"],
)
def test_a_made_up_answer_is_no_filter(inside: World, answer: str) -> None:
    reply = reply_of("Kim")
    asked = answer.format(reply.survey_id, on_time(reply).lineage)
    wanted = Filters.read({"survey": str(reply.survey_id), "answer": asked})
    assert wanted.answer == ""
    assert names(page(inside, f"/inbox/?answer={asked}")) == ["Kim"]


def test_an_answer_goes_with_its_survey() -> None:
    survey, lineage = str(uuid7()), uuid7()
    answer = f"{survey}.{lineage}.2"
    wanted = Filters.read({"survey": survey, "answer": answer})
    assert Filters.read(wanted.query()) == wanted
    assert wanted.answer == answer
    assert wanted.without("survey").is_empty
    assert wanted.without("answer") == Filters(survey=survey)
