"""The pages behind the login, in the language of whoever reads them."""

import pytest
from django.test import Client
from django.urls import reverse

from feedback import tenancy
from feedback.accounts.models import Business, Membership, User
from feedback.mail.email import Email
from surveys.emails_hearing import notice_email
from surveys.models import Notice, Reply
from tests import builders
from tests.conftest import World
from tests.languages.test_what_is_spoken import SOURCES, english_in, shown
from tests.test_isolation import TABLE

PAGES = sorted(
    name
    for name, row in TABLE.items()
    if row.get is not None and not name.startswith("public_wall_public:")
)
# They show what a customer sees, in the language of the business or the survey.
IN_THEIRS = {
    "public_wall_root:tls-check",  # asked by a proxy
    "actions:action-telling",
    "surveys:channel-poster",
    "surveys:survey-preview",
    "surveys:survey-translation-preview",
}


def prefer(world: World, language: str) -> None:
    """Let the owner read in ``language``."""
    User.objects.filter(pk=world.owner.user_id).update(language=language)


def home(client: Client, **headers: str) -> str:
    return client.get(reverse("surveys:survey-list"), headers=headers).content.decode()


@pytest.mark.parametrize("name", [name for name in PAGES if name not in IN_THEIRS])
def test_a_page_has_no_english_left(world: World, name: str) -> None:
    prefer(world, "de")
    with tenancy.enter(world.business.id):
        kwargs = TABLE[name].kwargs(world)
    page = world.client().get(reverse(name, kwargs=kwargs), follow=True)
    if "text/html" not in page.headers["Content-Type"]:
        pytest.skip("no page")
    assert english_in(shown(page.content.decode())) == []


def test_there_are_sentences_to_look_for() -> None:
    assert len(SOURCES) > 500


def test_each_reads_the_language_they_chose(world: World) -> None:
    prefer(world, "de")
    assert '<html lang="de" dir="ltr">' in home(world.client())
    assert '<html lang="en-gb" dir="ltr">' in home(world.client("member"))


def test_who_chose_none_reads_the_businesss(world: World) -> None:
    Business.objects.filter(pk=world.business.pk).update(language="de")
    assert '<html lang="de" dir="ltr">' in home(world.client())


def test_a_business_in_a_language_we_do_not_work_in_reads_english(
    world: World,
) -> None:
    Business.objects.filter(pk=world.business.pk).update(language="ar")
    assert '<html lang="en-gb" dir="ltr">' in home(world.client())


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-CH, en;q=0.5", "de"),
        ("fr, de;q=0.8", "de"),
        ("ar", "en-gb"),
        ("", "en-gb"),
        ("x" * 9000, "en-gb"),
        ("\x7f;;q=,", "en-gb"),
    ],
)
def test_before_the_login_the_browser_says(
    db: None, accepted: str, language: str
) -> None:
    headers = {"Accept-Language": accepted}
    page = Client().get(reverse("account_login"), headers=headers)
    assert f'<html lang="{language}"' in page.content.decode()
    assert "Accept-Language" in page.headers["Vary"]


def test_the_choice_is_made_among_the_preferences(world: World) -> None:
    url = reverse("accounts:preferences")
    sent = {"name": "Ruth Penrose", "language": "de", "theme": ""}
    assert world.client().post(url, sent).status_code == 302
    world.owner.user.refresh_from_db()
    assert world.owner.user.language == "de"
    odd = world.client().post(url, {**sent, "language": "xx"})
    assert odd.status_code == 422


def test_the_team_is_written_to_each_in_their_own(inside: World) -> None:
    prefer(inside, "de")
    inside.owner.user.refresh_from_db()
    reply = builders.reply(contact="phone")
    german = a_notice(reply, inside.owner)
    assert german.subject == "Margaret war gestern nicht zufrieden"
    assert '<html lang="de" dir="ltr">' in german.html
    assert a_notice(reply, inside.member).subject == "Margaret wasn’t happy yesterday"


def a_notice(reply: Reply, reader: Membership) -> Email:
    notice = Notice(
        business=reply.business,
        membership=reader,
        reply=reply,
        topic="waiting",
        dedupe_key=f"reply:{reply.pk}",
    )
    return notice_email(notice)
