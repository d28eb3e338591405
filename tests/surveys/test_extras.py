"""The owner's extras: a word, a purpose, pressure and photos, from page to inbox."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from feedback import clock
from feedback.errors import Refused
from surveys.extras import FEELINGS, Added, Extras
from surveys.models import Invitation, Reply, ReplyPhoto, ReplyRevision, SurveyVersion
from surveys.selectors.writing import words_of
from surveys.services import writing
from surveys.services.answering import record_reply
from surveys.submission import Submission, submission_of
from surveys.survey_page import render_page
from tests import builders
from tests.conftest import NOON, World
from tests.pictures import bomb, drawn, reply_with_photo, upload, with_secrets
from tests.surveys.guests import filled, link, the_reply
from tests.surveys.test_survey_page import PAGE

BROWSER = Client()
ALL = Extras(feeling=True, goal=True, pressure=True, photos=True)
SAID = {"feeling": "relieved", "goal": "Heat for the baby.", "pressed": "yes"}


def asking(**extras: bool) -> Invitation:
    """Return an invitation to a survey that asks all extras, or those given."""
    invitation = builders.invitation()
    wanted = extras or {"feeling": True, "goal": True, "pressure": True, "photos": True}
    columns = {f"asks_{name}": asked for name, asked in wanted.items()}
    SurveyVersion.objects.filter(pk=invitation.version_id).update(**columns)
    invitation.version.refresh_from_db()
    return invitation


def send(to: Invitation, page: str = "survey", **more: Any) -> Any:
    return BROWSER.post(link(page, to), {**filled(to), **more})


def text(page: Any) -> str:
    return page.content.decode()


def test_nothing_of_it_is_on_a_page_that_does_not_ask() -> None:
    html = render_page(PAGE).content.decode()
    for name in ("feeling", "goal", "pressed", "photos", "multipart"):
        assert name not in html


def test_all_of_it_is_folded_into_one_more_stop() -> None:
    html = render_page(replace(PAGE, extras=ALL)).content.decode()
    assert html.count("<details") == 2  # and how answers are used
    folded = html.split('<details class="q more">')[1].split("</details>")[0]
    for name in ("feeling", "feeling-own", "goal", "pressed", "photos"):
        assert f'name="{name}"' in folded
    assert 'enctype="multipart/form-data"' in html


def test_it_is_unfolded_where_something_stands_in_it() -> None:
    page = replace(PAGE, extras=ALL, chosen={"goal": "Heat."})
    assert '<details class="q more" open>' in render_page(page).content.decode()


def test_what_is_said_to_it_is_stored_read_and_shown(inside: World) -> None:
    invitation = asking()
    assert send(invitation, **SAID).status_code == 303
    reply = the_reply(invitation)
    assert (reply.feeling, reply.goal, reply.was_pressed) == (
        "relieved",
        "Heat for the baby.",
        True,
    )
    assert submission_of(reply).added == Added("relieved", "Heat for the baby.", True)
    inbox = text(inside.client().get(f"/inbox/{reply.pk}/"))
    mine = text(BROWSER.get(link("mine", invitation)))
    for page in (inbox, mine):
        assert "Relieved" in page
        assert "Heat for the baby." in page
    assert "Yes, somebody asked for it" in inbox


def test_a_word_of_their_own_counts_before_a_picked_one(inside: World) -> None:
    invitation = asking()
    send(invitation, **{**SAID, "feeling-own": " smug\u202e "})
    assert the_reply(invitation).feeling == "smug"
    edit = text(BROWSER.get(link("edit", invitation)))
    assert 'value="smug"' in edit
    assert 'value="relieved" checked' not in edit


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ({"feeling": "ecstatic", "pressed": "maybe"}, ("", "", None)),
        ({"pressed": "no"}, ("", "", False)),
        ({"goal": "x" * 900, "feeling-own": "y" * 90}, ("y" * 30, "x" * 500, None)),
        ({"goal": "\x00\n", "feeling-own": "\r\n"}, ("", "", None)),
        (
            {"goal": "<b>{{ x }}", "feeling-own": "<script>alert"},
            ("<script>alert", "<b>{{ x }}", None),
        ),
    ],
)
def test_odd_words_are_cut_left_out_or_inert(
    inside: World, sent: dict[str, str], stored: tuple[Any, ...]
) -> None:
    invitation = asking()
    assert send(invitation, **sent).status_code == 303
    reply = the_reply(invitation)
    assert (reply.feeling, reply.goal, reply.was_pressed) == stored
    for page in (
        inside.client().get(f"/inbox/{reply.pk}/"),
        BROWSER.get(link("edit", invitation)),
        BROWSER.get(link("mine", invitation)),
    ):
        assert page.status_code == 200
        assert "<script>alert" not in text(page)
        assert "<b>{{" not in text(page)


def test_what_was_not_asked_is_not_taken(inside: World) -> None:
    invitation = builders.invitation()
    send(invitation, **SAID, photos=upload())
    reply = the_reply(invitation)
    assert (reply.feeling, reply.goal, reply.was_pressed) == ("", "", None)
    assert not ReplyPhoto.objects.exists()


@pytest.mark.parametrize("only", [{"goal": "Heat."}, {"pressed": "no"}, {"photos": ""}])
def test_any_of_it_is_an_answer(inside: World, only: dict[str, Any]) -> None:
    invitation = asking()
    sent = {name: value or upload() for name, value in only.items()}
    assert BROWSER.post(link("survey", invitation), sent).status_code == 303


def test_the_same_twice_is_one_reply_and_a_change_is_kept(inside: World) -> None:
    invitation = asking()
    for _again in range(2):
        page = send(invitation, **SAID, photos=upload())
        assert page["Location"] == link("thanks", invitation)
    assert ReplyPhoto.objects.count() == 1
    assert send(invitation, **SAID, photos=upload()).status_code == 303
    assert send(invitation, **{**SAID, "goal": "Else."}).status_code == 409
    send(invitation, "edit", **{**SAID, "goal": "Else."})
    revision = ReplyRevision.objects.get()
    assert (revision.goal, revision.feeling, revision.was_pressed) == (
        SAID["goal"],
        "relieved",
        True,
    )
    assert the_reply(invitation).goal == "Else."


def test_photos_are_drawn_again_and_shown_to_team_and_author_only(
    inside: World,
) -> None:
    invitation = asking()
    send(invitation, photos=[upload(with_secrets()), upload(drawn("PNG"))])
    photos = list(the_reply(invitation).photos.all())
    assert [photo.position for photo in photos] == [1, 2]
    assert all(photo.content_type == "image/jpeg" for photo in photos)
    assert b"Secret" not in bytes(photos[0].body)
    theirs = BROWSER.get(link("photo", invitation, number="1"))
    assert theirs.content == bytes(photos[0].body)
    assert theirs["Content-Disposition"].startswith("attachment")
    assert theirs["Cache-Control"] == "no-store"
    ours = f"/inbox/{photos[0].reply_id}/photos/1/"
    assert inside.client("reader").get(ours).content == theirs.content
    assert inside.client("stranger").get(ours).status_code == 404
    assert link("photo", invitation, number="2") in text(
        BROWSER.get(link("thanks", invitation))
    )
    assert BROWSER.get(link("photo", invitation, number="3")).status_code == 404


def test_other_peoples_links_show_none_of_them(inside: World) -> None:
    reply_with_photo()
    other = asking()
    assert BROWSER.get(link("photo", other, number="1")).status_code == 404
    send(other)
    assert BROWSER.get(link("photo", other, number="1")).status_code == 404


@pytest.mark.parametrize("body", [b"<svg/>", b"x" * 13_000_000, bomb(), drawn()[:90]])
def test_a_bad_photo_loses_no_words(inside: World, body: bytes) -> None:
    invitation = asking()
    page = send(invitation, **SAID, photos=[upload(body), upload()])
    assert page.status_code == 422
    for kept in ("He was kind.", "Heat for the baby.", "words are still here"):
        assert kept in text(page)
    assert "<title>Error:" in text(page)
    assert 'href="#photos"' in text(page)
    assert not Reply.objects.exists()


def test_a_fourth_photo_is_refused_kindly(inside: World) -> None:
    invitation = asking()
    four = [upload(drawn(color=(shade, 0, 0))) for shade in (0, 80, 160, 240)]
    page = send(invitation, photos=four)
    assert page.status_code == 422
    assert "Three photos are the most" in text(page)


def test_photos_can_be_taken_away_and_added_later(inside: World) -> None:
    invitation = asking()
    two = [upload(drawn(color=(shade, 0, 0))) for shade in (0, 200)]
    send(invitation, photos=two)
    first, second = the_reply(invitation).photos.all()
    assert str(first.pk) in text(BROWSER.get(link("edit", invitation)))
    new = upload(drawn(color=(0, 200, 0)))
    send(invitation, "edit", **{"drop-photo": str(first.pk), "photos": new})
    photos = the_reply(invitation).photos.all()
    assert [photo.position for photo in photos] == [1, 2]
    assert second in photos
    assert first not in photos


def test_only_ones_own_photos_can_be_taken_away(inside: World) -> None:
    theirs = reply_with_photo().photos.get()
    invitation = asking()
    send(invitation, photos=upload())
    send(invitation, "edit", **{"drop-photo": str(theirs.pk), "goal": "New."})
    assert ReplyPhoto.objects.filter(pk=theirs.pk).exists()
    assert the_reply(invitation).photos.count() == 1


def test_photos_never_stand_in_public(inside: World) -> None:
    invitation = asking()
    send(invitation, **SAID, consent="first_name", photos=upload())
    inside.business.wall_is_public = True
    inside.business.save(update_fields=["wall_is_public"])
    with clock.set_to(NOON.replace(day=25)):
        wall = text(BROWSER.get(f"/w/{inside.business.slug}/"))
    assert "He was kind." in wall
    assert "Heat for the baby." not in wall
    assert "/photos/" not in wall


def test_a_page_without_photos_asks_the_database_for_none(
    inside: World, django_assert_max_num_queries: Any
) -> None:
    reply = builders.reply()
    loaded = Reply.objects.select_related("version").get(pk=reply.pk)
    with django_assert_max_num_queries(1):  # its answers
        submission_of(loaded)


def test_extras_go_into_a_version_of_their_own(inside: World) -> None:
    survey = builders.survey()
    version = writing.current_version(survey)
    record_reply(
        builders.invitation(survey=survey), Submission({}, {}, "email"), now=NOON
    )
    changed = replace(words_of(version), extras=ALL)
    saved = writing.save_words(survey, changed, by=inside.by)
    assert saved.number == version.number + 1
    assert words_of(saved).extras == ALL
    version.refresh_from_db()
    assert not version.asks_goal


def test_extras_and_five_questions_are_more_than_a_minute(inside: World) -> None:
    survey = builders.survey()
    words = words_of(writing.current_version(survey))
    five = (*words.questions, *words.questions[1:])
    with pytest.raises(Refused, match="more than a minute"):
        writing.save_words(
            survey, replace(words, questions=five, extras=ALL), by=inside.by
        )
    alone = replace(words, questions=five, extras=ALL, asks_contact=False)
    assert writing.save_words(survey, alone, by=inside.by)


def test_as_many_kind_words_as_unkind_ones() -> None:
    assert len(FEELINGS) == 8
    assert list(FEELINGS)[:4] == ["delighted", "relieved", "well looked after", "calm"]
