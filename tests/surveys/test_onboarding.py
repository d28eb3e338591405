"""The first evening: five answers, a survey, and a list of what to do next."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback import clock
from feedback.accounts.models import Business
from surveys.models import Survey
from surveys.selectors.checklist import progress
from surveys.services import onboarding, writing
from surveys.services.onboarding import Welcome
from surveys.starters import starter_for
from surveys.templatetags.survey_parts import checklist
from tests import builders
from tests.conftest import NOON, World

WELCOME = "/welcome/"
SAID = {
    "trade": "salon",
    "sign_off": "Ruth",
    "reply_to": "hello@penrose.example",
    "place": "Falmouth",
    "country": "NZ",
    "zone": "",
}


def now(world: World) -> Business:
    return Business.objects.get(pk=world.business.pk)


def test_the_page_knows_what_signing_up_told(inside: World) -> None:
    body = (
        inside.client()
        .get(WELCOME, headers={"accept-language": "en-IE,en;q=0.8"})
        .content.decode()
    )
    assert 'value="Ruth Penrose"' in body
    assert 'value="ruth@penrose.example"' in body
    assert '<option value="IE" selected>' in body


def test_five_answers_make_a_survey(inside: World) -> None:
    response = inside.client().post(WELCOME, SAID)
    assert response.url == "/inbox/"
    stored = now(inside)
    assert (stored.trade, stored.sign_off) == ("salon", "Ruth")
    assert (stored.country, stored.zone) == ("NZ", "Pacific/Auckland")
    survey = Survey.objects.get()
    assert survey.name == starter_for("salon").interaction
    assert survey.status == "live"


def test_a_zone_that_was_chosen_wins_over_the_countrys(inside: World) -> None:
    inside.client().post(WELCOME, SAID | {"zone": "Pacific/Chatham"})
    assert now(inside).zone == "Pacific/Chatham"


def test_sent_twice_it_makes_one_survey(inside: World) -> None:
    welcome = Welcome("salon", "Ruth", "", "a@b.example", "GB", "Europe/London")
    first = onboarding.set_up(inside.business, welcome, by=inside.by)
    assert onboarding.set_up(inside.business, welcome, by=inside.by) == first
    inside.client().post(WELCOME, SAID)
    assert Survey.objects.count() == 1
    assert inside.client().get(WELCOME).url == "/inbox/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("trade", ""),
        ("trade", "circus"),
        ("sign_off", ""),
        ("sign_off", "visit evil.com"),
        ("sign_off", "Ruth\u202e"),
        ("reply_to", "ruth"),
        ("reply_to", "a@b.example\nBcc: c@d.example"),
        ("place", "x" * 61),
        ("country", "ZZ"),
        ("zone", "Mars/Phobos"),
        ("zone", "../../etc/passwd"),
    ],
)
def test_what_cannot_be_taken_makes_nothing(
    inside: World, field: str, value: str
) -> None:
    response = inside.client().post(WELCOME, SAID | {field: value})
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert not Survey.objects.exists()
    assert now(inside).trade == ""


def steps(world: World, who: str = "owner") -> dict[str, bool]:
    """Return each step shown, and whether it is ticked."""
    shown = drawn(world, who)["steps"]
    return {step["text"]: step["is_done"] for step in shown}


def drawn(world: World, who: str = "owner") -> dict[str, Any]:
    return checklist({"membership": getattr(world, who)})  # type: ignore[arg-type]


def start(world: World) -> Survey:
    trade = starter_for("salon")
    return writing.start_survey(world.business, starter=trade, by=world.by)


def test_at_first_nothing_is_ticked(inside: World) -> None:
    assert steps(inside) == {
        "Who are the replies from?": False,
        "Read your five questions": False,
        "Send it to yourself and answer": False,
        "Add your last ten customers": False,
    }


def test_each_step_is_ticked_when_it_is_done(inside: World) -> None:
    survey = start(inside)
    assert steps(inside)["Who are the replies from?"]
    assert not steps(inside)["Read your five questions"]
    words = writing.selectors.words_of(writing.current_version(survey))
    writing.save_words(survey, words, by=inside.by)
    assert steps(inside)["Read your five questions"]
    tried = builders.interaction(builders.customer(is_test=True))
    builders.reply(builders.invitation(tried, survey=survey), is_test=True)
    assert steps(inside)["Send it to yourself and answer"]
    assert not steps(inside)["Add your last ten customers"]
    assert not steps(inside)["Do one thing about it"]


def test_ten_customers_are_enough_and_fewer_are_counted(inside: World) -> None:
    start(inside)
    for _ in range(9):
        builders.customer()
    builders.customer(is_test=True)
    step = drawn(inside)["steps"][3]
    assert (step["is_done"], step["note"]) == (False, "9 of 10 so far.")
    builders.customer()
    assert steps(inside)["Add your last ten customers"]


def test_a_reply_of_one_customer_is_enough_too(inside: World) -> None:
    builders.reply(builders.invitation(survey=start(inside)))
    assert steps(inside)["Add your last ten customers"]


def test_once_all_is_done_the_list_is_gone(inside: World) -> None:
    survey = start(inside)
    tried = builders.interaction(builders.customer(is_test=True))
    builders.reply(builders.invitation(tried, survey=survey), is_test=True)
    heard = NOON + timedelta(hours=1)
    builders.reply(builders.invitation(survey=survey), heard_at=heard)
    assert progress(inside.business).is_complete
    assert steps(inside) == {}


def test_the_list_takes_two_queries(inside: World) -> None:
    start(inside)
    assert inside.owner.business
    with CaptureQueriesContext(
        connection,
    ) as queries:
        drawn(inside)
    assert len(queries) == 2


@pytest.mark.parametrize("who", ["reader", "member"])
def test_whoever_may_not_do_it_is_not_shown_it(inside: World, who: str) -> None:
    assert steps(inside, who) == {}


def test_the_steps_lead_to_pages_that_exist(inside: World) -> None:
    start(inside)
    with clock.set_to(NOON + timedelta(days=1)):
        body = inside.client().get("/inbox/").content.decode()
    assert "First steps" in body
    urls = [step["url"].partition("#")[0] for step in drawn(inside)["steps"]]
    answers = [inside.client().get(url).status_code for url in urls if url]
    assert set(answers) == {200}
    assert len(answers) >= 3
