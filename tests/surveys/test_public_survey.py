"""The customer's pages from the first click to the last change of mind."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from feedback import clock, tenancy
from surveys.models import Invitation, Reply, ReplyRevision, SurveyVersion
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.guests import asked, filled, link, the_reply

BROWSER = Client()


def get(to: Invitation, name: str = "survey", **more: str) -> HttpResponse:
    return BROWSER.get(link(name, to, **more))


def post(to: Invitation, name: str = "survey", **values: str) -> HttpResponse:
    return BROWSER.post(link(name, to), filled(to, **values))


def text(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_page_asks_about_the_work_in_their_name(inside: World) -> None:
    page = get(builders.invitation())
    assert page.status_code == 200
    assert "Hello Margaret. How was yesterday’s boiler service?" in text(page)
    assert "Ruth reads every reply, good or bad." in text(page)
    assert "checked" not in page.content.decode()


def test_somebody_without_a_name_is_asked_without_one(inside: World) -> None:
    about = builders.interaction(builders.customer(name=""))
    assert "How was yesterday’s boiler service?" in text(
        get(builders.invitation(about))
    )
    assert "Hello" not in text(
        get(builders.invitation(about, survey=builders.survey()))
    )


@pytest.mark.parametrize(
    ("days", "kind", "question"),
    [
        (0, "MOT", "How was today’s MOT?"),
        (2, "Boiler service", "How was Monday’s boiler service?"),
        (6, "Boiler service", "How was Thursday’s boiler service?"),
        (7, "Boiler service", "How was the boiler service on 11 November?"),
    ],
)
def test_the_day_is_named_as_people_do(
    inside: World, days: int, kind: str, question: str
) -> None:
    when = NOON - timedelta(days=days)
    about = builders.interaction(kind=kind, happened_at=when)
    assert question in text(get(builders.invitation(about)))


def test_the_word_in_the_mail_is_only_picked(inside: World) -> None:
    invitation = builders.invitation()
    page = get(invitation, "rating", rating="4")
    assert "You picked “Good” in the email." in text(page)
    picked = re.findall(r'name="([^"]+)" value="(\d)" checked', page.content.decode())
    assert picked == [(f"q-{asked(invitation)['rating'].pk}", "4")]
    assert f'action="{link("survey", invitation)}"' in page.content.decode()
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    "rating",
    [
        "0",
        "6",
        "11",
        "-1",
        "1e3",
        "NaN",
        "5 ",
        "\u0665",
        "5;DROP",
        "[]",
        "\uff15",
        "\x00",
        "5\n",
    ],
)
def test_any_other_word_picks_nothing(inside: World, rating: str) -> None:
    page = get(builders.invitation(), "rating", rating=rating)
    assert page.status_code == 200
    assert "checked" not in page.content.decode()
    assert "You picked" not in text(page)


def test_the_number_we_know_is_filled_in(inside: World) -> None:
    about = builders.interaction(builders.customer(phone="01872 555 014"))
    page = get(builders.invitation(about))
    assert 'value="01872 555 014"' in page.content.decode()


def test_sending_it_leads_to_the_thanks(inside: World) -> None:
    invitation = builders.invitation()
    answer = post(invitation)
    assert answer.status_code == 303
    assert answer["Location"] == link("thanks", invitation)
    assert the_reply(invitation).words == "He was kind."


def test_it_can_be_sent_from_anywhere_without_a_cookie(inside: World) -> None:
    invitation = builders.invitation()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(
        link("survey", invitation),
        filled(invitation),
        HTTP_ORIGIN="https://evil.example",
    )
    assert answer.status_code == 303
    assert not answer.cookies


def test_an_empty_page_comes_back_kindly(inside: World) -> None:
    invitation = builders.invitation()
    nothing = {"rating": "", "step": "", "words": " "}
    page = post(invitation, consent="no_name", phone="0123", **nothing)
    assert page.status_code == 422
    assert "<title>Error: Hello" in page.content.decode()
    problem = "You haven’t answered anything yet. Pick one answer or write a few words."
    assert problem in text(page)
    anchor = f"q-{asked(invitation)['rating'].pk}-1"
    assert f'<a href="#{anchor}">' in page.content.decode()
    assert f'id="{anchor}"' in page.content.decode()
    assert 'value="no_name" checked' in page.content.decode()
    assert not Reply.objects.exists()


@pytest.mark.parametrize("rating", range(1, 6))
def test_the_thanks_say_who_has_it(inside: World, rating: int) -> None:
    page = text(get(builders.reply(rating=rating).invitation, "thanks"))
    assert "Thank you, Margaret. That’s with Ruth now." in page
    assert "Edit your answers until Wednesday 25 November." in page


def test_the_thanks_are_the_same_page_for_every_score(inside: World) -> None:
    reply = builders.reply(contact="email", contact_by=NOON.date())
    pages = set()
    for rating in (None, 1, 2, 3, 4, 5):
        Reply.objects.filter(pk=reply.pk).update(
            rating=rating, waits_for_person=rating in (1, 2)
        )
        reply.answers.filter(question__kind="faces").update(step=rating)
        pages.add(get(reply.invitation, "thanks").content)
        pages.add(get(reply.invitation, "thanks").content)
    assert len(pages) == 1


@pytest.mark.parametrize(
    ("contact", "promise"),
    [
        (
            "phone",
            "You asked for a phone call. Ruth aims to ring by Friday 20 November",
        ),
        ("email", "You asked for an email. Ruth aims to write by Friday 20 November"),
    ],
)
def test_the_thanks_promise_a_date(inside: World, contact: str, promise: str) -> None:
    invitation = builders.invitation()
    post(invitation, contact=contact, phone="01872 555 014")
    assert promise in text(get(invitation, "thanks"))


@pytest.mark.parametrize(
    ("consent", "sentence"),
    [
        (
            "first_name",
            "You let us show your words on our public page, with your first",
        ),
        ("no_name", "You let us show your words on our public page, without your name"),
        ("no", "You chose to keep your words between us"),
        ("", "You didn’t say that we may show your words, so they won’t appear"),
    ],
)
def test_the_thanks_say_what_will_be_public(
    inside: World, consent: str, sentence: str
) -> None:
    invitation = builders.invitation()
    post(invitation, consent=consent)
    assert sentence in text(get(invitation, "thanks"))


def test_without_words_there_is_nothing_to_make_public(inside: World) -> None:
    invitation = builders.invitation()
    post(invitation, words="", consent="first_name")
    page = text(get(invitation, "thanks"))
    assert "You wrote nothing in your own words" in page
    assert "You let us show" not in page


def test_the_wall_is_linked_once_it_is_public(inside: World) -> None:
    reply = builders.reply()
    wall = 'href="/w/penrose-heating/"'
    assert wall not in get(reply.invitation, "thanks").content.decode()
    inside.business.wall_is_public = True
    inside.business.save(update_fields=["wall_is_public"])
    assert wall in get(reply.invitation, "thanks").content.decode()


def test_who_comes_back_sees_that_it_is_answered(inside: World) -> None:
    invitation = builders.reply().invitation
    for page in (get(invitation), get(invitation, "rating", rating="5")):
        assert page.status_code == 200
        assert "You answered on Wednesday 18 November." in text(page)
        assert link("edit", invitation) in page.content.decode()


def test_sending_the_same_twice_is_thanked_twice(inside: World) -> None:
    invitation = builders.invitation()
    answers = [post(invitation, contact="email") for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    assert not ReplyRevision.objects.exists()


def test_other_words_sent_the_second_time_are_not_lost(inside: World) -> None:
    invitation = builders.invitation()
    post(invitation)
    page = post(invitation, words="On second thoughts, no.")
    assert page.status_code == 409
    assert "On second thoughts, no.</textarea>" in page.content.decode()
    assert "You had answered already, so this is not sent yet." in text(page)
    assert f'action="{link("edit", invitation)}"' in page.content.decode()
    assert the_reply(invitation).words == "He was kind."


def test_the_second_time_after_a_week_there_is_nothing_to_save(inside: World) -> None:
    invitation = builders.reply().invitation
    with clock.set_to(NOON + timedelta(days=7)):
        assert post(invitation, words="Too late.").status_code == 303
    assert the_reply(invitation).words == "He turned up at ten to five."


def test_before_answering_there_is_nothing_to_thank_for_or_edit(inside: World) -> None:
    invitation = builders.invitation()
    for name in ("thanks", "edit"):
        answer = get(invitation, name)
        assert (answer.status_code, answer["Location"]) == (
            303,
            link("survey", invitation),
        )


def test_the_edit_page_shows_what_was_said(inside: World) -> None:
    invitation = builders.reply(rating=2, consent="no").invitation
    page = get(invitation, "edit").content.decode()
    picked = re.findall(r'value="([^"]+)" checked', page)
    assert picked == ["2", "3", "no"]
    assert "He turned up at ten to five.</textarea>" in page


def test_a_change_is_taken_over(inside: World) -> None:
    invitation = builders.reply().invitation
    answer = post(invitation, "edit", words="He was early.", consent="first_name")
    assert answer["Location"] == link("thanks", invitation)
    assert the_reply(invitation).words == "He was early."
    assert the_reply(invitation).consent == "first_name"


def test_a_change_to_nothing_comes_back(inside: World) -> None:
    invitation = builders.reply().invitation
    page = post(invitation, "edit", rating="", step="", words="")
    assert page.status_code == 422
    assert "Error: Change your answers" in page.content.decode()
    assert the_reply(invitation).rating == 2


def test_after_seven_days_a_person_is_left_to_write_to(inside: World) -> None:
    invitation = builders.reply().invitation
    with clock.set_to(NOON + timedelta(days=7)):
        for page in (get(invitation, "edit"), post(invitation, "edit", words="Late.")):
            assert page.status_code == 410
            assert "seven days" in text(page)
            assert 'href="mailto:ruth@penrose.example?' in page.content.decode()
        assert "Late." in text(page)
        assert (
            link("edit", invitation) not in get(invitation, "thanks").content.decode()
        )
    assert the_reply(invitation).words == "He turned up at ten to five."


def test_who_is_too_late_to_answer_keeps_their_words(inside: World) -> None:
    invitation = builders.invitation()
    with clock.set_to(NOON + timedelta(days=30)):
        assert get(invitation).status_code == 410
        page = post(invitation, words="It took me <a while>.")
    assert page.status_code == 410
    assert "<p>It took me &lt;a while&gt;.</p>" in page.content.decode()
    assert "Write to Ruth" in text(page)
    assert not Reply.objects.exists()


def test_a_very_long_comment_is_cut_and_says_so(inside: World) -> None:
    invitation = builders.invitation()
    assert post(invitation, words="a" * 20_000).status_code == 303
    assert len(the_reply(invitation).words) == 10_000
    assert "only the first 10,000 letters were sent" in text(get(invitation, "thanks"))


@pytest.mark.parametrize("form", ["multipart", "urlencoded"])
def test_a_megabyte_is_refused_in_words(inside: World, form: str) -> None:
    invitation = builders.invitation()
    fields = filled(invitation, words="a" * 1_000_000)
    url = link("survey", invitation)
    if form == "multipart":
        page = BROWSER.post(url, fields)
    else:
        body = "&".join(f"{name}={value}" for name, value in fields.items())
        page = BROWSER.post(url, body, "application/x-www-form-urlencoded")
    assert page.status_code == 413
    assert "your words should still be there" in text(page)
    assert "no-store" in page["Cache-Control"]
    assert not Reply.objects.exists()


def test_a_file_that_the_page_does_not_ask_for_is_thrown_away(inside: World) -> None:
    invitation = builders.invitation()
    picture = SimpleUploadedFile("boiler.jpg", b"x" * 1_000_000)
    fields = {**filled(invitation), "picture": picture, "photos": picture}
    assert BROWSER.post(link("survey", invitation), fields).status_code == 303
    assert not the_reply(invitation).photos.exists()


def test_too_many_bytes_are_refused_before_they_are_stored(inside: World) -> None:
    invitation = builders.invitation()
    picture = SimpleUploadedFile("boiler.jpg", b"x" * 41_000_000)
    fields = {**filled(invitation), "photos": picture}
    assert BROWSER.post(link("survey", invitation), fields).status_code == 413
    assert not Reply.objects.exists()


def test_where_no_photo_is_asked_for_the_limit_is_that_of_words(inside: World) -> None:
    invitation = builders.invitation()
    for name in ("stop", "draft"):
        fields = {"photos": SimpleUploadedFile("boiler.jpg", b"x" * 1_000_000)}
        assert BROWSER.post(link(name, invitation), fields).status_code == 413


def test_too_many_fields_are_refused_in_words(inside: World) -> None:
    invitation = builders.invitation()
    many = {f"x{number}": "1" for number in range(600)}
    page = BROWSER.post(link("survey", invitation), {**filled(invitation), **many})
    assert page.status_code == 413


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("NUL \x00 here", "NUL  here"),
        ("half \ud83d pair", None),
        ("\u202eright to left", "\u202eright to left"),
        ("z̸̡̢̛̗̘͎͓a̵͇͙͈l̷͎̪g̴̫̈́o̸̘̅", None),
        ("👩‍🔧 👍🏽 🇬🇧", "👩‍🔧 👍🏽 🇬🇧"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        (
            "{{ settings.SECRET_KEY }}{% debug %}",
            "{{ settings.SECRET_KEY }}{% debug %}",
        ),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("'; DROP TABLE surveys_reply; --", "'; DROP TABLE surveys_reply; --"),
    ],
)
def test_odd_words_are_stored_and_shown_inert(
    inside: World, words: str, kept: str | None
) -> None:
    invitation = builders.invitation()
    body = filled(invitation, words="@")
    field = next(name for name, value in body.items() if value == "@")
    raw = "".join(f"%{byte:02X}" for byte in words.encode(errors="surrogatepass"))
    url, kind = link("survey", invitation), "application/x-www-form-urlencoded"
    assert BROWSER.post(url, f"{field}={raw}", kind).status_code == 303
    stored = the_reply(invitation).words
    assert kept is None or stored == kept
    for name in ("edit", "mine", "thanks"):
        page = get(invitation, name).content.decode()
        assert "<script>alert" not in page
        assert "SECRET_KEY" not in page or "{{ settings.SECRET_KEY }}" in page


def test_lists_and_unknown_fields_are_ignored(inside: World) -> None:
    invitation = builders.invitation()
    rating = f"q-{asked(invitation)['rating'].pk}"
    fields = {rating: ["1", "5"], f"{rating}[]": "1", "status": "done", "is_test": "1"}
    assert BROWSER.post(link("survey", invitation), fields).status_code == 303
    reply = the_reply(invitation)
    assert (reply.rating, reply.is_test, reply.state) == (5, False, "new")


def test_answers_to_the_questions_of_others_are_ignored(inside: World) -> None:
    invitation, other = builders.invitation(), builders.invitation()
    fields = {**filled(other), **filled(invitation, words="Mine.")}
    BROWSER.post(link("survey", invitation), fields)
    reply = the_reply(invitation)
    assert reply.words == "Mine."
    assert reply.answers.count() == 3


def test_json_says_nothing(inside: World) -> None:
    url = link("survey", builders.invitation())
    page = BROWSER.post(url, '{"rating": 5}', "application/json")
    assert page.status_code == 422


def test_a_test_is_answered_like_any_other(inside: World) -> None:
    invitation = builders.invitation(is_test=True)
    assert post(invitation).status_code == 303
    assert the_reply(invitation).is_test
    assert get(invitation, "thanks").status_code == 200


def test_the_page_speaks_the_language_of_its_questions(inside: World) -> None:
    invitation = builders.invitation()
    SurveyVersion.objects.filter(pk=invitation.version_id).update(language="ar")
    assert '<html lang="ar" dir="rtl">' in get(invitation).content.decode()


def test_nothing_leaks_from_the_business_into_the_next_request(world: World) -> None:
    with tenancy.enter(world.business.id):
        invitation = builders.invitation()
    get(invitation)
    with pytest.raises(tenancy.NoBusinessEntered):
        tenancy.current()
