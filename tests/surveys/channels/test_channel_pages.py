"""The team's side of open channels, and what they write down themselves."""

import re
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse

from feedback import tenancy
from feedback.customers.models import Interaction
from feedback.links import make_token
from surveys.models import OpenChannel, Reply
from surveys.posters import poster, snippets
from tests import builders
from tests.conftest import World
from tests.queries import assert_same_queries
from tests.surveys.channels.doors import door, send, text, the_reply, url

NEW = reverse("surveys:channel-new")
HEARD = reverse("surveys:heard-new")


def form(**values: str) -> dict[str, str]:
    survey = values.pop("survey", "") or str(builders.survey().pk)
    return {"name": "Front desk", "survey": survey, "work_kind": "Visit", **values}


def page(world: World, address: str, who: str = "owner") -> HttpResponse:
    return world.client(who).get(address)


@pytest.mark.parametrize("kind", ["qr", "kiosk", "link", "embed"])
def test_a_manager_opens_a_way_in(inside: World, kind: str) -> None:
    filled = form(origins="https://www.Penrose.example/\nhttps://shop.example:8443")
    answer = inside.client("manager").post(f"{NEW}?kind={kind}", filled)
    channel = OpenChannel.objects.get()
    assert answer["Location"] == reverse("surveys:channel-detail", args=[channel.pk])
    assert (channel.kind, channel.created_by) == (kind, inside.manager)
    listed = ["https://www.penrose.example", "https://shop.example:8443"]
    assert channel.origins == (listed if kind == "embed" else [])
    assert channel.token in page(inside, answer["Location"]).content.decode()
    assert inside.client("anonymous").get(url(channel)).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "http://www.example.com",
        "https://*.example.com",
        "https://example.com/page",
        "https://user@example.com",
        "javascript:alert(1)",
        "https://example.com;script-src",
        "'self'",
        "https://localhost",
        "https://example.com:99999",
    ],
)
def test_only_whole_addresses_of_websites_may_frame(inside: World, origin: str) -> None:
    answer = inside.client().post(f"{NEW}?kind=embed", form(origins=origin))
    assert answer.status_code == 422
    assert not OpenChannel.objects.exists()
    assert "Front desk" in answer.content.decode()


def test_two_ways_in_of_one_name_are_refused_kindly(inside: World) -> None:
    door(name="Front desk")
    answer = inside.client().post(NEW, form())
    assert answer.status_code == 422
    assert "There is a way in called “Front desk”." in text(answer)


def test_a_survey_of_another_business_cannot_be_asked_there(world: World) -> None:
    with tenancy.enter(world.other_business.id):
        foreign = builders.survey()
    with tenancy.enter(world.business.id):
        builders.survey()
        answer = world.client().post(NEW, form(survey=str(foreign.pk)))
        assert answer.status_code == 422


def test_it_is_closed_opened_and_changed(inside: World) -> None:
    channel = door(name="Old")
    closure = reverse("surveys:channel-closure", args=[channel.pk])
    inside.client().post(closure)
    assert inside.client("anonymous").get(url(channel)).status_code == 410
    inside.client().post(closure, {"undo": "1"})
    assert inside.client("anonymous").get(url(channel)).status_code == 200
    detail = reverse("surveys:channel-detail", args=[channel.pk])
    inside.client().post(detail, form(name="New", survey=str(channel.survey_id)))
    channel.refresh_from_db()
    assert channel.name == "New"


def test_the_list_counts_what_came_in_and_costs_the_same(inside: World) -> None:
    send(door(name="Till"))
    address = reverse("surveys:channel-list")
    assert "1 answer, the last on 18 November 2026" in text(page(inside, address))
    assert_same_queries(inside.client(), address, lambda: send(door("qr")))


def test_a_poster_has_a_code_at_level_q_with_a_quiet_zone(inside: World) -> None:
    channel = door("qr")
    made = poster(channel)
    assert made.short_address.endswith(f"/o/{channel.token}")
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', made.code)[1])  # type: ignore[index]
    version = (side - 2 * 4 - 17) // 4
    assert 3 <= version <= 6
    assert "style=" not in made.code
    shown = page(inside, reverse("surveys:channel-poster", args=[channel.pk]))
    assert made.short_address in text(shown)
    assert 'class="sheet a4"' in shown.content.decode()
    a5 = page(inside, reverse("surveys:channel-poster", args=[channel.pk]) + "?size=a5")
    assert 'class="sheet a5"' in a5.content.decode()


def test_a_poster_speaks_the_language_of_its_questions(inside: World) -> None:
    channel = door("qr")
    channel.survey.versions.update(language="de")
    shown = page(inside, reverse("surveys:channel-poster", args=[channel.pk]))
    assert '<html lang="de"' in shown.content.decode()


def test_the_snippets_name_this_form_and_no_other_host(inside: World) -> None:
    channel = door("embed")
    both = snippets(channel)
    assert all(f"/embed/{channel.token}/" in snippet for snippet in both.values())
    assert "sandbox=" in both["frame"]


def test_unverified_is_written_beside_it_everywhere(inside: World) -> None:
    margaret = builders.customer(email="margaret@example.com")
    send(door(name="Till"), who="Margaret", answer_to="margaret@example.com")
    reply = the_reply()
    inbox = page(inside, reverse("surveys:reply-list"))
    detail = page(inside, reverse("surveys:reply-detail", args=[reply.pk]))
    for shown in (inbox, detail):
        assert "Unverified" in text(shown)
    assert "Unverified: it came through “Till”" in text(detail)
    assert "Margaret Ellis is a customer under that address." in text(detail)
    claimed = reverse("actions:customer-detail", args=[margaret.pk])
    assert claimed in detail.content.decode()
    person = reverse("actions:customer-detail", args=[reply.customer_id])
    assert "Unverified" in text(page(inside, person))
    assert "Said, unverified" in text(page(inside, person))


def test_the_inbox_shows_verified_open_or_both_as_the_owner_likes(
    inside: World,
) -> None:
    builders.reply(words="From an asked one.")
    send(door(), words="From anybody.")
    address = reverse("surveys:reply-list")
    both, asked, open_ = (
        text(page(inside, f"{address}{query}"))
        for query in ("", "?from=asked", "?from=open")
    )
    assert "From an asked one." in both
    assert "From anybody." in both
    assert "From anybody." not in asked
    assert "From an asked one." not in open_


def note(**values: str) -> dict[str, str]:
    return {
        "words": "He was late again.",
        "heard_on": "2026-11-17",
        "work_kind": "Boiler service",
        "once": str(uuid4()),
        **values,
    }


def test_what_dan_heard_is_in_dans_notes(inside: World) -> None:
    builders.survey()
    margaret = builders.customer()
    filled = note(heard_by=str(inside.member.pk), rating="2", waits="on")
    address = f"{HEARD}?customer={margaret.pk}"
    for _click in range(2):
        answer = inside.client("member").post(address, filled)
        assert answer.status_code == 302
    reply = the_reply()
    assert (reply.channel, reply.is_verified, reply.rating) == ("heard", False, 2)
    assert (reply.noted_by, reply.customer) == (inside.member, margaret)
    assert reply.waits_for_person
    assert reply.invitation.interaction.source == Interaction.Source.HEARD
    detail = text(page(inside, reverse("surveys:reply-detail", args=[reply.pk])))
    assert "Heard by Dan Rowe on 17 November 2026, in Dan Rowe’s notes" in detail
    assert "A note of your own team" in detail
    assert "Show these words in public?" not in detail
    person = page(inside, reverse("actions:customer-detail", args=[margaret.pk]))
    assert "Heard by Dan, in their notes" in text(person)


def test_a_note_about_nobody_known_belongs_to_a_row_of_its_own(inside: World) -> None:
    builders.survey()
    answer = inside.client().post(HEARD, note(heard_by=str(inside.owner.pk)))
    assert answer.status_code == 302
    assert the_reply().customer.is_unverified


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": " "},
        {"heard_on": "2026-11-19"},
        {"heard_on": "2020-01-01"},
        {"heard_by": str(uuid4())},
        {"work_kind": ""},
        {"once": "x"},
        {"rating": "6"},
    ],
)
def test_a_note_that_cannot_be_is_refused_with_its_words(
    inside: World, wrong: dict[str, str]
) -> None:
    builders.survey()
    filled = note(**{"heard_by": str(inside.owner.pk), **wrong})
    answer = inside.client().post(HEARD, filled)
    assert answer.status_code == 422
    assert wrong.get("words") or "He was late again." in answer.content.decode()
    assert not Reply.objects.exists()


def test_a_customer_does_not_see_notes_as_their_own_words(inside: World) -> None:
    mine = builders.reply(words="My own.")
    filled = note(heard_by=str(inside.owner.pk), words="What Ruth heard.")
    inside.client().post(f"{HEARD}?customer={mine.customer_id}", filled)
    token = make_token("survey", mine.business_id, mine.invitation_id)
    shown = inside.client("anonymous").get(f"/s/{token}/mine/")
    assert "My own." in text(shown)
    assert "What Ruth heard." not in text(shown)
