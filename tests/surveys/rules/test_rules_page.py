"""The page of rules: try them on last month, look behind the numbers, keep them."""

from datetime import timedelta

import pytest

from feedback import tenancy
from feedback.customers.services import suppress
from feedback.history.models import Event
from feedback.history.services import CUSTOMER
from surveys.models import Invitation, Survey
from surveys.services.ruling import AskingRules
from tests import builders
from tests.conftest import NOON, World
from tests.queries import assert_same_queries
from tests.surveys.guests import whole_database

DAY = timedelta(days=1)
TYPED = {
    "delay_hours": "4",
    "reminder_days": "0",
    "expiry_days": "14",
    "sample_percent": "50",
    "rest_days": "90",
}


def url(survey: Survey) -> str:
    return f"/surveys/{survey.pk}/rules/"


def text(world: World, address: str, query: dict[str, str] | None = None) -> str:
    page = world.client("manager").get(address, query or {}).content.decode()
    return " ".join(page.split())


def a_month() -> Survey:
    survey = builders.survey()
    for _ in range(3):
        builders.interaction(happened_at=NOON - 5 * DAY)
    builders.interaction(
        builders.customer(name="Nell Nomail", email=""), happened_at=NOON - 4 * DAY
    )
    return survey


def test_it_opens_with_the_rules_that_are_stored(inside: World) -> None:
    page = text(inside, url(a_month()))
    assert "these rules would have asked 3 of 4." in page
    assert "1 has no address" in page
    assert "Keep these rules" not in page


def test_typed_rules_are_tried_and_not_stored(inside: World) -> None:
    survey = a_month()
    inside.client("manager")
    before = whole_database()
    page = text(inside, url(survey), {**TYPED, "kinds": "Boiler service"})
    assert "would have asked" in page
    assert "Keep these rules" in page
    assert whole_database() == before


def test_behind_each_number_is_a_list(inside: World) -> None:
    survey = a_month()
    assert "Nell Nomail" in text(inside, url(survey), {"show": "no_address"})
    assert "Margaret Ellis" in text(inside, url(survey), {"show": "asked"})
    assert "Nell Nomail" not in text(inside, url(survey), {"show": "nonsense"})


def test_it_says_what_really_happened(inside: World) -> None:
    survey = a_month()
    work = builders.interaction(happened_at=NOON - 3 * DAY)
    builders.invitation(work, survey=survey, asked_at=NOON - 2 * DAY)
    suppress(
        inside.business, email=work.customer.email, reason="opted_out", by=CUSTOMER
    )
    page = text(inside, url(survey))
    assert "Really asked, or planned to be: 1 visit." in page
    assert "3 more would have been asked about, which were not" in page
    assert "1 was asked about, which these rules leave alone" in page


def test_a_month_without_visits_says_so(inside: World) -> None:
    page = text(inside, url(builders.survey()))
    assert "there was no visit that this survey asks about" in page


def test_kept_rules_are_stored_with_history(inside: World) -> None:
    survey = a_month()
    seen = AskingRules.of(survey).mark
    done = inside.client("manager").post(url(survey), {**TYPED, "seen": seen})
    assert done.status_code == 302
    survey.refresh_from_db()
    assert (survey.delay_hours, survey.sample_percent) == (4, 50)
    assert (survey.reminder_days, survey.expiry_days) == (0, 14)
    inside.business.refresh_from_db()
    assert inside.business.rest_days == 90
    event = Event.objects.get(verb="changed rules")
    assert event.after["sample_percent"] == 50


def test_kept_rules_decide_nothing_again(inside: World) -> None:
    row = builders.invitation(status=Invitation.Status.PLANNED)
    survey = row.survey
    seen = AskingRules.of(survey).mark
    inside.client("manager").post(url(survey), {**TYPED, "seen": seen})
    row.refresh_from_db()
    assert row.status == Invitation.Status.PLANNED


@pytest.mark.parametrize(
    "wrong",
    [
        {"sample_percent": "0"},
        {"sample_percent": "101"},
        {"sample_percent": "half"},
        {"delay_hours": "-1"},
        {"delay_hours": "99999"},
        {"rest_days": ""},
        {"reminder_days": "14"},
        {"kinds": "Never done"},
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_cannot_be_is_said_and_kept_on_the_page(
    inside: World, method: str, wrong: dict[str, str]
) -> None:
    survey = a_month()
    seen = AskingRules.of(survey).mark
    client = inside.client("manager")
    sent = {**TYPED, "seen": seen, **wrong}
    page = getattr(client, method)(url(survey), sent)
    assert page.status_code == 422
    assert "There is a problem" in page.content.decode()
    survey.refresh_from_db()
    assert survey.sample_percent == 100


def test_two_people_do_not_overwrite_each_other_unseen(inside: World) -> None:
    survey = a_month()
    seen = AskingRules.of(survey).mark
    Survey.objects.update(sample_percent=70)
    page = inside.client("manager").post(url(survey), {**TYPED, "seen": seen})
    assert page.status_code == 409
    assert "Somebody else changed these rules" in page.content.decode()
    survey.refresh_from_db()
    assert survey.sample_percent == 70


def test_it_needs_the_same_queries_for_any_number_of_visits(world: World) -> None:
    with tenancy.enter(world.business.pk):
        survey = builders.survey()

    def grow() -> None:
        with tenancy.enter(world.business.pk):
            work = builders.interaction(happened_at=NOON - 5 * DAY)
            builders.invitation(work, survey=survey)

    client = world.client("manager")
    assert_same_queries(client, f"{url(survey)}?show=asked", grow)
    assert_same_queries(client, "/surveys/order/", grow)


def test_strangers_find_no_rules_here(inside: World) -> None:
    survey = a_month()
    assert inside.client("stranger").get(url(survey)).status_code == 404
    assert inside.client("member").get(url(survey)).status_code == 403
