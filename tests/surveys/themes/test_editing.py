"""A person's word about themes wins over every later reading."""

from datetime import timedelta

import pytest

from feedback.errors import Conflict, Refused
from feedback.history.models import Event
from surveys.models import Reply, Theme, ThemeQuote
from surveys.selectors import themes as selectors
from surveys.selectors.filters import Filters
from surveys.services import theming
from surveys.services.theming import ThemeEdit
from tests.conftest import NOON, World
from tests.surveys.themes.said import names, quotes, read, said, theme

LATE = "Late or missed visits"
PRICE = "Too expensive"


def test_a_persons_name_stays(inside: World) -> None:
    said("He came two hours late.")
    read()
    theming.rename_theme(theme(LATE), name="  Not\u202e here when\nsaid ", by=inside.by)
    said("They never turned up.")
    read()
    assert names() == {"Not here when said"}
    assert len(quotes("Not here when said")) == 2
    assert Event.objects.filter(verb="renamed").count() == 1


def test_an_empty_name_is_refused(inside: World) -> None:
    said("He came two hours late.")
    read()
    with pytest.raises(Refused):
        theming.rename_theme(theme(LATE), name=" \u200e ", by=inside.by)


def test_a_merged_theme_goes_on_in_the_other(inside: World) -> None:
    said("He came two hours late.")
    said("It was far too expensive.")
    read()
    late, price = theme(LATE), theme(PRICE)
    theming.merge_theme(late, into=price, by=inside.by)
    said("They never turned up.")
    read()
    rows = selectors.theme_rows(inside.business, since=None)
    assert [(row.theme.name, row.people) for row in rows] == [(PRICE, 3)]
    assert len(selectors.quotes_of(price)) == 3
    assert Reply.objects.filter(selectors.says(price.pk)).count() == 3
    narrowed = Filters.read({"theme": str(price.pk)}).apply(Reply.objects.all())
    assert narrowed.count() == 3


def test_a_merge_can_be_taken_back(inside: World) -> None:
    said("He came two hours late.")
    said("It was far too expensive.")
    read()
    late, price = theme(LATE), theme(PRICE)
    theming.merge_theme(late, into=price, by=inside.by)
    assert theming.unmerge_theme(theme(LATE), by=inside.by)
    rows = selectors.theme_rows(inside.business, since=None)
    assert {row.theme.name: row.people for row in rows} == {LATE: 1, PRICE: 1}


def test_a_theme_is_merged_once_and_not_into_itself(inside: World) -> None:
    said("He came two hours late. It was far too expensive.")
    read()
    late, price = theme(LATE), theme(PRICE)
    with pytest.raises(Refused):
        theming.merge_theme(late, into=late, by=inside.by)
    theming.merge_theme(late, into=price, by=inside.by)
    with pytest.raises(Conflict):
        theming.merge_theme(theme(PRICE), into=theme(LATE), by=inside.by)


def test_merging_a_second_time_keeps_one_level(inside: World) -> None:
    said("He came two hours late. It was far too expensive. He was rude.")
    read()
    rude = theme("Rude or unfriendly")
    theming.merge_theme(theme(LATE), into=theme(PRICE), by=inside.by)
    theming.merge_theme(theme(PRICE), into=rude, by=inside.by)
    assert set(selectors.merged_into(rude)) == {theme(LATE), theme(PRICE)}


def test_a_hidden_theme_is_shown_nowhere_and_can_come_back(inside: World) -> None:
    reply = said("He came two hours late.")
    read()
    theming.hide_theme(theme(LATE), by=inside.by)
    assert selectors.theme_rows(inside.business, since=None) == []
    assert selectors.themes_of(reply) == []
    said("They never turned up.")
    read()
    theming.show_theme(theme(LATE), by=inside.by)
    assert len(quotes(LATE)) == 2


def test_words_split_off_get_a_theme_and_teach_it(inside: World) -> None:
    for words in (
        "The call-out charge is too expensive.",
        "Too expensive, that call-out charge.",
        "Two hundred for a valve is too expensive.",
        "Everything is too expensive with you.",
    ):
        said(words)
    read()
    moved = [q.pk for q in selectors.quotes_of(theme(PRICE)) if "call" in q.reply.words]
    theming.split_theme(theme(PRICE), ThemeEdit("Call-out charge", moved), by=inside.by)
    assert len(quotes("Call-out charge")) == 2
    assert len(quotes(PRICE)) == 2
    said("Your call-out charge is too expensive.")
    said("A bit too expensive.")
    read()
    assert len(quotes("Call-out charge")) == 3
    assert len(quotes(PRICE)) == 3


def test_a_split_needs_words_of_that_theme(inside: World) -> None:
    said("He came two hours late. It was far too expensive.")
    read()
    foreign = [q.pk for q in selectors.quotes_of(theme(PRICE))]
    for ids in ([], foreign):
        with pytest.raises(Refused):
            theming.split_theme(theme(LATE), ThemeEdit("New", ids), by=inside.by)
    assert Theme.objects.count() == 2


def test_what_a_person_took_out_stays_out(inside: World) -> None:
    reply = said("He came two hours late.", minutes=90)
    read()
    quote = ThemeQuote.objects.get()
    assert theming.remove_quote(quote, by=inside.by)
    assert not theming.remove_quote(quote, by=inside.by)
    Reply.objects.filter(pk=reply.pk).update(
        words="Well, he came two hours late.", edited_at=NOON + timedelta(minutes=1)
    )
    read(after=2)
    assert quotes(LATE) == []
    assert theming.restore_quote(quote, by=inside.by)


def test_what_a_person_put_in_stays_in(inside: World) -> None:
    said("He came two hours late.")
    reply = said("Hm, that Tuesday.", minutes=90)
    read()
    theming.place_reply(reply, theme=theme(LATE), by=inside.by)
    Reply.objects.filter(pk=reply.pk).update(
        words="Hm.", edited_at=NOON + timedelta(minutes=1)
    )
    read(after=2)
    assert quotes(LATE) == ["He came two hours late.", "Hm."]
    assert [t.name for t in selectors.themes_of(reply)] == [LATE]
