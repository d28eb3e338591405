"""The page where a survey is written: nothing typed is lost, nothing stored unasked."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from feedback import clock, tenancy
from feedback.history.models import Event
from feedback.mail.models import OutboundMessage
from surveys.forms import draft as drafts
from surveys.models import Invitation, Survey
from surveys.selectors import writing as selectors
from surveys.services import writing
from surveys.starters import starter_for
from tests import builders
from tests.conftest import NOON, World
from tests.queries import assert_same_queries

LIST = "/surveys/"


@pytest.fixture
def survey(inside: World) -> Survey:
    """The plumber's five questions, asked by nobody yet."""
    return writing.start_survey(
        inside.business, starter=starter_for("plumbing-heating"), by=inside.by
    )


def page_of(survey: Survey, name: str = "detail") -> str:
    return reverse(f"surveys:survey-{name}", args=[survey.pk])


def sent(survey: Survey, **changed: Any) -> dict[str, Any]:
    """Return what the page sends when nothing was touched but ``changed``."""
    version = writing.current_version(survey)
    words, rules = selectors.words_of(version), selectors.rules_of(survey)
    draft = drafts.draft_of(words, rules, selectors.revision(survey, version), [])
    fields: dict[str, Any] = {"do": "save", "count": len(draft.questions)}
    for form in (draft.form, *draft.questions):
        for field in form:
            fields[field.html_name] = field.value()
    fields["asks_contact"] = "on" if words.asks_contact else ""
    return {name: value for name, value in (fields | changed).items() if value != ""}


def texts(survey: Survey) -> list[str]:
    version = writing.current_version(survey)
    return [q.text for q in version.questions.order_by("position")]


def shown(response: Any) -> list[str]:
    """Return the questions on the page, in its order."""
    return [str(form["text"].value()) for form in response.context["draft"].questions]


def test_the_page_shows_what_is_stored(inside: World, survey: Survey) -> None:
    response = inside.client("manager").get(page_of(survey))
    assert shown(response) == texts(survey)
    body = response.content.decode()
    assert "About 45 seconds to answer." in body
    assert "Five is plenty. Remove one to add one." in body
    assert '<iframe name="preview"' in body
    assert f'src="{page_of(survey, "preview")}"' in body
    assert 'formtarget="preview"' in body


def test_what_was_typed_is_stored(inside: World, survey: Survey) -> None:
    changed = {
        "q1-text": "Is it warm?",
        "name": "Boilers",
        "opening": "How did we do?",
        "asks_contact": "",
        "delay_hours": "2",
        "reminder_days": "0",
        "expiry_days": "14",
        "language": "cy",
    }
    response = inside.client("manager").post(page_of(survey), sent(survey, **changed))
    assert (response.status_code, response.url) == (302, page_of(survey))
    survey.refresh_from_db()
    rules = selectors.rules_of(survey)
    assert (rules.name, rules.delay_hours) == ("Boilers", 2)
    assert (rules.reminder_days, rules.expiry_days) == (0, 14)
    words = selectors.words_of(writing.current_version(survey))
    assert words.questions[1].text == "Is it warm?"
    assert (words.opening, words.asks_contact, words.language) == (
        "How did we do?",
        False,
        "cy",
    )


def test_a_question_that_is_sent_back_keeps_its_lineage(
    inside: World, survey: Survey
) -> None:
    before = selectors.words_of(writing.current_version(survey)).questions
    inside.client().post(page_of(survey), sent(survey, **{"q1-text": "Is it warm?"}))
    after = selectors.words_of(writing.current_version(survey)).questions
    assert [q.lineage for q in after] == [q.lineage for q in before]


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up:2", [1, 0, 2, 3, 4]),
        ("down:1", [1, 0, 2, 3, 4]),
        ("remove:3", [0, 1, 3, 4]),
        ("up:1", [0, 1, 2, 3, 4]),
        ("down:5", [0, 1, 2, 3, 4]),
        ("remove:9", [0, 1, 2, 3, 4]),
        ("up:0", [0, 1, 2, 3, 4]),
        ("up:x", [0, 1, 2, 3, 4]),
        ("remove:", [0, 1, 2, 3, 4]),
    ],
)
def test_the_buttons_change_the_page_and_store_nothing(
    inside: World, survey: Survey, do: str, order: list[int]
) -> None:
    typed = sent(survey, do=do, opening="Typed and not saved")
    typed |= {f"q{at}-text": f"Question {at}?" for at in range(5)}
    before = texts(survey)
    response = inside.client().post(page_of(survey), typed)
    assert response.status_code == 200
    assert shown(response) == [f"Question {at}?" for at in order]
    assert "Typed and not saved" in response.content.decode()
    assert texts(survey) == before


def test_all_can_be_removed_on_the_page_but_not_saved(
    inside: World, survey: Survey
) -> None:
    one = sent(survey, count=1, do="remove:1")
    response = inside.client().post(page_of(survey), one)
    assert shown(response) == []
    response = inside.client().post(page_of(survey), sent(survey, count=0))
    assert response.status_code == 422
    assert "Ask at least one question." in response.content.decode()
    assert len(texts(survey)) == 5


@pytest.mark.parametrize(
    ("wanted", "text", "kind"),
    [
        ("kind:choice", "", "choice"),
        ("kind:words", "", "words"),
        ("trade:5", "Did we get the job done in one visit?", "yes_partly_no"),
        ("common:9", "How many times did you need to get in touch?", "choice"),
    ],
)
def test_a_question_is_added_blank_or_from_a_library(
    inside: World, survey: Survey, wanted: str, text: str, kind: str
) -> None:
    inside.business.trade = "plumbing-heating"
    inside.business.save(update_fields=["trade"])
    typed = sent(survey, count=4, do="add", add=wanted)
    response = inside.client().post(page_of(survey), typed)
    added = response.context["draft"].questions[-1]
    assert len(shown(response)) == 5
    assert (added["text"].value(), added.shown_kind) == (text, kind)
    assert texts(survey) != shown(response)


@pytest.mark.parametrize(
    "wanted", ["", "kind:stars", "trade:99", "trade:-1", "common:x", "secret:1", "\x00"]
)
def test_what_is_not_on_offer_is_not_added(
    inside: World, survey: Survey, wanted: str
) -> None:
    typed = sent(survey, count=4, do="add", add=wanted)
    assert len(shown(inside.client().post(page_of(survey), typed))) == 4


def test_a_sixth_question_is_neither_added_nor_stored(
    inside: World, survey: Survey
) -> None:
    typed = sent(survey, do="add", add="kind:words")
    assert len(shown(inside.client().post(page_of(survey), typed))) == 5
    forged = sent(survey, count=6) | {"q5-kind": "words", "q5-text": "And a sixth?"}
    response = inside.client().post(page_of(survey), forged)
    assert response.status_code == 422
    assert "Five is plenty" in response.content.decode()
    assert len(texts(survey)) == 5


@pytest.mark.parametrize("count", ["", "-1", "x", "9" * 50, "\u0661", "\x00"])
def test_a_forged_number_of_questions_breaks_nothing(
    inside: World, survey: Survey, count: str
) -> None:
    before = texts(survey)
    response = inside.client().post(page_of(survey), sent(survey) | {"count": count})
    assert response.status_code in (302, 422)
    assert texts(survey)[:1] == before[:1]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"q0-text": ""}, "Question 1: Question: Write the question or remove it."),
        ({"q0-text": "\x00"}, "Null characters are not allowed"),
        ({"q0-text": "\u202e\u200f"}, "no words yet"),
        ({"q0-text": "x" * 141}, "Question 1"),
        ({"q0-kind": "stars"}, "Question 1"),
        ({"q0-lineage": "x"}, "Question 1"),
        ({"q1-kind": "choice", "q1-options": "Only one"}, "two to six"),
        ({"q1-kind": "choice", "q1-options": "a\nb\nc\nd\ne\nf\ng"}, "two to six"),
        ({"name": ""}, "Name of this survey"),
        ({"name": "\u202e"}, "Give it a name."),
        ({"delay_hours": "-1"}, "Hours to wait"),
        ({"delay_hours": "721"}, "Hours to wait"),
        ({"reminder_days": "30"}, "Remind before the link closes."),
        ({"expiry_days": "0"}, "Days the link stays open"),
        ({"expiry_days": "366"}, "Days the link stays open"),
        ({"language": "tlh"}, "Language"),
        ({"kinds": ["Never done"]}, "Ask after"),
        ({"revision": ""}, "Revision"),
    ],
)
def test_what_cannot_be_asked_is_said_and_what_was_typed_stays(
    inside: World, survey: Survey, changed: dict[str, Any], why: str
) -> None:
    before = texts(survey)
    typed = sent(survey, opening="Typed and not saved") | changed
    response = inside.client().post(page_of(survey), typed)
    assert response.status_code == 422
    body = response.content.decode()
    assert "There is a problem" in body
    assert why in body
    assert "Typed and not saved" in body
    assert texts(survey) == before


def test_every_problem_leads_to_a_field_of_the_page(
    inside: World, survey: Survey
) -> None:
    typed = sent(survey) | {"q0-text": "", "name": "", "q3-text": ""}
    response = inside.client().post(page_of(survey), typed)
    body = response.content.decode()
    anchors = [anchor for anchor, _text in response.context["draft"].errors]
    assert anchors == ["id_name", "id_q0-text", "id_q3-text"]
    assert all(f'id="{anchor}"' in body for anchor in anchors)


def test_two_people_editing_the_second_keeps_both_works_and_decides(
    inside: World, survey: Survey
) -> None:
    mine = sent(survey, **{"q0-text": "Mine?"})
    theirs = sent(survey, **{"q0-text": "Theirs?"})
    inside.client("owner").post(page_of(survey), mine)
    response = inside.client("manager").post(page_of(survey), theirs)
    assert response.status_code == 409
    assert "Somebody else changed this survey" in response.content.decode()
    assert shown(response)[0] == "Theirs?"
    assert texts(survey)[0] == "Mine?"
    again = theirs | {"revision": response.context["form"]["revision"].value()}
    inside.client("manager").post(page_of(survey), again)
    assert texts(survey)[0] == "Theirs?"


def test_moving_a_question_meanwhile_does_not_hide_that_somebody_saved(
    inside: World, survey: Survey
) -> None:
    typed = sent(survey, do="up:2")
    inside.client("owner").post(page_of(survey), sent(survey, **{"q0-text": "Mine?"}))
    moved = inside.client("manager").post(page_of(survey), typed)
    seen = moved.context["form"]["revision"].value()
    assert seen == typed["revision"]


def test_the_page_says_when_an_edit_is_for_the_next_people_only(
    inside: World, survey: Survey
) -> None:
    assert "old words" not in inside.client().get(page_of(survey)).content.decode()
    for _ in range(2):
        builders.invitation(survey=survey)
    body = inside.client().get(page_of(survey)).content.decode()
    assert "2 people were asked with the old words; their replies keep them." in body
    response = inside.client().post(
        page_of(survey), sent(survey, **{"q0-text": "New words?"}), follow=True
    )
    body = response.content.decode()
    assert "Saved as new words" in body
    assert "old words; their" not in body
    assert survey.versions.count() == 2


def test_a_try_by_the_team_is_not_counted_as_people(
    inside: World, survey: Survey
) -> None:
    builders.invitation(survey=survey, is_test=True)
    body = inside.client().get(page_of(survey)).content.decode()
    assert "You have tried these words yourself" in body


def test_the_kinds_of_work_on_offer_are_those_that_were_done(
    inside: World, survey: Survey
) -> None:
    builders.interaction(kind="Repair")
    builders.interaction(kind="Try-out", source="test")
    body = inside.client().get(page_of(survey)).content.decode()
    assert 'value="Repair"' in body
    assert 'value="Try-out"' not in body
    inside.client().post(page_of(survey), sent(survey) | {"kinds": ["Repair"]})
    survey.refresh_from_db()
    assert survey.kinds == ["Repair"]


def test_the_preview_shows_what_is_typed_and_may_stand_in_our_frame_only(
    inside: World, survey: Survey
) -> None:
    typed = sent(survey, do="preview", **{"q0-text": "<b>Typed</b>?", "q1-text": ""})
    before = texts(survey)
    response = inside.client().post(page_of(survey, "preview"), typed)
    body = response.content.decode()
    assert response.status_code == 200
    assert "&lt;b&gt;Typed&lt;/b&gt;?" in body
    assert before[2] in body
    assert before[1] not in body
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors 'self';" in f"{policy};"
    assert "'none' 'self'" not in policy
    assert "default-src 'none'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert texts(survey) == before


def test_without_typing_the_preview_shows_what_is_stored(
    inside: World, survey: Survey
) -> None:
    body = inside.client().get(page_of(survey, "preview")).content.decode()
    assert all(text in body for text in texts(survey))
    assert "Would you like us to get back to you?" in body


def test_only_the_preview_may_be_framed(inside: World, survey: Survey) -> None:
    policy = inside.client().get(page_of(survey))["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"count": "5"},
        {"count": "3", "q0-text": "x" * 5000, "q0-kind": "stars", "language": "tlh"},
        {"count": "1", "q0-text": "\ud7ff\x00\u202e", "q0-kind": "choice"},
    ],
)
def test_the_preview_draws_whatever_is_sent(
    inside: World, survey: Survey, broken: dict[str, str]
) -> None:
    response = inside.client().post(page_of(survey, "preview"), broken)
    assert response.status_code == 200


def test_pausing_can_be_taken_back(inside: World, survey: Survey) -> None:
    status = page_of(survey, "status")
    response = inside.client().post(status, {"status": "paused"}, follow=True)
    survey.refresh_from_db()
    assert survey.status == "paused"
    assert f"{status}?status=live" in response.content.decode()
    inside.client().post(f"{status}?status=live")
    survey.refresh_from_db()
    assert survey.status == "live"
    assert Event.objects.filter(target_id=survey.pk, verb="resumed").count() == 1
    assert inside.client().post(status, {"status": "gone"}).status_code == 400


def test_it_is_sent_to_whoever_presses_the_button(
    inside: World, survey: Survey
) -> None:
    with clock.set_to(NOON + timedelta(hours=11)):
        inside.client("manager").post(page_of(survey, "test"))
    invitation = Invitation.objects.get()
    assert invitation.is_test
    assert writing.current_version(survey).frozen_at is not None
    mail = OutboundMessage.objects.get()
    assert mail.to_email == "lee@penrose.example"


def test_a_second_survey_is_started_from_a_trade(inside: World, survey: Survey) -> None:
    response = inside.client("manager").post("/surveys/new/", {"trade": "builder"})
    made = Survey.objects.exclude(pk=survey.pk).get()
    assert response.url == page_of(made)
    assert made.name == "Building work"
    for trade in ("", "circus", "\x00"):
        assert (
            inside.client().post("/surveys/new/", {"trade": trade}).status_code == 422
        )
    assert Survey.objects.count() == 2


def test_the_list_shows_the_newest_questions(inside: World, survey: Survey) -> None:
    builders.invitation(survey=survey)
    inside.client().post(page_of(survey), sent(survey, **{"q0-text": "Newest?"}))
    body = inside.client("reader").get(LIST).content.decode()
    assert "Newest?" in body
    assert "Overall, how was it?" not in body
    assert page_of(survey) not in body


def test_a_business_without_surveys_is_helped_to_the_first(world: World) -> None:
    assert "/surveys/new/" in world.client().get(LIST).content.decode()
    assert "/surveys/new/" not in world.client("reader").get(LIST).content.decode()


def test_the_list_needs_the_same_queries_however_many_there_are(
    inside: World,
) -> None:
    assert_same_queries(inside.client(), LIST, builders.survey)


def test_another_business_finds_nothing(world: World) -> None:
    with tenancy.enter(world.business.pk):
        theirs: UUID = builders.survey().pk
    client: Client = world.client("stranger")
    for name in ("detail", "preview", "status", "test"):
        url = reverse(f"surveys:survey-{name}", args=[theirs])
        assert client.post(url, {"status": "paused"}).status_code == 404
