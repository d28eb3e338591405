"""One click ends it, without cookie, redirect or question; only they can resume."""

import pytest
from django.test import Client

from feedback.customers.selectors import suppressions_of
from feedback.history.models import Event
from surveys.models import Invitation
from tests import builders
from tests.conftest import World
from tests.surveys.guests import link, way_out

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def doors(to: Invitation) -> dict[str, str]:
    """Return each way to stop being asked."""
    return {"stop": link("stop", to), "leave": way_out("leave", to.customer)}


@pytest.mark.parametrize("door", ["stop", "leave"])
def test_looking_asks_and_pressing_does_it(inside: World, door: str) -> None:
    invitation = builders.invitation()
    url, email = doors(invitation)[door], invitation.customer.email
    page = Client().get(url).content.decode()
    assert "Don’t ask me again</button>" in page
    assert suppressions_of(inside.business, email) == set()
    done = Client(enforce_csrf_checks=True).post(url)
    assert done.status_code == 200
    assert not done.cookies
    assert "You won’t be asked again." in done.content.decode()
    assert suppressions_of(inside.business, email) == {"opted_out"}
    assert "You won’t be asked again." in Client().get(url).content.decode()


@pytest.mark.parametrize("purpose", ["leave", "leave-updates"])
@pytest.mark.parametrize("form", ["multipart", "urlencoded", "a megabyte", "nothing"])
def test_one_click_works_whatever_the_mail_program_sends(
    inside: World, purpose: str, form: str
) -> None:
    customer = builders.customer()
    url, browser = way_out(purpose, customer), Client(enforce_csrf_checks=True)
    encoded = "application/x-www-form-urlencoded"
    done = {
        "multipart": lambda: browser.post(url, ONE_CLICK),
        "urlencoded": lambda: browser.post(url, "List-Unsubscribe=One-Click", encoded),
        "a megabyte": lambda: browser.post(url, "a" * 1_000_000, encoded),
        "nothing": lambda: browser.post(url, HTTP_ORIGIN="https://mail.example"),
    }[form]()
    assert done.status_code == 200
    assert not done.has_header("Location")
    assert suppressions_of(inside.business, customer.email)


@pytest.mark.parametrize("door", ["stop", "leave"])
def test_the_person_can_change_their_mind(inside: World, door: str) -> None:
    invitation = builders.invitation()
    url, email = doors(invitation)[door], invitation.customer.email
    page = Client().post(url).content.decode()
    assert 'action="?resume"' in page
    done = Client().post(f"{url}?resume")
    assert "Penrose Heating may ask you again" in done.content.decode()
    assert "never more than once in 90 days" in done.content.decode()
    assert suppressions_of(inside.business, email) == set()


def test_looking_at_the_way_back_does_not_go_it(inside: World) -> None:
    customer = builders.customer()
    url = way_out("leave", customer)
    Client().post(url)
    Client().get(f"{url}?resume")
    assert suppressions_of(inside.business, customer.email) == {"opted_out"}


def test_updates_are_a_wish_of_their_own(inside: World) -> None:
    customer = builders.customer()
    url = way_out("leave-updates", customer)
    assert "Don’t tell me about changes</button>" in Client().get(url).content.decode()
    page = Client().post(url).content.decode()
    assert "You won’t hear about changes." in page
    assert suppressions_of(inside.business, customer.email) == {"no_updates"}


def test_the_wish_about_updates_can_be_taken_back_alone(inside: World) -> None:
    customer = builders.customer()
    url = way_out("leave-updates", customer)
    Client().post(way_out("leave", customer))
    page = Client().post(url).content.decode()
    assert 'action="?resume"' in page
    Client().get(f"{url}?resume")
    assert suppressions_of(inside.business, customer.email) >= {"no_updates"}
    done = Client().post(f"{url}?resume").content.decode()
    assert "Penrose Heating may tell you what it changed" in done
    assert suppressions_of(inside.business, customer.email) == {"opted_out"}
    assert Event.objects.filter(verb="resumed_telling").count() == 1


def test_an_opted_out_person_can_still_answer_what_they_were_asked(
    inside: World,
) -> None:
    invitation = builders.invitation()
    Client().post(link("stop", invitation))
    assert Client().get(link("survey", invitation)).status_code == 200
