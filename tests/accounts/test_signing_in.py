"""Coming in, being kept out, a new password."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from feedback import clock
from feedback.accounts.models import User
from tests.accounts.outbox import link_in, mails, only_mail
from tests.conftest import NOON, World

PASSWORD = "correct horse battery"
NEW = "a staple of another kind"


@pytest.fixture
def ruth(world: World) -> User:
    """The owner, with a password."""
    user = world.owner.user
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def sign_in(client: Client, *, to: str = "", **changed: str) -> HttpResponse:
    sent = {"login": "ruth@penrose.example", "password": PASSWORD} | changed
    return client.post(reverse("account_login") + to, sent)


def is_in(client: Client) -> bool:
    return client.get(reverse("accounts:preferences")).status_code == 200


def ask_for_reset(email: str = "ruth@penrose.example", **extra: str) -> HttpResponse:
    return Client(**extra).post(reverse("account_reset_password"), {"email": email})


def follow_reset(client: Client, link: str, password: str = NEW) -> HttpResponse:
    page = client.get(link)
    return client.post(page.url, {"password1": password, "password2": password})


def test_the_right_password_opens_the_inbox(ruth: User) -> None:
    client = Client()
    assert sign_in(client).url == reverse("home")
    assert client.get("/").headers["Location"] == reverse("surveys:reply-list")
    assert is_in(client)


def test_five_wrong_passwords_close_the_door_even_to_the_right_one(ruth: User) -> None:
    for _ in range(5):
        response = sign_in(Client(), password="wrong one again")
    assert "Too many" not in response.content.decode()
    client = Client()
    refused = sign_in(client)
    assert "Too many failed login attempts" in refused.content.decode()
    assert not is_in(client)


def test_a_wrong_password_and_no_such_account_look_the_same(ruth: User) -> None:
    wrong = sign_in(Client(), password="wrong one again").content.decode()
    unknown = sign_in(Client(), login="zoe@x.example").content.decode()
    assert "not correct" in wrong
    assert "not correct" in unknown


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "/%0d%0aLocation:https://evil.example",
    ],
)
def test_signing_in_never_leads_off_our_own_pages(ruth: User, evil: str) -> None:
    for response in (
        sign_in(Client(), to=f"?next={evil}"),
        sign_in(Client(), next=evil),
    ):
        assert response.status_code == 302
        assert response.url.startswith("/")
        assert not response.url.startswith(("//", "/\\"))
        assert "\n" not in response.url


def test_signing_in_leads_to_the_page_that_was_asked_for(ruth: User) -> None:
    wanted = reverse("accounts:preferences")
    client = Client()
    assert client.get(wanted).url == f"{reverse('account_login')}?next={wanted}"
    assert sign_in(client, next=wanted).url == wanted


def test_a_reset_link_is_ours_whatever_host_the_request_named(
    ruth: User, settings: object
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    ask_for_reset(HTTP_HOST="evil.example")
    mail = only_mail("ruth@penrose.example")
    assert "evil.example" not in mail.text
    assert link_in(mail).startswith("/accounts/password/reset/key/")


def test_a_reset_sets_a_password_once(ruth: User) -> None:
    ask_for_reset()
    link = link_in(only_mail("ruth@penrose.example"))
    follow_reset(Client(), link)
    client = Client()
    sign_in(client, password=NEW)
    assert is_in(client)
    assert "Send me a new link" in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize(
    "alike", ["ruth@penro\u017fe.example", "r\u016fth@penrose.example"]
)
def test_no_other_address_gets_the_link(ruth: User, alike: str) -> None:
    ask_for_reset(alike)
    assert not any("/reset/key/" in mail.text for mail in mails(alike))


def test_asking_for_a_reset_does_not_tell_who_has_an_account(ruth: User) -> None:
    known, unknown = ask_for_reset(), ask_for_reset("zoe@x.example")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_resets_to_one_address_are_limited(ruth: User) -> None:
    answers = []
    for second in range(5):
        with clock.set_to(NOON + timedelta(seconds=second)):
            answers.append(ask_for_reset().status_code)
    assert answers == [302, 302, 302, 429, 429]
    assert len(mails("ruth@penrose.example")) == 3


def test_a_new_password_ends_every_other_session(ruth: User) -> None:
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )
    ruth.refresh_from_db()
    assert ruth.check_password(NEW)
    assert not is_in(there)


def test_a_reset_ends_every_session(ruth: User) -> None:
    there = Client()
    sign_in(there)
    ask_for_reset()
    follow_reset(Client(), link_in(only_mail("ruth@penrose.example")))
    assert not is_in(there)


def test_somebody_switched_off_is_out_at_once(ruth: User) -> None:
    client = Client()
    sign_in(client)
    User.objects.filter(pk=ruth.pk).update(is_active=False)
    assert not is_in(client)


def test_signing_out_takes_a_post(ruth: User) -> None:
    client = Client()
    sign_in(client)
    client.get(reverse("account_logout"))
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert not is_in(client)
