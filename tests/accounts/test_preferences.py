"""One's name, keys and theme."""

import pytest

from feedback.accounts.models import User
from tests.conftest import World

YOU = "/settings/you/"


def now(world: World) -> User:
    return User.objects.get(pk=world.reader.user.pk)


def test_a_reader_too_has_preferences(world: World) -> None:
    client = world.client("reader")
    client.post(YOU, {"name": "Amy Hart-Lowe", "theme": "dark"})
    stored = now(world)
    assert (stored.name, stored.theme) == ("Amy Hart-Lowe", "dark")
    assert not stored.uses_shortcuts
    body = client.get(YOU).content.decode()
    assert 'data-theme="dark"' in body
    assert '<body data-keys="off">' in body


def test_the_list_of_keys_switches_only_the_keys(world: World) -> None:
    client = world.client("reader")
    response = client.post(YOU, {"only_shortcuts": "1", "next": "/actions/"})
    assert response.url == "/actions/"
    assert (now(world).name, now(world).uses_shortcuts) == ("Amy Hart", False)
    client.post(YOU, {"only_shortcuts": "1", "uses_shortcuts": "on"})
    assert now(world).uses_shortcuts


def test_the_dialog_of_keys_posts_here(world: World) -> None:
    body = world.client("reader").get(YOU).content.decode()
    dialog = body[body.index("<dialog") :]
    assert f'action="{YOU}"' in dialog
    assert 'name="only_shortcuts"' in dialog
    assert 'name="uses_shortcuts" value="on" checked' in dialog


def test_after_the_keys_one_stays_on_our_pages(world: World) -> None:
    sent = {"only_shortcuts": "1", "next": "https://evil.example/"}
    assert world.client("reader").post(YOU, sent).url == YOU


@pytest.mark.parametrize(
    "changed",
    [{"name": "evil.com"}, {"name": ""}, {"name": "x" * 81}, {"theme": "blink"}],
)
def test_what_cannot_be_taken_changes_nothing(
    world: World, changed: dict[str, str]
) -> None:
    sent = {"name": "Amy", "theme": "dark"} | changed
    assert world.client("reader").post(YOU, sent).status_code == 422
    assert (now(world).name, now(world).theme) == ("Amy Hart", "")


def test_nobody_gives_themselves_rights(world: World) -> None:
    sent = {"name": "Amy", "is_staff": "on", "is_superuser": "on", "email": "x@x.x"}
    world.client("reader").post(YOU, sent)
    stored = now(world)
    assert not stored.is_staff
    assert not stored.is_superuser
    assert stored.email == "amy@penrose.example"
