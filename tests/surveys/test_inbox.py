"""The inbox's pages: what is shown where, in which order, and to whom."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from feedback import tenancy
from feedback.customers.models import Customer
from feedback.mail.models import OutboundMessage
from surveys.models import Reply, ReplyRevision, TeamAnswer
from surveys.selectors import inbox, inbox_counts
from surveys.services import hearing
from tests import builders
from tests.conftest import NOON, World
from tests.queries import assert_same_queries

State = Reply.State
LIST = "/inbox/"


def reply_of(name: str, **values: Any) -> Reply:
    """Store a reply of somebody new; days ago by ``days``."""
    days = values.pop("days", 0)
    who = builders.customer(name=name, value=values.pop("value", ""))
    to = builders.invitation(builders.interaction(who))
    values.setdefault("submitted_at", NOON - timedelta(days=days))
    return builders.reply(to, **values)


def new_reply(name: str, **values: Any) -> Reply:
    return reply_of(name, waits_for_person=False, rating=4, **values)


def page(world: World, url: str = LIST, *, who: str = "owner") -> str:
    response = world.client(who).get(url)
    assert response.status_code == 200
    return response.content.decode()


def listed(html: str) -> list[str]:
    """Return the headings and names of the list, top to bottom."""
    pieces = re.findall(
        r'<h2 class="sec" id="s-[^>]*>([^<]+)|<div class="who"><a[^>]*>([^<]+)', html
    )
    return [heading or name for heading, name in pieces]


def plain(html: str) -> str:
    """Return the text of a page as a reader sees it."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def row(html: str, name: str) -> str:
    """Return one row of the list as text."""
    rows = re.findall(r'<li class="row".*?</li>', html, re.S)
    return next(plain(found) for found in rows if name in found)


def detail(reply: Reply) -> str:
    return reverse("surveys:reply-detail", kwargs={"pk": reply.pk})


def closure(reply: Reply) -> str:
    return reverse("surveys:reply-closure", kwargs={"pk": reply.pk})


def answering(reply: Reply) -> str:
    return reverse("surveys:reply-answer", kwargs={"pk": reply.pk})


# --- The list --------------------------------------------------------------------


def test_who_waits_comes_first_and_oldest_first_then_new_newest_first(
    inside: World,
) -> None:
    reply_of("Omar", days=1)
    new_reply("Joy", days=2)
    new_reply("Pete", days=1)
    reply_of("Margaret", days=3)
    assert listed(page(inside)) == [
        "Waiting for a person, oldest first",
        "Margaret",
        "Omar",
        "New",
        "Pete",
        "Joy",
    ]


def test_an_answered_reply_stands_in_a_section_of_its_own(inside: World) -> None:
    new_reply("Joy")
    hearing.answer_customer(reply_of("Alan"), words="Sorry.", by=inside.by)
    assert listed(page(inside)) == ["New", "Joy", "Heard, not done yet", "Alan"]


def test_who_asks_for_contact_while_acted_on_waits_too(inside: World) -> None:
    reply = new_reply("Kim")
    hearing.mark_acting(reply, by=inside.by)
    Reply.objects.filter(pk=reply.pk).update(waits_for_person=True)
    html = page(inside)
    assert listed(html) == ["Waiting for a person, oldest first", "Kim"]
    assert "Open 1" in plain(html)
    assert listed(page(inside, detail(reply))) == listed(html)


@pytest.mark.parametrize(
    ("waiting", "sentence"),
    [
        (0, "Nobody is waiting to hear from you."),
        (1, "One person is waiting to hear from you."),
        (2, "Two people are waiting to hear from you."),
        (12, "12 people are waiting to hear from you."),
    ],
)
def test_one_sentence_says_how_many_wait(
    inside: World, waiting: int, sentence: str
) -> None:
    new_reply("Joy")
    reply_of("Try-out", is_test=True)
    for number in range(waiting):
        reply_of(f"Person {number}")
    assert sentence in page(inside)


def test_one_person_who_waits_twice_is_one_person(inside: World) -> None:
    who = builders.customer()
    for _ in range(2):
        builders.reply(builders.invitation(builders.interaction(who)))
    assert inbox_counts.counts(inside.business).people_waiting == 1


def test_counts_stop_at_99(inside: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_counts, "MOST_COUNTED", 3)
    for number in range(3):
        reply_of(f"Person {number}")
    html = plain(page(inside))
    assert "Open 99+" in html
    assert "More than 99 people are waiting" in html


def test_try_outs_are_shown_and_never_counted(inside: World) -> None:
    reply_of("Ruth", is_test=True)
    html = page(inside)
    assert "Try-out" in row(html, "Ruth")
    assert "Open 1" not in plain(html)
    assert inbox_counts.open_count(inside.business) == 0
    assert 'class="n"' not in html


def test_the_navigation_counts_open_replies_on_other_pages_too(inside: World) -> None:
    reply_of("Margaret")
    new_reply("Joy")
    html = page(inside, reverse("surveys:survey-list"))
    assert re.search(r'<span class="n">2<span class="vh"> open', html)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"contact": "phone", "days": 3}, "Asked for a call 3 days waiting"),
        ({"contact": "email", "days": 1}, "Asked for an email 1 day waiting"),
        ({"days": 0}, ""),
        (
            {"value": "most_valuable", "contact": "phone", "days": 3},
            "Most valuable Asked for a call",
        ),
        ({"waits_for_person": False, "consent": "no_name"}, "OK to show"),
        ({"waits_for_person": False, "words": ""}, "just a rating) Rating only"),
        ({"waits_for_person": False, "consent": "no"}, ""),
    ],
)
def test_a_row_has_at_most_two_chips(
    inside: World, values: dict[str, Any], shown: str
) -> None:
    reply_of("Margaret", **values)
    html = page(inside)
    text = row(html, "Margaret")
    assert text.endswith(shown) or shown in text
    found = re.search(r'<li class="row".*?</li>', html, re.S)
    assert found is not None
    assert found[0].count('<span class="chip') <= 2
    if not shown:
        assert "chip" not in found[0]


@pytest.mark.parametrize(
    ("days", "shown"),
    [(0, "Today"), (1, "Yesterday"), (6, "Thu"), (7, "11 Nov"), (400, "14 Oct 2025")],
)
def test_a_row_says_the_day(inside: World, days: int, shown: str) -> None:
    reply_of("Margaret", days=days)
    assert f">{shown}</time>" in page(inside)


def test_days_are_those_of_the_businesss_zone(inside: World) -> None:
    type(inside.business).objects.update(zone="Pacific/Auckland")
    # Noon in Greenwich is 1 am of the next day there.
    reply_of("Margaret", submitted_at=NOON - timedelta(hours=2))
    new_reply("Joy", submitted_at=NOON - timedelta(minutes=30))
    html = page(inside)
    assert "Yesterday" in row(html, "Margaret")
    assert "Today" in row(html, "Joy")


def test_a_long_section_leads_on(inside: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    for number in range(5):
        reply_of(f"Waits {number}", days=9 - number)
        new_reply(f"New {number}", days=9 - number)
    first = page(inside)
    assert listed(first)[1:3] == ["Waits 0", "Waits 1"]
    seen = [name for name in listed(first) if name[-1].isdigit()]
    for section in ("waiting", "new"):
        html = first
        link = rf'<a class="btn" href="(/inbox/\?tab={section}&amp;after=[^"]+)"'
        while more := re.search(link, html):
            html = page(inside, more[1].replace("&amp;", "&"))
            seen += [name for name in listed(html) if name[-1].isdigit()]
    assert len(seen) == len(set(seen)) == 10
    assert listed(html)[-1] == "New 0"


def test_tabs_show_what_is_acted_on_and_what_is_done(inside: World) -> None:
    hearing.mark_acting(reply_of("Kim"), by=inside.by)
    hearing.close_reply(reply_of("Dora"), by=inside.by)
    assert listed(page(inside, "/inbox/?tab=acting")) == ["Being acted on", "Kim"]
    assert listed(page(inside, "/inbox/?tab=done")) == ["Done", "Dora"]
    assert "Being acted on 1" in plain(page(inside, "/inbox/?tab=done"))


@pytest.mark.parametrize(
    "query", ["tab=nonsense", "after=x", "tab=done&after=0", "tab=\x00", "after=%00"]
)
def test_a_made_up_query_string_does_no_harm(inside: World, query: str) -> None:
    reply_of("Margaret")
    assert inside.client().get(f"/inbox/?{query}").status_code == 200


def test_another_businesss_reply_is_no_place_to_go_on_from(world: World) -> None:
    with tenancy.enter(world.other_business.id):
        theirs = builders.reply(submitted_at=NOON - timedelta(days=30))
    with tenancy.enter(world.business.id):
        new_reply("Joy")
    assert "Joy" in page(world, f"/inbox/?tab=new&after={theirs.pk}")


def test_the_list_needs_as_many_queries_for_many_rows(world: World) -> None:
    def grow() -> None:
        with tenancy.enter(world.business.id):
            reply_of("Margaret")
            new_reply("Joy")
            heard = reply_of("Alan")
            hearing.answer_customer(heard, words="Sorry.", by=world.by)

    grow()
    assert_same_queries(world.client(), LIST, grow)


# --- Empty -----------------------------------------------------------------------


def test_a_business_without_a_survey_is_sent_to_make_one(inside: World) -> None:
    response = inside.client().get(LIST)
    assert response.status_code == 302
    assert response["Location"] == reverse("surveys:welcome")


def test_who_cannot_make_a_survey_is_told_that_nothing_came(inside: World) -> None:
    assert "No replies yet. Nobody has been asked so far." in page(inside, who="reader")


def test_an_empty_inbox_says_how_many_were_asked_and_when(inside: World) -> None:
    survey = builders.survey()
    for hours in (20, 21, 40):
        asked_at = NOON - timedelta(hours=hours)
        builders.invitation(survey=survey, asked_at=asked_at)
    builders.invitation(survey=survey, is_test=True)
    assert "No replies yet. You asked 2 people yesterday" in plain(page(inside))


def test_an_inbox_with_nothing_open_says_who_was_last_heard(inside: World) -> None:
    pete = reply_of("Pete Lindqvist", days=1)
    hearing.close_reply(pete, by=inside.by)
    html = plain(page(inside))
    assert "Everyone has heard back. The last reply came yesterday from Pete ." in html


@pytest.mark.parametrize(
    ("tab", "text"),
    [("acting", "Nothing is being acted on."), ("done", "Nothing is done yet.")],
)
def test_empty_tabs_say_what_would_stand_there(
    inside: World, tab: str, text: str
) -> None:
    reply_of("Margaret")
    assert text in page(inside, f"/inbox/?tab={tab}")


# --- Reading ---------------------------------------------------------------------


def test_the_list_opens_its_first_reply_beside_it(inside: World) -> None:
    reply_of("Margaret", words="He came late.")
    html = page(inside)
    assert 'class="inbox page-list"' in html
    assert '<h1 class="ttl">Inbox</h1>' in html
    assert "<p>He came late.</p>" in html


def test_a_reply_has_a_page_with_its_customers_name_for_a_heading(
    inside: World,
) -> None:
    html = page(inside, detail(reply_of("Margaret Ellis")))
    assert 'class="inbox page-detail"' in html
    assert re.findall(r"<h1[^>]*>([^<]+)", html) == ["Margaret Ellis"]
    assert "<title>Margaret Ellis – Inbox" in html


def test_a_reply_shows_the_exact_words_that_were_asked(inside: World) -> None:
    survey = builders.survey()
    to = builders.invitation(survey=survey)
    reply = builders.reply(to)
    newer = builders.version(survey)
    newer.questions.update(text="Something else entirely?")
    html = plain(page(inside, detail(reply)))
    assert "Did we turn up when we said we would? No" in html
    assert "Overall, how was it? Poor" in html
    assert "What could we have done better? He turned up at ten to five." in html
    assert "Something else" not in html


def test_a_reply_shows_job_contact_and_consent(inside: World) -> None:
    reply = reply_of(
        "Margaret",
        contact="phone",
        contact_phone="07700 900214",
        contact_by=NOON.date(),
        consent="first_name",
    )
    html = page(inside, detail(reply))
    assert "Boiler service on 17 November with Dan" in html
    assert 'href="tel:07700900214"' in html
    assert "by Wednesday 18 November" in plain(html)
    assert "Show these words in public? Yes, with my first name" in plain(html)


def test_a_choice_is_shown_by_its_option(inside: World) -> None:
    reply = reply_of("Margaret")
    question = reply.version.questions.get(position=2)
    question.kind, question.options = "choice", ["The price", "The wait"]
    question.save()
    reply.answers.filter(question=question).update(step=2)
    assert "The wait" in page(inside, detail(reply))
    reply.answers.filter(question=question).update(step=9)
    assert "The wait" not in page(inside, detail(reply))


def test_an_edited_reply_shows_when_and_what_it_said_before(inside: World) -> None:
    reply = reply_of("Margaret", words="A bit late.", edited_at=NOON)
    ReplyRevision.objects.create(
        business=inside.business, reply=reply, rating=1, words="Far too late."
    )
    html = page(inside, detail(reply))
    assert "Changed today. What it said before" in plain(html)
    assert html.index("A bit late.") < html.index("Far too late.")


def test_words_are_inert(inside: World) -> None:
    hostile = '<script>alert(1)</script>"><img src=x>\n\n{{ 7|add:7 }}'
    reply = reply_of(hostile[:60], words=hostile)
    hearing.answer_customer(reply, words=hostile, by=inside.by)
    html = page(inside, detail(reply))
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "{{ 7|add:7 }}" in html


def test_the_story_tells_what_happened_and_who_did_it(inside: World) -> None:
    reply = reply_of("Margaret Ellis")
    hearing.answer_customer(reply, words="I am sorry.", by=inside.by)
    hearing.close_reply(reply, by=inside.by)
    html = plain(page(inside, detail(reply)))
    for part in ("Margaret and you", "Ruth answered", "I am sorry.", "Done by Ruth"):
        assert part in html


def test_the_story_warns_of_an_answer_that_did_not_arrive(inside: World) -> None:
    reply = reply_of("Margaret")
    hearing.answer_customer(reply, words="Sorry.", by=inside.by)
    assert "could not be delivered" not in page(inside, detail(reply))
    OutboundMessage.objects.update(status=OutboundMessage.Status.FAILED)
    assert "could not be delivered" in page(inside, detail(reply))


def test_the_page_needs_as_many_queries_for_a_long_story(world: World) -> None:
    with tenancy.enter(world.business.id):
        reply = reply_of("Margaret")

    def grow() -> None:
        with tenancy.enter(world.business.id):
            TeamAnswer.objects.create(
                business=world.business, reply=reply, author=world.member, words="Hello"
            )
            ReplyRevision.objects.create(business=world.business, reply=reply)

    grow()
    assert_same_queries(world.client(), detail(reply), grow)


def test_a_reply_opened_from_a_tab_keeps_that_list(inside: World) -> None:
    reply = new_reply("Joy")
    reply_of("Margaret")
    html = page(inside, f"{detail(reply)}?tab=new")
    assert listed(html) == ["New", "Joy"]
    assert f'href="{detail(reply)}?tab=new"' in html


def test_a_done_reply_is_read_beside_the_done_ones(inside: World) -> None:
    reply = reply_of("Dora")
    hearing.close_reply(reply, by=inside.by)
    html = page(inside, detail(reply))
    assert listed(html) == ["Done", "Dora"]
    assert "Open again" in html


def test_a_customer_without_a_name_or_address_can_be_read(inside: World) -> None:
    who = Customer.objects.create(business=inside.business)
    reply = builders.reply(builders.invitation(builders.interaction(who)))
    html = plain(page(inside, detail(reply)))
    assert "Somebody" in html
    assert "We have no email address" in html


# --- Done and undo -----------------------------------------------------------------


def test_done_opens_the_next_reply_and_offers_undo(inside: World) -> None:
    first, second = reply_of("Margaret", days=2), reply_of("Omar", days=1)
    response = inside.client().post(closure(first))
    assert response["Location"] == detail(second)
    html = page(inside, response["Location"])
    assert "Done." in plain(html)
    assert f'action="{closure(first)}?undo=1"' in html


def test_done_on_the_last_reply_goes_back_to_the_one_before(inside: World) -> None:
    first, second = reply_of("Margaret", days=2), reply_of("Omar", days=1)
    response = inside.client().post(closure(second))
    assert response["Location"] == detail(first)


def test_done_on_the_only_reply_goes_to_the_list(inside: World) -> None:
    response = inside.client().post(closure(reply_of("Margaret")))
    assert response["Location"] == LIST


def test_done_goes_on_in_the_list_it_was_opened_from(inside: World) -> None:
    waits = reply_of("Margaret")
    joy, pete = new_reply("Joy"), new_reply("Pete", days=1)
    response = inside.client().post(f"{closure(joy)}?tab=new")
    assert response["Location"] == f"{detail(pete)}?tab=new"
    response = inside.client().post(f"{closure(pete)}?tab=new")
    assert response["Location"] == "/inbox/?tab=new"
    assert Reply.objects.get(pk=waits.pk).state == State.NEW


def test_undo_puts_it_back_and_shows_it(inside: World) -> None:
    reply = reply_of("Margaret")
    inside.client().post(closure(reply))
    response = inside.client().post(f"{closure(reply)}?undo=1")
    assert response["Location"] == detail(reply)
    reply.refresh_from_db()
    assert (reply.state, reply.waits_for_person) == (State.NEW, True)
    assert (reply.heard_at, reply.done_at) == (None, None)


def test_the_second_of_two_people_learns_who_was_first(inside: World) -> None:
    reply = reply_of("Margaret")
    inside.client("manager").post(closure(reply))
    response = inside.client("owner").post(closure(reply))
    assert response.status_code == 409
    html = response.content.decode()
    assert "Lee already marked this as done." in html
    assert 'class="inbox page-detail"' in html
    assert inside.client().post(f"{closure(reply)}?undo=1").status_code == 302
    assert inside.client().post(f"{closure(reply)}?undo=1").status_code == 409


def test_reading_the_address_of_an_act_leads_back_and_changes_nothing(
    inside: World,
) -> None:
    reply = reply_of("Margaret")
    for url in (closure(reply), answering(reply), f"{closure(reply)}?undo=1"):
        assert inside.client().get(url)["Location"] == detail(reply)
    assert Reply.objects.get(pk=reply.pk).state == State.NEW


# --- Answering ---------------------------------------------------------------------


def test_an_answer_is_sent_and_said(inside: World) -> None:
    reply = reply_of("Margaret Ellis")
    words = "Hello Margaret,\n\nI will ring you tonight."
    response = inside.client("member").post(answering(reply), {"words": words})
    assert response["Location"] == detail(reply)
    assert "On its way to Margaret." in page(inside, detail(reply), who="member")
    answer = TeamAnswer.objects.get()
    assert (answer.words, answer.author) == (words, inside.member)


def test_a_double_click_sends_one_answer(inside: World) -> None:
    reply = reply_of("Margaret")
    for _ in range(2):
        response = inside.client().post(
            answering(reply), {"words": "Sorry.", "seen": "0"}
        )
        assert response.status_code == 302
    assert TeamAnswer.objects.count() == 1


@pytest.mark.parametrize("words", ["", "   ", "Hello Margaret,", "x" * 5001, "a\x00b"])
def test_what_cannot_be_sent_stays_in_the_form(inside: World, words: str) -> None:
    reply = reply_of("Margaret Ellis")
    response = inside.client().post(answering(reply), {"words": words})
    assert response.status_code == 422
    html = response.content.decode()
    assert 'aria-invalid="true"' in html
    assert words.strip().replace("\x00", "")[:40] in html.replace("\x00", "")
    assert not TeamAnswer.objects.exists()


def test_who_answers_after_a_colleague_is_told_first_and_keeps_their_words(
    inside: World,
) -> None:
    reply = reply_of("Margaret")
    inside.client("manager").post(answering(reply), {"words": "Lee here.", "seen": 0})
    mine = {"words": "Ruth here, so sorry.", "seen": "0"}
    response = inside.client("owner").post(answering(reply), mine)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Lee answered while you were writing." in html
    assert "Ruth here, so sorry." in html
    assert "Lee here." in html
    found = re.search(r'name="seen" value="(\d)"', html)
    assert found is not None
    again = inside.client("owner").post(answering(reply), mine | {"seen": found[1]})
    assert again.status_code == 302
    assert TeamAnswer.objects.count() == 2


def test_an_answer_that_cannot_go_says_why_and_keeps_the_words(inside: World) -> None:
    reply = reply_of("Margaret Ellis")
    Customer.objects.filter(pk=reply.customer_id).update(email="")
    response = inside.client().post(answering(reply), {"words": "I am sorry."})
    assert response.status_code == 422
    assert "no email address" in response.content.decode()


@pytest.mark.parametrize("seen", ["-1", "x", "99999999999999999999", ""])
def test_a_made_up_number_of_answers_does_no_harm(inside: World, seen: str) -> None:
    reply = reply_of("Margaret")
    response = inside.client().post(answering(reply), {"words": "Sorry.", "seen": seen})
    assert response.status_code in (302, 422)


# --- Roles -----------------------------------------------------------------------


def test_a_reader_sees_everything_and_no_button_to_change_it(inside: World) -> None:
    reply = reply_of("Margaret")
    html = page(inside, detail(reply), who="reader")
    assert "He turned up at ten to five." in html
    main = html[html.index('id="main"') : html.index("</main>")]
    assert 'method="post"' not in main


def test_a_reader_cannot_act(inside: World) -> None:
    reply = reply_of("Margaret")
    for url in (closure(reply), answering(reply)):
        response = inside.client("reader").post(url, {"words": "Sorry."})
        assert response.status_code == 403
    assert Reply.objects.get(pk=reply.pk).state == State.NEW


def test_signed_out_people_are_asked_to_log_in(world: World) -> None:
    response = Client().get(LIST)
    assert response.status_code == 302
    assert "login" in response["Location"]


# --- Next ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ids", "current", "following"),
    [
        ([1, 2, 3], 1, 2),
        ([1, 2, 3], 3, 2),
        ([1], 1, None),
        ([1, 2], 9, 1),
        ([], 9, None),
    ],
)
def test_what_comes_next(ids: list[Any], current: Any, following: Any) -> None:
    assert inbox.next_open(ids, current) == following


# --- Erasing -------------------------------------------------------------------------


def test_who_asked_for_it_is_erased_after_a_page_that_says_what_stays(
    inside: World,
) -> None:
    reply = reply_of("Margaret", words="The boiler leaks.")
    address = reverse("surveys:reply-erasure", args=[reply.pk])
    assert address in page(inside, f"/inbox/{reply.pk}/")
    asked = plain(page(inside, address))
    assert "Erase everything about Margaret" in asked
    assert "What stays" in asked
    reply.refresh_from_db()
    assert reply.words == "The boiler leaks."
    done = inside.client().post(address, follow=True).content.decode()
    assert "Erased." in done
    assert "Margaret" not in done
    reply.refresh_from_db()
    assert (reply.words, reply.customer.name, reply.rating) == ("", "", 2)


def test_members_are_offered_no_erasing(inside: World) -> None:
    reply = reply_of("Margaret")
    html = page(inside, f"/inbox/{reply.pk}/", who="member")
    assert "/erasure/" not in html


# --- What a page asks the database ---------------------------------------------------


@pytest.mark.parametrize(
    "address", [LIST, "/inbox/?tab=all&handler=Dan", "/inbox/search/?q=leaks"]
)
def test_a_page_of_the_inbox_asks_few_questions(
    inside: World, address: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        reply_of(f"Person {number}", words="It leaks.")
    inside.client().get(address)
    with django_assert_max_num_queries(40):
        page(inside, address)
