"""Surveys are written in versions; nobody's words are lost or changed behind them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feedback import clock
from feedback.errors import Conflict, Refused
from feedback.history.models import Event
from feedback.ids import uuid7
from surveys.models import Survey
from surveys.selectors import writing as selectors
from surveys.services import writing
from surveys.services.writing import QuestionWords, Words
from surveys.starters import STARTERS, starter_for
from tests import builders
from tests.conftest import World

PLUMBER = starter_for("plumbing-heating")


def words_of(survey: Survey) -> Words:
    return selectors.words_of(writing.current_version(survey))


def reworded(words: Words, text: str = "How did it go, all in all?") -> Words:
    first, *others = words.questions
    return replace(words, questions=(replace(first, text=text), *others))


def start(world: World) -> Survey:
    return writing.start_survey(world.business, starter=PLUMBER, by=world.by)


def test_a_survey_starts_live_with_the_questions_of_the_trade(inside: World) -> None:
    survey = start(inside)
    version = writing.current_version(survey)
    assert (survey.name, survey.status) == ("Boiler service", "live")
    assert (version.number, version.frozen_at) == (1, None)
    assert version.opening == PLUMBER.opening
    asked = [(q.kind, q.text, q.hint) for q in version.questions.all()]
    assert asked == [(q.kind, q.text, q.hint) for q in PLUMBER.questions]


@pytest.mark.parametrize("starter", STARTERS, ids=lambda s: s.trade)
def test_every_starter_can_be_started(inside: World, starter: object) -> None:
    assert writing.start_survey(inside.business, starter=starter, by=inside.by)


def test_a_second_survey_of_a_name_gets_a_number(inside: World) -> None:
    names = [start(inside).name for _ in range(3)]
    assert names == ["Boiler service", "Boiler service 2", "Boiler service 3"]


def test_starting_is_history(inside: World) -> None:
    survey = start(inside)
    event = Event.objects.get(target_id=survey.pk)
    assert (event.verb, event.actor, event.after) == (
        "started",
        inside.owner,
        {"status": "live"},
    )


def test_nobody_was_asked_yet_so_editing_changes_the_open_version(
    inside: World,
) -> None:
    survey = start(inside)
    version = writing.save_words(survey, reworded(words_of(survey)), by=inside.by)
    assert version.number == survey.versions.count() == 1
    assert version.questions.first().text == "How did it go, all in all?"


def test_editing_what_was_shown_makes_a_new_version_and_keeps_the_old(
    inside: World,
) -> None:
    survey = start(inside)
    old = writing.current_version(survey)
    before = selectors.words_of(old)
    writing.freeze(old, now=clock.now())
    new = writing.save_words(survey, reworded(before), by=inside.by)
    assert (new.number, new.frozen_at) == (2, None)
    assert selectors.words_of(old) == before
    assert writing.current_version(survey) == new


def test_an_invitation_protects_its_words_even_if_nobody_froze_them(
    inside: World,
) -> None:
    survey = start(inside)
    builders.invitation(survey=survey)
    assert (
        writing.save_words(survey, reworded(words_of(survey)), by=inside.by).number == 2
    )


def test_saving_the_same_words_makes_no_version_but_says_it_was_read(
    inside: World,
) -> None:
    survey = start(inside)
    writing.freeze(writing.current_version(survey), now=clock.now())
    version = writing.save_words(survey, words_of(survey), by=inside.by)
    assert version.number == 1
    verbs = Event.objects.filter(target_id=survey.pk).values_list("verb", flat=True)
    assert sorted(verbs) == ["read", "started"]


def test_a_question_that_is_kept_stays_the_same_question(inside: World) -> None:
    survey = start(inside)
    before = words_of(survey)
    writing.freeze(writing.current_version(survey), now=clock.now())
    writing.save_words(survey, reworded(before), by=inside.by)
    assert [q.lineage for q in words_of(survey).questions] == [
        q.lineage for q in before.questions
    ]


def test_a_question_of_another_kind_is_another_question(inside: World) -> None:
    survey = start(inside)
    first, *others = words_of(survey).questions
    changed = Words((replace(first, kind="words"), *others))
    writing.save_words(survey, changed, by=inside.by)
    assert words_of(survey).questions[0].lineage != first.lineage


def test_a_lineage_of_somewhere_else_or_used_twice_is_not_taken(inside: World) -> None:
    survey = start(inside)
    foreign = words_of(start(inside)).questions[0]
    own = words_of(survey).questions[0]
    invented = replace(own, lineage=uuid7())
    writing.save_words(survey, Words((own, own, foreign, invented)), by=inside.by)
    kept = [q.lineage for q in words_of(survey).questions]
    assert kept[0] == own.lineage
    assert len(set(kept)) == 4
    assert not {foreign.lineage, invented.lineage} & set(kept)


def test_a_question_that_comes_back_is_the_same_again(inside: World) -> None:
    survey = start(inside)
    before = words_of(survey)
    writing.freeze(writing.current_version(survey), now=clock.now())
    writing.save_words(survey, Words(before.questions[1:]), by=inside.by)
    writing.freeze(writing.current_version(survey), now=clock.now())
    writing.save_words(survey, before, by=inside.by)
    assert words_of(survey).questions == before.questions


def test_questions_can_change_places(inside: World) -> None:
    survey = start(inside)
    turned = Words(words_of(survey).questions[::-1])
    writing.save_words(survey, turned, by=inside.by)
    assert words_of(survey).questions == turned.questions


@pytest.mark.parametrize("frozen", [True, False])
def test_of_two_people_editing_the_second_is_told_and_nothing_is_lost(
    inside: World, frozen: bool
) -> None:
    survey = start(inside)
    version = writing.current_version(survey)
    if frozen:
        writing.freeze(version, now=clock.now())
    seen = selectors.revision(survey, version)
    words = words_of(survey)
    writing.save_words(survey, reworded(words, "Mine"), by=inside.by, expected=seen)
    with pytest.raises(Conflict):
        writing.save_words(
            survey, reworded(words, "Theirs"), by=inside.by, expected=seen
        )
    assert words_of(survey).questions[0].text == "Mine"


def test_a_change_of_the_rules_is_seen_by_somebody_who_edits_the_words(
    inside: World,
) -> None:
    survey = start(inside)
    seen = selectors.revision(survey, writing.current_version(survey))
    rules = replace(selectors.rules_of(survey), delay_hours=2)
    writing.save_survey(survey, words_of(survey), rules, by=inside.by, expected=seen)
    with pytest.raises(Conflict):
        writing.save_words(survey, words_of(survey), by=inside.by, expected=seen)


def test_two_surveys_cannot_have_one_name(inside: World) -> None:
    first, second = start(inside), start(inside)
    rules = replace(selectors.rules_of(second), name=first.name)
    seen = selectors.revision(second, writing.current_version(second))
    with pytest.raises(Refused, match="Another survey has this name"):
        writing.save_survey(
            second, words_of(second), rules, by=inside.by, expected=seen
        )


def test_rules_are_history_and_words_stay_the_version_they_are(inside: World) -> None:
    survey = start(inside)
    seen = selectors.revision(survey, writing.current_version(survey))
    rules = replace(selectors.rules_of(survey), reminder_days=0, kinds=("Repair",))
    writing.save_survey(survey, words_of(survey), rules, by=inside.by, expected=seen)
    survey.refresh_from_db()
    assert selectors.rules_of(survey) == rules
    event = Event.objects.get(target_id=survey.pk, verb="changed rules")
    assert event.after == {"reminder_days": 0, "kinds": ["Repair"]}


ASKS = QuestionWords("yes_partly_no", "Did we turn up?")


@pytest.mark.parametrize(
    ("questions", "why"),
    [
        ((), "at least one"),
        ((ASKS,) * 6, "Five is plenty"),
        ((replace(ASKS, text=" \x00\u202e "),), "no words yet"),
        ((QuestionWords("choice", "Which?", options=("One",)),), "two to six"),
        (
            (QuestionWords("choice", "Which?", options=("One", "ONE ", "")),),
            "two to six",
        ),
        ((QuestionWords("choice", "Which?", options=tuple("abcdefg")),), "two to six"),
        ((QuestionWords("stars", "How many?"),), "no such kind"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_stored(
    inside: World, questions: tuple[QuestionWords, ...], why: str
) -> None:
    survey = start(inside)
    before = words_of(survey)
    with pytest.raises(Refused, match=why):
        writing.save_words(survey, Words(questions), by=inside.by)
    assert words_of(survey) == before


def test_hostile_words_are_stored_as_plain_short_ones(inside: World) -> None:
    survey = start(inside)
    nasty = QuestionWords(
        "choice",
        "Did\r\nBcc: it\x00 \ud800go\u202e? " + "x" * 500,
        hint="<script>\x07",
        options=("a\nb", "\u202ec" + "y" * 500),
    )
    writing.save_words(
        survey, Words((nasty,), opening="\x00Hi\r\n" * 300), by=inside.by
    )
    stored = words_of(survey)
    question = stored.questions[0]
    assert question.text.startswith("Did Bcc: it go? xxx")
    assert len(question.text) == 140
    assert question.hint == "<script>"
    assert question.options == ("a b", "c" + "y" * 59)
    assert len(stored.opening) == 200
    assert "\n" not in stored.opening


def test_only_a_pick_one_keeps_options(inside: World) -> None:
    survey = start(inside)
    writing.save_words(
        survey, Words((replace(ASKS, options=("a", "b")),)), by=inside.by
    )
    assert words_of(survey).questions[0].options == ()


def test_a_version_is_frozen_once(inside: World) -> None:
    version = writing.current_version(start(inside))
    assert writing.freeze(version, now=clock.now())
    first = version.frozen_at
    assert not writing.freeze(version, now=clock.now() + timedelta(days=1))
    assert version.frozen_at == first


def test_pausing_and_resuming_happen_once_each(inside: World) -> None:
    survey = start(inside)
    assert not writing.set_status(survey, status=Survey.Status.LIVE, by=inside.by)
    assert writing.set_status(survey, status=Survey.Status.PAUSED, by=inside.by)
    assert not writing.set_status(survey, status=Survey.Status.PAUSED, by=inside.by)
    verbs = Event.objects.filter(target_id=survey.pk).values_list("verb", flat=True)
    assert sorted(verbs) == ["paused", "started"]


def test_seconds_grow_with_what_is_to_be_read_and_typed() -> None:
    short = writing.estimated_seconds([ASKS])
    both = writing.estimated_seconds([ASKS, QuestionWords("words", "Why?")])
    assert (short, both) == (5, 25)
    assert writing.estimated_seconds(PLUMBER.questions) <= 60
    assert writing.estimated_seconds([]) == 0
