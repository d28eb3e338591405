"""The conversation in the reading pane: mails, notes, drafts, who else is writing."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from feedback import clock, tenancy
from feedback.accounts.models import Role
from feedback.mail.models import OutboundMessage
from surveys.models import Mention, Notice, Reply, TeamAnswer, TeamNote, WritingDraft
from surveys.services import draft_words, noting
from surveys.services.noting import mentioned
from tests import builders
from tests.conftest import NOON, World, join
from tests.queries import assert_same_queries
from tests.surveys.threads import builders as threads

BAD = "<script>alert(1)</script>\"'=cmd|{{ 7|add:7 }}"


@pytest.fixture
def reply(world: World) -> Reply:
    with tenancy.enter(world.business.id):
        return builders.reply()


def path(reply: Reply, rest: str = "") -> str:
    return f"/inbox/{reply.pk}/{rest}"


def page(client: Client, reply: Reply) -> str:
    response = client.get(path(reply))
    assert response.status_code == 200
    return response.content.decode()


def drafts(world: World) -> list[tuple[str, str, str]]:
    with tenancy.enter(world.business.id):
        rows = WritingDraft.objects.order_by("id").select_related("author__user")
        return [(d.author.user.first_name, d.kind, d.words) for d in rows]


# --- What came back ------------------------------------------------------------------


def test_what_they_wrote_stands_above_the_answer(world: World, reply: Reply) -> None:
    with tenancy.enter(world.business.id):
        mail = threads.message(reply, words="It leaks again.")
        threads.file(mail, name="leak.pdf")
    shown = page(world.client("reader"), reply)
    assert shown.index("It leaks again.") < shown.index('id="notes"')
    assert "leak.pdf" in shown
    assert path(reply, f"mails/{mail.pk}/") in shown


def test_once_answered_it_stands_in_the_story_only(world: World, reply: Reply) -> None:
    with tenancy.enter(world.business.id):
        threads.message(reply)
        TeamAnswer.objects.create(
            business=world.business,
            reply=reply,
            author=world.owner,
            words="We come.",
            sent_at=NOON + timedelta(hours=1),
        )
    shown = page(world.client(), reply)
    assert shown.count("It leaks again.") == 1
    assert "wrote-back" not in shown


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("automatic", "An automatic reply came"),
        ("bounce", "A message about a failed delivery came"),
        ("too_large", "A mail too large to read came"),
        ("team", "A mail from the team came"),
    ],
)
def test_what_is_nobody_s_words_is_named(
    world: World, reply: Reply, what: str, said: str
) -> None:
    with tenancy.enter(world.business.id):
        threads.message(reply, what=what, words="")
    shown = page(world.client(), reply)
    assert said in shown
    assert "wrote-back" not in shown


def test_hostile_words_are_inert(world: World, reply: Reply) -> None:
    with tenancy.enter(world.business.id):
        mail = threads.message(
            reply,
            words=BAD,
            whole=BAD,
            subject=BAD,
            from_email="a@b.example",
            is_from_them=False,
        )
        threads.file(mail, name=BAD[:100])
        noting.add_note(reply, words=BAD, by=world.by)
    for where in (path(reply), path(reply, f"mails/{mail.pk}/")):
        shown = world.client().get(where).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown


def test_the_whole_mail_shows_what_it_quoted(world: World, reply: Reply) -> None:
    with tenancy.enter(world.business.id):
        mail = threads.message(reply)
        other = builders.reply()
    shown = world.client("reader").get(path(reply, f"mails/{mail.pk}/"))
    assert "&gt; We are glad." in shown.content.decode()
    assert world.client().get(path(other, f"mails/{mail.pk}/")).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["run.exe", "page.html", 'a"b\r\nX: y.svg', "ü.pdf", "", "\u202egpj.exe"],
)
def test_a_file_is_only_ever_kept(world: World, reply: Reply, name: str) -> None:
    with tenancy.enter(world.business.id):
        file = threads.file(
            threads.message(reply), name=name, content_type="text/html", body=b"<b>"
        )
    response = world.client("reader").get(f"/inbox/files/{file.pk}/")
    assert response.content == b"<b>"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert "\n" not in response["Content-Disposition"]
    assert world.client("stranger").get(f"/inbox/files/{file.pk}/").status_code == 404


def test_the_page_needs_as_many_queries_for_a_long_conversation(
    world: World, reply: Reply
) -> None:
    def grow() -> None:
        with tenancy.enter(world.business.id):
            for _ in range(3):
                threads.file(threads.message(reply))
                noting.add_note(reply, words=f"Note {next(number)}", by=world.by)

    number = count()
    grow()
    assert_same_queries(world.client(), path(reply), grow)


# --- Notes ---------------------------------------------------------------------------


def test_a_note_is_for_the_team_and_tells_whom_it_names(
    world: World, reply: Reply
) -> None:
    response = world.client().post(
        path(reply, "note/"), {"words": "Was that you, @Dan Rowe?"}
    )
    assert response.status_code == 302
    shown = page(world.client("reader"), reply)
    assert "Ruth noted for the team" in shown
    with tenancy.enter(world.business.id):
        assert Mention.objects.get().membership == world.member
        assert Notice.objects.get().topic == "mention"
        (mail,) = OutboundMessage.objects.filter(kind="notice")
        assert mail.to_email == "dan@penrose.example"
        assert "Was that you" in mail.text
        assert not OutboundMessage.objects.filter(kind="answer").exists()


def test_a_double_click_is_one_note(world: World, reply: Reply) -> None:
    for _ in range(3):
        world.client().post(path(reply, "note/"), {"words": "Ask @Dan."})
    with tenancy.enter(world.business.id):
        assert TeamNote.objects.count() == Mention.objects.count() == 1


@pytest.mark.parametrize("words", ["", "  \n ", "\x01\x02"])
def test_an_empty_note_is_refused_kindly(
    world: World, reply: Reply, words: str
) -> None:
    response = world.client().post(path(reply, "note/"), {"words": words})
    assert response.status_code == 422
    assert "Write a few words first." in response.content.decode()
    with tenancy.enter(world.business.id):
        assert not TeamNote.objects.exists()


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("@Dan look", {"Dan Rowe"}),
        ("ask @dan, please", {"Dan Rowe"}),
        ("@Dan Rowe", {"Dan Rowe"}),
        ("@dan@penrose.example", {"Dan Rowe"}),
        ("@Danger", set()),
        ("dan@penrose.example", set()),
        ("mail@Dan", set()),
        ("@@Dan", set()),
        ("@Lee and @Amy and @Lee", {"Lee Tonkin", "Amy Hart"}),
        ("@Dana", set()),
        ("@", set()),
    ],
)
def test_whom_a_note_names(inside: World, words: str, who: set[str]) -> None:
    people = [inside.owner, inside.manager, inside.member, inside.reader]
    assert {one.user.name for one in mentioned(words, people)} == who


def test_two_of_one_name_are_both_meant(inside: World) -> None:
    other = join(inside.business, "dan2@penrose.example", "Dan Bell", Role.MEMBER)
    people = [inside.member, other]
    assert len(mentioned("@Dan look", people)) == 2
    assert mentioned("@Dan Bell look", people) == [other]


def test_who_may_not_see_the_words_is_not_named(world: World, reply: Reply) -> None:
    with tenancy.enter(world.business.id):
        join(world.business, "kim@penrose.example", "Kim Vance", Role.OWN_ONLY)
        noting.add_note(reply, words="@Kim look", by=world.by)
        assert not Mention.objects.exists()


# --- Drafts --------------------------------------------------------------------------


def test_a_draft_waits_on_any_device(world: World, reply: Reply) -> None:
    fields = {"words": "Dear Margaret, half a th", "kind": "answer"}
    response = world.client().post(path(reply, "draft/"), fields)
    assert response.status_code == 302
    other = Client()
    other.force_login(world.owner.user)
    assert "Dear Margaret, half a th" in page(other, reply)
    assert "half a th" not in page(world.client("manager"), reply)
    assert drafts(world) == [("Ruth", "answer", "Dear Margaret, half a th")]


def test_a_script_is_told_who_else_is_writing(world: World, reply: Reply) -> None:
    world.client("manager").post(
        path(reply, "draft/"), {"words": "Dear Marg", "kind": "answer"}
    )
    response = world.client().post(
        path(reply, "draft/"),
        {"words": "Dear", "kind": "answer"},
        HTTP_ACCEPT="application/json",
    )
    said = response.json()
    assert said == {"saved": True, "others": "Lee is writing to them at this moment."}


def test_two_people_see_each_other(world: World, reply: Reply) -> None:
    world.client("manager").post(
        path(reply, "draft/"), {"words": "Dear Marg", "kind": "answer"}
    )
    assert "Lee is writing to them" in page(world.client(), reply)
    assert "Lee is writing to them" not in page(world.client("manager"), reply)
    with clock.set_to(NOON + timedelta(minutes=11)):
        assert "Lee is writing to them" not in page(world.client(), reply)


def test_a_note_that_is_begun_worries_nobody(world: World, reply: Reply) -> None:
    world.client("manager").post(path(reply, "draft/"), {"words": "Hm", "kind": "note"})
    assert "is writing to them" not in page(world.client(), reply)


@pytest.mark.parametrize("kind", ["answer", "note"])
def test_what_was_sent_is_no_draft_any_more(
    world: World, reply: Reply, kind: str
) -> None:
    fields = {"words": "We will ring.", "kind": kind}
    world.client().post(path(reply, "draft/"), fields)
    address = {"answer": "answer/", "note": "note/"}[kind]
    assert world.client().post(path(reply, address), fields).status_code == 302
    assert drafts(world) == []
    # One that was on its way meanwhile.
    world.client().post(path(reply, "draft/"), {"words": "We will", "kind": kind})
    assert drafts(world) == []


def test_an_emptied_draft_is_gone(world: World, reply: Reply) -> None:
    for words in ("Dear", ""):
        world.client().post(path(reply, "draft/"), {"words": words, "kind": "answer"})
    assert drafts(world) == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "nonsense", "words": "x"},
        {"words": "x" * 50_000},
        {"words": "\x00\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
    ],
)
def test_whatever_is_posted_is_no_error(
    world: World, reply: Reply, fields: dict[str, Any]
) -> None:
    assert world.client().post(path(reply, "draft/"), fields).status_code == 302


def test_drafts_that_nobody_came_back_to_go(inside: World) -> None:
    reply = builders.reply()
    draft_words.save_draft(reply, inside.owner, "answer", words="x", now=NOON)
    assert draft_words.purge_drafts(now=NOON + timedelta(days=29)) == 0
    assert draft_words.purge_drafts(now=NOON + timedelta(days=31)) == 1


# --- Answering -----------------------------------------------------------------------


def test_nobody_answers_past_what_came_meanwhile(world: World, reply: Reply) -> None:
    with tenancy.enter(world.business.id):
        threads.message(reply, words="Never mind, Dan was here.")
    fields = {"words": "We come tomorrow.", "seen": "0", "heard": "0"}
    refused = world.client().post(path(reply, "answer/"), fields)
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "wrote back while you were writing" in shown
    assert "We come tomorrow." in shown
    fields["heard"] = "1"
    assert world.client().post(path(reply, "answer/"), fields).status_code == 302
