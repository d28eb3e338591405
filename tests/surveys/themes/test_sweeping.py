"""The sweep: each reply once, in exact words, whatever else happens."""

from datetime import timedelta

import pytest

from feedback import tenancy
from surveys.models import (
    Reply,
    Theme,
    ThemeLedger,
    ThemeQuote,
    Understanding,
)
from surveys.services import theming
from surveys.services.theming import sweeping
from tests.conftest import NOON, World
from tests.surveys.themes.said import names, quotes, read, said, theme

LATE = "Late or missed visits"
FRIENDLY = "Friendly and kind"


def test_words_are_quoted_exactly_under_a_plain_name(inside: World) -> None:
    said("Dan was so friendly, but he came two hours LATE!\nThanks – Margaret")
    assert read() == 1
    assert quotes(LATE) == ["he came two hours LATE!"]
    assert quotes(FRIENDLY) == ["Dan was so friendly"]


def test_a_second_sweep_reads_only_what_is_new(inside: World) -> None:
    said("He came two hours late.")
    assert read() == 1
    assert read() == 0
    said("They never turned up.", minutes=4)
    assert read() == 1
    assert len(quotes(LATE)) == 2


def test_reading_twice_at_once_stores_nothing_twice(inside: World) -> None:
    said("He came two hours late.")
    read()
    ThemeLedger.objects.update(read_until=None)
    Understanding.objects.all().delete()
    assert read() == 1
    assert quotes(LATE) == ["He came two hours late."]


def test_one_worker_at_a_time_reads_a_business(inside: World) -> None:
    said("He came two hours late.")
    ThemeLedger.objects.create(
        business=inside.business, leased_until=NOON + timedelta(minutes=1)
    )
    assert read() == 0
    ThemeLedger.objects.update(leased_until=NOON - timedelta(minutes=1))
    assert read() == 1


def test_more_than_a_batch_is_read_to_its_end(
    inside: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    for _number in range(5):
        said("He came two hours late.")
    assert read() == 5
    assert len(quotes(LATE)) == 5


def test_a_reply_committed_late_is_read_too(inside: World) -> None:
    said("He came two hours late.", minutes=1)
    read()
    said("They never turned up.", minutes=1, is_test=False)
    assert read() == 1


@pytest.mark.parametrize("odd", [{"is_test": True}, {"is_suspicious": True}])
def test_tries_and_suspects_are_not_read(inside: World, odd: dict[str, bool]) -> None:
    said("He came two hours late.", **odd)
    assert read() == 0
    assert names() == set()


def test_a_suspect_that_is_cleared_counts_after_all(inside: World) -> None:
    suspect = said("He came two hours late.", minutes=60, is_suspicious=True)
    said("Very friendly.")
    read()
    Reply.objects.filter(pk=suspect.pk).update(is_suspicious=False)
    theming.look_again(suspect)
    assert read() == 1
    assert quotes(LATE) == ["He came two hours late."]


def test_changed_words_are_read_anew(inside: World) -> None:
    reply = said("He came two hours late. Very friendly.", minutes=60)
    read()
    Reply.objects.filter(pk=reply.pk).update(
        words="On reflection: very friendly.", edited_at=NOON + timedelta(minutes=1)
    )
    assert read(after=2) == 1
    assert quotes(LATE) == []
    assert quotes(FRIENDLY) == ["very friendly."]
    assert read(after=4) == 0


def test_what_was_read_can_be_forgotten(inside: World) -> None:
    reply = said("He came two hours late.")
    read()
    theming.forget_reply(reply)
    assert not ThemeQuote.objects.exists()
    assert not Understanding.objects.exists()


def test_a_theme_keeps_its_id_and_name_while_more_comes_in(inside: World) -> None:
    said("He came two hours late.")
    read()
    before = theme(LATE)
    for minute in range(20):
        said("Nobody turned up.", minutes=4 + minute % 3)
    read()
    assert theme(LATE).pk == before.pk


def test_what_nobody_foresaw_becomes_a_theme(inside: World) -> None:
    said("The new thermostat is beyond me.")
    said("I can’t work the thermostat.")
    read()
    assert "Thermostat" not in names()
    said("Could somebody show me the Thermostat again?", minutes=3)
    said("Er, the gizmo.", minutes=3)
    read()
    assert quotes("Thermostat") == [
        "Could somebody show me the Thermostat again?",
        "I can’t work the thermostat.",
        "The new thermostat is beyond me.",
    ]
    said("Our thermostat blinks.", minutes=3)
    read()
    assert len(quotes("Thermostat")) == 4


def test_one_person_alone_makes_no_theme(inside: World) -> None:
    first = said("The thermostat blinks.")
    for _number in range(4):
        said("The thermostat blinks.", who=first.customer)
    read()
    assert "Thermostat" not in names()


def test_the_ledger_holds_no_words(inside: World) -> None:
    said("The thermostat of Mr Featherstonehaugh blinks.")
    read()
    ledger = ThemeLedger.objects.get()
    assert ledger.terms
    assert "thermostat" not in str(ledger.terms)
    assert "featherstonehaugh" not in str(ledger.terms)


def test_names_of_people_are_no_themes(inside: World) -> None:
    for _number in range(5):
        said("Ruth and the Ellis thing and Dan.", kind="Boiler service")
    read()
    assert names() == set()


def test_each_business_has_its_own(world: World) -> None:
    for business in (world.business, world.other_business):
        with tenancy.enter(business.id):
            said("He came two hours late.")
    assert read() == 2
    with tenancy.every_business():
        assert Theme.objects.filter(key="lateness.problem").count() == 2


def test_german_words_lead_to_the_same_theme(inside: World) -> None:
    said("He came two hours late.")
    said("Der Monteur kam zwei Stunden zu spät.")
    read()
    assert quotes(LATE) == [
        "Der Monteur kam zwei Stunden zu spät.",
        "He came two hours late.",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "\u202eeval",
        "😀" * 200,
        "<script>late</script>",
        "a" * 5000,
        "…",
        "' -- ;",
        "Zu\u0301g",
    ],
)
def test_any_words_can_be_read(inside: World, words: str) -> None:
    said(words)
    assert read() == 1
