"""The page in another language than the one asked in: chosen there, kept once sent."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from surveys.models import Invitation
from tests import builders
from tests.conftest import World
from tests.languages import rows
from tests.public_wall import rows as wall
from tests.surveys.guests import filled, link, the_reply, whole_database

BROWSER = Client()


def invitation(world: World, language: str = "en-gb") -> Invitation:
    """Store an invitation to a survey in English, German and Arabic."""
    survey = rows.survey_in(world, "de", "ar")
    who = builders.customer(language=language)
    return builders.invitation(
        builders.interaction(who), survey=survey, language=language
    )


def html(to: Invitation, name: str = "survey", query: str = "", **more: str) -> str:
    """Return one of the pages behind the link."""
    response: HttpResponse = BROWSER.get(link(name, to, **more) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_it_offers_the_languages_there_are(inside: World) -> None:
    page = html(invitation(inside))
    found = re.search(r'<p class="langs">(.*?)</p>', page)
    assert found
    assert re.sub(r"<[^>]+>", "", found[1]) == (
        "Read this in: English · العربية · Deutsch"
    )
    assert '<a href="?language=de" lang="de" hreflang="de">Deutsch</a>' in found[1]
    assert '<strong lang="en-gb">English</strong>' in found[1]


def test_one_language_is_nothing_to_choose_from(inside: World) -> None:
    page = html(builders.invitation())
    assert 'class="langs"' not in page
    assert 'name="language"' not in page


def test_the_link_opens_in_the_language_asked_in(inside: World) -> None:
    page = html(invitation(inside, "de"))
    assert '<html lang="de" dir="ltr">' in page
    assert rows.SAID["de"][1] in page
    assert "Guten Tag Margaret. Boiler service gestern: Wie war es?" in page


def test_another_can_be_chosen_and_that_stores_nothing(inside: World) -> None:
    to = invitation(inside, "de")
    before = whole_database()
    response = BROWSER.get(link("survey", to) + "?language=ar")
    assert '<html lang="ar" dir="rtl">' in response.content.decode()
    assert rows.SAID["ar"][1] in response.content.decode()
    assert not response.cookies
    assert whole_database() == before


@pytest.mark.parametrize("odd", ["xx", "", "%00", "fr", "<script>", "de" * 5000])
def test_what_it_does_not_have_is_as_if_nothing_was_chosen(
    inside: World, odd: str
) -> None:
    assert '<html lang="de"' in html(invitation(inside, "de"), query=f"?language={odd}")


def test_a_word_picked_in_the_mail_stays_picked(inside: World) -> None:
    page = html(invitation(inside), "rating", "?language=de", rating="5")
    assert "In der E-Mail haben Sie „Sehr gut“ gewählt." in page
    assert page.count(" checked") == 1


def test_the_reply_keeps_the_language_it_was_given_in(inside: World) -> None:
    to = invitation(inside)
    page = html(to, query="?language=de")
    assert '<input type="hidden" name="language" value="de">' in page
    sent = filled(to, language="de")
    assert BROWSER.post(link("survey", to), sent).status_code == 303
    assert the_reply(to).language == "de"
    assert "Das ist jetzt bei Ruth." in html(to, "thanks")
    mine = html(to, "mine")
    assert rows.SAID["de"][0] in mine
    assert "Overall, how was it?" not in mine
    assert '<html lang="de"' in html(to, "edit")


def test_an_empty_page_comes_back_in_the_language_chosen(inside: World) -> None:
    to = invitation(inside)
    response = BROWSER.post(link("survey", to), {"language": "de"})
    assert response.status_code == 422
    assert "Sie haben noch nichts beantwortet." in response.content.decode()


def test_the_same_answers_in_another_language_are_no_news(inside: World) -> None:
    to = invitation(inside)
    BROWSER.post(link("survey", to), filled(to, language="de"))
    again = BROWSER.post(link("survey", to), filled(to, language="ar"))
    assert again.status_code == 303
    assert the_reply(to).language == "de"


def test_changed_answers_keep_the_language_of_the_change(inside: World) -> None:
    to = invitation(inside)
    BROWSER.post(link("survey", to), filled(to, language="de"))
    changed = filled(to, words="Er war sehr nett.", language="ar")
    assert BROWSER.post(link("edit", to), changed).status_code == 303
    assert the_reply(to).language == "ar"


def test_the_team_reads_the_question_in_its_own_language(inside: World) -> None:
    to = invitation(inside)
    sent = filled(to, language="de", words="Er war nett.")
    BROWSER.post(link("survey", to), sent)
    url = reverse("surveys:reply-detail", args=[the_reply(to).pk])
    page = inside.client().get(url).content.decode()
    assert "What could we have done better?" in page
    assert re.search(r'<blockquote[^>]+lang="de"[^>]*>\s*<p>Er war nett', page)


def test_in_public_their_words_say_which_language_they_are(inside: World) -> None:
    wall.open_page()
    to = invitation(inside, "de")
    reply = wall.comment(to=to, words="Er war nett.", language="de")
    assert reply.submitted_at < to.due_at + timedelta(days=2)
    page = Client().get(reverse("public_wall_public:wall", args=["penrose-heating"]))
    assert '<blockquote class="quote" lang="de" dir="auto">' in page.content.decode()


def test_a_question_in_a_language_we_do_not_speak_is_marked(inside: World) -> None:
    survey = rows.survey_in(inside, "de")
    version = survey.versions.get()
    version.language = "cy"
    version.save(update_fields=["language"])
    page = html(builders.invitation(survey=survey, language="cy"))
    assert '<html lang="en-gb" dir="ltr">' in page
    assert '<legend lang="cy" dir="ltr">Overall, how was it?' in page
