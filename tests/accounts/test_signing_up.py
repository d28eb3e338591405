"""From nothing to the first page: sign up, confirm by mail, come in."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from feedback import tenancy
from feedback.accounts.models import Business, Membership, Role, User
from tests.accounts.outbox import link_in, mails, only_mail
from tests.conftest import World

PASSWORD = "correct horse battery"
SIGN_UP = {
    "business_name": "Penrose Heating",
    "name": "Ruth Penrose",
    "email": "Ruth@Penrose.example",
    "password1": PASSWORD,
}
pytestmark = pytest.mark.django_db


def sign_up(client: Client, **changed: str) -> HttpResponse:
    return client.post(reverse("account_signup"), SIGN_UP | changed)


def sign_in(client: Client, **changed: str) -> HttpResponse:
    sent = {"login": "ruth@penrose.example", "password": PASSWORD} | changed
    return client.post(reverse("account_login"), sent)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_signing_up_opens_a_business_and_asks_to_look_at_the_mail() -> None:
    client = Client()
    response = sign_up(client)
    assert response.url == reverse("account_email_verification_sent")
    assert "Check your email" in client.get(response.url).content.decode()
    business = Business.objects.get()
    assert (business.name, business.sign_off) == ("Penrose Heating", "Ruth Penrose")
    assert business.reply_to == "ruth@penrose.example"
    with tenancy.enter(business.id):
        assert Membership.objects.get().role == Role.OWNER
    assert not is_in(client)


def test_looking_at_the_link_confirms_nothing_and_sending_the_form_does() -> None:
    client = Client()
    sign_up(client)
    link = link_in(only_mail("ruth@penrose.example"))
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert not User.objects.get().emailaddress_set.get().verified
    response = client.post(link)
    assert User.objects.get().emailaddress_set.get().verified
    assert response.url == reverse("home")
    assert client.get(response.url).url == reverse("surveys:reply-list")
    assert is_in(client)


def test_in_another_browser_the_link_confirms_and_signing_in_follows() -> None:
    sign_up(Client())
    elsewhere = Client()
    elsewhere.post(link_in(only_mail("ruth@penrose.example")))
    assert not is_in(elsewhere)
    sign_in(elsewhere)
    assert is_in(elsewhere)


def test_a_link_that_was_used_or_altered_says_so() -> None:
    client = Client()
    sign_up(client)
    link = link_in(only_mail("ruth@penrose.example"))
    client.post(link)
    for address in (link, link.replace("confirm-email/", "confirm-email/x")):
        body = Client().get(address).content.decode()
        assert "This link does not work" in body


def test_nobody_comes_in_before_confirming() -> None:
    sign_up(Client())
    client = Client()
    response = sign_in(client)
    assert response.url == reverse("account_email_verification_sent")
    assert not is_in(client)


def test_the_case_of_an_address_does_not_matter() -> None:
    client = Client()
    sign_up(client)
    client.post(link_in(only_mail("ruth@penrose.example")))
    other = Client()
    sign_in(other, login="RUTH@PENROSE.EXAMPLE")
    assert is_in(other)


def test_a_stranger_cannot_see_who_has_an_account(world: World) -> None:
    known = sign_up(Client(), email="RUTH@penrose.example", business_name="Other")
    unknown = sign_up(Client(), email="zoe@elsewhere.example")
    assert known.url == unknown.url
    assert "already" in only_mail("ruth@penrose.example").text
    assert User.objects.filter(email__iexact="ruth@penrose.example").count() == 1
    assert not Business.objects.filter(name="Other").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("business_name", "Win now at evil.com"),
        ("business_name", "Ring 07700 900123"),
        ("business_name", "\u202egnitaeH"),
        ("business_name", "a" * 61),
        ("business_name", " "),
        ("business_name", "a\x00b"),
        ("name", "ruth@evil.example"),
        ("name", "https://evil.example"),
        ("email", "not an address"),
        ("email", "ruth@penrose.example\r\nBcc: all@example.com"),
        ("password1", "short"),
        ("password1", "password1234"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_stored(
    field: str, value: str
) -> None:
    response = sign_up(Client(), **{field: value})
    assert response.status_code in (200, 422)
    assert "There is a problem" in response.content.decode()
    assert not User.objects.exists()
    assert not Business.objects.exists()


def test_the_landing_page_leads_to_both_ways_in_and_members_past_it(
    world: World,
) -> None:
    body = Client().get("/").content.decode()
    assert reverse("account_signup") in body
    assert reverse("account_login") in body
    assert world.client("reader").get("/").url == reverse("surveys:reply-list")


def test_signing_up_from_one_place_has_a_limit() -> None:
    answers = [sign_up(Client(), email="").status_code for _ in range(21)]
    assert answers[-2:] == [200, 429]
    sign_up(Client())
    assert not mails("ruth@penrose.example")
