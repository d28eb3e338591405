"""The ways in: add one, paste; and the list of who is asked."""

from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from feedback import clock, tenancy
from feedback.customers.models import Customer, Interaction
from feedback.mail.models import OutboundMessage
from surveys.models import Invitation, Survey
from surveys.selectors import asking as selectors
from tests import builders
from tests.conftest import NOON, World
from tests.queries import assert_same_queries

ADD = reverse("surveys:customer-add")
PASTE = reverse("surveys:customer-paste")
ASKED = reverse("surveys:invitation-list")
Status = Invitation.Status
Reason = Invitation.Reason
FIVE = """\
Margaret Ellis, margaret@example.com, Boiler service, 17 Nov, Dan
Omar Haddad, omar@example.com, New thermostat, yesterday, Lee
Joy Okafor; not a line at all
Pete Lindqvist, , Boiler service, Tuesday, Dan
Sian Prosser, sian@example.com, Boiler service, 30 Feb, Dan
"""


class Areas(HTMLParser):
    """Collects the textareas of a page, as a browser would send them back."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.name = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "textarea":
            self.name = dict(attrs).get("name") or ""
            self.found[self.name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser drops the line end right after the tag, and sends CRLF.
            text = self.found[self.name].removeprefix("\n")
            self.found[self.name] = text.replace("\n", "\r\n")
            self.name = ""

    def handle_data(self, data: str) -> None:
        if self.name:
            self.found[self.name] += data


def page_of(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def counts(world: World) -> tuple[int, int, int]:
    with tenancy.enter(world.business.id):
        return (
            Customer.objects.count(),
            Interaction.objects.count(),
            Invitation.objects.count(),
        )


def survey(world: World, **values: object) -> Survey:
    with tenancy.enter(world.business.id):
        return builders.survey(**values)


def paste(world: World, text: str) -> HttpResponse:
    return world.client("member").post(PASTE, {"text": text})


def confirm(world: World, checked: HttpResponse, url: str = PASTE) -> HttpResponse:
    areas = Areas(checked.content.decode()).found
    sent = {name: areas[name] for name in ("rows", "rest")}
    return world.client("member").post(url, sent, follow=True)


# --- Paste ------------------------------------------------------------------------


def test_pasting_shows_first_what_would_happen_and_stores_nothing(
    world: World,
) -> None:
    survey(world)
    response = paste(world, FIVE)
    page = page_of(response)
    assert response.status_code == 200
    assert (
        "3 people. 2 will be asked, first on Wed 18 Nov from 12:00."
        " 1 not: no email address." in page
    )
    assert "2 lines could not be read." in page
    assert "“30 Feb” is not a day that exists." in page
    assert "Not: no email address" in page
    assert counts(world) == (0, 0, 0)


def test_confirming_stores_the_good_lines_and_keeps_the_others_on_screen(
    world: World,
) -> None:
    survey(world)
    response = confirm(world, paste(world, FIVE))
    page = page_of(response)
    assert counts(world) == (3, 3, 3)
    assert "3 people added. 2 will be asked" in page
    assert "2 lines still need a look." in page
    rest = Areas(response.content.decode()).found["text"]
    assert "Joy Okafor; not a line at all" in rest
    assert "Sian Prosser" in rest
    assert "Margaret" not in rest


def test_corrected_lines_go_the_same_way(world: World) -> None:
    survey(world)
    response = confirm(world, paste(world, FIVE))
    rest = Areas(response.content.decode()).found["text"]
    good = rest.replace("30 Feb", "16 Nov").replace(
        "Joy Okafor; not a line at all", "Joy, joy@example.com, Visit, today, Dan"
    )
    response = confirm(world, paste(world, good))
    assert response.redirect_chain == [(ASKED, 302)]
    assert "2 people added. 2 will be asked" in page_of(response)
    assert counts(world) == (5, 5, 5)


def test_confirming_twice_stores_nothing_twice(world: World) -> None:
    survey(world)
    checked = paste(world, FIVE)
    confirm(world, checked)
    again = confirm(world, checked)
    assert counts(world) == (3, 3, 3)
    assert "Nothing has changed: all of it was there already." in page_of(again)


def test_a_day_that_is_yesterday_at_the_check_stays_that_day(world: World) -> None:
    survey(world)
    with clock.set_to(datetime(2026, 11, 18, 23, 59, tzinfo=UTC)):
        checked = paste(world, "Omar, omar@example.com, Visit, yesterday")
    with clock.set_to(datetime(2026, 11, 19, 0, 1, tzinfo=UTC)):
        confirm(world, checked)
    with tenancy.enter(world.business.id):
        work = Interaction.objects.get()
    assert work.happened_at == datetime(2026, 11, 17, 12, tzinfo=UTC)


def test_what_comes_back_from_the_check_is_not_trusted(world: World) -> None:
    survey(world)
    forged = {"rows": "Ann, a@a.example\r\nBcc: x, Visit, 2126-01-01", "rest": ""}
    response = world.client("member").post(PASTE, forged)
    assert response.status_code == 422
    assert counts(world) == (0, 0, 0)


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("", "This field is required."),
        ("   \n ", "nothing in that list"),
        ("nonsense", "None of it can be read yet."),
        ('Tom, "tom', "never closed"),
        ("Tom\x00,t@e.com,Visit,today", "Null characters are not allowed."),
        ("x" * 200_001, "at most 200000 characters"),
    ],
)
def test_a_list_that_cannot_be_read_comes_back_with_the_reason(
    world: World, text: str, because: str
) -> None:
    response = paste(world, text)
    assert response.status_code == 422
    assert because in page_of(response)
    assert counts(world) == (0, 0, 0)


def test_more_than_a_request_may_carry_gets_a_human_answer(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.owner.user)
    token = str(client.get(PASTE).context["csrf_token"])
    sent = {"csrfmiddlewaretoken": token, "text": "a" * 600_000}
    response = client.post(PASTE, sent)
    assert response.status_code == 413
    assert "more than we can take in one go" in page_of(response)


def test_a_refused_list_is_still_in_the_field(world: World) -> None:
    response = paste(world, "Tom, nonsense, Visit, today")
    assert response.status_code == 422
    areas = Areas(response.content.decode()).found
    assert areas["text"] == "Tom, nonsense, Visit, today"
    assert "“nonsense” is not an email address." in page_of(response)


def test_hostile_lines_are_inert(world: World) -> None:
    survey(world)
    for line in (
        "</textarea><script>alert(1)</script>, a@example.com, Visit, today",
        "Ann, a@example.com</textarea><script>alert(1)</script>, Visit, today",
        "Ann, a@example.com, <img src=x onerror=alert(1)>, today",
        "Ann, a@example.com, Visit, <script>alert(1)</script>",
    ):
        page = paste(
            world, f"{line}\nTom, t@example.com, Visit, today"
        ).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_an_empty_business_with_a_paused_survey_is_told_so(world: World) -> None:
    survey(world, status=Survey.Status.PAUSED)
    page = page_of(paste(world, FIVE))
    assert "Nobody will be asked. 3 not: 2 the survey was paused" in page
    assert "Not: the survey was paused" in page


# --- Add one ----------------------------------------------------------------------

ANN = {
    "name": "Ann Moss",
    "email": '"Ann" <ann@a.example>',
    "kind": "Boiler service",
    "happened_on": "2026-11-17",
    "happened_time": "14:30",
    "handler": "Dan",
    "reference": "INV-1",
    "value": "99.50",
    "band": "most_valuable",
}


def test_one_by_form_keeps_everything(world: World) -> None:
    survey(world)
    sent = {**ANN, "relationship_owner": world.member.pk}
    response = world.client("member").post(ADD, sent, follow=True)
    assert "1 person added. 1 will be asked, first on Wed 18 Nov from 12:00." in (
        page_of(response)
    )
    with tenancy.enter(world.business.id):
        work = Interaction.objects.select_related("customer").get()
        assert work.customer.relationship_owner_id == world.member.pk
    assert (work.customer.email, work.customer.value) == (
        "ann@a.example",
        "most_valuable",
    )
    assert work.happened_at == datetime(2026, 11, 17, 14, 30, tzinfo=UTC)
    assert (work.handler, work.reference, str(work.value)) == ("Dan", "INV-1", "99.50")


def test_the_same_form_again_changes_nothing(world: World) -> None:
    survey(world)
    client = world.client("member")
    client.post(ADD, ANN)
    page = page_of(client.post(ADD, ANN, follow=True))
    assert "Nothing has changed" in page
    assert counts(world) == (1, 1, 1)


@pytest.mark.parametrize(
    ("mistake", "because"),
    [
        ({"name": ""}, "This field is required."),
        ({"email": "nonsense"}, "“nonsense” is not an email address."),
        ({"email": "a@a.example, b@b.example"}, "not a single email address"),
        ({"email": "a@a.example\r\nBcc: b@b.example"}, "email address"),
        ({"happened_on": "2026-11-19"}, "That is in the future."),
        ({"happened_on": "0001-01-01"}, "too long ago"),
        ({"happened_on": "9999-12-31"}, "That is in the future."),
        ({"happened_on": "soon"}, "Enter a valid date."),
        ({"value": "-1"}, "greater than or equal to 0"),
        ({"value": "1e400"}, "value"),
        ({"value": "NaN"}, "Enter a number."),
        ({"kind": "x" * 81}, "at most 80 characters"),
        ({"relationship_owner": "nobody"}, "valid"),
        ({"name": "Ann\x00"}, "Null characters are not allowed."),
    ],
)
def test_a_mistake_in_the_form_is_explained(
    world: World, mistake: dict[str, str], because: str
) -> None:
    response = world.client("member").post(ADD, {**ANN, **mistake})
    assert response.status_code == 422
    assert because in page_of(response)
    assert counts(world) == (0, 0, 0)


# --- Who is asked -----------------------------------------------------------------


def stands(world: World, status: str, reason: str = "", **values: object) -> Invitation:
    with tenancy.enter(world.business.id):
        ann = builders.customer(name=f"{status} {reason}".strip())
        fresh = {"status": status, "reason": reason}
        if status in (Status.PLANNED, Status.NOT_ASKED):
            fresh |= {"version": None, "asked_at": None, "due_at": NOON}
        return builders.invitation(builders.interaction(ann), **{**fresh, **values})


def test_nobody_asked_yet_says_what_to_do(world: World) -> None:
    page = page_of(world.client().get(ASKED))
    assert "You’ve asked nobody yet" in page


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        ("planned", "", "Will be asked Wed 18 Nov at 12:00"),
        ("asked", "", "Asked Tue 17 Nov"),
        ("expired", "", "Asked Tue 17 Nov and never answered"),
        ("not_asked", "no_address", "Not asked because we have no email address"),
        ("not_asked", "opted_out", "Not asked because they asked us not to"),
        ("not_asked", "bounced", "Not asked because their address does not work"),
        ("not_asked", "complained", "Not asked because they marked a mail as spam"),
        ("not_asked", "paused", "Not asked because asking them is paused"),
        ("not_asked", "resting", "Not asked because they are asked about something"),
        ("not_asked", "too_old", "Not asked because it was too long ago"),
        ("not_asked", "survey_paused", "Not asked because the survey was paused"),
        ("not_asked", "not_delivered", "Not asked because the mail could not be"),
    ],
)
def test_each_stands_there_with_when_or_why_not(
    world: World, status: str, reason: str, words: str
) -> None:
    stands(world, status, reason)
    assert words in page_of(world.client().get(ASKED))


def test_whoever_rests_shows_since_when(world: World) -> None:
    row = stands(world, "not_asked", "resting")
    with tenancy.enter(world.business.id):
        builders.invitation(
            builders.interaction(row.customer),
            asked_at=datetime(2026, 10, 3, 12, tzinfo=UTC),
        )
        # Asked later: not what kept us from asking then.
        builders.invitation(
            builders.interaction(row.customer), asked_at=NOON + timedelta(days=2)
        )
    page = page_of(world.client().get(ASKED))
    assert "Not asked because they were asked on 3 October" in page


def test_an_answer_shows_its_day(world: World) -> None:
    with tenancy.enter(world.business.id):
        builders.reply()
    assert "Answered Wed 18 Nov" in page_of(world.client().get(ASKED))


def test_the_filter_shows_one_state(world: World) -> None:
    stands(world, "planned")
    stands(world, "expired")
    page = page_of(world.client().get(f"{ASKED}?state=planned"))
    assert "Will be asked Wed" in page
    assert "never answered" not in page
    assert world.client().get(f"{ASKED}?state=nonsense&before=x").status_code == 200


def test_a_try_out_is_not_in_the_list(world: World) -> None:
    stands(world, "asked", is_test=True)
    assert "You’ve asked nobody yet" in page_of(world.client().get(ASKED))


def test_pages_follow_each_other_without_gap_or_overlap(inside: World) -> None:
    asks = builders.survey()
    made = {builders.invitation(survey=asks).pk for _ in range(selectors.PAGE + 5)}
    first, last = selectors.split_page(selectors.invitation_list(inside.business))
    assert last is not None
    second, end = selectors.split_page(
        selectors.invitation_list(inside.business, before=str(last.pk))
    )
    assert end is None
    seen = [row.pk for row in [*first, *second]]
    assert len(seen) == len(set(seen)) == len(made)
    assert set(seen) == made


def test_the_list_needs_the_same_queries_for_more_people(world: World) -> None:
    assert_same_queries(
        world.client(),
        ASKED,
        lambda: (stands(world, "not_asked", "resting"), stands(world, "asked")),
    )


def test_ask_now_asks_and_says_so(world: World) -> None:
    row = stands(world, "not_asked", "resting")
    url = reverse("surveys:invitation-ask", args=[row.pk])
    assert url in page_of(world.client("member").get(ASKED))
    assert url not in page_of(world.client("reader").get(ASKED))
    client = world.client("member")
    response = client.post(url, {"next": f"{ASKED}?state=asked"}, follow=True)
    assert response.redirect_chain == [(f"{ASKED}?state=asked", 302)]
    assert "The question is on its way." in page_of(response)
    with tenancy.enter(world.business.id):
        assert OutboundMessage.objects.count() == 1


def test_ask_now_at_night_says_when_it_goes(world: World) -> None:
    row = stands(world, "planned")
    with clock.set_to(datetime(2026, 11, 18, 22, tzinfo=UTC)):
        response = world.client("member").post(
            reverse("surveys:invitation-ask", args=[row.pk]), follow=True
        )
    assert "will be asked Thu 19 Nov at 09:00." in page_of(response)


def test_ask_now_refuses_what_the_person_refused(world: World) -> None:
    row = stands(world, "not_asked", "opted_out")
    url = reverse("surveys:invitation-ask", args=[row.pk])
    assert url not in page_of(world.client().get(ASKED))
    response = world.client("member").post(url)
    assert response.status_code == 409
    with tenancy.enter(world.business.id):
        assert not OutboundMessage.objects.exists()
