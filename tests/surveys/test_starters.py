"""The ready-made questions keep the rules we hold our customers’ questions to."""

import dataclasses
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from surveys.starters import (
    COMMON_LIBRARY,
    STARTERS,
    QuestionKind,
    Starter,
    StarterQuestion,
    starter_for,
)

ROOT = Path(__file__).resolve().parents[2]
TRADES = {
    "accountant",
    "builder",
    "cafe-restaurant",
    "cleaner",
    "driving-school",
    "electrician",
    "garage",
    "general",
    "lettings",
    "online-shop",
    "physiotherapist",
    "plumbing-heating",
    "salon",
    "software-support",
    "vet",
}
ANSWERABLE_BY_YES = re.compile(r"(Are|Can|Could|Did|Do|Does|Has|Have|Is|Was|Were) ")
JOINS_TWO_THINGS = re.compile(r"\b(and|or|as well as|plus)\b|[&/;]", re.IGNORECASE)
BEGS = re.compile(
    r"\b(please|recommend|feedback|review|opinion|stars?|score|rate|rating"
    r"|out of (5|10|five|ten)|likely are you|friends?)\b",
    re.IGNORECASE,
)
LEADS = re.compile(
    r"\b(agree that|amazing|awesome|delighted|excellent|fantastic|great|happy|love"
    r"|perfect|pleased|satisfied|wonderful|don’t you|didn’t|wasn’t"
    r"|aren’t|isn’t|how much did you (like|enjoy)|how (good|easy|helpful|quick))\b",
    re.IGNORECASE,
)
JARGON = re.compile(
    r"\b(agent|case number|customer journey|csat|deliverables?|experience|interaction"
    r"|issue|nps|onboarding|resolution|resolved|service level|sla|solution"
    r"|stakeholder|ticket|touchpoint|utili[sz]e)\b",
    re.IGNORECASE,
)
AMERICAN = re.compile(
    r"\b(colors?|centers?|favorites?|gotten|neighbors?|\w{3,}iz(e|ed|ing))\b",
    re.IGNORECASE,
)
POINTS_THE_OTHER_WAY = re.compile(
    r"^(Did|Do) you (have|need) to\b|\b(too long|too late|problems\?)", re.IGNORECASE
)


def everything(starter: Starter) -> tuple[StarterQuestion, ...]:
    return starter.questions + starter.library


def all_questions() -> Iterator[StarterQuestion]:
    for starter in STARTERS:
        yield from everything(starter)
    yield from COMMON_LIBRARY


QUESTIONS = sorted(set(all_questions()), key=lambda question: question.text)
each_starter = pytest.mark.parametrize("starter", STARTERS, ids=lambda s: s.trade)
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.text)


def test_there_is_a_starter_for_every_trade_we_named() -> None:
    assert {starter.trade for starter in STARTERS} == TRADES


def test_no_two_starters_share_a_trade_or_a_label() -> None:
    assert len({starter.trade for starter in STARTERS}) == len(STARTERS)
    assert len({starter.label for starter in STARTERS}) == len(STARTERS)


def test_starters_are_listed_by_label_with_the_general_one_last() -> None:
    *named, last = [starter.label for starter in STARTERS]
    assert named == sorted(named)
    assert last == "Something else"


@each_starter
def test_a_trade_finds_its_own_starter(starter: Starter) -> None:
    assert starter_for(starter.trade) is starter


@pytest.mark.parametrize("trade", ["", "lighthouse-keeper", "Garage "])
def test_an_unknown_trade_gets_the_general_starter(trade: str) -> None:
    assert starter_for(trade).trade == "general"


@each_starter
def test_a_trade_key_is_a_slug(starter: Starter) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", starter.trade)


@each_starter
def test_the_opening_is_one_short_sentence(starter: Starter) -> None:
    assert re.fullmatch(r"[A-Z][^.?!]{5,58}[.?]", starter.opening)


@each_starter
def test_label_and_interaction_are_short_names(starter: Starter) -> None:
    for name in (starter.label, starter.interaction):
        assert name == name.strip()
        assert name[0].isupper()
        assert len(name) <= 40
        assert not name.endswith((".", "?"))


@each_starter
def test_a_survey_asks_three_to_five_questions(starter: Starter) -> None:
    assert 3 <= len(starter.questions) <= 5


@each_starter
def test_a_survey_begins_with_the_overall_faces(starter: Starter) -> None:
    assert starter.questions[0] == StarterQuestion("faces", "Overall, how was it?")


@each_starter
def test_a_survey_ends_with_their_own_words(starter: Starter) -> None:
    assert starter.questions[-1] == StarterQuestion(
        "words",
        "What could we have done better?",
        hint="Say it as you would to a neighbour. A few words is plenty.",
    )


@each_starter
def test_a_survey_has_at_least_two_concrete_questions(starter: Starter) -> None:
    kinds = [question.kind for question in starter.questions]
    assert kinds.count("yes_partly_no") >= 2
    assert kinds.count("faces") == 1


@each_starter
def test_a_library_offers_six_to_ten_more_questions(starter: Starter) -> None:
    assert 6 <= len(starter.library) <= 10
    assert all(question.kind != "faces" for question in starter.library)


@each_starter
def test_no_question_appears_twice_in_what_a_trade_can_choose_from(
    starter: Starter,
) -> None:
    texts = [q.text.casefold() for q in everything(starter) + COMMON_LIBRARY]
    assert len(set(texts)) == len(texts)


def test_every_trade_asks_something_no_other_trade_starts_with() -> None:
    asked = [{q.text for q in starter.questions} for starter in STARTERS]
    for index, own in enumerate(asked):
        others = set().union(*asked[:index], *asked[index + 1 :])
        assert len(own - others) >= 2


def test_the_common_library_has_concrete_choice_and_words_questions() -> None:
    assert {q.kind for q in COMMON_LIBRARY} == {"yes_partly_no", "choice", "words"}


@each_question
def test_a_question_has_a_known_kind_stored_as_a_plain_string(
    question: StarterQuestion,
) -> None:
    assert question.kind in set(QuestionKind)
    assert type(question.kind) is str


@each_question
def test_a_question_is_one_short_question(question: StarterQuestion) -> None:
    assert len(question.text) <= 90
    assert re.fullmatch(r"[A-Z][^?.!]+\?", question.text)
    assert question.text == " ".join(question.text.split())


@each_question
def test_a_question_asks_one_thing(question: StarterQuestion) -> None:
    assert " and " not in question.text
    assert " or " not in question.text
    assert not JOINS_TWO_THINGS.search(question.text)


@each_question
def test_a_question_neither_begs_nor_leads(question: StarterQuestion) -> None:
    assert not BEGS.search(question.text)
    assert not LEADS.search(question.text)


@each_question
def test_a_question_is_in_plain_british_words(question: StarterQuestion) -> None:
    assert not JARGON.search(question.text)
    assert not AMERICAN.search(question.text)


@each_question
def test_every_word_shown_is_typeset_properly(question: StarterQuestion) -> None:
    for shown in (question.text, question.hint, *question.options):
        assert not re.search(r"['\"!]|\.\.\.|\s-\s", shown)
        assert shown == shown.strip()


@each_question
def test_a_yes_partly_no_question_can_be_answered_by_yes(
    question: StarterQuestion,
) -> None:
    if question.kind == "yes_partly_no":
        assert ANSWERABLE_BY_YES.match(question.text)
        assert not POINTS_THE_OTHER_WAY.search(question.text)
    else:
        assert not ANSWERABLE_BY_YES.match(question.text)


@each_question
def test_only_a_choice_has_options_and_it_has_two_to_six(
    question: StarterQuestion,
) -> None:
    if question.kind == "choice":
        assert 2 <= len(question.options) <= 6
    else:
        assert question.options == ()


@each_question
def test_options_are_short_and_different(question: StarterQuestion) -> None:
    assert len({o.casefold() for o in question.options}) == len(question.options)
    for option in question.options:
        assert 0 < len(option) <= 40
        assert not option.endswith(".")
        assert not JOINS_TWO_THINGS.search(option)


@each_question
def test_own_words_always_come_with_a_hint(question: StarterQuestion) -> None:
    assert bool(question.hint) == (question.kind == "words")
    assert len(question.hint) <= 90


def test_a_starter_cannot_be_changed_by_whoever_borrows_it() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        starter_for("garage").label = "Workshop"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        COMMON_LIBRARY[0].text = "Happy?"  # type: ignore[misc]


def test_starters_load_without_django() -> None:
    program = "import sys, surveys.starters; sys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode == 0
