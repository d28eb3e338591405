"""The lists of the inbox: filters, kept lists, many at once, what came in meanwhile."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from feedback import clock, tenancy
from feedback.customers.models import Customer
from surveys.forms.bulk import as_mark, read_mark
from surveys.models import (
    CustomerMessage,
    Reply,
    SavedView,
    Theme,
    ThemeQuote,
)
from surveys.selectors import arrivals, filters, inbox, search
from surveys.selectors.filters import Filters
from surveys.selectors.search import Search
from surveys.services import hearing
from surveys.services.bulk import MOST
from tests import builders
from tests.conftest import NOON, World
from tests.queries import assert_same_queries
from tests.surveys.guests import filled, link, the_reply
from tests.surveys.test_inbox import new_reply, page, plain, reply_of, row

State = Reply.State
BULK = "/inbox/bulk/"
VIEWS = "/inbox/views/"


def work_of(name: str, *, kind: str = "Repair", handler: str = "Dan") -> Reply:
    """Store a new reply about a piece of work."""
    who = builders.customer(name=name)
    work = builders.interaction(who, kind=kind, handler=handler)
    to = builders.invitation(work)
    return builders.reply(to, waits_for_person=False, rating=4, submitted_at=NOON)


def names(html: str) -> list[str]:
    """Return the people of the list, without its headings."""
    return re.findall(r'<div class="who"><a[^>]*>([^<]+)', html)


# --- Filters ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=Repair", ["Kim"]),
        ("handler=Amy", ["Kim"]),
        ("kind=Repair&handler=Dan", []),
        ("rating=5", ["Kim"]),
        ("words=no", ["Kim"]),
        ("words=yes", ["Joy"]),
        ("channel=sms", ["Kim"]),
    ],
)
def test_the_list_is_narrowed_down(inside: World, query: str, found: list[str]) -> None:
    work_of("Joy", kind="Quote")
    kim = work_of("Kim", handler="Amy")
    Reply.objects.filter(pk=kim.pk).update(rating=5, words="", channel="sms")
    assert names(page(inside, f"/inbox/?{query}")) == found


def test_a_survey_and_a_theme_narrow_it_down_too(inside: World) -> None:
    joy, kim = work_of("Joy"), work_of("Kim")
    theme = Theme.objects.create(business=inside.business, name="Late")
    for reply, removed in ((kim, False), (joy, True)):
        ThemeQuote.objects.create(
            business=inside.business,
            theme=theme,
            reply=reply,
            start=0,
            end=2,
            said_at=NOON,
            is_removed=removed,
        )
    assert names(page(inside, f"/inbox/?theme={theme.pk}")) == ["Kim"]
    assert names(page(inside, f"/inbox/?survey={joy.survey_id}")) == ["Joy"]


def test_who_waits_longer_than_some_days_is_found(inside: World) -> None:
    reply_of("Omar", days=1)
    reply_of("Margaret", days=4)
    new_reply("Joy", days=9)
    assert names(page(inside, "/inbox/?waits=3")) == ["Margaret"]


def test_who_wrote_back_waits_since_then(inside: World) -> None:
    kim = new_reply("Kim", days=9)
    hearing.customer_wrote(kim)
    with clock.set_to(NOON + timedelta(days=2)):
        assert names(page(inside, "/inbox/?waits=3")) == []
        assert "2 days waiting" in row(page(inside, "/inbox/?waits=1"), "Kim")
    with clock.set_to(NOON + timedelta(days=4)):
        assert names(page(inside, "/inbox/?waits=3")) == ["Kim"]


def test_who_waited_already_goes_on_waiting_when_they_write_again(
    inside: World,
) -> None:
    margaret = reply_of("Margaret", days=4)
    hearing.customer_wrote(margaret)
    assert "4 days waiting" in row(page(inside, "/inbox/?waits=3"), "Margaret")


def test_everything_is_a_list_too(inside: World) -> None:
    hearing.close_reply(work_of("Kim"), by=inside.by)
    new_reply("Joy", days=1)
    assert names(page(inside, "/inbox/?tab=all")) == ["Kim", "Joy"]
    assert names(page(inside, "/inbox/?tab=all&kind=Repair")) == ["Kim"]


@pytest.mark.parametrize(
    "query",
    [
        "rating=9",
        "rating=x",
        "survey=x",
        "theme=0",
        "waits=-1",
        "waits=99999999999",
        "channel=fax",
        "words=maybe",
        "from=nowhere",
        "kind=%00",
    ],
)
def test_a_made_up_filter_is_none(inside: World, query: str) -> None:
    work_of("Joy")
    assert names(page(inside, f"/inbox/?{query}")) == ["Joy"]


def test_a_filter_is_said_in_words_and_can_be_left_out(inside: World) -> None:
    work_of("Kim", handler="Amy")
    html = page(inside, "/inbox/?kind=Repair&handler=Amy")
    left = re.findall(r"""<li><a href="(/inbox[^"]+)">(\w+)""", html)
    assert left == [
        ("/inbox/?handler=Amy", "Repair"),
        ("/inbox/?kind=Repair", "Amy"),
    ]


def test_an_empty_narrow_list_says_how_to_get_out(inside: World) -> None:
    work_of("Kim")
    html = page(inside, "/inbox/?handler=Nobody")
    assert "Nothing here fits." in plain(html)
    assert 'href="/inbox/filter/?handler=Nobody"' in html


def test_the_next_page_of_a_filter_is_filtered(inside: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(inbox, "PAGE", 1)
    for name in ("Kim", "Lou"):
        work_of(name)
    work_of("Joy", kind="Quote")
    first = page(inside, "/inbox/?tab=new&kind=Repair")
    more = re.search(r'class="btn" href="(/inbox/\?tab=new[^"]+)"', first)
    assert more is not None
    second = page(inside, more[1].replace("&amp;", "&"))
    assert {*names(first), *names(second)} == {"Kim", "Lou"}


def test_a_search_is_narrowed_down_and_goes_on_further_back(
    inside: World, monkeypatch: Any
) -> None:
    monkeypatch.setattr("surveys.selectors.listing.MOST_SIFTED", 2)
    for number in range(3):
        new_reply(f"Joy {number}", days=number, words="The invoice")
    kim = reply_of("Kim", days=5, words="My invoice")
    Reply.objects.filter(pk=kim.pk).update(handler="Amy")
    url = "/inbox/search/?q=invoice&handler=Amy"
    for _turn in range(3):
        html = page(inside, url)
        if names(html) or "Kim" in html:
            break
        more = re.search(r'href="(/inbox/search/\?[^"]*after=[^"]+)"', html)
        assert more is not None
        url = more[1].replace("&amp;", "&")
    assert "Kim" in html
    assert "Joy" not in html


def test_the_page_of_filters_offers_what_there_is(inside: World) -> None:
    work_of("Kim", kind="Repair", handler="Amy")
    work_of("Joy", kind="Quote", handler="")
    html = page(inside, "/inbox/filter/?kind=Quote")
    assert re.findall(r'id="f-kind".*?</select>', html, re.S)
    assert '<option value="Quote" selected>' in html
    # One handler is no choice.
    assert 'id="f-handler"' not in html


def test_distinct_values_are_those_of_the_business(world: World) -> None:
    with tenancy.enter(world.other_business.id):
        work_of("Theirs", kind="Their kind")
    with tenancy.enter(world.business.id):
        for kind in ("Repair", "Repair", "Quote", ""):
            work_of("Kim", kind=kind)
        assert [v for v, _ in filters.choices(world.business).kind] == [
            "Quote",
            "Repair",
        ]


def test_filters_survive_the_way_into_an_address_and_back() -> None:
    wanted = Filters(kind="A & B", rating="2", words="no", waits="7", source="open")
    assert Filters.read(wanted.query()) == wanted


def test_the_page_of_filters_needs_as_many_queries_for_many_rows(world: World) -> None:
    def grow() -> None:
        with tenancy.enter(world.business.id):
            work_of("Kim", kind=f"Kind {Reply.objects.count()}")

    grow()
    assert_same_queries(world.client(), "/inbox/filter/", grow)


def test_a_narrow_list_needs_as_many_queries_for_many_rows(world: World) -> None:
    def grow() -> None:
        with tenancy.enter(world.business.id):
            work_of("Kim")
            SavedView.objects.create(
                business=world.business,
                owner=world.owner,
                name=f"List {SavedView.objects.count()}",
                query={"kind": "Repair"},
            )

    grow()
    assert_same_queries(world.client(), "/inbox/?tab=all&kind=Repair", grow)


# --- Facets ----------------------------------------------------------------------


def test_a_reply_that_comes_takes_over_the_work(inside: World) -> None:
    work = builders.interaction(kind="Repair", handler="Amy")
    to = builders.invitation(work)
    inside.client("anonymous").post(link("survey", to), filled(to))
    reply = the_reply(to)
    assert (reply.kind, reply.handler) == ("Repair", "Amy")
    assert reply.survey_id == to.survey_id


# --- Kept lists ------------------------------------------------------------------


def test_a_list_is_kept_under_a_name_and_shown(inside: World) -> None:
    work_of("Kim")
    response = inside.client().post(f"{VIEWS}?kind=Repair&nonsense=1", {"name": "Ours"})
    assert response.status_code == 302
    assert response["Location"] == "/inbox/?kind=Repair"
    assert SavedView.objects.get().query == {"kind": "Repair"}
    assert 'href="/inbox/?kind=Repair" aria-current="page">Ours</a>' in page(
        inside, "/inbox/?kind=Repair"
    )


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "x" * 61])
def test_a_list_needs_a_name(inside: World, name: str) -> None:
    assert inside.client().post(VIEWS, {"name": name}).status_code == 422
    assert not SavedView.objects.exists()


def test_a_name_is_used_once_a_person(inside: World) -> None:
    for expected in (302, 422):
        response = inside.client().post(f"{VIEWS}?rating=1", {"name": "Ours"})
        assert response.status_code == expected
    assert "already" in response.content.decode()
    hers = inside.client("manager").post(VIEWS, {"name": "Ours"})
    assert hers.status_code == 302


def test_a_list_is_its_owners_unless_shared(inside: World) -> None:
    for name, shared in (("Mine", ""), ("Ours", "on")):
        inside.client("member").post(
            f"{VIEWS}?rating=1", {"name": name, "is_shared": shared}
        )
    html = page(inside, VIEWS)
    assert "Ours" in html
    assert "Mine" not in html


def test_who_may_change_a_shared_list(inside: World) -> None:
    inside.client("manager").post(VIEWS, {"name": "Ours", "is_shared": "on"})
    view = SavedView.objects.get()
    url = reverse("surveys:reply-view-detail", kwargs={"pk": view.pk})
    assert inside.client("member").post(url, {"name": "Hers"}).status_code == 403
    assert inside.client("owner").post(url, {"name": "All"}).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("All", False)
    assert inside.client("manager").post(url, {"remove": "1"}).status_code == 302
    assert not SavedView.objects.exists()


def test_kept_lists_need_as_many_queries_for_many(world: World) -> None:
    def grow() -> None:
        with tenancy.enter(world.business.id):
            SavedView.objects.create(
                business=world.business,
                owner=world.manager,
                name=f"List {SavedView.objects.count()}",
                is_shared=True,
            )

    grow()
    assert_same_queries(world.client(), VIEWS, grow)


# --- Many at once ----------------------------------------------------------------


def test_those_that_are_ticked_are_done_and_undo_opens_them_all(inside: World) -> None:
    omar, margaret = reply_of("Omar", days=1), reply_of("Margaret", days=2)
    joy = new_reply("Joy")
    ids = [str(omar.pk), str(margaret.pk), "x", str(omar.pk)]
    response = inside.client().post(f"{BULK}?tab=open", {"reply": ids}, follow=True)
    html = response.content.decode()
    assert "2 are done." in plain(html)
    assert names(html) == ["Joy"]
    undo = re.search(r'action="(/inbox/bulk/\?undo=[^"]+)"', html)
    assert undo is not None
    html = inside.client().post(undo[1], follow=True).content.decode()
    assert "2 are open again." in plain(html)
    assert names(html) == ["Margaret", "Omar", "Joy"]
    waiting = Reply.objects.filter(waits_for_person=True)
    assert {reply.pk for reply in waiting} == {omar.pk, margaret.pk}
    joy.refresh_from_db()
    assert joy.heard_at is None


def test_what_somebody_else_did_meanwhile_stays(inside: World) -> None:
    omar, joy = reply_of("Omar"), new_reply("Joy")
    hearing.close_reply(omar, by=inside.by)
    html = (
        inside.client()
        .post(BULK, {"reply": [str(omar.pk), str(joy.pk)]}, follow=True)
        .content.decode()
    )
    assert "1 is done." in plain(html)
    undo = re.search(r'action="(/inbox/bulk/\?undo=[^"]+)"', html)
    assert undo is not None
    hearing.reopen_reply(Reply.objects.get(pk=joy.pk), by=inside.by)
    html = inside.client().post(undo[1], follow=True).content.decode()
    assert "0 are open again." in plain(html)
    omar.refresh_from_db()
    assert omar.state == State.DONE


def test_nothing_ticked_changes_nothing(inside: World) -> None:
    reply_of("Omar")
    html = inside.client().post(BULK, {}, follow=True).content.decode()
    assert "Nothing was ticked" in plain(html)
    assert names(html) == ["Omar"]


def test_another_businesss_replies_are_left_alone(world: World) -> None:
    with tenancy.enter(world.other_business.id):
        theirs = builders.reply()
    with tenancy.enter(world.business.id):
        reply_of("Omar")
    world.client().post(BULK, {"reply": [str(theirs.pk)]})
    world.client().post(f"{BULK}?undo={as_mark([theirs.pk])}")
    with tenancy.enter(world.other_business.id):
        assert Reply.objects.get(pk=theirs.pk).state == State.NEW


def test_a_reader_sees_nothing_to_tick(inside: World) -> None:
    reply_of("Omar")
    assert 'name="reply"' in page(inside)
    assert 'name="reply"' not in page(inside, who="reader")


@pytest.mark.parametrize("mark", ["x", "====", "é", "AAAA", "\x00"])
def test_a_made_up_mark_names_nothing(mark: str) -> None:
    assert read_mark(mark) == []


def test_a_mark_names_what_it_was_made_of() -> None:
    ids = [Customer().pk for _ in range(MOST)]
    assert read_mark(as_mark(ids)) == ids


# --- What came in meanwhile ------------------------------------------------------


def came(world: World, *, since: Any, query: str = "") -> Any:
    mark = arrivals.mark(since)
    return world.client().get(f"/inbox/arrivals/?since={mark}{query}")


def test_nothing_new_says_nothing(inside: World) -> None:
    reply_of("Omar", submitted_at=NOON)
    assert came(inside, since=NOON).status_code == 204
    assert inside.client().get("/inbox/arrivals/").status_code == 204
    assert inside.client().get("/inbox/arrivals/?since=x").status_code == 204


def test_what_came_is_counted_once_and_leads_to_the_list(inside: World) -> None:
    before = NOON - timedelta(minutes=5)
    reply_of("Omar", submitted_at=NOON)
    new_reply("Joy", submitted_at=NOON)
    response = came(inside, since=before)
    assert "2 came in. Show them" in plain(response.content.decode())
    assert 'href="/inbox/"' in response.content.decode()
    again = inside.client().get(
        f"/inbox/arrivals/?since={arrivals.mark(before)}",
        headers={"if-none-match": response["ETag"]},
    )
    assert again.status_code == 304


def test_only_what_belongs_to_the_list_is_news(inside: World) -> None:
    before = NOON - timedelta(minutes=5)
    work_of("Kim")
    assert came(inside, since=before, query="&kind=Quote").status_code == 204
    assert came(inside, since=before, query="&kind=Repair").status_code == 200
    assert came(inside, since=before, query="&tab=done").status_code == 204
    assert came(inside, since=before, query="&q=ten").status_code == 204


# --- The search document ---------------------------------------------------------


def found(world: World, text: str) -> list[str]:
    wanted = Search(text, all_time=True)
    ids = search.search(world.business, wanted, most=9)
    rows = Reply.objects.filter(pk__in=ids).order_by("customer__name")
    return list(rows.values_list("customer__name", flat=True))


def test_changed_words_and_names_are_found_and_former_ones_are_not(
    inside: World,
) -> None:
    reply = reply_of("Margaret", words="The boiler")
    reply.words = "The radiator"
    reply.save(update_fields=["words"])
    Customer.objects.filter(pk=reply.customer_id).update(name="Maggie")
    assert found(inside, "boiler") == found(inside, "margaret") == []
    assert found(inside, "maggie radiator") == ["Maggie"]


def test_what_a_customer_writes_later_is_found(inside: World) -> None:
    reply = reply_of("Margaret", words="Hello")
    message = CustomerMessage.objects.create(
        business=inside.business, reply=reply, words="A cheque", dedupe_key="1"
    )
    assert found(inside, "cheque") == ["Margaret"]
    message.delete()
    assert found(inside, "cheque") == []


def test_a_reply_that_is_erased_is_not_found(inside: World) -> None:
    reply_of("Omar", words="Boiler").delete()
    margaret = reply_of("Margaret", words="Boiler")
    assert found(inside, "boiler") == ["Margaret"]
    Reply.objects.filter(pk=margaret.pk).delete()
    assert found(inside, "boiler") == []


def test_a_search_walks_on_until_it_has_enough(inside: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(search, "WALKED", 1)
    for days in range(0, 60, 20):
        reply_of(f"Old {days}", days=days + 300, words="The zebra")
        reply_of(f"New {days}", days=days, words="The boiler")
    ids = search.search(inside.business, Search("zebra", all_time=True), most=2)
    rows = {row.pk: row.customer.name for row in Reply.objects.all()}
    assert [rows[pk] for pk in ids] == ["Old 0", "Old 20"]
    rest = search.search(
        inside.business,
        Search("zebra", all_time=True),
        start=Reply.objects.get(pk=ids[-1]),
        most=2,
    )
    assert [rows[pk] for pk in rest] == ["Old 40"]


def test_pages_are_the_same_at_one_moment(inside: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    now = clock.now()
    for number in range(5):
        new_reply(f"Joy {number}", submitted_at=now, words="The zebra")
    url, seen = "/inbox/search/?q=zebra", []
    while url:
        html = page(inside, url)
        seen += re.findall(r'<div class="who"><a[^>]*>([^<]+)', html)
        more = re.search(r'class="btn" href="(/inbox/search/[^"]+)"', html)
        url = more[1].replace("&amp;", "&") if more else ""
    assert sorted(seen) == [f"Joy {number}" for number in range(5)]
