"""Sent mail, as the team sees it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from feedback import links
from tests.conftest import World
from tests.mail.rows import Kind, Status, again, queued
from tests.queries import assert_same_queries

LIST = "/mail/"


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_shows_to_whom_and_what_became_of_it(world: World) -> None:
    queued(world.business, to="margaret@example.com", status=Status.UNCERTAIN)
    text = page(world.client(), LIST)
    assert "How was the boiler service?" in text
    assert "To Margaret Ellis, margaret@example.com" in text
    assert "Perhaps sent: we cannot tell" in text


def test_another_businesss_mail_and_account_mail_are_not_there(world: World) -> None:
    queued(world.other_business, to="zoe@example.com")
    queued(None, to="ruth@example.com")
    text = page(world.client(), LIST)
    assert "example.com" not in text
    assert "Nothing has gone out yet" in text


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("waiting", {Status.QUEUED, Status.SENDING}),
        ("sent", {Status.ACCEPTED, Status.DELIVERED}),
        ("back", {Status.BOUNCED, Status.COMPLAINED}),
        ("unsure", {Status.UNCERTAIN, Status.DEAD}),
        ("not-sent", {Status.FAILED, Status.DEAD, Status.EXPIRED, Status.CANCELLED}),
        ("", set(Status)),
        ("nonsense", set(Status)),
    ],
)
def test_the_list_can_show_one_state(
    world: World, state: str, shown: set[Status]
) -> None:
    for status in Status:
        queued(world.business, to=f"{status}@example.com", status=status)
    text = page(world.client(), f"{LIST}?state={state}")
    assert {s for s in Status if f"{s}@example.com" in text} == shown


def test_older_mails_are_on_the_next_page(world: World) -> None:
    for number in range(51):
        queued(world.business, to=f"m{number}@example.com")
    response = world.client().get(LIST)
    first = {mail.pk for mail in response.context["mails"]}
    response = world.client().get(f"{LIST}?before={response.context['older']}")
    second = {mail.pk for mail in response.context["mails"]}
    assert (len(first), len(second), len(first | second)) == (50, 1, 51)
    assert response.context["older"] is None


def test_the_list_costs_the_same_however_long(world: World) -> None:
    assert_same_queries(world.client(), LIST, lambda: queued(world.business))


def test_members_see_the_list_and_managers_the_words(world: World) -> None:
    row = queued(world.business)
    url = reverse("mail:message-detail", args=[row.pk])
    assert url not in page(world.client("member"), LIST)
    assert url in page(world.client("manager"), LIST)
    assert world.client("member").get(url).status_code == 403


def test_the_page_of_a_mail_shows_headers_words_and_reason(world: World) -> None:
    row = queued(
        world.business,
        status=Status.FAILED,
        status_reason="550 5.1.1 unknown",
        from_name="www.ruth.example",
        text="Dear <b>Margaret</b>",
    )
    text = page(world.client(), reverse("mail:message-detail", args=[row.pk]))
    assert "550 5.1.1 unknown" in text
    assert "ruth example, feedback@localhost.example" in text
    assert f"&lt;{row.uid}@localhost.example&gt;" in text
    assert "Dear &lt;b&gt;Margaret&lt;/b&gt;" in text
    assert "List-Unsubscribe-Post" in text
    assert reverse("mail:message-html", args=[row.pk]) in text


@pytest.mark.parametrize("path", ["s/{}/", "r/{}/4/", "u/{}/", "u/updates/{}/"])
def test_the_team_cannot_read_a_customers_own_link_off_the_mail(
    world: World, path: str
) -> None:
    token = links.make_token("survey", world.business.pk, world.business.pk)
    url = f"https://said.example/{path.format(token)}"
    row = queued(
        world.business,
        text=f"Go to {url}",
        html=f"<a href='{url}'>Go</a>",
        headers={"List-Unsubscribe": f"<{url}>"},
    )
    detail = page(world.client(), reverse("mail:message-detail", args=[row.pk]))
    html = page(world.client(), reverse("mail:message-html", args=[row.pk]))
    assert token not in detail + html
    assert f"Go to https://said.example/{path.format('…')}" in detail


def test_a_developer_can_follow_every_link(world: World, settings: Any) -> None:
    settings.DEBUG = True
    token = links.make_token("survey", world.business.pk, world.business.pk)
    row = queued(world.business, html=f"<a href='/s/{token}/'>Go</a>")
    html = page(world.client(), reverse("mail:message-html", args=[row.pk]))
    assert token in html


def test_a_mail_whose_words_are_forgotten_says_so(world: World) -> None:
    row = queued(world.business, status=Status.FAILED, text="", html="")
    text = page(world.client(), reverse("mail:message-detail", args=[row.pk]))
    assert "We forget the words" in text
    assert "<iframe" not in text
    assert reverse("mail:message-retry", args=[row.pk]) not in text


def test_the_html_is_shown_inert_and_in_our_frame_only(world: World) -> None:
    row = queued(world.business, html="<p style='color:red'>Hi<script>x()</script>")
    response = world.client().get(reverse("mail:message-html", args=[row.pk]))
    rules = response["Content-Security-Policy"].split("; ")
    assert response.content.decode() == row.html
    assert "sandbox" in rules
    assert "frame-ancestors 'self'" in rules
    assert "default-src 'none'" in rules
    assert not [rule for rule in rules if rule.startswith("script-src")]


def test_other_pages_keep_the_strict_policy(world: World) -> None:
    policy = world.client().get(LIST)["Content-Security-Policy"]
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize("status", [Status.UNCERTAIN, Status.FAILED, Status.DEAD])
def test_a_mail_can_be_sent_again(world: World, status: Status) -> None:
    row = queued(world.business, status=status)
    detail = reverse("mail:message-detail", args=[row.pk])
    url = reverse("mail:message-retry", args=[row.pk])
    assert url in page(world.client(), detail)
    response = world.client().post(url, follow=True)
    assert response.redirect_chain == [(detail, 302)]
    assert "It is on its way again." in response.content.decode()
    assert again(row).status == Status.QUEUED


def test_a_mail_that_arrived_is_not_sent_again(world: World) -> None:
    row = queued(world.business, status=Status.ACCEPTED)
    url = reverse("mail:message-retry", args=[row.pk])
    assert url not in page(
        world.client(), reverse("mail:message-detail", args=[row.pk])
    )
    assert world.client().post(url).status_code == 409
    assert again(row).status == Status.ACCEPTED


def test_developers_can_follow_the_links_of_account_mail(
    world: World, client: Client, settings: Any
) -> None:
    settings.DEBUG = True
    queued(None, text="Go to http://127.0.0.1:8000/accounts/confirm-email/x/")
    queued(world.business, kind=Kind.NOTICE, text="Not yours")
    text = page(client, reverse("mail:developer-list"))
    assert 'href="http://127.0.0.1:8000/accounts/confirm-email/x/"' in text
    assert "Not yours" not in text


def test_elsewhere_account_mail_is_shown_to_nobody(world: World) -> None:
    queued(None)
    for who in ("anonymous", "owner"):
        assert world.client(who).get(reverse("mail:developer-list")).status_code == 404
