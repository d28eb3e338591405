from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given as given_any
from hypothesis import strategies as st

from actions.ical import MOST_OCTETS, Entry, calendar_text, escaped, folded
from actions.models import CalendarFeed
from actions.services import change_date, complete, hand_over
from actions.services.own_dates import feed_for, make_feed, remove_feed
from feedback import tenancy
from feedback.accounts.models import Membership, Role
from feedback.history.services import Actor
from tests import builders
from tests.actions.builders import closing
from tests.actions.deadlines import A_DAY, DUE, promised
from tests.conftest import World

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given_any(texts)
def test_no_line_is_longer_than_75_octets_and_none_cuts_a_character(text: str) -> None:
    line = f"SUMMARY:{escaped(text)}"
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= MOST_OCTETS for piece in pieces)
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line
    assert all(piece[:1] == " " for piece in pieces[1:])


@given_any(texts)
def test_what_was_escaped_is_one_line_that_can_be_read_back(text: str) -> None:
    safe = escaped(text)
    assert not {"\n", "\r", "\x00"} & set(safe)
    back = safe.replace("\\\\", "\0").replace("\\n", "\n")
    back = back.replace("\\,", ",").replace("\\;", ";").replace("\0", "\\")
    kept = {sign for sign in text if sign >= " " and sign != "\x7f"}
    assert kept <= set(back)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a, b; c", "a\\, b\\; c"),
        ("back\\slash", "back\\\\slash"),
        ("two\r\nlines\nmore", "two\\nlines\\nmore"),
        ("END:VEVENT\r\nBEGIN:VEVENT", "END:VEVENT\\nBEGIN:VEVENT"),
        ("bell\x07tab\t", "bell tab "),
    ],
)
def test_texts_are_escaped(text: str, safe: str) -> None:
    assert escaped(text) == safe


def test_an_entry_is_a_whole_day_event() -> None:
    moment = datetime(2026, 11, 18, 12, 30, tzinfo=UTC)
    entry = Entry("1@said.example", "Ring", date(2026, 12, 31), moment, 3, "https://x")
    text = calendar_text("Promised", [entry])
    assert text.endswith("END:VCALENDAR\r\n")
    assert text.replace("\r\n", "").count("\n") == 0
    lines = text.split("\r\n")
    event = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT") + 1]
    assert event == [
        "BEGIN:VEVENT",
        "UID:1@said.example",
        "DTSTAMP:20261118T123000Z",
        "SEQUENCE:3",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:Ring",
        "TRANSP:TRANSPARENT",
        "URL:https://x",
        "END:VEVENT",
    ]


def address(secret: str) -> str:
    return reverse("actions_public:calendar", kwargs={"secret": secret})


def read(world: World, **headers: str) -> tuple[int, str, str]:
    """Return status, body and ETag of Dan's calendar."""
    secret = make_feed(world.member, by=Actor.member(world.member))
    answer = Client().get(address(secret), headers=headers)
    return answer.status_code, answer.content.decode(), answer.headers.get("ETag", "")


def test_it_shows_ones_own_open_dates_and_no_words_of_customers(inside: World) -> None:
    made = promised(inside, builders.reply(words="Nobody rang."), what="Ring; at noon")
    promised(inside, by=inside.manager, what="Of somebody else")
    closed = promised(inside, what="Done already")
    complete(closed, closing(), by=inside.by)
    status, body, _etag = read(inside)
    assert status == 200
    assert body.count("BEGIN:VEVENT") == 1
    assert f"UID:{made.pk}@" in body
    assert "SUMMARY:Ring\\; at noon" in body
    assert "DTSTART;VALUE=DATE:20261125" in body
    assert "Nobody rang" not in body
    assert "Margaret" not in body


def test_what_changes_raises_the_sequence(inside: World) -> None:
    made = promised(inside)
    secret = make_feed(inside.member, by=Actor.member(inside.member))
    before = Client().get(address(secret))
    later = DUE + 7 * A_DAY
    change_date(made, due_on=later, because="The van", by=inside.by)
    after = Client().get(address(secret), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "SEQUENCE:2" in after.content.decode()
    assert "DTSTART;VALUE=DATE:20261202" in after.content.decode()
    hand_over(made, owner=inside.manager, by=inside.by)
    assert "VEVENT" not in Client().get(address(secret)).content.decode()


def test_what_is_known_is_not_sent_again(inside: World) -> None:
    promised(inside)
    secret = make_feed(inside.member, by=Actor.member(inside.member))
    first = Client().get(address(secret))
    for known in (first["ETag"], f"W/{first['ETag']}", f'"x", {first["ETag"]}', "*"):
        again = Client().get(address(secret), headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
    assert first["Cache-Control"] == "private, no-cache"
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert Client().head(address(secret)).status_code == 200
    assert Client().post(address(secret)).status_code == 405


def test_only_a_hash_is_kept_and_a_new_address_ends_the_old(inside: World) -> None:
    by = Actor.member(inside.member)
    old, new = make_feed(inside.member, by=by), make_feed(inside.member, by=by)
    assert CalendarFeed.objects.count() == 1
    assert new not in str(CalendarFeed.objects.values_list().get())
    assert Client().get(address(old)).status_code == 404
    assert Client().get(address(new)).status_code == 200
    assert remove_feed(inside.member, by=by)
    assert not remove_feed(inside.member, by=by)
    assert Client().get(address(new)).status_code == 404


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"role": Role.EMAIL_ONLY}, "user"]
)
def test_it_dies_with_the_membership(inside: World, change: object) -> None:
    secret = make_feed(inside.member, by=Actor.member(inside.member))
    if isinstance(change, dict):
        Membership.objects.filter(pk=inside.member.pk).update(**change)
    else:
        user = inside.member.user
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert Client().get(address(secret)).status_code == 404


@pytest.mark.parametrize("secret", ["x", "a" * 43, "ä" * 43, "a" * 400])
def test_secrets_that_are_none(world: World, secret: str) -> None:
    assert feed_for(secret) is None
    assert Client().get(f"/p/calendar/{secret}.ics").status_code == 404


def test_businesses_do_not_mix(world: World) -> None:
    with tenancy.enter(world.business.pk):
        promised(world)
    with tenancy.enter(world.other_business.pk):
        secret = make_feed(world.stranger, by=Actor.member(world.stranger))
    body = Client().get(address(secret)).content.decode()
    assert "BEGIN:VCALENDAR" in body
    assert "VEVENT" not in body
